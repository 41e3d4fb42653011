"""Recusal (回避): nobody serves both sides of one matter, and whoever has stepped back stays out of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.bookings import Booking, BookingState
from domain.errors import Conflict
from domain.matters import Matter, MatterState
from domain.people import Provider

LET_GO = frozenset({BookingState.CANCELLED, BookingState.EXPIRED})


class Recused(Conflict):
    """The provider serves the other side of the matter, or has stepped back from it."""

    code = "recused"
    message = "这位法律服务人员正在为对方办理同一件事，按规定应当回避，请另选一位。"


class SteppedBack(Recused):
    """The provider has declared not to serve this matter."""

    message = "这位法律服务人员已声明回避这件事，请另选一位。"


@dataclass(frozen=True)
class Recusal:
    """Who may not serve a matter: those who serve the other side, and whoever named it among ``recuses``."""

    matter_number: str
    provider_ids: frozenset[str] = frozenset()

    def bars(self, provider: Provider) -> bool:
        """Whether the provider has to stay out."""
        return provider.id in self.provider_ids or self.matter_number in provider.recuses

    def check(self, provider: Provider) -> None:
        """Raises: Recused."""
        if provider.id in self.provider_ids:
            raise Recused()
        if self.bars(provider):
            raise SteppedBack()


def recusal_of(matter: Matter, opposing: Matter | None, bookings: Iterable[Booking]) -> Recusal:
    """Who may not serve the matter, given the matter of the other side and what was booked for that."""
    serving = {one.provider_id for one in bookings if one.state not in LET_GO}
    if opposing and opposing.owner_provider_id and not _only_routed_to_both(matter, opposing):
        serving.add(opposing.owner_provider_id)
    return Recusal(matter.id, frozenset(serving))


def _only_routed_to_both(matter: Matter, opposing: Matter) -> bool:
    """Whether the other side's matter merely arrived at the same advisor as this one, who has not taken it on.

    Both sides often live in one village, and every matter of a village goes to its advisor at first. If that alone
    recused, nobody could take on either.
    """
    return opposing.state is MatterState.OPEN and opposing.owner_provider_id == matter.owner_provider_id
