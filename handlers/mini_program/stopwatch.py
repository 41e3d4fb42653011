"""An advisor's stopwatch."""

from typing import Any

from pydantic import Field

from actions import time_hours
from actions.log_hours import tell_entry
from actions.time_hours import StopwatchTold
from domain.hours import NotAppointed
from domain.stopwatches import NoStopwatch, StopwatchForgotten, StopwatchRuns, TooShort
from handlers.base import ProviderApiHandler
from handlers.hour_models import ClockTime, EntryView
from handlers.models import DIVISION_CODE, Answer, Request, ShanghaiTime
from handlers.operations import operation


class StopwatchView(Answer):
    """What runs; ``forgotten``: ask when the work ended, then stop with that time."""

    running: bool
    village_code: str | None = None
    village_name: str | None = None
    started_at: ShanghaiTime | None = None
    forgotten: bool = False

    @classmethod
    def of(cls, told: StopwatchTold | None) -> "StopwatchView":
        """The stopwatch as told; or that none runs."""
        if told is None:
            return cls(running=False)
        facts: dict[str, Any] = {
            "village_code": told.watch.village_code,
            "village_name": told.village.spoken_name if told.village else told.watch.village_code,
            "started_at": told.watch.started_at,
            "forgotten": told.forgotten,
        }
        return cls(running=told.watch.running, **facts)


class StartBody(Request):
    """Where the work begins; with a client_id a retry starts it once."""

    village_code: str = Field(pattern=DIVISION_CODE, description="村（社区）的12位区划代码")
    client_id: str | None = Field(None, min_length=1, max_length=64)


class StopBody(Request):
    """When the work of a forgotten stopwatch ended, on the day on which it began."""

    to_time: ClockTime | None = Field(None, description="忘了结束时，实际结束的时间")


class StopwatchHandler(ProviderApiHandler):
    """/api/v1/advisor/stopwatch"""

    @operation("正在进行的计时")
    async def get(self) -> StopwatchView:
        """What runs, on whichever phone it was started."""
        return StopwatchView.of(await time_hours.find_stopwatch(self.ctx, provider=self.provider))

    @operation("开始计时", status=201, errors=(NotAppointed, StopwatchRuns))
    async def post(self, body: StartBody) -> StopwatchView:
        """Start; the same again is harmless."""
        told = await time_hours.start_stopwatch(
            self.ctx, provider=self.provider, village_code=body.village_code, client_id=body.client_id
        )
        return StopwatchView.of(told)

    @operation("不要这次计时了")
    async def delete(self) -> StopwatchView:
        """Forget about it."""
        await time_hours.drop_stopwatch(self.ctx, provider=self.provider)
        return StopwatchView.of(None)


class StopwatchStopHandler(ProviderApiHandler):
    """/api/v1/advisor/stopwatch/stop"""

    @operation("结束计时，生成草稿", errors=(NoStopwatch, StopwatchForgotten, TooShort, NotAppointed))
    async def post(self, body: StopBody) -> EntryView:
        """Stop, and show the draft to look over and submit. Start and end go down to the whole five minutes."""
        entry = await time_hours.stop_stopwatch(self.ctx, provider=self.provider, to_time=body.to_time)
        return EntryView.of(await tell_entry(self.ctx, entry=entry))
