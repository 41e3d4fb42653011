"""Learn the two models of retrieval: the one that is measured and the one that ships.

``python -m benchmarks.train_retrieval [--write]``: first from the tuning part of the questions alone
(benchmarks/retrieval_measured, measured on the rest by benchmarks/retrieval.py), then by the same recipe from all
questions (village_groups/retrieval/model). Each is shown by five-fold cross-validation: priors, earlier questions,
weights and confidence learned on the other folds each time. Without --write nothing is changed.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.lay_question_set import read_articles
from benchmarks.retrieval_fitting import Array, Example, fit_confidence, fit_ranking, threshold_at
from benchmarks.retrieval_questions import MEASURED, MISSED_WEIGHT, Question, measure, read_questions, show
from domain.laws import LawArticle, law_key
from village_groups.retrieval.article_facts import section_name
from village_groups.retrieval.asked import NOTHING_ASKED, AskedTerms, index_asked, learn_asked, write_asked
from village_groups.retrieval.building import compile_corpus, searched_text
from village_groups.retrieval.encoder import Vectors, shipped_encoder
from village_groups.retrieval.features import (
    FEATURE_NAMES,
    Corpus,
    Signals,
    best_places,
    choose_candidates,
    collect_signals,
    compare_with_asked,
    make_features,
)
from village_groups.retrieval.lay_words import article_key, read_lay_questions
from village_groups.retrieval.meanings import as_codes
from village_groups.retrieval.postings import build_postings
from village_groups.retrieval.terms import text_keys
from village_groups.retrieval.weights import (
    ASKED,
    CONFIDENCE_NAMES,
    SHIPPED,
    WEIGHTS,
    Weights,
    confidence_features,
)

FOLDS = 5
PRIOR_START = 0.02  # what a law that nobody asked about counts for
LAY_START = 6.0  # and one for which we wrote lay questions, because villagers ask about it
SECTION_START = 8.0
COVERAGE = 0.5


class Trainer:
    """Everything that does not depend on which questions are learned from, worked out once."""

    def __init__(self, articles: list[LawArticle]) -> None:
        self.articles = articles
        self.corpus = compile_corpus(articles, no_weights(), NOTHING_ASKED)
        self.citations = np.array([article.citation for article in articles])
        self.laws = [law_key(article.law_name) for article in articles]
        self.sections = [section_name(article) for article in articles]
        self.places = {article.citation: place for place, article in enumerate(articles)}
        self.signals: dict[int, Signals] = {}
        self.meant: dict[int, Vectors] = {}
        self.known = frozenset(self.places)
        self.laws_with_lay_questions = sorted({key[0] for key, _ in read_lay_questions()})
        self.plain = build_postings([searched_text(article) for article in articles])

    def signals_of(self, question: Question) -> Signals:
        if question.number not in self.signals:
            self.signals[question.number] = collect_signals(self.corpus, question.text, self.meant_by(question))
        return self.signals[question.number]

    def meant_by(self, question: Question) -> Vectors:
        if question.number not in self.meant:
            self.meant[question.number] = shipped_encoder().encode([question.text])[0]
        return self.meant[question.number]

    def asked(self, questions: list[Question]) -> AskedTerms:
        """The terms and meanings of these questions by the articles that answer them."""
        codes = as_codes(np.array([self.meant_by(one) for one in questions]))
        return learn_asked(
            (
                one.text,
                row,
                [article_key(self.articles[self.places[cited]]) for cited in sorted(one.articles & self.known)],
            )
            for one, row in zip(questions, codes, strict=True)
        )

    def example(self, question: Question, corpus: Corpus) -> Example:
        known = self.signals_of(question)
        compared = compare_with_asked(corpus.asked, question.text, self.meant_by(question), corpus.size)
        signals = replace(known, asked=compared)
        chosen = choose_candidates(corpus, signals)
        features = make_features(corpus, signals, question.text, chosen)
        right = np.isin(self.citations[chosen], list(question.articles))
        return Example(question, chosen, features, right, self._weight(question))

    def _weight(self, question: Question) -> float:
        scores = np.zeros(self.corpus.size, dtype=np.float32)
        keys, counts = np.unique(text_keys(question.text), return_counts=True)
        self.plain.add_scores(scores, keys, counts.astype(np.float32))
        found = set(self.citations[best_places(scores, 3)].tolist()) & question.articles
        return 1.0 if found else MISSED_WEIGHT

    def priors(self, questions: list[Question]) -> tuple[dict[str, float], float, dict[str, float]]:
        """How often each law, and each section within its law, answered: logarithms, smoothed."""
        asked, asked_section = self._count(questions)
        for law in self.laws_with_lay_questions:
            asked[law] = asked.get(law, 0.0) + LAY_START
        total = sum(asked.values()) + PRIOR_START * len(set(self.laws))
        law_priors = {law: float(np.log((count + PRIOR_START) / total)) for law, count in asked.items()}
        sizes: dict[str, int] = {}
        law_of: dict[str, str] = {}
        for law, section in zip(self.laws, self.sections, strict=True):
            sizes[law], sizes[section] = sizes.get(law, 0) + 1, sizes.get(section, 0) + (section != law)
            law_of[section] = law
        priors = {}
        for section, law in law_of.items():
            if law in asked and section != law:
                share = sizes[section] / sizes[law]
                seen = asked_section.get(section, 0.0)
                priors[section] = float(np.log((seen + SECTION_START * share) / (asked[law] + SECTION_START) / share))
        return law_priors, float(np.log(PRIOR_START / total)), priors

    def _count(self, questions: list[Question]) -> tuple[dict[str, float], dict[str, float]]:
        asked: dict[str, float] = {}
        asked_section: dict[str, float] = {}
        for question in questions:
            for place in (self.places[one] for one in sorted(question.articles) if one in self.places):
                share = 1 / len(question.articles)
                asked[self.laws[place]] = asked.get(self.laws[place], 0.0) + share
                asked_section[self.sections[place]] = asked_section.get(self.sections[place], 0.0) + share
        return asked, asked_section

    def with_priors(self, questions: list[Question]) -> Corpus:
        laws, other, sections = self.priors(questions)
        law_prior = np.array([laws.get(law, other) for law in self.laws], dtype=np.float32)
        section_prior = np.array([sections.get(section, 0.0) for section in self.sections], dtype=np.float32)
        asked = index_asked(self.asked(questions), self.articles)
        return replace(self.corpus, law_prior=law_prior, section_prior=section_prior, asked=asked)

    def examples(self, questions: list[Question]) -> list[Example]:
        """Each unread question with priors learned without it and its fold."""
        made = []
        for fold in range(FOLDS):
            corpus = self.with_priors([one for i, one in enumerate(questions) if i % FOLDS != fold])
            made += [self.example(one, corpus) for i, one in enumerate(questions) if i % FOLDS == fold and one.unread]
        return made


def no_weights() -> Weights:
    return Weights(np.zeros(len(FEATURE_NAMES)), np.zeros(len(CONFIDENCE_NAMES)), 0.0, 1.0, {}, 0.0, {})


@dataclass(frozen=True)
class Answers:
    """Of each question what confidence looks at, whether the first and one of the first three was right, its weight."""

    rows: Array
    first: NDArray[np.bool_]
    three: NDArray[np.bool_]
    weight: Array
    unlooked: NDArray[np.bool_]


def cross_validate(trainer: Trainer, questions: list[Question]) -> Answers:
    """Answer each unread question by what the other folds teach."""
    ranked: dict[int, list[str]] = {}
    rows, first, three, weight = [], [], [], []
    asked_in_order: list[Question] = []
    for fold in range(FOLDS):
        learned = [one for i, one in enumerate(questions) if i * 7 % FOLDS != fold]
        weights, corpus = fit_ranking(trainer.examples(learned)), trainer.with_priors(learned)
        for question in (one for i, one in enumerate(questions) if i * 7 % FOLDS == fold and one.unread):
            example = trainer.example(question, corpus)
            scores = example.features @ weights
            order = np.argsort(-scores, kind="stable")
            ranked[question.number] = trainer.citations[example.chosen[order]].tolist()
            rows.append(confidence_features(scores[order], example.features[order]))
            first.append(example.right[order][0])
            three.append(example.right[order][:3].any())
            weight.append(example.weight)
            asked_in_order.append(question)
    unread = [one for one in questions if one.unread]
    never_looked_at = [one for one in unread if not one.for_tuning]
    for name, part in (("unread", unread), ("of them never looked at", never_looked_at)):
        if part:
            print(show(f"{name} ({len(part)}), cross-validated", measure(part, lambda one: ranked[one.number])))
    unlooked = np.array([not one.for_tuning for one in asked_in_order])
    return Answers(np.array(rows), np.array(first), np.array(three), np.array(weight), unlooked)


def report_confidence(answers: Answers) -> None:
    """Cross-validated precision at given coverages, weighted as all questions are."""
    likely = np.empty(len(answers.rows))
    for fold in range(FOLDS):
        out = np.arange(len(likely)) % FOLDS == fold
        weights, offset = fit_confidence(answers.rows[~out], answers.three[~out], answers.weight[~out])
        likely[out] = answers.rows[out] @ weights + offset
    everybody = np.ones(len(likely), dtype=bool)
    for name, part in (("unread", everybody), ("never looked at", answers.unlooked)):
        for coverage in (0.3, 0.5, 0.7) if part.any() else ():
            weights = answers.weight if part is everybody else np.where(part, 1.0, 0.0)
            best = (likely >= threshold_at(likely[part], weights[part], coverage)) & part
            first, three = (np.average(one[best], weights=weights[best]) for one in (answers.first, answers.three))
            print(f"{name}, answered {coverage:.0%}: first right {first:.3f}, in first three {three:.3f}")


def train(trainer: Trainer, questions: list[Question]) -> dict[str, object]:
    answers = cross_validate(trainer, questions)
    report_confidence(answers)
    confidence, offset = fit_confidence(answers.rows, answers.three, answers.weight)
    likely = 1 / (1 + np.exp(-(answers.rows @ confidence + offset)))
    typical = answers.unlooked if answers.unlooked.any() else np.ones(len(likely), dtype=bool)  # the others are easier
    weights = fit_ranking(trainer.examples(questions))
    laws, other, sections = trainer.priors(questions)
    return {
        "features": dict(zip(FEATURE_NAMES, np.round(weights, 5).tolist(), strict=True)),
        "confidence": dict(zip(CONFIDENCE_NAMES, np.round(confidence, 5).tolist(), strict=True)),
        "confidence_offset": round(offset, 5),
        "threshold": round(threshold_at(likely[typical], answers.weight[typical], COVERAGE), 4),
        "law_priors": {law: round(value, 3) for law, value in sorted(laws.items())},
        "other_law_prior": round(other, 3),
        "section_priors": {section: round(value, 3) for section, value in sorted(sections.items())},
    }


def write(model: Path, learned: dict[str, object], asked: AskedTerms) -> None:
    model.mkdir(exist_ok=True)
    (model / WEIGHTS).write_text(json.dumps(learned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_asked(model / ASKED, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace both models")
    keep = parser.parse_args().write
    trainer = Trainer(read_articles())
    every = read_questions()
    for model, questions in ((MEASURED, [one for one in every if one.for_tuning]), (SHIPPED, every)):
        print(f"{model.name}: {len(questions)} questions")
        learned = train(trainer, questions)
        if keep:
            write(model, learned, trainer.asked(questions))


if __name__ == "__main__":
    main()
