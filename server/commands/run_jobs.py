"""``run-jobs``: the jobs without the API; as many of these as wanted, a lease gives each job to one of them."""

import argparse
import asyncio
import dataclasses
import os
import socket

from server.configuration_reading import DEFAULT_ENV_FILE, read_configuration
from server.configuration_rules import Purpose
from server.database_kinds import check_may_serve
from server.health_application import make_health_application
from server.log_setup import set_up_logging
from server.serving import Plan, bind, run_process


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("--port", type=int, default=None, help="在这个端口回答 /healthz、/readyz 和 /metrics")
    parser.add_argument("--migrate", action="store_true", help="启动前先升级数据库结构（内嵌数据库总会自动升级）")


def run(arguments: argparse.Namespace) -> int:
    """Run jobs until stopped.

    Raises: ConfigurationFault, ServiceError.
    """
    configuration = read_configuration(os.environ, DEFAULT_ENV_FILE, Purpose.SERVE)
    set_up_logging(configuration.log_level, configuration.secrets())
    sockets: list[socket.socket] = []
    plan = Plan(check_kind=check_may_serve, make_application=None, run_jobs=True, migrate=arguments.migrate)
    if arguments.port is not None:
        sockets = bind(configuration.host, arguments.port)
        plan = dataclasses.replace(plan, make_application=make_health_application)
    asyncio.run(run_process(configuration, plan, sockets))
    return 0
