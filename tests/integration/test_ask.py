"""``ask``: from imported laws to one JSON line a question."""

import json
from pathlib import Path

import pytest

from server.__main__ import main

ARTICLES = "第一条 离婚时夫妻共同财产由双方协议处理。\n\n第二条 遗嘱人可以立遗嘱。"
LAW = f"# 试验法\n\n2020年1月1日 通过\n\n<!-- INFO END -->\n\n{ARTICLES}"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    (tmp_path / "laws").mkdir()
    (tmp_path / "laws" / "试验法.md").write_text(LAW, encoding="utf-8")
    assert main(["import-laws", str(tmp_path / "laws"), "--data-dir", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def ask(data_dir: Path, lines: str) -> int:
    questions = data_dir / "questions.jsonl"
    questions.write_text(lines, encoding="utf-8")
    return main(["ask", str(questions), "--data-dir", str(data_dir)])


def test_each_question_gets_one_line_with_articles_best_first(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = json.dumps({"id": 7, "question": "遗嘱\u2028怎么立？"}, ensure_ascii=False)
    assert ask(data_dir, f'{question}\n\n{{"id": "b", "question": "离婚后夫妻财产怎么分？"}}\n') == 0
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["id"] == 7
    assert first["articles"][0] == "试验法第二条"
    assert second["id"] == "b"
    assert second["articles"][0] == "试验法第一条"
    assert set(first) == {"id", "answered", "confidence", "articles"}
    assert isinstance(first["answered"], bool)
    assert 0 <= first["confidence"] <= 1


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}', '{"id": 1, "question": 5}'])
def test_a_line_that_is_no_question_is_named(data_dir: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(data_dir, f'{{"id": 1, "question": "遗嘱"}}\n{line}\n') == 1
    assert "第2行" in capsys.readouterr().err


def test_before_the_import_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(tmp_path, '{"id": 1, "question": "遗嘱"}\n') == 1
    assert "import-laws" in capsys.readouterr().err


def test_a_lost_index_is_built_again_from_unchanged_laws(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = data_dir / "laws" / "search.index"
    before = index.read_bytes()
    index.unlink()
    assert main(["import-laws", str(data_dir.parent / "laws"), "--data-dir", str(data_dir)]) == 0
    assert index.read_bytes() == before
