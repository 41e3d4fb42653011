"""What the ranking looks at when it weighs an article against a question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.question_words import asks_for_definition, subject_of
from village_groups.retrieval.article_facts import FACT_NAMES
from village_groups.retrieval.asked import AskedPostings, asked_keys
from village_groups.retrieval.postings import Postings, Scores
from village_groups.retrieval.terms import text_keys

CANDIDATES = 200
POOL = 300  # the first so many articles say which laws and chapters the question is about
SIGNALS = ("all", "all_subject", "lay", "lay_subject")
FEATURE_NAMES = (
    *(f"{signal}_{kind}" for signal in SIGNALS for kind in ("of_best", "of_question")),
    *("law_share", "chapter_share", "law_best", "chapter_best", "neighbour_best", "neighbour_mean"),
    *("law_prior", "section_prior", *FACT_NAMES, "opens_chapter_defined", "rank"),
    *("asked_of_best", "asked_of_question", "asked_section_of_best", "asked_section_of_question"),
)
Features = NDArray[np.float64]


@dataclass(frozen=True)
class Corpus:
    """The compiled articles: what they contain, where they stand, how often such law is asked about."""

    text: Postings
    lay: Postings
    asked: AskedPostings
    facts: NDArray[np.float32]
    law_starts: NDArray[np.int64]
    chapter_starts: NDArray[np.int64]
    law_prior: NDArray[np.float32]
    section_prior: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many articles there are."""
        return len(self.facts)


@dataclass(frozen=True)
class Signals:
    """Scores of every article for one question, by SIGNALS; and the most that a text could score."""

    scores: tuple[Scores, ...]
    question_weight: float
    asked: "AskedScores"


@dataclass(frozen=True)
class AskedScores:
    """How like earlier questions about an article, and about its section, this one is; and the most it could be."""

    articles: Scores
    sections: Scores
    most_of_articles: float
    most_of_sections: float


def collect_signals(corpus: Corpus, question: str) -> Signals:
    """Score every article for the question and for its subject alone."""
    whole, subject = text_keys(question), text_keys(subject_of(question))
    scores: list[Scores] = []
    for postings in (corpus.text, corpus.lay):
        narrow, wide = _two_scores(postings, subject, whole)
        scores += [wide, narrow]
    return Signals(tuple(scores), corpus.text.total_rarity(whole) + 1e-6, compare_with_asked(corpus.asked, question))


def compare_with_asked(asked: AskedPostings, question: str) -> AskedScores:
    """Score every article, and every section, by the questions asked about it before."""
    keys, counts = np.unique(asked_keys(question), return_counts=True)
    found = []
    for postings in (asked.articles, asked.sections):
        scores: Scores = np.zeros(postings.size, dtype=np.float32)
        postings.add_scores(scores, keys, counts.astype(np.float32))
        found.append(scores)
    most = (asked.articles.total_rarity(keys) + 1e-6, asked.sections.total_rarity(keys) + 1e-6)
    return AskedScores(found[0], found[1], *most)


def _two_scores(postings: Postings, subject: NDArray[np.uint64], whole: NDArray[np.uint64]) -> tuple[Scores, Scores]:
    """Scores for the subject, and for the whole question, whose terms include the subject's."""
    narrow: Scores = np.zeros(postings.size, dtype=np.float32)
    keys, counts = np.unique(subject, return_counts=True)
    postings.add_scores(narrow, keys, counts.astype(np.float32))
    all_keys, all_counts = np.unique(whole, return_counts=True)
    rest = all_counts.astype(np.float32)
    rest[np.searchsorted(all_keys, keys)] -= counts
    wide = narrow.copy()
    postings.add_scores(wide, all_keys[rest > 0], rest[rest > 0])
    return narrow, wide


def choose_candidates(corpus: Corpus, signals: Signals) -> NDArray[np.intp]:
    """The articles worth weighing, best first by a plain sum."""
    whole, subject, _, lay_subject = signals.scores
    rough = whole + 0.5 * subject + 0.5 * lay_subject + 0.5 * signals.asked.articles + 2.5 * corpus.law_prior
    return best_places(rough, CANDIDATES)


def best_places(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Places of the highest scores, best first; equal ones in the order of the articles."""
    count = min(count, len(scores))
    if count <= 0:
        return np.empty(0, dtype=np.intp)
    chosen = np.argpartition(-scores, count - 1)[:count]
    return chosen[np.lexsort((chosen, -scores[chosen]))]


def make_features(corpus: Corpus, signals: Signals, question: str, chosen: NDArray[np.intp]) -> Features:
    """One row of FEATURE_NAMES for each chosen article."""
    columns: list[NDArray[np.floating]] = []
    for scores in signals.scores:
        columns += [scores[chosen] / (scores.max() + 1e-6), scores[chosen] / signals.question_weight]
    base = signals.scores[0] + signals.scores[1]
    law, chapter = _group_of(corpus.law_starts, chosen), _group_of(corpus.chapter_starts, chosen)
    columns += [_share(corpus.law_starts, base)[law], _share(corpus.chapter_starts, base)[chapter]]
    highest = base.max() + 1e-6
    columns += [np.maximum.reduceat(base, corpus.law_starts)[law] / highest]
    columns += [np.maximum.reduceat(base, corpus.chapter_starts)[chapter] / highest]
    columns += _neighbours(corpus, base / highest, chosen, law)
    columns += [corpus.law_prior[chosen], corpus.section_prior[chosen], *corpus.facts[chosen].T]
    opens = np.isin(chosen, corpus.chapter_starts)
    columns += [opens * float(asks_for_definition(question)), _log_rank(base[chosen])]
    columns += _asked_before(corpus.asked, signals.asked, chosen)
    return np.array(columns, dtype=np.float64).T


def _asked_before(asked: AskedPostings, scores: AskedScores, chosen: NDArray[np.intp]) -> list[NDArray[np.floating]]:
    of_articles, section = scores.articles[chosen], asked.section_of[chosen]
    of_sections = np.where(section >= 0, np.append(scores.sections, np.float32(0))[section], np.float32(0))
    bests = (scores.articles.max(initial=0) + 1e-6, scores.sections.max(initial=0) + 1e-6)
    return [
        *(of_articles / bests[0], of_articles / scores.most_of_articles),
        *(of_sections / bests[1], of_sections / scores.most_of_sections),
    ]


def _group_of(starts: NDArray[np.int64], places: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.searchsorted(starts, places, side="right") - 1


def _share(starts: NDArray[np.int64], base: Scores) -> NDArray[np.float64]:
    """How much of the best articles' weight lies in each group."""
    pool = best_places(base, POOL)
    weights = (base[pool] / (base[pool[0]] + 1e-6)).astype(np.float64) ** 4
    shares = np.bincount(_group_of(starts, pool), weights=weights, minlength=len(starts))
    return shares / (shares.sum() + 1e-6)


def _neighbours(
    corpus: Corpus, base: Scores, chosen: NDArray[np.intp], law: NDArray[np.intp]
) -> list[NDArray[np.floating]]:
    """The best of the two articles beside each, and the mean of the four, within the same law."""
    beside = []
    for step in (-2, -1, 1, 2):
        places = np.clip(chosen + step, 0, corpus.size - 1)
        beside.append(np.where(_group_of(corpus.law_starts, places) == law, base[places], 0.0))
    return [np.maximum(beside[1], beside[2]), np.mean(beside, axis=0)]


def _log_rank(values: Scores) -> NDArray[np.float64]:
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return np.log1p(ranks)
