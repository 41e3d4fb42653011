"""Small things that the console's templates say: dates, minutes, bars."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.review_hours import EntryForReview
from domain.clock import SHANGHAI
from domain.hours import (
    ENTRY_KIND_NAMES,
    ENTRY_STATE_NAMES,
    ENTRY_WAY_NAMES,
    REVIEWED_STATES,
    ActorKind,
    Entry,
    EntryEvent,
    EntryState,
)
from domain.places import IN_VILLAGE_NAMES, InVillage
from domain.village_years import Progress
from domain.wording import WEEKDAYS

KINDS, WAYS = ENTRY_KIND_NAMES, ENTRY_WAY_NAMES
STATES = {state: ENTRY_STATE_NAMES[state] for state in REVIEWED_STATES}
PILL_OF_STATE = {EntryState.SUBMITTED: "warn", EntryState.APPROVED: "good", EntryState.RETURNED: "bad"}


def day(on: date) -> str:
    """``1月3日（周六）``."""
    return f"{on.month}月{on.day}日（周{WEEKDAYS[on.weekday()]}）"


def span(entry: Entry) -> str:
    """``09:00—11:30``; an adjustment has no time of its own."""
    return "调整" if entry.corrects else f"{entry.from_time:%H:%M}—{entry.to_time:%H:%M}"


def extras(entry: Entry) -> list[tuple[str, str]]:
    """What was written down beyond the necessary, by the name of its column."""
    where = IN_VILLAGE_NAMES[entry.in_village] if entry.in_village is not InVillage.UNKNOWN else ""
    said = (
        ("地点", entry.place),
        ("定位", where),
        ("对象", entry.served),
        ("结果", entry.result),
        ("备注", entry.remark),
    )
    return [(name, words) for name, words in said if words]


def actor(event: EntryEvent, told: EntryForReview) -> str:
    """Who did one step of an entry's history, by name where the page knows it."""
    known = {one.id: one.name for one in (told.provider, told.reviewer) if one}
    return known.get(event.by) or ("顾问" if event.by_kind is ActorKind.PROVIDER else "工作人员")


def moment(at: datetime) -> str:
    """``1月3日 09:05``."""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def iso_day(at: datetime) -> str:
    """``2026-01-03``."""
    return at.astimezone(SHANGHAI).date().isoformat()


def clock(at: datetime) -> str:
    """``09:05``."""
    return f"{at.astimezone(SHANGHAI):%H:%M}"


def pill_of_progress(progress: Progress) -> str:
    """The colour that goes with how the year stands."""
    if progress.sums.approved_minutes >= progress.target_minutes:
        return "good"
    return "warn" if progress.behind_minutes else "calm"


@dataclass(frozen=True)
class MonthBar:
    """One month of the year's chart. Units: percent of the highest month."""

    month: int
    minutes: int
    height: int


def month_bars(minutes: tuple[int, ...]) -> list[MonthBar]:
    """The year's months, each as high as its part of the highest."""
    highest = max(max(minutes), 1)
    return [MonthBar(month, done, max(0, round(done * 100 / highest))) for month, done in enumerate(minutes, 1)]
