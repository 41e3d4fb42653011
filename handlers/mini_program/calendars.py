"""Bookings in people's own calendars."""

from actions import calendar_feeds
from domain.errors import NotFound
from handlers.base import ProviderApiHandler, PublicApiHandler, ResidentApiHandler
from handlers.models import Answer, Done, ShanghaiTime
from handlers.operations import operation

CALENDAR_TYPE = "text/calendar"
CONTENT_TYPE = f"{CALENDAR_TYPE}; charset=utf-8"


class BookingCalendarHandler(ResidentApiHandler):
    """/api/v1/bookings/{booking_id}/calendar"""

    @operation("一个预约的日历文件（.ics）", errors=(NotFound,), media_type=CALENDAR_TYPE)
    async def get(self, booking_id: str) -> None:
        """The file."""
        content = await calendar_feeds.make_booking_file(self.ctx, resident=self.resident, booking_id=booking_id)
        self.set_header("Content-Type", CONTENT_TYPE)
        self.set_header("Content-Disposition", 'attachment; filename="booking.ics"')
        self.write(content)


class CalendarFeedView(Answer):
    """Whether a provider's calendar can be subscribed to. The address is told only when it is made."""

    active: bool
    created_at: ShanghaiTime | None
    url: str | None = None


class CalendarFeedHandler(ProviderApiHandler):
    """/api/v1/advisor/calendar-feed"""

    @operation("我的日历订阅")
    async def get(self) -> CalendarFeedView:
        """Since when there is an address."""
        since = await calendar_feeds.find_feed_since(self.ctx, provider=self.provider)
        return CalendarFeedView(active=since is not None, created_at=since)

    @operation("生成或更换日历订阅地址，旧地址随即失效", status=201)
    async def post(self) -> CalendarFeedView:
        """Make an address, told this once."""
        url = await calendar_feeds.open_feed(self.ctx, provider=self.provider)
        return CalendarFeedView(active=True, created_at=self.ctx.now(), url=url)

    @operation("停用日历订阅")
    async def delete(self) -> Done:
        """End the address."""
        await calendar_feeds.close_feed(self.ctx, provider=self.provider)
        return Done()


class CalendarHandler(PublicApiHandler):
    """/calendars/{token}.ics: whoever knows the address reads it, as calendars cannot sign in."""

    async def get(self, token: str) -> None:
        """The feed."""
        content = await calendar_feeds.make_feed(self.ctx, token=token)
        self.set_header("Content-Type", CONTENT_TYPE)
        self.finish(content)
