"""The law-popularization pieces that a new installation starts with."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.laws import parse_article_number
from server.commands.import_laws import LIBRARY_PLACE
from store.law_library import LawLibrary

PIECES: list[dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[2] / "server/demo_data/articles.json").read_text(encoding="utf-8")
)
FIELDS = {"code", "title", "summary", "body", "law_name", "article_number_text", "topic", "language"}

each_piece = pytest.mark.parametrize("piece", PIECES, ids=[piece["code"] for piece in PIECES])


def test_there_is_one_piece_for_each_of_sixteen_subjects() -> None:
    assert len(PIECES) == 16
    for field in ("code", "title", "topic"):
        assert len({piece[field] for piece in PIECES}) == 16


@each_piece
def test_a_piece_is_short_and_ends_with_a_way_to_get_help(piece: dict[str, Any]) -> None:
    assert piece.keys() == FIELDS
    assert piece["language"] == "zh-CN"
    assert len(piece["title"]) <= 18
    assert 80 <= len(piece["summary"]) <= 160
    assert 3 <= len(piece["body"]) <= 5
    assert [paragraph.startswith("怎么办：") for paragraph in piece["body"]].index(True) == len(piece["body"]) - 1


@each_piece
def test_every_sentence_is_complete_chinese(piece: dict[str, Any]) -> None:
    for text in (piece["summary"], *piece["body"]):
        assert text.endswith("。")
        assert not set(text) & set(",;!?\"'()")
    assert parse_article_number(piece["article_number_text"])


@pytest.fixture(scope="module")
def library(laws_folder: Path) -> LawLibrary:
    return LawLibrary(laws_folder / LIBRARY_PLACE)


@each_piece
def test_the_article_exists_is_in_force_and_is_cited_in_the_usual_form(
    piece: dict[str, Any], library: LawLibrary
) -> None:
    article = library.find_article_by(piece["law_name"], piece["article_number_text"])
    assert article is not None
    assert article.current
    assert article.citation == piece["law_name"] + piece["article_number_text"]
