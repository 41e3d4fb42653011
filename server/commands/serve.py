"""``serve``: the HTTP API, the console and, unless told otherwise, the jobs, in one process."""

import argparse
import asyncio
import logging
import os
from pathlib import Path

from tornado.web import Application

from actions.context import Context
from actions.start_catalogue import ensure_catalogue
from server.app import make_app
from server.configuration import Configuration
from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.database_kinds import check_may_serve
from server.log_setup import set_up_logging
from server.serving import Plan, bind, run_process

log = logging.getLogger("server")

CATALOGUE_FOLDER = Path(__file__).parent.parent / "start_data" / "catalogue"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--no-jobs", action="store_true", help="不运行后台任务（另用 run-jobs 运行）")
    parser.add_argument("--migrate", action="store_true", help="启动前先升级数据库结构（内嵌数据库总会自动升级）")
    parser.add_argument("--share-port", action="store_true", help="允许本机多个进程监听同一个端口")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.SERVE)
    set_up_logging(configuration.log_level, configuration.secrets())
    sockets = bind(configuration.host, configuration.port, share_port=arguments.share_port)
    asyncio.run(run_process(configuration, make_plan(configuration, arguments), sockets))
    return 0


def make_plan(configuration: Configuration, arguments: argparse.Namespace) -> Plan:
    """What this process is to do."""

    def make_application(ctx: Context) -> Application:
        return make_app(ctx, cookie_secret=configuration.cookie_secret)

    async def complete_catalogue(ctx: Context, application: Application | None) -> None:
        added = await ensure_catalogue(ctx, folder=CATALOGUE_FOLDER)
        if added:
            log.info("start catalogue added", extra={"services": added})

    return Plan(
        check_kind=check_may_serve,
        make_application=make_application,
        run_jobs=not arguments.no_jobs,
        migrate=arguments.migrate,
        when_listening=complete_catalogue,
    )
