"""Asking the real laws: the floor below which retrieval must not fall.

Measured with the model learned from the tuning part alone: the one that ships has learned from these questions too.
"""

from pathlib import Path

import pytest

from benchmarks.retrieval_questions import LAWS, MEASURED, QUESTIONS, measure, read_questions
from server.commands.import_laws import LIBRARY_PLACE, SEARCH_INDEX_PLACE
from store.law_library import LawLibrary
from village_groups.retrieval.building import build_index
from village_groups.retrieval.lay_words import article_key, read_lay_questions, read_lay_words
from village_groups.retrieval.search import LawSearch

pytestmark = pytest.mark.skipif(
    not (LAWS.exists() and QUESTIONS.exists()), reason="the law corpus (../shared/data) is not beside this checkout"
)


def test_held_out_questions_are_answered_as_well_as_was_reported(laws_folder: Path, tmp_path: Path) -> None:
    library = LawLibrary(laws_folder / LIBRARY_PLACE)
    assert build_index(tmp_path / "measured.index", (one for _, one in library.articles()), "measured", MEASURED)
    library.close()
    search = LawSearch(tmp_path / "measured.index", MEASURED)
    questions = [one for one in read_questions() if not one.for_tuning]
    results = {one.number: search.search(one.text) for one in questions}
    found = measure(questions, lambda one: [article.citation for article in results[one.number].articles])
    assert found["hit@3"] > 0.72
    assert found["recall@100"] > 0.87
    answered = [one for one in questions if results[one.number].answered]
    right = [one for one in answered if {a.citation for a in results[one.number].articles[:3]} & one.articles]
    assert len(answered) > 0.40 * len(questions)
    assert len(right) > 0.85 * len(answered)


def test_lay_words_stand_beside_articles_that_exist_and_every_citation_can_be_read(laws_folder: Path) -> None:
    library = LawLibrary(laws_folder / LIBRARY_PLACE)
    known = {article_key(article) for _, article in library.articles()}
    assert read_lay_words().keys() <= known
    assert {key for key, _ in read_lay_questions()} <= known
    for found in LawSearch(laws_folder / SEARCH_INDEX_PLACE).search("离婚冷静期").articles:
        article = library.find_article(found.citation)
        assert article is not None
        assert article.current
    library.close()
