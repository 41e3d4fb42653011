"""``ask FILE.jsonl``: articles for questions, one JSON line each, without a server."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.commands.import_laws import SEARCH_INDEX_PLACE
from village_groups.retrieval.search import LawSearch


class BadQuestionLine(ValueError):
    """A line that is no question; the sentence is Chinese and names the line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("path", type=Path, help='问题文件，每行一个 {"id": ..., "question": ...}；- 表示标准输入')
    parser.add_argument("--data-dir", type=Path, default=None, help="数据目录，默认取 DATA_DIR，再默认 var")


def run(arguments: argparse.Namespace) -> int:
    """Answer line by line on stdout; 1 when a line or the file cannot be read.

    Raises: Unavailable while no laws have been imported.
    """
    data_dir = arguments.data_dir or Path(os.environ.get("DATA_DIR", "var"))
    search = LawSearch(data_dir / SEARCH_INDEX_PLACE)
    try:
        for identity, question in _questions(arguments.path):
            print(json.dumps(answer(search, identity, question), ensure_ascii=False))
    except (BadQuestionLine, OSError, UnicodeDecodeError) as problem:
        print(f"没有全部回答：{problem}", file=sys.stderr)
        return 1
    return 0


def answer(search: LawSearch, identity: Any, question: str) -> dict[str, Any]:
    """What is printed for one question."""
    result = search.search(question)
    return {
        "id": identity,
        "answered": result.answered,
        "confidence": round(result.confidence, 4),
        "articles": [article.citation for article in result.articles],
    }


def _questions(path: Path) -> Iterator[tuple[Any, str]]:
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    for number, line in enumerate(text.split("\n"), start=1):  # not splitlines: a question may hold U+2028
        if line.strip():
            yield _question(line, number)


def _question(line: str, number: int) -> tuple[Any, str]:
    try:
        parsed = json.loads(line)
        identity, question = parsed["id"], parsed["question"]
    except (ValueError, KeyError, TypeError):
        raise BadQuestionLine(f'第{number}行不是 {{"id": ..., "question": ...}}。') from None
    if not isinstance(question, str):
        raise BadQuestionLine(f"第{number}行的 question 不是文字。")
    return identity, question
