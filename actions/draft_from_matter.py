"""An answered matter drafts an entry for the advisor who owns it."""

from actions.context import Context
from actions.log_hours import draft_entry
from domain.hours import NotAppointed
from domain.matter_drafts import draft_of_matter
from domain.matters import Matter


async def draft_from_matter(ctx: Context, *, matter: Matter) -> None:
    """Draft it once, however often the matter is answered or closed; only an advisor's hours are counted."""
    provider = await ctx.store.providers.find(matter.owner_provider_id) if matter.owner_provider_id else None
    draft = draft_of_matter(matter, ctx.now())
    if provider is None or draft is None or matter.accepted_at is None:
        return
    try:
        await draft_entry(
            ctx, provider=provider, draft=draft, client_id=f"matter:{matter.id}", what="答复诉求，自动生成草稿"
        )
    except NotAppointed:
        return
