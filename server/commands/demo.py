"""``demo``: the whole program with made-up people and a stand-in for WeChat. Nothing but this command starts a demo."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tornado.web import Application

from actions.context import Context
from handlers.demo_doors import DEMO_ROUTES, DemoPeople
from handlers.routing import to_specs
from server.app import make_app
from server.commands.import_laws import LIBRARY_PLACE, UNREADABLE, import_laws
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.database_kinds import check_demo_only
from server.demo_data.loading import load_demo_data
from server.demo_secrets import keep_demo_secrets
from server.demo_setup import SANDBOX_PREFIX, make_demo_configuration, make_sandbox
from server.log_setup import set_up_logging
from server.serving import Plan, bind, run_process
from wechat.sandbox import SandboxPlatform, make_sandbox_routes

log = logging.getLogger("demo")

BANNER = """
{line}
  演示环境：人物和数据都是虚构的，微信和企业微信由本机模拟，不要填写真实信息。

  请用浏览器打开  {address}

  四个入口可以同时打开，互相配合着试：
    居民    {address}/demo/resident   选村、预约律师、看进度
    顾问    {address}/demo/advisor    看今天的预约、记录工时
    村群    {address}/demo/group      在群里提问、收普法推送
    工作台  {address}/console         司法所审核工时、看各村进度

  按 Ctrl-C 停止。
{line}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--port", type=int, default=None, help="端口，默认取 PORT，再默认8080")
    parser.add_argument(
        "--divisions", type=Path, nargs="+", default=[], metavar="CSV", help="第一次启动时导入的真实区划，默认用虚构的"
    )
    parser.add_argument(
        "--laws", type=Path, default=None, metavar="PATH", help="启动前导入的法律文本，群里的问题就会引用条文答复"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the demo until stopped.

    Raises: ConfigurationFault (also when real credentials are at hand), ServiceError.
    """
    given = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.DEMO)
    own = keep_demo_secrets(given.data_dir)
    if arguments.laws:
        try:
            import_laws(arguments.laws, given.data_dir / LIBRARY_PLACE)
        except UNREADABLE as problem:
            print(f"没有启动，法律文本导入不了：{problem}", file=sys.stderr)
            return 1
    sockets = bind(given.host, given.port if arguments.port is None else arguments.port)
    local_url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    platform = make_sandbox(given, own, local_url)
    configuration = make_demo_configuration(given, own, platform.settings, local_url)
    set_up_logging(configuration.log_level, configuration.secrets())
    asyncio.run(run_process(configuration, make_plan(configuration, platform, arguments.divisions), sockets))
    return 0


def make_plan(configuration: Configuration, platform: SandboxPlatform, division_files: Sequence[Path]) -> Plan:
    """What this process is to do."""

    def make_application(ctx: Context) -> Application:
        extra = [*make_sandbox_routes(platform, SANDBOX_PREFIX), *to_specs(DEMO_ROUTES, ctx)]
        application = make_app(ctx, cookie_secret=configuration.cookie_secret, extra_specs=extra)
        application.settings["demo_people"] = DemoPeople()
        return application

    async def fill(ctx: Context, application: Application | None) -> None:
        people = await load_demo_data(ctx, log.info, platform=platform, division_files=division_files)
        if application:
            application.settings["demo_people"] = people
        log.warning("this is a demo", extra={"address": configuration.public_url})
        print(BANNER.format(line="=" * 78, address=configuration.public_url), flush=True)

    return Plan(
        check_kind=check_demo_only,
        make_application=make_application,
        run_jobs=True,
        migrate=True,
        demo=True,
        when_listening=fill,
    )
