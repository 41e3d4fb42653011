"""Compiling the articles of the law library into the index that ``LawSearch`` reads."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.laws import LawArticle, law_key
from domain.question_words import subject_of
from village_groups.retrieval.article_facts import chapter_starts, describe, law_starts, section_name
from village_groups.retrieval.asked import AskedPostings, AskedTerms, index_asked, read_asked
from village_groups.retrieval.features import Corpus
from village_groups.retrieval.index_file import BadIndexFile, read_facts, write_index_file
from village_groups.retrieval.lay_words import article_key, read_lay_questions, read_lay_words
from village_groups.retrieval.meanings import codes_of, find_meanings, gather_meanings
from village_groups.retrieval.postings import build_postings, find_postings
from village_groups.retrieval.weights import ASKED, SHIPPED, Weights, read_weights

INDEX_VERSION = 8  # raise it when the terms, the lay words or the weights change: the index is then built anew
LAY_SATURATION, LAY_LENGTH_SHARE = 1.2, 0.3
_PLAIN_ARRAYS = ("facts", "law_starts", "chapter_starts", "law_prior", "section_prior")


def build_index(path: Path, articles: Iterable[LawArticle], content_hash: str, model: Path = SHIPPED) -> int:
    """Write the index over the articles in force; returns how many there are."""
    current = [article for article in articles if article.current]
    arrays = corpus_arrays(compile_corpus(current, read_weights(model), read_asked(model / ASKED)))
    names = "\n".join(article.citation for article in current).encode()
    arrays["citations"] = np.frombuffer(names, dtype=np.uint8)
    facts = {"version": INDEX_VERSION, "content_hash": content_hash, "articles": len(current)}
    write_index_file(path, arrays, facts)
    return len(current)


def is_index_of(path: Path, content_hash: str) -> bool:
    """Whether the index there was built by this version from the library with this hash."""
    try:
        facts = read_facts(path)
    except (FileNotFoundError, BadIndexFile):
        return False
    return (facts.get("version"), facts.get("content_hash")) == (INDEX_VERSION, content_hash)


def compile_corpus(articles: list[LawArticle], weights: Weights, asked: AskedTerms) -> Corpus:
    """The articles as the ranking sees them."""
    lay_words = read_lay_words()
    lay = [lay_words.get(article_key(article), "") for article in articles]
    texts = [f"{searched_text(article)} {words}" for article, words in zip(articles, lay, strict=True)]
    laws = [weights.law_priors.get(law_key(article.law_name), weights.other_law_prior) for article in articles]
    sections = [weights.section_priors.get(section_name(article), 0.0) for article in articles]
    places = {article_key(article): place for place, article in reversed(list(enumerate(articles)))}
    questions = sorted((places[key], question) for key, question in read_lay_questions() if key in places)
    codes = codes_of([question for _, question in questions])
    return Corpus(
        build_postings(texts),
        build_postings(lay, LAY_SATURATION, LAY_LENGTH_SHARE),
        build_postings([subject_of(question) for _, question in questions], LAY_SATURATION, LAY_LENGTH_SHARE),
        gather_meanings([(place, row) for (place, _), row in zip(questions, codes, strict=True)]),
        index_asked(asked, articles),
        describe(articles, lay_words),
        law_starts(articles),
        chapter_starts(articles),
        np.array(laws, dtype=np.float32),
        np.array(sections, dtype=np.float32),
    )


def searched_text(article: LawArticle) -> str:
    """What an article is found by: its law, the headings above it, its words."""
    return " ".join((article.short_name, *article.path, article.text))


def corpus_arrays(corpus: Corpus) -> dict[str, NDArray[Any]]:
    """The corpus as an index file keeps it."""
    arrays = corpus.text.arrays("text") | corpus.lay.arrays("lay") | corpus.lay_questions.arrays("lay_questions")
    arrays |= corpus.asked.articles.arrays("asked") | corpus.asked.sections.arrays("asked_sections")
    arrays |= corpus.meanings.arrays("meanings") | corpus.asked.meanings.arrays("asked_meanings")
    arrays["section_of"] = corpus.asked.section_of
    return arrays | {name: getattr(corpus, name) for name in _PLAIN_ARRAYS}


def corpus_from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Corpus:
    """The corpus that ``corpus_arrays`` kept."""
    postings = (find_postings(arrays, "text"), find_postings(arrays, "lay"), find_postings(arrays, "lay_questions"))
    asked = AskedPostings(
        find_postings(arrays, "asked"),
        find_postings(arrays, "asked_sections"),
        arrays["section_of"],
        find_meanings(arrays, "asked_meanings"),
    )
    return Corpus(*postings, find_meanings(arrays, "meanings"), asked, *(arrays[name] for name in _PLAIN_ARRAYS))
