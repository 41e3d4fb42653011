"""The table of jobs: what runs, how often, and how long a dead process may keep it from the others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from actions import (
    answer_question,
    chain_hours,
    close_month,
    desk_aftermath,
    import_roster,
    inbox_work,
    notices,
    offer_waits,
    poll_reports,
    pull_kf,
    remind_hours,
    sync_groups,
    take_leave,
    village_year,
)
from actions.context import Context
from village_groups import alarming, inbox_worker, pushes

Work = Callable[[Context], Awaitable[int]]


@dataclass(frozen=True)
class Job:
    """Work that is asked for again and again; each call does what is due and says how much it did."""

    name: str
    work: Work
    every_seconds: int
    lease_seconds: int = 30


JOBS = (
    Job("answer_groups", inbox_worker.handle_due_messages, every_seconds=5),
    Job("pull_customer_service", pull_kf.pull_known_accounts, every_seconds=60, lease_seconds=60),
    Job("poll_resident_reports", poll_reports.poll_resident_reports, every_seconds=60, lease_seconds=60),
    Job("sync_customer_groups", sync_groups.sync_customer_groups, every_seconds=600, lease_seconds=300),
    Job("escalate_matters", alarming.escalate_late_matters, every_seconds=30),
    Job("take_up_waiting", inbox_worker.take_up_waiting, every_seconds=60),
    Job("forget_old_messages", inbox_work.forget_old_messages, every_seconds=3_600),
    Job("forget_old_questions", answer_question.forget_old_words, every_seconds=3_600),
    Job("run_push_plans", pushes.run_due_plans, every_seconds=10),
    Job("deliver", pushes.deliver_due, every_seconds=5, lease_seconds=60),
    Job("poll_deliveries", pushes.poll_deliveries, every_seconds=30, lease_seconds=60),
    Job("confirm_bookings", notices.confirm_bookings, every_seconds=2),
    Job("expire_offers", offer_waits.expire_offers, every_seconds=5),
    Job("offer_freed_times", offer_waits.offer_freed_times, every_seconds=5, lease_seconds=60),
    Job("move_for_leave", take_leave.move_for_leave, every_seconds=15, lease_seconds=60),
    Job("finish_desk_work", desk_aftermath.finish_desk_work, every_seconds=10, lease_seconds=60),
    Job("remind_of_bookings", notices.remind_of_bookings, every_seconds=60),
    Job("send_notices", notices.send_due_notices, every_seconds=5, lease_seconds=60),
    Job("finish_closes", close_month.finish_closes, every_seconds=30, lease_seconds=60),
    Job("finish_imports", import_roster.finish_imports, every_seconds=10, lease_seconds=120),
    Job("settle_chain", chain_hours.settle_chain, every_seconds=60),
    Job("remind_of_month_end", remind_hours.remind_of_month_end, every_seconds=300, lease_seconds=240),
    Job("ask_about_stopwatches", remind_hours.ask_about_stopwatches, every_seconds=600, lease_seconds=60),
    Job("roll_up_hours", village_year.roll_up_hours, every_seconds=15),
)
