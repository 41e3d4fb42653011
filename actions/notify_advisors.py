"""Telling advisors, on whichever phones bear their number; and what became of their entries."""

from actions.context import Context
from domain.entry_words import say_date
from domain.hours import Entry
from domain.notices import Notice, NoticeKind, fit_thing
from domain.people import Provider


async def notify_entry_returned(ctx: Context, *, entry: Entry) -> None:
    """Tell the advisor that an entry came back and why; once a return."""
    provider = await ctx.store.providers.find(entry.provider_id)
    village = await ctx.store.divisions.find(entry.village_code)
    if provider is None or entry.return_reason is None:
        return
    name = village.spoken_name if village else entry.village_code
    when = f"{say_date(entry.on)}{entry.from_time:%H:%M}至{entry.to_time:%H:%M}"
    text = f"您{when}在{name}的工时被退回：{entry.return_reason} 请修改后再提交。"
    await tell_advisor(
        ctx,
        provider=provider,
        kind=NoticeKind.ENTRY_RETURNED,
        occasion=f"{entry.id}:{entry.revision}",
        title="工时被退回",
        text=text,
        page=f"pages/hours/edit?id={entry.id}",
        data={
            "thing1": fit_thing(name),
            "time2": f"{say_date(entry.on)} {entry.from_time:%H:%M}",
            "thing3": fit_thing(entry.return_reason),
        },
    )


async def tell_advisor(
    ctx: Context,
    *,
    provider: Provider,
    kind: NoticeKind,
    occasion: str,
    title: str,
    text: str,
    page: str,
    data: dict[str, str],
) -> bool:
    """Tell an advisor something, once an occasion; whether any phone was told now."""
    kept = [
        await ctx.store.notices.add_once(
            Notice(
                id=f"{kind.value}:{occasion}:{resident.id}",
                resident_id=resident.id,
                kind=kind,
                title=title,
                text=text,
                page=page,
                created_at=ctx.now(),
                due_at=ctx.now(),
                data=data,
            )
        )
        for resident in await ctx.store.residents.list_by_phone_index(provider.phone_index)
    ]
    return any(kept)
