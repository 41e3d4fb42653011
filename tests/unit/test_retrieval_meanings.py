"""Meanings: the encoder that ships, the vectors kept ready, and the nearest question of an article."""

from pathlib import Path

import numpy as np
import pytest

from village_groups.retrieval.encoder import DIMENSIONS, MOST_PIECES, shipped_encoder
from village_groups.retrieval.index_file import read_index_file
from village_groups.retrieval.lay_words import read_lay_questions
from village_groups.retrieval.meanings import (
    READY,
    as_codes,
    best_of_articles,
    codes_of,
    gather_meanings,
    question_numbers,
    write_codes,
)


def test_a_question_lies_nearer_to_its_like_in_other_words_than_to_another() -> None:
    asked, alike, other = shipped_encoder().encode(
        ["老板不给工钱咋整", "用人单位拖欠劳动报酬，劳动者如何维权？", "宅基地可以卖给城里人吗？"]
    )
    assert asked @ alike > asked @ other + 0.2


def test_vectors_have_length_one_and_do_not_depend_on_what_else_is_encoded() -> None:
    texts = ["离婚冷静期是多久？", "ＡＢ１２", "", "😀", "长" * 3000]
    together = shipped_encoder().encode(texts)
    assert together.shape == (len(texts), DIMENSIONS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-4)
    assert np.array_equal(together[:1], shipped_encoder().encode(texts[:1]))
    assert shipped_encoder().encode([]).shape == (0, DIMENSIONS)


def test_of_a_story_the_beginning_is_heard() -> None:
    story = "我在工地干了三个月，包工头一直拖着不给工钱，" * 40
    whole, cut = shipped_encoder().encode([story, story[: MOST_PIECES * 3]])
    assert whole @ cut > 0.999


def test_every_lay_question_has_its_vector_ready() -> None:
    numbers = question_numbers(sorted({question for _, question in read_lay_questions()}))
    arrays, _ = read_index_file(READY)
    assert len(np.setdiff1d(numbers, arrays["questions"])) == 0
    assert arrays["codes"].shape == (len(arrays["questions"]), DIMENSIONS)


def test_the_vectors_kept_ready_are_those_of_the_encoder_that_ships() -> None:
    questions = [question for _, question in read_lay_questions()][::4000]
    kept = codes_of(questions).astype(np.float32)
    now = shipped_encoder().encode(questions)
    alike = (kept * now).sum(axis=1) / np.linalg.norm(kept, axis=1)
    assert alike.min() > 0.97, "they differ a little by processor; else run benchmarks/train_encoder.py again"


def test_a_question_added_since_is_encoded_when_it_is_needed(tmp_path: Path) -> None:
    asked = ["鱼塘承包到期了怎么办？", "彩礼能退吗？"]
    write_codes(asked[:1], np.full((1, DIMENSIONS), 7, dtype=np.int8), tmp_path / "ready.bin")
    codes = codes_of(asked, tmp_path / "ready.bin")
    assert (codes[0] == 7).all()
    assert np.array_equal(codes[1:], as_codes(shipped_encoder().encode(asked[1:])))
    write_codes([], np.empty((0, DIMENSIONS), dtype=np.int8), tmp_path / "ready.bin")
    assert codes_of(asked, tmp_path / "ready.bin").shape == (2, DIMENSIONS)


def test_an_article_is_as_near_as_the_nearest_of_its_questions() -> None:
    rows = np.eye(DIMENSIONS, dtype=np.float32)[:3]
    meanings = gather_meanings([(4, rows[0]), (1, rows[1]), (4, rows[2])])
    question = (0.6 * rows[0] + 0.8 * rows[2]).astype(np.float32)
    assert meanings.nearness(question, 6) == pytest.approx([0, 0, 0, 0, 0.8, 0], abs=1e-6)
    assert not gather_meanings([]).nearness(question, 6).any()
    assert best_of_articles(np.array([1, 5, 2], np.float32), np.array([0, 0, 2], np.int32), 3).tolist() == [5, 0, 2]
