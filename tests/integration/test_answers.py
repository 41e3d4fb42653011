"""A question of law in the group: quoted word for word when sure, handed to a person when not; both are on record."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.web import Application

from actions.context import Context
from domain.people import Role
from domain.pushes import Article, ArticleState
from server.commands.import_laws import import_laws
from tests.builders import NEXT_TOWNSHIP, VILLAGE, add_staff
from tests.callers import staff_caller
from tests.village_stage import Stage, set_stage, with_callbacks
from wechat.sandbox.state import SandboxPlatform

pytestmark = pytest.mark.gen_test(timeout=60)

LAW = """# 中华人民共和国民法典

<!-- INFO END -->

## 第四编 人格权

第一千零四十二条 禁止包办、买卖婚姻和其他干涉婚姻自由的行为。禁止借婚姻索取财物。

禁止重婚。禁止有配偶者与他人同居。

第一千零四十三条 家庭应当树立优良家风，弘扬家庭美德，重视家庭文明建设。

禁止家庭暴力。禁止家庭成员间的虐待和遗弃。
"""
QUESTION = "请问离婚彩礼要退吗"
CITATION = "中华人民共和国民法典第一千零四十二条"


@dataclass(frozen=True)
class Cited:
    """A citation, as a search gives it."""

    citation: str


@dataclass(frozen=True)
class Result:
    """What a search gives."""

    articles: tuple[Cited, ...]
    confidence: float
    answered: bool


@dataclass
class KnownSearch:
    """Finds one article, with a confidence that the test sets."""

    confidence: float = 0.9
    citation: str = CITATION
    next: tuple[str, ...] = ()

    def search(self, question: str, limit: int) -> Result:
        """The same articles for every question."""
        found = (self.citation, *self.next)[:limit]
        return Result(tuple(Cited(one) for one in found), self.confidence, self.confidence >= 0.5)


@pytest.fixture
def search() -> KnownSearch:
    """A search that is sure."""
    return KnownSearch()


@pytest.fixture
def ctx(ctx: Context, search: KnownSearch, tmp_path: Path) -> Context:
    """With one law in the library."""
    (tmp_path / "laws" / "民法典").mkdir(parents=True)
    (tmp_path / "laws" / "民法典" / "婚姻家庭编.md").write_text(LAW, encoding="utf-8")
    import_laws(tmp_path / "laws", tmp_path / "library.sqlite3", searchable=False)
    return replace(with_callbacks(ctx), law_search=search)


@pytest.fixture
async def stage(
    ctx: Context, sandbox: tuple[SandboxPlatform, str], app: Application, http_server: HTTPServer, base_url: str
) -> Stage:
    """The village."""
    return await set_stage(ctx, sandbox[0], app, base_url)


async def test_a_sure_answer_quotes_the_article_and_offers_a_person(stage: Stage) -> None:
    await stage.write(QUESTION, times=2)
    words, card = stage.said()
    text = words["text"]["content"]
    assert (
        "《中华人民共和国民法典》第一千零四十二条：\n禁止包办、买卖婚姻和其他干涉婚姻自由的行为。禁止借婚姻索取财物。"
        in text
    )
    assert "供您了解，不是律师意见" in text
    assert card["card"]["scene"] == f"v={VILLAGE}"
    assert await stage.matters() == [], "nothing is left for a person to do"


async def test_a_published_piece_about_the_article_says_it_in_plain_words(stage: Stage) -> None:
    written = ArticleState.PUBLISHED
    for number, title in enumerate(("婚姻自己做主", "彩礼不是买卖")):
        piece = Article(
            *(
                f"piece-{number}",
                title,
                f"{title}，谁也不能借婚姻要钱。",
                (),
                "民法典",
                "第一千零四十二条",
                "禁止包办。",
            ),
            *("婚姻", "zh", written, "author", stage.ctx.now()),
        )
        await stage.ctx.store.articles.put(piece)
    await stage.write(QUESTION)
    assert "\n简单说：彩礼不是买卖，谁也不能借婚姻要钱。\n" in stage.said()[0]["text"]["content"]


async def test_the_articles_that_come_next_are_named(stage: Stage, search: KnownSearch) -> None:
    search.next = ("中华人民共和国民法典第一千零四十三条", "没有这部法第一条")
    await stage.write(QUESTION)
    text = stage.said()[0]["text"]["content"]
    assert "禁止有配偶者与他人同居。\n还可以看看《民法典》第一千零四十三条。\n" in text
    assert "没有这部法" not in text


async def test_an_unsure_one_becomes_a_matter_for_a_person(stage: Stage, search: KnownSearch) -> None:
    search.confidence = 0.3
    await stage.write(QUESTION)
    [matter] = await stage.matters()
    assert matter.text == QUESTION
    assert "第一千零四十二条" not in stage.said()[0]["text"]["content"], "the bot does not guess"


async def test_an_article_that_is_not_in_the_library_is_never_quoted(stage: Stage, search: KnownSearch) -> None:
    search.citation = "婚姻法第三条"
    await stage.write(QUESTION)
    assert len(await stage.matters()) == 1


async def test_everything_asked_is_on_record_and_staff_of_the_region_judge_it(
    stage: Stage, search: KnownSearch, ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await stage.write(QUESTION)
    search.confidence = 0.3
    await stage.write("请问宅基地被邻居占了，怎么办", sender="李四")
    await add_staff(ctx, "elsewhere", role=Role.TOWNSHIP, division_code=NEXT_TOWNSHIP)
    call = await staff_caller(http_client, base_url, "county-login")
    _, page = await call("GET", "/api/v1/staff/answers")
    assert [(one["answered"], one["citation"]) for one in page["items"]] == [(False, ""), (True, CITATION)]
    answered = page["items"][1]
    path = f"/api/v1/staff/answers/{answered['id']}/verdict"
    status, marked = await call("PUT", path, {"verdict": "wrong", "note": "应引用彩礼的司法解释"})
    assert (status, marked["verdict"]) == (200, "wrong")
    outsider = await staff_caller(http_client, base_url, "elsewhere-login")
    assert (await outsider("GET", "/api/v1/staff/answers"))[1]["items"] == []
    assert (await outsider("PUT", path, {"verdict": "right"}))[0] == 404
    answer = await call.fetch("GET", "/console/answers")
    assert "机器人答复记录" in answer.body.decode()
