"""``verify-hours``: recompute the chains of hours and compare every entry with its last link. Nothing is changed."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from actions.verify_chain import ChainReport, verify_chains
from domain.divisions import pad_code
from domain.errors import BadInput
from domain.hour_chain import Head
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_context, open_store

SHORTEST_NOTED_HASH = 8
MOST_FAULTS_SHOWN = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--county", metavar="CODE", help="只核对这个县（市、区），可省略末尾的零")
    parser.add_argument("--year", type=int, metavar="YEAR", help="只核对这个年度")
    parser.add_argument("--seen", metavar="号:校验值", help="以前核对时记下的链尾，例如1204:9f86d081，检查它是否还在")


def run(arguments: argparse.Namespace) -> int:
    """Verify; 1 when anything does not agree.

    Raises: ConfigurationFault, ServiceError.
    """
    noted = read_noted(arguments.seen) if arguments.seen else None
    county_code = pad_code(arguments.county) if arguments.county else None
    if noted and not (county_code and arguments.year):
        raise BadInput("用 --seen 时请同时写明 --county 和 --year。", code="chain_not_named")
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    reports = asyncio.run(_verify(configuration, county_code, arguments.year, noted))
    for report in reports:
        for sentence in say_report(report):
            print(sentence)
    if not reports:
        print("没有工时记录可核对。")
    return exit_code(reports, noted)


def exit_code(reports: Sequence[ChainReport], noted: Head | None) -> int:
    """1 when anything does not agree, also when a chain that was noted is gone altogether."""
    wrong = any(report.faults or report.seen is False for report in reports)
    return 1 if wrong or (noted and not reports) else 0


def read_noted(text: str) -> Head:
    """A noted end of a chain.

    Raises: BadInput.
    """
    seq, _, noted_hash = text.partition(":")
    if not (seq.isdecimal() and len(noted_hash) >= SHORTEST_NOTED_HASH and noted_hash.isalnum()):
        raise BadInput(f"--seen 请写成“号:校验值”，校验值至少{SHORTEST_NOTED_HASH}位。", code="seen_not_valid")
    return Head(int(seq), noted_hash.lower())


def say_report(report: ChainReport) -> list[str]:
    """The report in sentences."""
    county_code, _, year = report.chain.partition(":")
    about = f"{county_code} {year}年"
    lines = [
        f"{about}：{f'工时{one.entry_id}：' if one.entry_id else ''}{one.sentence}"
        for one in report.faults[:MOST_FAULTS_SHOWN]
    ]
    if len(report.faults) > MOST_FAULTS_SHOWN:
        lines.append(f"{about}：另有{len(report.faults) - MOST_FAULTS_SHOWN}处不符。")
    if report.seen is False:
        lines.append(f"{about}：记下的链尾已经不在，或与当时不同。")
    verdict = f"有{len(report.faults)}处不符" if report.faults else "全部相符"
    end = f"链尾{report.head.seq}:{report.head.hash[:16]}"
    return [*lines, f"{about}：核对留痕{report.head.seq}号、工时{report.entry_count}条，{verdict}。{end}"]


async def _verify(
    configuration: Configuration, county_code: str | None, year: int | None, noted: Head | None
) -> list[ChainReport]:
    async with open_store(configuration) as opened, open_context(configuration, opened.database) as ctx:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=_say)
        return await verify_chains(ctx, county_code=county_code, year=year, noted=noted)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
