"""What a person is told, and which messages they agreed to get."""

from actions import notices
from domain.notices import Notice, NoticeKind, NoticeState
from handlers.base import ResidentApiHandler
from handlers.models import Answer, Done, Page, PageQuery, Request, ShanghaiTime, cut_page
from handlers.operations import operation


class NoticeView(Answer):
    """A notice in the inbox; ``state`` tells how the WeChat message fared."""

    id: str
    kind: NoticeKind
    title: str
    text: str
    booking_id: str | None
    state: NoticeState
    created_at: ShanghaiTime

    @classmethod
    def of(cls, notice: Notice) -> "NoticeView":
        """The notice as told."""
        return cls(**{name: getattr(notice, name) for name in cls.model_fields})


class NoticesHandler(ResidentApiHandler):
    """/api/v1/me/notices"""

    @operation("我的消息")
    async def get(self, query: PageQuery) -> Page[NoticeView]:
        """The last half-year's, latest first."""
        shown, next_cursor = cut_page(await notices.list_notices(self.ctx, resident=self.resident), query)
        return Page[NoticeView](items=[NoticeView.of(one) for one in shown], next_cursor=next_cursor)


class SubscriptionBody(Request):
    """One accepted wx.requestSubscribeMessage."""

    kind: NoticeKind


class SubscriptionsHandler(ResidentApiHandler):
    """/api/v1/me/subscriptions"""

    @operation("同意接收一条订阅消息", status=201)
    async def post(self, body: SubscriptionBody) -> Done:
        """Write the consent into the ledger."""
        await notices.add_subscription(self.ctx, resident=self.resident, kind=body.kind)
        return Done()
