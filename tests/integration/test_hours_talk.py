"""An advisor tells hours in a chat: read, shown back, confirmed by a word, corrected; a villager never can."""

from dataclasses import dataclass, field, replace
from datetime import time, timedelta

import pytest

from actions.context import Context
from actions.follow_matters import answer_matter, close_matter
from actions.log_hours import log_entry
from actions.take_matter import Wish, take_matter_of_resident
from domain.groups import ChannelName, Group, group_id_of
from domain.hours import Entry, EntryDraft, EntryKind, EntryState
from domain.inbox import InboundMessage, SenderRole
from domain.matters import MatterKind
from domain.people import Provider
from tests.builders import VILLAGE, SettableClock, add_appointment, add_divisions, add_provider, add_resident, add_staff
from tests.integration.test_hours import DRAFT
from village_groups.hours_talk import talk_hours

pytestmark = pytest.mark.gen_test(timeout=60)

REPORT = "@小法 昨天上午9点到11点半调解宅基地纠纷,3人"
SHOWN = (
    "请核对：11月22日（周日）9:00到11:30（2小时30分钟），桂花湾社区，参与调解，到村现场，3人，调解宅基地纠纷。"
    "对就回“确认”；不对，直接说哪里不对。"
)


@dataclass
class Chat:
    """A chat in which the advisor writes."""

    ctx: Context
    provider: Provider
    group: Group
    sent: list[str] = field(default_factory=list)

    async def say(self, text: str, *, msgid: str = "", provider: Provider | None = None) -> str | None:
        """What the bot answers."""
        self.sent.append(text)
        now = self.ctx.now()
        message = InboundMessage(
            id=msgid or f"m{len(self.sent)}",
            channel=self.group.channel.value,
            event="message",
            chat_id=self.group.chat_id,
            received_at=now,
            due_at=now,
            expires_at=now + timedelta(days=30),
            sender_id="zhang-ming",
            sender_role=SenderRole.ADVISOR,
            text=text,
        )
        return await talk_hours(self.ctx, message, self.group, provider or self.provider)

    async def entries(self) -> list[Entry]:
        """What was logged."""
        return await self.ctx.store.entries.list_of_provider(self.provider.id, 2026)


async def open_chat(ctx: Context, channel: ChannelName = ChannelName.SIMULATOR, village: str | None = VILLAGE) -> Chat:
    """An advisor of two villages in a chat."""
    await add_divisions(ctx)
    provider = await add_provider(ctx)
    await add_appointment(ctx)
    await add_appointment(ctx, village_code="420202005002")
    group = Group(group_id_of(channel, "room"), channel, "room", "桂花湾社区群", ctx.now(), village_code=village)
    return Chat(ctx, provider, group)


async def test_a_report_is_shown_back_and_one_word_submits_it(ctx: Context) -> None:
    chat = await open_chat(ctx)
    assert await chat.say(REPORT) == SHOWN
    assert await chat.entries() == []
    assert await chat.say("对的") == "已提交，等司法所审核。"
    [entry] = await chat.entries()
    assert (entry.state, entry.kind, entry.people_count) == (EntryState.SUBMITTED, EntryKind.MEDIATION, 3)
    assert (entry.from_time, entry.to_time, entry.village_code) == (time(9), time(11, 30), VILLAGE)
    assert await chat.say("确认") is None
    assert len(await chat.entries()) == 1


async def test_the_corrected_bit_is_enough(ctx: Context) -> None:
    chat = await open_chat(ctx)
    await chat.say(REPORT)
    assert "10:00到11:30" in str(await chat.say("不对，是10点开始"))
    assert "师院社区" in str(await chat.say("是师院社区"))
    assert "，5人，" in str(await chat.say("5人"))
    await chat.say("确认")
    [entry] = await chat.entries()
    assert (entry.from_time, entry.village_code, entry.people_count) == (time(10), "420202005002", 5)


async def test_working_on_a_message_twice_answers_alike_and_keeps_one_entry(ctx: Context) -> None:
    chat = await open_chat(ctx)
    assert [await chat.say(REPORT, msgid="a"), await chat.say(REPORT, msgid="a")] == [SHOWN, SHOWN]
    assert await chat.say("确认", msgid="b") == await chat.say("确认", msgid="b") == "已提交，等司法所审核。"
    assert len(await chat.entries()) == 1


