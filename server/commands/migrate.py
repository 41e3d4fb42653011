"""``migrate``: bring the schema of the database up to this version; running it again does nothing."""

import argparse
import asyncio
import os

from domain.clock import now_utc
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.identity import process_name
from server.migration_modules import load_migrations
from server.wiring import open_store
from store.migrating import list_pending, run_pending


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--check", action="store_true", help="只检查：还有未运行的迁移时退出码为1")


def run(arguments: argparse.Namespace) -> int:
    """Migrate, or only look.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    return asyncio.run(_check(configuration) if arguments.check else _migrate(configuration))


async def _check(configuration: Configuration) -> int:
    async with open_store(configuration) as opened:
        pending = await list_pending(opened.database, load_migrations())
    for migration in pending:
        print(f"未运行：{migration.name}", flush=True)
    print(f"还有{len(pending)}个迁移没有运行。" if pending else "数据库结构已是最新。")
    return 1 if pending else 0


async def _migrate(configuration: Configuration) -> int:
    async with open_store(configuration) as opened:
        done = await run_pending(opened.database, load_migrations(), owner=process_name(), now=now_utc, say=_say)
    _say(f"完成，运行了{len(done)}个迁移。" if done else "数据库结构已是最新，没有要做的。")
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)
