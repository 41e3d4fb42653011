"""Ways to ask that staff add: used from then on, in their region only."""

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from domain.answers import AnswerRecord
from domain.people import Role
from tests.builders import NEXT_TOWNSHIP, add_staff
from tests.callers import Caller, staff_caller
from tests.integration.test_answers import CITATION, QUESTION, KnownSearch, ctx, search, stage
from tests.village_stage import Stage

__all__ = ["ctx", "search", "stage"]  # fixtures

pytestmark = pytest.mark.gen_test(timeout=60)

PATH = "/api/v1/staff/wordings"


async def county(client: AsyncHTTPClient, base_url: str) -> Caller:
    """Staff of the county."""
    return await staff_caller(client, base_url, "county-login")


async def last_answer(stage: Stage) -> AnswerRecord:
    """What came of the latest question."""
    kept = await stage.ctx.store.answers.list_in_range("0", "9", stage.ctx.now().replace(year=2000))
    return kept[0]


async def test_from_then_on_the_question_is_answered_with_the_article_chosen(
    stage: Stage, search: KnownSearch, http_client: AsyncHTTPClient, base_url: str
) -> None:
    search.confidence = 0.1
    await stage.write("请问老婆跑了彩礼钱能退吗")
    call = await county(http_client, base_url)
    _, suggested = await call("GET", f"{PATH}/suggestions?question=%E5%BD%A9%E7%A4%BC")
    assert [one["citation"] for one in suggested["items"]] == [CITATION]
    status, kept = await call("POST", PATH, {"text": "请问老婆跑了彩礼钱能退吗", "citation": CITATION})
    assert (status, kept["citation"]) == (201, CITATION)
    await stage.write("老婆跑了，彩礼钱能不能退？请问", sender="赵六")
    assert "第一千零四十二条" in stage.said()[-2]["text"]["content"]
    assert (await last_answer(stage)).wording_id == kept["id"]


async def test_a_wording_without_an_article_hands_the_question_to_a_person(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await county(http_client, base_url)
    assert (await call("POST", PATH, {"text": QUESTION}))[0] == 201
    await stage.write(QUESTION)
    assert len(await stage.matters()) == 1, "although the search was sure"
    answer = await last_answer(stage)
    assert (answer.answered, bool(answer.wording_id)) == (False, True)


async def test_a_removed_one_is_used_no_longer(stage: Stage, http_client: AsyncHTTPClient, base_url: str) -> None:
    call = await county(http_client, base_url)
    _, kept = await call("POST", PATH, {"text": QUESTION})
    removed = await call.fetch("DELETE", f"{PATH}/{kept['id']}")
    assert removed.code == 204
    await stage.write(QUESTION)
    assert await stage.matters() == []
    assert (await call.fetch("DELETE", f"{PATH}/{kept['id']}")).code == 404


async def test_it_counts_in_the_own_region_only_and_is_nobody_elses_to_remove(
    stage: Stage, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx, "elsewhere", role=Role.TOWNSHIP, division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "looker", role=Role.AUDITOR)
    outsider = await staff_caller(http_client, base_url, "elsewhere-login")
    assert (await outsider("POST", PATH, {"text": QUESTION}))[0] == 201
    await stage.write(QUESTION)
    assert await stage.matters() == [], "another township's wording does not count here"
    call = await county(http_client, base_url)
    _, kept = await call("POST", PATH, {"text": QUESTION})
    assert (await outsider.fetch("DELETE", f"{PATH}/{kept['id']}")).code == 404
    assert [one["id"] for one in (await outsider("GET", PATH))[1]["items"]] != [kept["id"]]
    auditor = await staff_caller(http_client, base_url, "looker-login")
    assert (await auditor("POST", PATH, {"text": "宅基地被邻居占了怎么办"}))[0] == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "？？"}, 400, "wording_not_valid"),
        ({"text": QUESTION, "citation": "婚姻法第三条"}, 400, "article_not_found"),
        ({"text": QUESTION, "citation": "不知道"}, 400, "article_not_found"),
        ({"citation": CITATION}, 400, "bad_input"),
    ],
)
async def test_what_cannot_be_used_is_refused(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str, body: dict[str, str], status: int, code: str
) -> None:
    call = await county(http_client, base_url)
    told_status, told = await call("POST", PATH, body)
    assert (told_status, told["error"]["code"]) == (status, code)


async def test_one_of_each_question_and_numbers_are_masked(
    stage: Stage, http_client: AsyncHTTPClient, base_url: str
) -> None:
    call = await county(http_client, base_url)
    _, kept = await call("POST", PATH, {"text": "打13812345678这个电话说中奖了是真的吗"})
    assert "13812345678" not in kept["text"]
    again = await call("POST", PATH, {"text": "打138****5678这个电话，说中奖了是真的吗？"})
    assert (again[0], again[1]["error"]["code"]) == (409, "wording_kept")
    for path in ("/console/wordings", "/console/answers"):
        page = await call.fetch("GET", path)
        assert page.code == 200
        assert "补充" in page.body.decode()
