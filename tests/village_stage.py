"""A village with its group, its advisor and a villager who writes; for tests of everything a group does."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from tornado.web import Application

from actions.context import Context
from domain.groups import ChannelName, Group, group_id_of
from domain.people import Role
from domain.pushes import Article, ArticleState
from domain.settings import CallbackSecrets
from tests.builders import (
    COUNTY,
    VILLAGE,
    add_appointment,
    add_divisions,
    add_provider,
    add_service,
    add_staff,
)
from wechat.sandbox.rooms import create_room, deliver, post_message
from wechat.sandbox.state import SandboxPlatform

ROOM = "room-guihuawan"
WECOM_ROOM = "wr-guihuawan"
OWNER = "guihuawan-owner"
WISH = "我想找律师看看征地补偿"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRETS = CallbackSecrets(
    simulator_token="simulator-token",
    mini_program_token="mp-token",
    mini_program_app_id="wx-sandbox",
    wecom_token="wecom-token",
    wecom_aes_key=AES_KEY,
    wecom_corp_id="ww-sandbox",
    smart_bot_token="bot-token",
    smart_bot_aes_key=AES_KEY,
)


def with_callbacks(ctx: Context) -> Context:
    """The same context, with the callback addresses set up."""
    return replace(ctx, settings=replace(ctx.settings, callbacks=SECRETS))


@dataclass
class Stage:
    """The village; ``platform`` is where its people write."""

    ctx: Context
    platform: SandboxPlatform
    app: Application

    async def write(self, text: str, *, times: int = 1, sender: str = "王桂兰", **facts: Any) -> str:
        """A villager writes; the platform brings it to us ``times`` times. The message's id."""
        message = {
            "sender": sender,
            "sender_name": sender,
            "sender_role": "villager",
            "msgtype": "text",
            "text": {"content": text},
            **facts,
        }
        kept = post_message(self.platform, ROOM, message)
        await deliver(self.platform, ROOM, kept, times)
        await self.app.settings["inbox_waker"].drain()
        return str(kept["msgid"])

    def said(self, room: str = ROOM) -> list[dict[str, Any]]:
        """What the bot or the owner posted into the room."""
        messages = self.platform.state["rooms"][room]["messages"]
        return [one for one in messages if one["sender_role"] in ("bot", "owner")]

    async def matters(self) -> list[Any]:
        """All matters there are, latest first."""
        now = self.ctx.now()
        return await self.ctx.store.matters.list_in_range("0", "9", now - timedelta(days=99), now + timedelta(days=1))


async def set_stage(ctx: Context, platform: SandboxPlatform, app: Application, base_url: str = "") -> Stage:
    """Divisions, services, an advisor, two groups of one village, two members of staff."""
    await add_divisions(ctx)
    await add_provider(ctx)
    await add_appointment(ctx)
    await add_service(ctx)
    await add_staff(ctx)
    await add_staff(ctx, "county", division_code=COUNTY, role=Role.COUNTY, name="陈芳")
    platform.settings = replace(
        platform.settings,
        callback_url=f"{base_url}/callbacks/simulator",
        wecom_callback_url=f"{base_url}/callbacks/wecom",
        wecom_callback_token=SECRETS.wecom_token,
        wecom_callback_aes_key=AES_KEY,
        smart_bot_callback_url=f"{base_url}/callbacks/smart-bot",
        smart_bot_token=SECRETS.smart_bot_token,
        smart_bot_aes_key=AES_KEY,
    )
    await add_group(ctx, platform, ChannelName.SIMULATOR, ROOM)
    return Stage(ctx, platform, app)


async def add_group(
    ctx: Context, platform: SandboxPlatform, channel: ChannelName, chat_id: str, village_code: str | None = VILLAGE
) -> Group:
    """A room of the platform and the group that stands for it."""
    create_room(platform, chat_id=chat_id, name="桂花湾社区群", owner=OWNER)
    group = Group(
        group_id_of(channel, chat_id), channel, chat_id, "桂花湾社区群", ctx.now(), OWNER, village_code=village_code
    )
    return await ctx.store.groups.add_or_find(group)


async def add_article(ctx: Context, article_id: str = "land", **given: Any) -> Article:
    """A published article."""
    facts: dict[str, Any] = {
        "id": article_id,
        "title": "征地补偿，这几笔钱要看清",
        "summary": "土地被征收，补偿不只一笔，要一项一项算清。",
        "body": ("先看公告。",),
        "law_name": "土地管理法",
        "article_number_text": "第四十八条",
        "article_text": "征收土地应当给予公平、合理的补偿，保障被征地农民原有生活水平不降低、长远生计有保障。",
        "topic": "征地补偿",
        "language": "zh-CN",
        "state": ArticleState.PUBLISHED,
        "author_id": "county",
        "created_at": ctx.now(),
        "published_at": ctx.now(),
    }
    article = Article(**{**facts, **given})
    await ctx.store.articles.put(article)
    return article
