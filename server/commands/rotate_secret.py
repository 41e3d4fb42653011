"""``rotate-secret``: whatever was sealed with the old DATA_SECRET is sealed with the new one. May be run again."""

import argparse
import asyncio
import getpass
import os
import sys

from domain.errors import BadInput
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_store
from store.resealing import Resealed, end_resealing, reseal_all
from store.sealing import Sealer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--old-stdin", action="store_true", help="从标准输入读旧的 DATA_SECRET，不再询问")


def run(arguments: argparse.Namespace) -> int:
    """Seal everything anew; 1 when something is left that neither secret opens.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    if not configuration.data_secret:
        raise BadInput("请先在 .env 里把 DATA_SECRET 设成新的密钥。", code="data_secret_missing")
    old = sys.stdin.readline().strip() if arguments.old_stdin else getpass.getpass("旧的 DATA_SECRET：").strip()
    if not old or old == configuration.data_secret:
        raise BadInput("旧的密钥不能为空，也不能和新的一样。", code="data_secret_same")
    return _tell(asyncio.run(_rotate(configuration, Sealer(old), Sealer(configuration.data_secret))))


async def _rotate(configuration: Configuration, old: Sealer, new: Sealer) -> Resealed:
    async with open_store(configuration) as opened:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=print)
        found = await reseal_all(opened.database, old, new)
        await end_resealing(opened.database)
    return found


def _tell(found: Resealed) -> int:
    print(f"已改用新的密钥：{found.changed}处；原来就是新的：{found.already}处。")
    print("做完了，可以启动程序。旧备份仍要用旧的密钥，请一并保存。")
    if found.lost:
        print(f"另有{found.lost}处用两个密钥都读不出来，保持原样。")
    return 1 if found.lost else 0
