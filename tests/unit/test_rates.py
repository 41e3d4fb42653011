"""No sliding window ever sees more calls than its rate allows, however they are asked for and however they travel."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from domain.rates import CallRate, Spent, forget_free, next_free_at, spend_one

START = datetime(2026, 11, 23, tzinfo=UTC)
TRAVEL_SECONDS = 15.0


@given(
    some.lists(some.tuples(some.floats(0, 40), some.floats(0, TRAVEL_SECONDS)), min_size=1, max_size=120),
    some.integers(1, 6),
    some.sampled_from([60, 90, 3600]),
)
def test_arrivals_at_the_platform_keep_the_rate(steps: list[tuple[float, float]], most: int, window: int) -> None:
    rate, spent, moment, arrivals = CallRate("key", most, window), Spent(), START, list[datetime]()
    for pause, travel in steps:
        moment += timedelta(seconds=pause)
        spent = forget_free(spent, rate, moment, TRAVEL_SECONDS)
        if spent.count < most:
            spent = spend_one(spent, rate, moment)
            arrivals.append(moment + timedelta(seconds=travel))
        else:
            assert next_free_at(spent, rate, TRAVEL_SECONDS) > moment
    arrivals.sort()
    for first, too_many in zip(arrivals, arrivals[most:], strict=False):
        assert too_many - first >= timedelta(seconds=window)


def test_a_permit_is_free_again_when_it_is_said_to_be() -> None:
    rate = CallRate("key", 20)
    spent = Spent()
    for _ in range(20):
        spent = spend_one(spent, rate, START)
    free_at = next_free_at(spent, rate, TRAVEL_SECONDS)
    assert free_at == START + timedelta(seconds=1 + 60 + TRAVEL_SECONDS)
    assert forget_free(spent, rate, free_at - timedelta(milliseconds=1), TRAVEL_SECONDS).count == 20
    assert forget_free(spent, rate, free_at, TRAVEL_SECONDS).count == 0
