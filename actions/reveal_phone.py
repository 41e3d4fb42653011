"""Looking at somebody's phone number: the look is written down first, and there are only so many an hour."""

from dataclasses import dataclass
from datetime import timedelta

from actions.context import Context
from domain.access import Access
from domain.bookings import Visitor
from domain.errors import TooMany
from domain.people import Resident

REVEALS_AN_HOUR = 60


@dataclass(frozen=True)
class Looker:
    """Who looks: ``kind`` is provider or staff."""

    id: str
    kind: str


async def reveal_phone_of(ctx: Context, *, holder: Resident | Visitor, whose: str, who: Looker, why: str) -> str:
    """The number, for the one who looks.

    Raises: TooMany.
    """
    access = Access(id=ctx.new_id(), who=who.id, who_kind=who.kind, whose=whose, what="phone", why=why, at=ctx.now())
    await note_look(ctx, access=access)
    return ctx.store.residents.reveal_phone(holder) or ""


async def note_look(ctx: Context, *, access: Access) -> None:
    """Write a look down before the number is shown.

    Raises: TooMany.
    """
    await ctx.store.access_log.add(access)
    since = ctx.now() - timedelta(hours=1)
    if await ctx.store.access_log.count_since(access.who, access.what, since) > REVEALS_AN_HOUR:
        raise TooMany("您一小时内查看电话的次数太多，请稍后再试。")
    await ctx.store.access_log.grant(access)
