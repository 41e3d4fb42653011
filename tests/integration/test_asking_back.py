"""Unsure, the bot asks once and shortly; a yes makes the matter, anything else is dropped without a word."""

import asyncio
import random
from dataclasses import replace

import pytest
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.asking_back import is_yes
from domain.matters import MatterKind
from tests.builders import SettableClock
from tests.village_stage import Stage, set_stage, with_callbacks
from village_groups.inbox_worker import handle_due_messages
from village_groups.intents import Intent, IntentKind, Reading, intent_of
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

DOUBTFUL = "征地这个事哪个懂一点"


@pytest.fixture
def ctx(ctx: Context) -> Context:
    """With callbacks set up."""
    return with_callbacks(ctx)


@pytest.fixture
async def stage(
    ctx: Context,
    sandbox: tuple[SandboxPlatform, str],
    app: Application,
    http_server: HTTPServer,
    base_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """The village; what is doubtful is said here, not by the model of the day."""
    monkeypatch.setattr("village_groups.villagers.read_message", read_with(0.5))
    return await set_stage(ctx, sandbox[0], app, base_url)


def read_with(confidence: float):  # type: ignore[no-untyped-def] # a stand-in for read_message
    """Holds one line for doubtful, the rest for chat."""

    def read(text: str, *, called: bool = False) -> Reading:
        is_called = called or "@" in text
        if DOUBTFUL in text:
            return Reading(IntentKind.QUESTION, None, confidence, is_sure=False, is_called=is_called)
        return Reading(IntentKind.NONE, None, 1.0, is_sure=True, is_called=is_called)

    return read


async def test_a_yes_makes_the_matter_of_what_was_said_before(stage: Stage) -> None:
    await stage.write(DOUBTFUL)
    [asked] = stage.said()
    assert asked["text"]["content"] == "@王桂兰 您是想咨询法律问题吗？要转给法律顾问请回复“是”。"
    assert await stage.matters() == []
    msgid = await stage.write("是的")
    [matter] = await stage.matters()
    assert (matter.kind, matter.text) == (MatterKind.QUESTION, DOUBTFUL)
    assert matter.id in stage.said()[1]["text"]["content"]
    await stage.write("是的", msgid=msgid)
    await stage.write("是")
    assert len(await stage.matters()) == 1
    assert len(stage.said()) == 3


async def test_anything_else_drops_the_question_without_a_word(stage: Stage) -> None:
    for answer in ("不是", "算了", "今天赶集", "是不是今天停电"):
        await stage.write(f"@小助手 {DOUBTFUL}", sender=f"答{answer}")
        await stage.write(answer, sender=f"答{answer}")
        await stage.write("是", sender=f"答{answer}")
    assert await stage.matters() == []
    assert len(stage.said()) == 4


async def test_only_the_one_who_was_asked_can_say_yes_and_only_for_ten_minutes(
    stage: Stage, clock: SettableClock
) -> None:
    await stage.write(DOUBTFUL)
    await stage.write("是", sender="李建国")
    assert await stage.matters() == []
    clock.move(minutes=11)
    await stage.write("是")
    assert await stage.matters() == []


async def test_uncalled_it_asks_once_an_hour_and_called_every_time(stage: Stage, clock: SettableClock) -> None:
    await stage.write(DOUBTFUL)
    await stage.write(DOUBTFUL, sender="李建国")
    assert len(stage.said()) == 1
    await stage.write(f"@小助手 {DOUBTFUL}", sender="李建国")
    assert len(stage.said()) == 2
    clock.move(minutes=61)
    await stage.write(DOUBTFUL, sender="陈大爷")
    assert len(stage.said()) == 3


async def test_danger_is_asked_about_whatever_was_asked_this_hour(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.write(DOUBTFUL)
    danger = Reading(IntentKind.EMERGENCY, None, 0.5, is_sure=False)
    monkeypatch.setattr("village_groups.villagers.read_message", lambda *_, **__: danger)
    await stage.write("隔壁又闹起来了", sender="李建国")
    assert "请马上拨打110" in stage.said()[1]["text"]["content"]
    harm = replace(danger, self_harm=True)
    monkeypatch.setattr("village_groups.villagers.read_message", lambda *_, **__: harm)
    await stage.write("遗书我写好了", sender="赵小妹")
    said = stage.said()[2]["text"]["content"]
    assert said.startswith("@赵小妹 您或身边的人如果有危险，请马上拨打110或120")
    assert "12356" in said
    assert said.endswith("要司法所联系您，请回复“是”。")


async def test_too_unsure_is_silence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("village_groups.villagers.read_message", read_with(0.4))
    await stage.write(DOUBTFUL)
    assert stage.said() == []
    await stage.write(f"@小助手 {DOUBTFUL}")
    assert len(stage.said()) == 1


async def test_callbacks_repeated_and_out_of_order_come_to_one_matter_each(stage: Stage, ctx: Context) -> None:
    stage.app.settings["inbox_waker"].wake = lambda: None
    said = [
        (f"m{number}", sender, text)
        for number, (sender, text) in enumerate(
            [("王桂兰", "@小助手 " + DOUBTFUL), ("王桂兰", "是"), ("李建国", "早上好"), ("陈大爷", "@小助手 在忙啥")]
            * 2
        )
    ]
    shuffled = said * 3
    random.Random(7).shuffle(shuffled)  # noqa: S311  an order to try, not a secret
    for number, (msgid, sender, text) in enumerate(shuffled):
        await stage.write(text, sender=sender, msgid=msgid)
        if number % 5 == 4:
            await asyncio.gather(*(handle_due_messages(ctx) for _ in range(2)))
    await handle_due_messages(ctx)
    matters, replies = await stage.matters(), [one for one in stage.said() if one["msgtype"] == "text"]
    assert await ctx.store.database["inbox"].count_documents({}) == len(said)
    assert len({one.inbound_id for one in matters}) == len(matters)
    assert len({one["msgid"] for one in replies}) == len(replies)
    answered = await ctx.store.database["deliveries"].distinct("_id")
    assert len(answered) == len(replies), "every message has one answer at most"


async def test_called_for_nothing_it_says_what_it_is_for(stage: Stage) -> None:
    await stage.write("@小助手 在忙啥")
    assert "我是法律服务小助手" in stage.said()[0]["text"]["content"]
    await stage.write("在忙啥")
    assert len(stage.said()) == 1


@pytest.mark.parametrize(
    "text", ["是", "是的", "对", "要", "要的！", "嗯嗯", "好的，麻烦您了", "要得", "是的谢谢", "中"]
)
def test_what_counts_as_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["不是", "不要", "是吗", "对不对", "好吃", "要下雨了", "是不是", "中午", "行不行", ""])
def test_what_does_not(text: str) -> None:
    assert not is_yes(text)


def test_a_sure_reading_raises_its_matter() -> None:
    sure = Reading(IntentKind.COMPLAINT, None, 0.9, is_sure=True)
    assert intent_of(sure) == Intent(MatterKind.COMPLAINT)
    assert intent_of(Reading(IntentKind.COMMAND, None, 0.9, is_sure=True)) is None
