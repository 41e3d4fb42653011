"""The real laws: every article that lay people's questions rest on can be found."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.commands.import_laws import LIBRARY_PLACE
from store.law_library import LawLibrary

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LAWS = SHARED_DATA / "laws.tar.gz"
QUESTIONS = SHARED_DATA / "questions" / "stard-dev.jsonl"

pytestmark = pytest.mark.skipif(
    not (LAWS.exists() and QUESTIONS.exists()), reason="the law corpus (../shared/data) is not beside this checkout"
)


@pytest.fixture(scope="module")
def library(laws_folder: Path) -> Iterator[LawLibrary]:
    opened = LawLibrary(laws_folder / LIBRARY_PLACE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def citations() -> set[str]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return {citation for line in lines for citation in json.loads(line)["articles"]}


def test_every_cited_article_is_in_the_library_under_the_same_name(library: LawLibrary, citations: set[str]) -> None:
    found = {citation: library.find_article(citation) for citation in citations}
    assert len(found) > 900
    assert {citation: article and article.citation for citation, article in found.items()} == {
        citation: citation for citation in citations
    }


def test_nearly_all_are_of_laws_in_force(library: LawLibrary, citations: set[str]) -> None:
    articles = [library.find_article(citation) for citation in citations]
    ended = [article for article in articles if article and not article.current]
    assert {article.short_name for article in ended} == {"最高人民法院关于适用《担保法》若干问题的解释"}


def test_the_whole_corpus_is_read(library: LawLibrary) -> None:
    assert library.count() > 64_000
    civil_code = [article for _, article in library.articles() if article.short_name == "民法典"]
    assert len(civil_code) == 1260
