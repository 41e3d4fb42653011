"""Escalation (逐级提醒): a matter nobody answers is told to its advisor, then to the township, then to the county."""

from datetime import datetime
from enum import IntEnum

from domain.matters import Matter

# Of the time within which it must be answered: when two thirds are gone the advisor is reminded, at the deadline the
# township is told, after four times as long again the county (six hours: the next day; half an hour: two hours).
REMIND_AT_SHARE = 2 / 3
COUNTY_AFTER_TIMES = 4


class EscalationStep(IntEnum):
    """Who is told next; a matter's ``escalated`` counts those done."""

    ADVISOR = 0
    TOWNSHIP = 1
    COUNTY = 2


def moment_of(step: EscalationStep, created_at: datetime, deadline_at: datetime) -> datetime:
    """When a step is due."""
    within = deadline_at - created_at
    if step is EscalationStep.ADVISOR:
        return created_at + within * REMIND_AT_SHARE
    return deadline_at if step is EscalationStep.TOWNSHIP else deadline_at + within * COUNTY_AFTER_TIMES


def next_moment(matter: Matter) -> datetime | None:
    """When the step after the one now due is; None after the last."""
    if matter.escalated >= EscalationStep.COUNTY:
        return None
    return moment_of(EscalationStep(matter.escalated + 1), matter.created_at, matter.deadline_at)