async def test_a_soft_yes_counts_only_as_the_next_word_and_only_for_half_an_hour(
    ctx: Context, clock: SettableClock
) -> None:
    chat = await open_chat(ctx)
    await chat.say(REPORT)
    assert await chat.say("王婶，您说的那件事我下午帮您问一下镇里再回您") is None
    assert await chat.say("好的") is None
    assert await chat.entries() == []
    assert await chat.say("确认") == "已提交，等司法所审核。"
    await chat.say("@小法 昨天下午2点到3点电话咨询")
    clock.move(minutes=31)
    assert await chat.say("确认") is None
    assert len(await chat.entries()) == 1


async def test_what_is_missing_is_asked_one_thing_at_a_time(ctx: Context) -> None:
    chat = await open_chat(ctx, ChannelName.SMART_BOT, village=None)
    assert await chat.say("昨天下午接待来访两个小时") == "请问是几点到几点？"
    assert await chat.say("3点") == "请问是在哪个村：桂花湾社区还是师院社区？"
    assert "15:00到17:00（2小时），师院社区" in str(await chat.say("师院"))
    assert await chat.say("取消") == "好的，没有记。"
    assert await chat.entries() == []


async def test_among_villagers_nothing_is_told_of_another_entry_or_another_village(ctx: Context) -> None:
    chat = await open_chat(ctx)
    other: EntryDraft = replace(DRAFT, on=DRAFT.on.replace(day=22), village_code="420202005002")
    await log_entry(ctx, provider=chat.provider, draft=other, client_id=None)
    await chat.say(REPORT)
    said = str(await chat.say("确认"))
    assert said.startswith("这段时间与您已有的一条工时重叠")
    assert "师院" not in said
    assert await chat.say("@小法 昨天下午4点到5点在李家村咨询") == "请问是在哪个村？"
    assert "桂花湾社区" in str(await chat.say("桂花湾社区"))
    await chat.say("取消")
    await chat.say(REPORT)
    assert "13:00到14:00" in str(await chat.say("不对，下午1点到2点"))
    assert await chat.say("确认") == "已提交，等司法所审核。"


async def test_among_villagers_an_announcement_is_no_report(ctx: Context) -> None:
    chat = await open_chat(ctx)
    for words in (
        "今天下午2点到4点我在村部坐班，接待群众3人",  # it is morning: this has not been yet
        "大家好，今天上午9点到11点在党群服务中心有法律咨询",
        "好的",
        "收到",
        "确认",
        "昨天那件事3个人都同意了",
    ):
        assert await chat.say(words) is None, words
    assert "请核对" in str(await chat.say("昨天9点到10点在桂花湾社区调解土地纠纷，3人"))


async def test_whoever_serves_no_village_is_not_heard(ctx: Context) -> None:
    chat = await open_chat(ctx)
    stranger = await add_provider(ctx, "notary", phone="13800000009")
    assert await chat.say(REPORT, provider=stranger) is None


async def test_an_answered_matter_drafts_an_entry_once_and_quotes_nobody(ctx: Context, clock: SettableClock) -> None:
    chat = await open_chat(ctx)
    resident = await add_resident(ctx)
    village = await ctx.store.divisions.find(VILLAGE)
    assert village
    wish = Wish(MatterKind.QUESTION, "我男人打我怎么办")
    matter = await take_matter_of_resident(ctx, resident=resident, village=village, wish=wish)
    clock.move(hours=2, minutes=3)  # 10:03 in China
    await answer_matter(ctx, provider=chat.provider, number=matter.id, text="请先报警。")
    staff = await add_staff(ctx)
    await close_matter(ctx, staff=staff, number=matter.id, text="已回访。")
    [draft] = await chat.entries()
    assert (draft.state, draft.from_time, draft.to_time) == (EntryState.DRAFT, time(9, 45), time(10))
    assert draft.summary == f"答复居民诉求（{matter.id}），请核对用时"
