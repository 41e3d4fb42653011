"""``rebuild-hours``: sum up every village's year from its entries; on request take older entries into the chain."""

import argparse
import asyncio
import os
import sys

from actions.rebuild_hours import adopt_entries, rebuild_totals
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_context, open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--year", type=int, required=True, metavar="YEAR", help="哪个年度")
    parser.add_argument("--adopt", action="store_true", help="把升级前没有留痕的工时纳入留痕，并写明纳入的时间")


def run(arguments: argparse.Namespace) -> int:
    """Rebuild and say what differed.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    rebuilt, differed, adopted = asyncio.run(_rebuild(configuration, arguments.year, arguments.adopt))
    print(f"{arguments.year}年：重新汇总{rebuilt}个村（社区），其中{differed}个的汇总与工时不符，已改正。")
    if arguments.adopt:
        print(f"纳入留痕的工时：{adopted}条。")
    return 0


async def _rebuild(configuration: Configuration, year: int, adopt: bool) -> tuple[int, int, int]:
    async with open_store(configuration) as opened, open_context(configuration, opened.database) as ctx:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=_say)
        adopted = await adopt_entries(ctx, year=year) if adopt else 0
        return *await rebuild_totals(ctx, year=year), adopted


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
