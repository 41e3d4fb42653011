"""Ranking: lay words, asking words, priors, confidence, and what all that gives on small laws."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from domain.laws import LawArticle
from domain.question_words import asks_for_definition, subject_of
from village_groups.retrieval.article_facts import FACT_NAMES, chapter_starts, describe, law_starts
from village_groups.retrieval.asked import NOTHING_ASKED, asked_keys, learn_asked, read_asked, write_asked
from village_groups.retrieval.building import build_index, compile_corpus
from village_groups.retrieval.encoder import Vectors, shipped_encoder
from village_groups.retrieval.features import (
    FEATURE_NAMES,
    best_places,
    choose_candidates,
    collect_signals,
    compare_with_asked,
    make_features,
)
from village_groups.retrieval.lay_words import read_lay_words
from village_groups.retrieval.meanings import codes_of, gather_meanings
from village_groups.retrieval.search import LONGEST_QUESTION, LawSearch
from village_groups.retrieval.weights import CONFIDENCE_NAMES, WEIGHTS, confidence_features, read_weights


def article(name: str, number: int, text: str, *path: str) -> LawArticle:
    return LawArticle(name, name, f"第{number}条", number, 0, path, text, "2020-01-01")


CODE = [
    article("民法典", 710, "承租人按照约定的方法使用租赁物，致使租赁物受到损耗的，不承担赔偿责任。", "租赁合同"),
    article("民法典", 722, "承租人无正当理由未支付租金的，出租人可以请求承租人在合理期限内支付。", "租赁合同"),
    article("民法典", 1134, "自书遗嘱由遗嘱人亲笔书写，签名，注明年、月、日。", "遗嘱"),
    article("渔业法", 1, "为了保护渔业资源，制定本法。"),
]


def meant(question: str) -> tuple[str, Vectors]:
    return question, shipped_encoder().encode([question])[0]


@pytest.fixture
def search(tmp_path: Path) -> LawSearch:
    build_index(tmp_path / "search.index", CODE, "hash")
    return LawSearch(tmp_path / "search.index")


def test_lay_words_find_an_article_that_shares_no_word_with_the_question(search: LawSearch) -> None:
    assert search.search("房东能赶人吗？拖欠房租").articles[0].citation == "中华人民共和国民法典第722条"
    assert search.search("房东能赶人吗？拖欠房租", limit=1).articles[0].citation == "中华人民共和国民法典第722条"


def test_confidence_is_a_share_and_decides_whether_to_answer(search: LawSearch) -> None:
    result = search.search("自书遗嘱要不要签名和注明日期？")
    assert 0 < result.confidence < 1
    assert result.answered == (result.confidence >= read_weights().threshold)
    assert result.articles[0].citation == "中华人民共和国民法典第1134条"


def test_a_story_is_cut_and_a_question_of_one_character_is_searched(search: LawSearch) -> None:
    story = "遗嘱" * LONGEST_QUESTION
    assert search.search(story) == search.search(story[:LONGEST_QUESTION])
    assert search.search("嘱").articles


def test_asking_words_are_taken_out_of_the_subject() -> None:
    assert subject_of("请问租客不交租怎么办？").split() == ["租客不交租", "？"]
    assert asks_for_definition("什么是承揽合同？")
    assert not asks_for_definition("承揽人能转包吗？")


def test_laws_and_chapters_begin_where_their_names_change() -> None:
    assert law_starts(CODE).tolist() == [0, 3]
    assert chapter_starts(CODE).tolist() == [0, 2, 3]
    facts = describe(CODE, {("民法典", 722, 0): "欠租"})
    assert facts[:, FACT_NAMES.index("lay_words")].tolist() == [0, 1, 0, 0]
    assert facts[:, FACT_NAMES.index("frame")].tolist() == [0, 0, 0, 1]


def test_signals_of_the_whole_question_contain_those_of_its_subject() -> None:
    corpus = compile_corpus(CODE, read_weights(), NOTHING_ASKED)
    signals = collect_signals(corpus, *meant("请问承租人应当怎么支付租金？"))
    whole, subject = signals.scores[:2]
    assert (whole >= subject).all()
    assert (whole > 0).any()
    chosen = choose_candidates(corpus, signals)
    features = make_features(corpus, signals, "请问承租人应当怎么支付租金？", chosen)
    assert features.shape == (len(CODE), len(FEATURE_NAMES))
    assert np.isfinite(features).all()


def test_a_law_that_is_asked_about_comes_before_an_equal_one() -> None:
    corpus = compile_corpus(CODE, read_weights(), NOTHING_ASKED)
    prior = np.array([0, 0, 0, 9], dtype=np.float32)
    equal = dataclasses.replace(corpus, law_prior=prior, meanings=gather_meanings([]))  # nothing asked is near to any
    signals = collect_signals(equal, *meant("签名"))
    assert choose_candidates(equal, signals)[0] == 3


def test_best_places_are_in_order_and_equal_ones_as_they_stand() -> None:
    scores = np.array([1, 3, 2, 3], dtype=np.float32)
    assert best_places(scores, 3).tolist() == [1, 3, 2]
    assert best_places(scores, 9).tolist() == [1, 3, 2, 0]
    assert best_places(scores, 0).tolist() == best_places(scores[:0], 5).tolist() == []


def test_confidence_looks_at_a_single_candidate_too() -> None:
    row = confidence_features(np.array([0.5]), np.ones((1, len(FEATURE_NAMES))))
    assert row.shape == (len(CONFIDENCE_NAMES),)
    assert np.isfinite(row).all()


def test_a_bad_line_of_lay_words_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("# 某法\n1 能不能\n二 不行\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.txt, line 3"):
        read_lay_words(tmp_path)
    (tmp_path / "x.txt").write_text("# 某法\n1 能不能\n# 中华人民共和国某法\n1 行不行\n133-1 醉驾\n", encoding="utf-8")
    assert read_lay_words(tmp_path) == {("某法", 1, 0): "能不能 行不行", ("某法", 133, 1): "醉驾"}


def test_the_shipped_weights_fit_the_features_and_stay_small() -> None:
    weights = read_weights()
    assert 0 < weights.threshold < 1
    assert weights.law_priors["民法典"] > weights.other_law_prior
    assert weights.section_priors


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).write_text('{"features": {"x": 1}, "confidence": {}}', encoding="utf-8")
    with pytest.raises(ValueError, match="train_retrieval"):
        read_weights(tmp_path)


def test_a_question_like_an_earlier_one_leads_to_its_article_and_its_section(tmp_path: Path) -> None:
    asked = "摩托艇磨花了怎么办"
    learned = learn_asked([(asked, codes_of([asked])[0], [("民法典", 710, 0), ("不在库里的法", 1, 0)])])
    write_asked(tmp_path / "asked.bin", learned)
    kept = read_asked(tmp_path / "asked.bin")
    assert kept.terms.keys() == learned.terms.keys()
    corpus = compile_corpus(CODE, read_weights(), kept)
    scores = compare_with_asked(corpus.asked, *meant("请问摩托艇磨坏了，怎么办？"), len(CODE))
    assert scores.meaning.argmax() == 0
    assert scores.articles.argmax() == 0
    assert (scores.articles > 0).tolist() == [True, False, False, False]
    assert corpus.asked.section_of.tolist() == [0, 0, -1, -1], "the section of the lease was asked about, no other"
    assert compare_with_asked(corpus.asked, *meant("渔船"), len(CODE)).articles.any() == np.False_
    chosen = choose_candidates(corpus, collect_signals(corpus, *meant("摩托艇")))
    assert chosen[0] == 0, "although no word of the article is in the question"


def test_what_was_asked_is_kept_as_numbers_that_cannot_be_read_back(tmp_path: Path) -> None:
    asked = "押金房东不退怎么办"
    write_asked(tmp_path / "asked.bin", learn_asked([(asked, codes_of([asked])[0], [("民法典", 710, 0)])]))
    assert "押金".encode() not in (tmp_path / "asked.bin").read_bytes()
    assert int(asked_keys("押金").max()) < 2**32
