"""``create-staff``: an account for the console. The password never travels on the command line."""

import argparse
import asyncio
import getpass
import os
import sys

from actions.passwords import hash_password
from actions.roster_gate import changing_roster
from domain.divisions import pad_code
from domain.errors import BadInput
from domain.identifiers import new_id
from domain.people import ROLE_NAMES, Role, Staff
from domain.rosters import Roster
from domain.staff_roles import check_level
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.migration_modules import bring_schema_up
from server.wiring import open_context, open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    roles = "、".join(f"{role.value}（{name}）" for role, name in ROLE_NAMES.items())
    parser.add_argument("--login", required=True, help="登录名")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--role", required=True, type=Role, choices=list(Role), help=f"角色：{roles}")
    parser.add_argument("--division", required=True, metavar="CODE", help="所辖区划代码，可省略末尾的零")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码，不再询问")


def run(arguments: argparse.Namespace) -> int:
    """Create the account.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.TOOL)
    staff = Staff(
        id=new_id(),
        login=arguments.login.strip(),
        name=arguments.name.strip(),
        role=arguments.role,
        division_code=pad_code(arguments.division),
        password_hash=hash_password(_read_password(arguments.password_stdin)),
    )
    asyncio.run(_create(configuration, staff))
    print(f"已新建账号{staff.login}（{ROLE_NAMES[staff.role]}）。")
    return 0


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密码：")
    if getpass.getpass("再输一遍：") != first:
        raise BadInput("两次输入的密码不一样，没有新建账号。", code="passwords_differ")
    return first


async def _create(configuration: Configuration, staff: Staff) -> None:
    async with open_store(configuration) as opened, open_context(configuration, opened.database) as ctx:
        await bring_schema_up(opened.database, may_migrate=opened.embedded is not None, say=print)
        division = await ctx.store.divisions.find(staff.division_code)
        if division is None:
            raise BadInput("没有这个区划代码，请检查，或先运行 import-divisions。", code="unknown_division")
        check_level(staff.role, division)
        async with changing_roster(ctx, Roster.STAFF, [staff.division_code]):
            await ctx.store.staff.add(staff)
