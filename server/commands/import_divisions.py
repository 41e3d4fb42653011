"""``import-divisions PATH...``: bring the administrative divisions to what the CSV files say.

Exit code 0 when every file was imported, 1 when one was refused; the others are imported all the same.
"""

import argparse
import asyncio
import gzip
import os
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from actions.import_divisions import DivisionFile, FileReport, ImportOutcome, import_divisions
from domain.division_files import DivisionRow, read_name
from domain.errors import BadInput
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_context, open_store

ENDINGS = (".csv", ".csv.gz")
LARGEST_FILE_BYTES = 128_000_000  # all villages of the country have 40 MB; more is no list of divisions
MOST_ROWS_SHOWN = 100
DAMAGED = (OSError, EOFError, zlib.error)  # gzip's own errors are OSErrors


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="CSV 文件（可以是 .gz），或存放它们的文件夹"
    )
    parser.add_argument(
        "--name",
        dest="names",
        action="append",
        default=[],
        metavar="代码=名称",
        help="省、市的名称，例如4202=黄石市，可多次给出",
    )


def run(arguments: argparse.Namespace) -> int:
    """Import and report on stderr.

    Raises: ConfigurationFault, ServiceError.
    """
    named = [read_name(text) for text in arguments.names]
    files, unreadable = read_files(find_files(arguments.paths))
    for problem in unreadable:
        _say(problem)
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    outcome = asyncio.run(_import(configuration, files, named))
    return 1 if unreadable or outcome.refused else 0


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files themselves and those in the folders.

    Raises: BadInput when there is none.
    """
    found: list[Path] = []
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.name.endswith(ENDINGS)) if path.is_dir() else [path]
        if not inside:
            raise BadInput(f"{path}中没有 .csv 或 .csv.gz 文件。")
        found += [one for one in inside if one not in found]
    return found


def read_files(paths: Sequence[Path]) -> tuple[list[DivisionFile], list[str]]:
    """The files' contents, and a sentence for each that cannot be read whole."""
    files, problems = [], []
    for path in paths:
        try:
            files.append(DivisionFile(str(path), _read(path)))
        except DAMAGED:
            problems.append(f"{path}：文件不存在、不能读取或压缩包不完整，没有导入。")
        except BadInput as problem:
            problems.append(problem.message)
    return files, problems


def _read(path: Path) -> bytes:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as source:
        content: bytes = source.read(LARGEST_FILE_BYTES + 1)
    if len(content) > LARGEST_FILE_BYTES:
        raise BadInput(f"{path}：文件过大，没有导入。")
    return content


async def _import(
    configuration: Configuration, files: Sequence[DivisionFile], named: Sequence[DivisionRow]
) -> ImportOutcome:
    async with open_store(configuration) as opened:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=_say)
        async with open_context(configuration, opened.database) as ctx:
            started = time.monotonic()
            outcome = await import_divisions(ctx, files=files, named=named, progress=_say)
            _report(outcome, time.monotonic() - started)
    return outcome


def _report(outcome: ImportOutcome, seconds: float) -> None:
    for name, refused in outcome.refused.items():
        _say(f"{name}：{refused.message}")
        for row in refused.rows[:MOST_ROWS_SHOWN]:
            _say(f"  第{row.line}行：{row.problem}。")
        if len(refused.rows) > MOST_ROWS_SHOWN:
            _say(f"  另有{len(refused.rows) - MOST_ROWS_SHOWN}行有错。")
    for report in outcome.reports:
        _say(_sentence(report))
    ending = f"，{len(outcome.refused)}个文件未导入" if outcome.refused else ""
    imported = sum(1 for report in outcome.reports if not report.by_hand)
    _say(f"导入结束：{imported}个文件已导入{ending}，用时{seconds:.1f}秒。")


def _sentence(report: FileReport) -> str:
    changes = report.changes
    counts = {
        "新增": len(changes.added),
        "更名": len(changes.renamed),
        "撤销": len(changes.vanished),
        "恢复": len(changes.returned),
        "改全称": len(changes.refitted) + report.followed,
    }
    changed = "".join(f"{word}{count}个，" for word, count in counts.items() if count)
    return f"{report.name}：{changed}未变{changes.unchanged}个。"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
