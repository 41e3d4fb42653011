"""The search index: terms, weights, one file that is there whole or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.errors import Unavailable
from domain.laws import LawArticle
from village_groups.retrieval.building import build_index, is_index_of
from village_groups.retrieval.index_file import BadIndexFile, read_index_file, write_index_file
from village_groups.retrieval.postings import build_postings
from village_groups.retrieval.search import LawSearch
from village_groups.retrieval.terms import text_keys


def article(name: str, number: int, text: str, *, current: bool = True) -> LawArticle:
    return LawArticle(name, name, f"第{number}条", number, 0, ("总则",), text, "2020-01-01", current)


ARTICLES = (
    article("遗产法", 1, "遗产按照法定继承办理，有遗嘱的按照遗嘱办理。"),
    article("道路法", 1, "机动车发生交通事故造成损害的，由保险公司赔偿。"),
    article("道路法", 2, "行人横过道路应当走人行横道。"),
    article("旧道路法", 1, "行人横过道路应当小心。", current=False),
)


def test_terms_are_characters_and_neighbours_and_never_cross_a_mark() -> None:
    assert sorted(text_keys("遗嘱")) == sorted([*text_keys("遗"), *text_keys("嘱"), text_keys("遗嘱")[-1]])
    assert len(text_keys("遗，嘱")) == 2
    assert text_keys("ＡＢ 12。").tolist() == text_keys("ＡＢ，１２").tolist()
    assert len(text_keys("")) == len(text_keys("，。？ ")) == 0


def test_a_rare_term_weighs_more_and_repetition_saturates() -> None:
    postings = build_postings(["法甲", "法乙乙乙", "法乙"])
    scores = np.zeros(3, np.float32)
    postings.add_scores(scores, np.unique(text_keys("甲")), np.ones(1, np.float32))
    assert scores[0] > 0
    assert scores[1:].tolist() == [0, 0]
    other = np.zeros(3, np.float32)
    postings.add_scores(other, text_keys("法"), np.ones(1, np.float32))
    assert 0 < other[0] < scores[0]
    repeated = np.zeros(3, np.float32)
    postings.add_scores(repeated, text_keys("乙"), np.ones(1, np.float32))
    assert repeated[2] < repeated[1] < 3 * repeated[2]


def test_arrays_and_facts_survive_the_file(tmp_path: Path) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "a": np.arange(5, dtype=np.int32),
        "empty": np.empty((0, 3), np.float16),
        "b": np.eye(3, dtype=np.float32),
    }
    write_index_file(tmp_path / "x.index", arrays, {"version": 3})
    found, facts = read_index_file(tmp_path / "x.index")
    assert facts == {"version": 3}
    assert all(
        np.array_equal(found[name], array) and found[name].dtype == array.dtype for name, array in arrays.items()
    )
    with pytest.raises(ValueError, match="read-only"):
        found["a"][0] = 1


@pytest.mark.parametrize("kept", [0, 4, 20, 400])
def test_a_damaged_file_is_no_index(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "search.index"
    build_index(path, ARTICLES, "hash")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(BadIndexFile):
        read_index_file(path)
    with pytest.raises(Unavailable, match="import-laws"):
        LawSearch(path).search("遗嘱")


def test_only_articles_in_force_are_found_best_first(tmp_path: Path) -> None:
    path = tmp_path / "search.index"
    assert build_index(path, ARTICLES, "hash") == 3
    found = LawSearch(path).search("行人怎么过马路？").articles
    assert found[0].citation == "道路法第2条"
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert "旧道路法第1条" not in {one.citation for one in found}
    assert len(LawSearch(path).search("道路遗产保险", limit=2).articles) == 2


def test_a_question_without_words_finds_nothing_and_is_not_answered(tmp_path: Path) -> None:
    path = tmp_path / "search.index"
    build_index(path, ARTICLES, "hash")
    for question in ("", "？？？", "😀", "ZZZ"):
        result = LawSearch(path).search(question)
        assert (result.articles, result.answered) == ((), False)


def test_an_index_says_what_it_was_built_from_and_its_replacement_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "search.index"
    search = LawSearch(path)
    with pytest.raises(Unavailable):
        search.search("遗嘱")
    build_index(path, ARTICLES[:1], "one")
    assert is_index_of(path, "one")
    assert not is_index_of(path, "two")
    assert search.search("行人道路").articles == ()
    build_index(path, ARTICLES, "two")
    assert search.search("行人道路").articles[0].citation == "道路法第2条"


def test_no_articles_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    build_index(tmp_path / "search.index", [], "hash")
    assert LawSearch(tmp_path / "search.index").search("遗嘱").articles == ()
