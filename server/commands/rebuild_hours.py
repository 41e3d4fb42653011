"""``rebuild-hours``: sum up every village's year from its entries, or only tell which sums differ from them; on
request take older entries into the chain."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from actions.context import Context
from actions.rebuild_hours import adopt_entries, list_wrong_totals, rebuild_totals
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_context, open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="哪个年度")
    parser.add_argument("--within", metavar="CODE", help="只汇总这个区划（12位代码）以内的村（社区）")
    parser.add_argument("--check", action="store_true", help="只核对，不改动；有不符的，退出码为1")
    parser.add_argument("--adopt", action="store_true", help="把升级前没有留痕的工时纳入留痕，并写明纳入的时间")


def run(arguments: argparse.Namespace) -> int:
    """Rebuild, or only check, and say what differed.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    work = _check if arguments.check else _rebuild
    return asyncio.run(work(configuration, arguments))


async def _rebuild(configuration: Configuration, arguments: argparse.Namespace) -> int:
    year = arguments.year
    async with _opened(configuration) as ctx:
        adopted = await adopt_entries(ctx, year=year) if arguments.adopt else 0
        rebuilt, differed = await rebuild_totals(ctx, year=year, within=arguments.within)
    print(f"{year}年：重新汇总{rebuilt}个村（社区），其中{differed}个的汇总与工时不符，已改正。")
    if arguments.adopt:
        print(f"纳入留痕的工时：{adopted}条。")
    return 0


async def _check(configuration: Configuration, arguments: argparse.Namespace) -> int:
    async with _opened(configuration) as ctx:
        checked, wrong = await list_wrong_totals(ctx, year=arguments.year, within=arguments.within)
    print(f"{arguments.year}年：核对{checked}个村（社区），其中{len(wrong)}个的汇总与工时不符。")
    for code in wrong:
        print(code)
    return 1 if wrong else 0


@asynccontextmanager
async def _opened(configuration: Configuration) -> AsyncIterator[Context]:
    async with open_store(configuration) as opened, open_context(configuration, opened.database) as ctx:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=_say)
        yield ctx


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
