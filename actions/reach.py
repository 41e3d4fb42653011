"""How far a push came: which groups got it, how often it was opened, what followed. Counts only, and no ranking."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from actions.context import Context
from actions.regions import is_in_region
from domain.answers import AnswerRecord
from domain.bookings import Booking
from domain.clock import at_civil, civil_date
from domain.divisions import code_range, lies_within
from domain.errors import BadInput, NotFound
from domain.matters import Matter
from domain.people import Resident, Staff
from domain.push_plans import PushPlan
from domain.pushes import Delivery, DeliveryState
from domain.reach import FOLLOWS_WITHIN, PushRun, read_scene, run_id_of

RUNS_SHOWN_FOR = timedelta(days=400)
NOT_OUT_YET = (DeliveryState.DRAFT, DeliveryState.SUBMITTING, DeliveryState.AWAITING_CONFIRM)


@dataclass(frozen=True)
class RunTold:
    """A run with where its deliveries stand."""

    run: PushRun
    states: dict[DeliveryState, int]

    @property
    def total(self) -> int:
        """How many groups it is for."""
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """How many groups have it."""
        return self.states.get(DeliveryState.SENT, 0)

    @property
    def can_be_cancelled(self) -> bool:
        """Whether something of it is not out yet."""
        return any(self.states.get(one) for one in NOT_OUT_YET)


@dataclass(frozen=True)
class Reached:
    """What came of a run: by village, and the records behind the numbers.

    ``questions`` were answered at once with an article of law; those that were not stand among the matters.
    """

    openings: int = 0
    people: int = 0
    openings_of: dict[str, int] = field(default_factory=dict)
    matters: tuple[Matter, ...] = ()
    bookings: tuple[Booking, ...] = ()
    questions: tuple[AnswerRecord, ...] = ()


async def note_run(
    ctx: Context, *, plan: PushPlan, run_key: str, article_id: str, title: str, occasion: str, ordered: int
) -> None:
    """Write down that a plan has run."""
    run = PushRun(
        id=run_id_of(plan.id, run_key),
        plan_id=plan.id,
        run_key=run_key,
        division_code=plan.division_code,
        article_id=article_id,
        article_title=title,
        at=ctx.now(),
        ordered=ordered,
        occasion=occasion,
    )
    await ctx.store.push_runs.put(run)


async def note_opening(ctx: Context, *, resident: Resident, scene: str) -> None:
    """Somebody opened the card or code of a push. Anything else in the scene is left aside.

    Raises: BadInput when the scene is of no push.
    """
    said = read_scene(scene)
    run = await ctx.store.push_runs.find(said.run_id) if said.run_id else None
    if run is None:
        raise BadInput("这个码不是推送带来的。", code="not_a_push_scene")
    village_code = said.village_code or resident.village_code
    if village_code is None or not lies_within(village_code, run.division_code):
        return
    today = civil_date(ctx.now())
    night = at_civil(today + timedelta(days=1), time(0))
    await ctx.store.openings.note(run.id, village_code, today.isoformat(), resident.id, night)


async def list_runs(ctx: Context, *, plan: PushPlan) -> list[RunTold]:
    """A plan's runs of the last year, latest first."""
    runs = await ctx.store.push_runs.list_of_plan(plan.id, ctx.now() - RUNS_SHOWN_FOR)
    return [await _tell(ctx, run) for run in runs[:20]]


async def get_run(ctx: Context, *, staff: Staff, run_id: str) -> RunTold:
    """Raises: NotFound, also when it is another region's."""
    run = await ctx.store.push_runs.find(run_id)
    if run is None or not is_in_region(staff, run.division_code):
        raise NotFound("没有找到这次推送。", code="push_run_not_found")
    return await _tell(ctx, run)


async def list_run_deliveries(ctx: Context, *, run: PushRun) -> list[Delivery]:
    """What the run sends, by village."""
    found = await ctx.store.deliveries.list_run(run.plan_id, run.run_key)
    return sorted(found, key=lambda one: (one.village_code or "", one.id))


async def tell_reach(ctx: Context, *, run: PushRun, deliveries: list[Delivery]) -> Reached:
    """What was opened, and what was asked or asked for within two days where it has come."""
    counted = await ctx.store.openings.list_of_run(run.id)
    by_village: Counter[str] = Counter()
    for one in counted:
        by_village[one.village_code] += one.openings
    sent = [one for one in deliveries if one.state is DeliveryState.SENT and one.settled_at]
    opened = Reached(by_village.total(), sum(one.people for one in counted), dict(by_village))
    if not sent:
        return opened
    return await _with_what_followed(ctx, run, sent, opened)


async def _with_what_followed(ctx: Context, run: PushRun, sent: list[Delivery], opened: Reached) -> Reached:
    moments = [one.settled_at for one in sent if one.settled_at]
    since, until = min(moments), max(moments) + FOLLOWS_WITHIN
    first, beyond = code_range(run.division_code)
    matters = await ctx.store.matters.list_in_range(first, beyond, since, until)
    bookings = await ctx.store.bookings.list_made_in_range(first, beyond, since, until)
    of_group, of_village = _windows(sent)
    asked = await ctx.store.answers.list_in_range(first, beyond, since)
    return replace(
        opened,
        matters=tuple(one for one in matters if _follows(one.created_at, of_group.get(one.group_id or "", []))),
        bookings=tuple(one for one in bookings if _follows(one.created_at, of_village.get(one.village_code, []))),
        questions=tuple(
            one for one in asked if one.answered and _follows(one.asked_at, of_village.get(one.village_code, []))
        ),
    )


def _windows(sent: list[Delivery]) -> tuple[dict[str, list[datetime]], dict[str, list[datetime]]]:
    of_group, of_village = defaultdict(list), defaultdict(list)
    for one in sent:
        if one.settled_at:
            of_group[one.group_id].append(one.settled_at)
            of_village[one.village_code or ""].append(one.settled_at)
    return dict(of_group), dict(of_village)


def _follows(moment: datetime, sent_at: list[datetime]) -> bool:
    return any(at <= moment < at + FOLLOWS_WITHIN for at in sent_at)


async def _tell(ctx: Context, run: PushRun) -> RunTold:
    return RunTold(run, await ctx.store.deliveries.count_states(run.plan_id, run.run_key))
