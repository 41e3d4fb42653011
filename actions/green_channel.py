"""The green channel: a resident says why they go first; it is sensitive, so they agree to it separately."""

from actions.context import Context
from domain.booking_rules import GreenReason
from domain.bookings import ConsentNeeded
from domain.people import Resident

GREEN_SCOPE = "green_channel"


async def set_green_channel(
    ctx: Context, *, resident: Resident, reasons: list[GreenReason], consent: bool, consent_version: str
) -> Resident:
    """Keep the reasons and the consent to keep them; no reasons at all take both back.

    Raises: ConsentNeeded.
    """
    unique = tuple(dict.fromkeys(reasons))
    if not unique:
        await ctx.store.residents.remove_consent(resident, GREEN_SCOPE)
        return await _fresh(ctx, await ctx.store.residents.set_green_reasons(resident, ()))
    if not consent:
        raise ConsentNeeded("申请绿色通道要登记您的健康或身体状况，须先征得您本人单独同意。")
    if GREEN_SCOPE not in {one.scope for one in resident.consents}:
        await ctx.store.residents.add_consent(resident, GREEN_SCOPE, consent_version, ctx.now())
    return await _fresh(ctx, await ctx.store.residents.set_green_reasons(resident, unique))


async def _fresh(ctx: Context, resident: Resident) -> Resident:
    return await ctx.store.residents.find_fresh(resident.id) or resident
