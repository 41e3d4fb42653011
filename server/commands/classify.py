"""``classify FILE.jsonl``: what messages of a group want, one JSON line each, without a server."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.services import ServiceClass
from village_groups.intents import IntentKind, Reading, read_message

OTHER_SERVICE = "other"


class BadMessageLine(ValueError):
    """A line that is no message; the sentence is Chinese and names the line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("path", type=Path, help='消息文件，每行一个 {"id": ..., "text": ...}；- 表示标准输入')


def run(arguments: argparse.Namespace) -> int:
    """Read line by line, answer on stdout; 1 when a line or the file cannot be read."""
    try:
        for identity, text in _messages(arguments.path):
            print(json.dumps(describe(identity, read_message(text)), ensure_ascii=False))
    except (BadMessageLine, OSError, UnicodeDecodeError) as problem:
        print(f"没有全部判断：{problem}", file=sys.stderr)
        return 1
    return 0


def describe(identity: Any, reading: Reading) -> dict[str, Any]:
    """What is printed for one message: what the bot would act on. A mere suspicion, on which it asks back, is none."""
    intent = reading.intent if reading.is_sure else IntentKind.NONE
    described: dict[str, Any] = {"id": identity, "intent": intent.value}
    if intent is IntentKind.SERVICE_REQUEST:
        described["service"] = _service_name(reading.service_class)
    certain = reading.confidence if reading.is_sure else 1 - reading.confidence
    return {**described, "confidence": round(certain, 4)}


def _service_name(service_class: ServiceClass | None) -> str:
    return OTHER_SERVICE if service_class in (None, ServiceClass.ADVICE) else service_class.value


def _messages(path: Path) -> Iterator[tuple[Any, str]]:
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: a message may hold U+2028
        if line.strip():
            yield _message(line, number)


def _message(line: str, number: int) -> tuple[Any, str]:
    try:
        parsed = json.loads(line)
        identity, text = parsed["id"], parsed["text"]
    except (ValueError, KeyError, TypeError):
        raise BadMessageLine(f'第{number}行不是 {{"id": ..., "text": ...}}。') from None
    if not isinstance(text, str):
        raise BadMessageLine(f"第{number}行的 text 不是文字。")
    return identity, text
