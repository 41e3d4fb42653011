"""Who has to stay out of a matter, and the staff's word on which matters are two sides of one dispute."""

from actions.context import Context
from actions.regions import check_in_region
from domain.errors import BadInput
from domain.matters import Matter, MatterEvent, MatterNotFound, OppositionElsewhere
from domain.people import Provider, Staff
from domain.recusal import Recusal, recusal_of
from domain.staff_sign_in import check_may_change


async def find_recusal(ctx: Context, *, matter_number: str | None) -> Recusal | None:
    """Who may not serve the matter; None without one. Asks the store nothing when there is no matter."""
    if matter_number is None:
        return None
    matter = await ctx.store.matters.find(matter_number)
    return await recusal_for(ctx, matter=matter) if matter else Recusal(matter_number)


async def recusal_for(ctx: Context, *, matter: Matter) -> Recusal:
    """Who may not serve this matter."""
    if matter.opposes is None:
        return Recusal(matter.id)
    opposing = await ctx.store.matters.find(matter.opposes)
    return recusal_of(matter, opposing, await ctx.store.bookings.list_of_matter(matter.opposes))


async def oppose_matters(ctx: Context, *, staff: Staff, number: str, other: str) -> Matter:
    """Say that two matters are the two sides of one dispute; saying it again is harmless.

    Raises: NotAllowed, NotFound, BadInput, OppositionElsewhere.
    """
    check_may_change(staff)
    if number == other:
        raise BadInput(fields={"number": "请填写对方那件诉求的编号，不能是同一件。"})
    ours, theirs = await _get_in_region(ctx, staff, number), await _get_in_region(ctx, staff, other)
    if {ours.resident_id, theirs.resident_id} != {None} and ours.resident_id == theirs.resident_id:
        raise BadInput(fields={"number": "两件诉求是同一个人提出的，不是双方。"})
    event = MatterEvent(ctx.now(), "司法所已核对双方关系，将安排不同的法律服务人员，为双方办理的人员互相回避。")
    if not await ctx.store.matters.oppose(ours.id, theirs.id, event):
        raise OppositionElsewhere()
    if not await ctx.store.matters.oppose(theirs.id, ours.id, event):
        await ctx.store.matters.forget_opposition(ours.id, theirs.id)
        raise OppositionElsewhere()
    return await _get_in_region(ctx, staff, number)


async def step_back(ctx: Context, *, provider: Provider, number: str) -> None:
    """A provider declares not to serve a matter; again is harmless.

    Raises: NotFound.
    """
    matter = await ctx.store.matters.find(number)
    if matter is None or matter.county_code != provider.county_code:
        raise MatterNotFound()
    await ctx.store.providers.add_recusal(provider.id, number)


async def _get_in_region(ctx: Context, staff: Staff, number: str) -> Matter:
    matter = await ctx.store.matters.find(number)
    if matter is None:
        raise MatterNotFound()
    check_in_region(staff, matter.village_code)
    return matter
