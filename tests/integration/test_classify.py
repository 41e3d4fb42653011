"""``classify``: from a file of messages to one JSON line a message."""

import io
import json
from pathlib import Path

import pytest

from server.__main__ import main

MESSAGES = (
    ("a", "我想找律师看看征地补偿", "service_request", "lawyer"),
    (2, "想咨询法律问题，找谁", "service_request", "other"),
    ("c", "怎么申请法律援助", "service_request", "legal_aid"),
    ("d", "@小法 今天上午9点到11点半在桂花湾社区调解宅基地纠纷,3人", "hours_entry", None),
    ("e", "接单 12", "command", None),
    ("f", "转 12 给司法所", "command", None),
    ("g", "今天赶集的人真多\u2028晚上吃么事", "none", None),
    ("h", "我要投诉律师，说好来又没来", "complaint", None),
    ("i", "快来人，隔壁老公正在打老婆", "emergency", None),
    ("j", "彩礼能要回来吗", "question", None),
)


def write(folder: Path, lines: str) -> str:
    path = folder / "messages.jsonl"
    path.write_text(lines, encoding="utf-8")
    return str(path)


def test_each_message_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (json.dumps({"id": identity, "text": text}, ensure_ascii=False) for identity, text, _, _ in MESSAGES)
    assert main(["classify", write(tmp_path, "\n\n".join(rows))]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["id"], one["intent"], one.get("service")) for one in printed] == [
        (identity, intent, service) for identity, _, intent, service in MESSAGES
    ]
    assert all(0 <= one["confidence"] <= 1 for one in printed)
    assert {key for one in printed for key in one} == {"id", "intent", "service", "confidence"}


def test_it_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "我要办公证"}\n'))
    assert main(["classify", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["service"] == "notary"


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_line_that_is_no_message_is_named(tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", write(tmp_path, f'{{"id": 1, "text": "早"}}\n{line}\n')]) == 1
    assert "第2行" in capsys.readouterr().err


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(tmp_path / "none.jsonl")]) == 1
    assert "没有全部判断" in capsys.readouterr().err
