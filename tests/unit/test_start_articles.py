"""The start pack: popular pieces about village life, each with one article of law quoted word for word."""

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from domain.laws import Law, LawArticle, law_key, mark_current, parse_article_number, parse_law
from domain.push_calendar import codes_of_names

Piece = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
LAWS = ROOT.parent / "shared" / "data" / "laws.tar.gz"
FILES = sorted((ROOT / "server/start_data/articles").glob("*.json"))
PIECES_OF: dict[str, list[Piece]] = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in FILES}
PIECES = [piece for pieces in PIECES_OF.values() for piece in pieces]

TOPICS = {
    "appraisal": "鉴定与评估",
    "consumer": "消费与农资",
    "domestic_violence": "反家庭暴力",
    "fraud": "防范诈骗",
    "houses": "房屋与宅基地",
    "inheritance": "遗产继承",
    "injuries": "工伤与人身损害",
    "land": "土地",
    "legal_aid": "法律援助",
    "loans": "民间借贷",
    "marriage": "婚姻彩礼",
    "mediation": "调解与打官司",
    "minors": "未成年人",
    "neighbours": "邻里相处",
    "notary": "公证",
    "safe_village": "平安乡村",
    "support_of_the_old": "赡养老人",
    "traffic": "交通安全",
    "village_self_government": "选举与村规民约",
    "wages": "务工与工资",
}
REQUIRED = {
    *("code", "title", "summary", "body", "law_name", "article_number_text", "article_text"),
    *("topic", "language"),
}
HELP = "怎么办："
WAYS_TO_GET_HELP = re.compile(r"预约|调解委员会|村民选举委员会|(?<!\d)(?:110|119|12333|12339|12345|12348)(?!\d)")
CALENDAR_ENTRY = re.compile(r"\S+(?: (?:秋分|\d{2}(?:-\d{2})?))?")

each_piece = pytest.mark.parametrize("piece", PIECES, ids=[piece["code"] for piece in PIECES])


def test_every_subject_of_village_life_has_its_pieces() -> None:
    assert len(PIECES) >= 120
    assert {name: {piece["topic"] for piece in pieces} for name, pieces in PIECES_OF.items()} == {
        name: {topic} for name, topic in TOPICS.items()
    }
    assert min(len(pieces) for pieces in PIECES_OF.values()) >= 5


@pytest.mark.parametrize("field", ["code", "title", "summary"])
def test_no_two_pieces_are_alike_in(field: str) -> None:
    assert [value for value, times in Counter(piece[field] for piece in PIECES).items() if times > 1] == []


def test_each_piece_explains_an_article_of_its_own() -> None:
    cited = Counter(piece["law_name"] + piece["article_number_text"] for piece in PIECES)
    assert [citation for citation, times in cited.items() if times > 1] == []


def test_no_sentence_is_told_twice() -> None:
    told = Counter(
        sentence
        for piece in PIECES
        for text in (piece["summary"], *piece["body"][:-1])
        for sentence in text.split("。")
        if len(sentence) > 12
    )
    assert [sentence for sentence, times in told.items() if times > 1] == []


@each_piece
def test_a_piece_is_short_and_ends_with_a_way_to_get_help(piece: Piece) -> None:
    assert REQUIRED <= piece.keys() <= REQUIRED | {"calendar", "template", "question"}
    assert ("question" in piece) == (piece.get("template") == "question")
    assert re.fullmatch(r"[^？，]+(?:，[^？]+)?？|[^？]+？", piece.get("question", "能吗？"))
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", piece["code"])
    assert piece["language"] == "zh-CN"
    assert 5 <= len(piece["title"]) <= 18
    assert 70 <= len(piece["summary"]) <= 150
    assert 2 <= len(piece["body"]) <= 4
    assert [text.startswith(HELP) for text in piece["body"]].index(True) == len(piece["body"]) - 1
    assert WAYS_TO_GET_HELP.search(piece["body"][-1])


@each_piece
def test_a_piece_is_calm_complete_chinese(piece: Piece) -> None:
    for text in (piece["summary"], *piece["body"]):
        assert text.endswith("。")
        assert len(text) <= 150
        assert not set(text) & set(",;!?\"'()！ \n")
        assert text.count("“") == text.count("”")
    assert not piece["title"].endswith("。")
    assert parse_article_number(piece["article_number_text"])


@each_piece
def test_the_days_it_fits_are_named_in_one_form(piece: Piece) -> None:
    days = piece.get("calendar", ["清明"])
    assert len(codes_of_names(days)) == len(days), "each is a day of the table"
    assert days
    assert [day for day in days if not CALENDAR_ENTRY.fullmatch(day)] == []


def _laws_named(keys: set[str]) -> Iterator[Law]:
    """Every version of these laws only: reading the whole corpus takes several times as long."""
    with tarfile.open(LAWS) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".md") else None
            if content is None:
                continue
            title = content.readline().decode("utf-8-sig").removeprefix("# ").strip()
            if law_key(title) in keys:
                content.seek(0)
                yield parse_law(content.read().decode("utf-8-sig"), PurePosixPath(member.name).stem)


@pytest.fixture(scope="module")
def current_articles() -> dict[str, LawArticle]:
    if not LAWS.exists():
        pytest.skip("the law corpus (../shared/data) is not beside this checkout")
    laws = mark_current(_laws_named({law_key(piece["law_name"]) for piece in PIECES}))
    return {article.citation: article for law in laws if law.current for article in law.articles}


@each_piece
def test_the_article_is_in_force_and_quoted_word_for_word(
    piece: Piece, current_articles: dict[str, LawArticle]
) -> None:
    article = current_articles[piece["law_name"] + piece["article_number_text"]]
    assert piece["article_text"] == article.text
