"""What the ranking looks at when it weighs an article against a question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.question_words import asks_for_definition, subject_of
from village_groups.retrieval.article_facts import FACT_NAMES
from village_groups.retrieval.asked import AskedPostings, asked_keys
from village_groups.retrieval.encoder import Vectors
from village_groups.retrieval.meanings import Meanings, best_of_articles
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
    *("lay_question_of_best", "lay_question_of_question"),
    *("meaning", "meaning_like_best", "meaning_rank", "meaning_of_chapter", "meaning_of_law", "without_meaning"),
    *("asked_meaning", "asked_meaning_like_best", "asked_meaning_of_chapter"),
)
ALIKE = 0.05  # the difference of two cosines at which the nearer question is e times the likelier
Features = NDArray[np.float64]


@dataclass(frozen=True)
class Corpus:
    """The compiled articles: what they contain, where they stand, how often such law is asked about."""

    text: Postings
    lay: Postings
    lay_questions: Postings
    meanings: Meanings
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
    lay_question: Scores  # words shared with the likest of our own lay questions about the article
    lay_question_weight: float
    meaning: Scores  # how near the nearest of them lies
    asked: "AskedScores"


@dataclass(frozen=True)
class AskedScores:
    """How like earlier questions about an article, and about its section, this one is; and the most it could be."""

    articles: Scores
    sections: Scores
    most_of_articles: float
    most_of_sections: float
    meaning: Scores


def collect_signals(corpus: Corpus, question: str, meant: Vectors) -> Signals:
    """Score every article for the question, for its subject alone, and for what it means (its vector)."""
    whole, subject = text_keys(question), text_keys(subject_of(question))
    scores: list[Scores] = []
    for postings in (corpus.text, corpus.lay):
        narrow, wide = _two_scores(postings, subject, whole)
        scores += [wide, narrow]
    of_questions: Scores = np.zeros(corpus.lay_questions.size, dtype=np.float32)
    keys, counts = np.unique(subject, return_counts=True)
    corpus.lay_questions.add_scores(of_questions, keys, counts.astype(np.float32))
    return Signals(
        tuple(scores),
        corpus.text.total_rarity(whole) + 1e-6,
        best_of_articles(of_questions, corpus.meanings.articles, corpus.size),
        corpus.lay_questions.total_rarity(keys) + 1e-6,
        corpus.meanings.nearness(meant, corpus.size),
        compare_with_asked(corpus.asked, question, meant, corpus.size),
    )


def compare_with_asked(asked: AskedPostings, question: str, meant: Vectors, size: int) -> AskedScores:
    """Score every article, and every section, by the questions asked about it before."""
    keys, counts = np.unique(asked_keys(question), return_counts=True)
    found = []
    for postings in (asked.articles, asked.sections):
        scores: Scores = np.zeros(postings.size, dtype=np.float32)
        postings.add_scores(scores, keys, counts.astype(np.float32))
        found.append(scores)
    most = (asked.articles.total_rarity(keys) + 1e-6, asked.sections.total_rarity(keys) + 1e-6)
    return AskedScores(found[0], found[1], *most, asked.meanings.nearness(meant, size))


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
    rough += 0.5 * signals.lay_question + 50 * _near_best(signals.meaning) + 20 * _near_best(signals.asked.meaning)
    return best_places(rough, CANDIDATES)


def _near_best(meaning: Scores) -> Scores:
    """0 for what lies 0.4 or more behind the nearest, 0.4 for the nearest."""
    return np.maximum(meaning - meaning.max(initial=0) + np.float32(0.4), np.float32(0))


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
    lay_question = signals.lay_question[chosen]
    columns += [lay_question / (signals.lay_question.max() + 1e-6), lay_question / signals.lay_question_weight]
    meaning, asked = signals.meaning, signals.asked.meaning
    nearest = meaning.max(initial=0)
    columns += [meaning[chosen], np.exp((meaning[chosen] - nearest) / ALIKE), _log_rank(meaning[chosen])]
    columns += [np.maximum.reduceat(meaning, corpus.chapter_starts)[chapter] - nearest]
    columns += [np.maximum.reduceat(meaning, corpus.law_starts)[law] - nearest, meaning[chosen] == 0]
    columns += [asked[chosen], np.exp((asked[chosen] - asked.max(initial=0)) / ALIKE)]
    columns += [np.maximum.reduceat(asked, corpus.chapter_starts)[chapter] - asked.max(initial=0)]
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
