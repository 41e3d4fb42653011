"""One process from its start to its end: store, schema, context, HTTP, jobs, and back in the opposite order."""

import asyncio
import contextlib
import gc
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from actions.context import Context
from domain.errors import Unavailable
from server.app import LARGEST_BODY_BYTES
from server.configuration import Configuration
from server.identity import process_name
from server.in_flight import InFlight
from server.migration_modules import bring_schema_up
from server.stopping import Stopping
from server.wiring import open_context, open_store
from store.database import Database
from store.growth import find_larger_than

log = logging.getLogger("server")

COMFORTABLE_DOCUMENTS = 20_000  # of one collection in the embedded store

CheckKind = Callable[[Database], Awaitable[None]]
WhenListening = Callable[[Context, Application | None], Awaitable[None]]
MakeApplication = Callable[[Context], Application]


@dataclass(frozen=True)
class Plan:
    """What a process is to do. ``make_application`` is None where nothing is served.

    ``when_listening`` is done before the process calls itself ready.
    """

    check_kind: CheckKind
    make_application: MakeApplication | None
    run_jobs: bool
    migrate: bool
    demo: bool = False
    when_listening: WhenListening | None = None


async def run_process(configuration: Configuration, plan: Plan, sockets: list[socket.socket]) -> None:
    """Run until somebody wants us to stop.

    Raises: ServiceError when it cannot start.
    """
    stopping = Stopping()
    stopping.listen()
    with stopping.breaks_off():
        await _run(configuration, plan, sockets, stopping)
    log.info("stopped")


async def _run(configuration: Configuration, plan: Plan, sockets: list[socket.socket], stopping: Stopping) -> None:
    async with contextlib.AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_store(configuration))
        await plan.check_kind(opened.database)
        may_migrate = plan.migrate or opened.embedded is not None
        await bring_schema_up(opened.database, may_migrate=may_migrate, say=log.info)
        if opened.embedded:
            await _warn_of_growth(opened.database)
        ctx = await stack.enter_async_context(open_context(configuration, opened.database, demo=plan.demo))
        application = plan.make_application(ctx) if plan.make_application else None
        ready = asyncio.Event()
        if application:
            application.settings["is_ready"] = lambda: ready.is_set() and opened.is_up()
        if plan.run_jobs:
            await stack.enter_async_context(_jobs(ctx, application, configuration.shutdown_seconds))
        if application:
            await stack.enter_async_context(_http(application, sockets, configuration.shutdown_seconds, stopping))
        if plan.when_listening:
            await plan.when_listening(ctx, application)
        _keep_what_is_loaded()
        ready.set()
        stopping.started()
        log.info("started", extra={"pid": os.getpid(), "jobs": plan.run_jobs})
        await stopping.wanted.wait()
        log.info("stopping")


def _keep_what_is_loaded() -> None:
    """What was loaded at the start stays to the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


async def _warn_of_growth(database: Database) -> None:
    large = await find_larger_than(database, COMFORTABLE_DOCUMENTS)
    if large:
        sentence = "内嵌数据库的数据已经很多，查询会变慢，请改用 MongoDB（设置 MONGODB_URI）"
        log.warning(sentence, extra={"documents": large})


def bind(host: str, port: int, *, share_port: bool = False) -> list[socket.socket]:
    """Take the port before anything else is started.

    Raises: Unavailable when somebody has it.
    """
    try:
        return bind_sockets(port, host, reuse_port=share_port)
    except OSError:
        sentence = f"不能监听 {host} 的端口{port}：可能已被占用，请换一个 PORT。"
        raise Unavailable(sentence, code="port_in_use") from None


@contextlib.asynccontextmanager
async def _jobs(ctx: Context, application: Application | None, shutdown_seconds: float) -> AsyncIterator[None]:
    from scheduler.runner import JobRunner  # a process without jobs needs none of what they need

    registry: CollectorRegistry | None = application.settings["metrics"].registry if application else None
    runner = JobRunner(ctx, owner=process_name(), registry=registry)
    runner.start()
    try:
        yield
    finally:
        try:
            await asyncio.wait_for(runner.stop(), shutdown_seconds)
        except TimeoutError:  # every job claims its items one by one: the next process goes on
            log.warning("jobs were cut short")


@contextlib.asynccontextmanager
async def _http(
    application: Application, sockets: list[socket.socket], shutdown_seconds: float, stopping: Stopping
) -> AsyncIterator[None]:
    in_flight = InFlight(application)
    server = HTTPServer(in_flight, xheaders=True, max_body_size=LARGEST_BODY_BYTES, max_buffer_size=LARGEST_BODY_BYTES)
    server.add_sockets(sockets)
    log.info("listening", extra={"addresses": [one.getsockname()[:2] for one in sockets]})
    try:
        yield
    finally:
        application.settings["shutting_down"].set()
        server.conn_params.no_keep_alive = True  # whoever is still connected is sent elsewhere after this answer
        server.stop()
        left = await in_flight.drain(shutdown_seconds, stopping.hurry)
        if left:
            log.warning("requests were cut short", extra={"count": left})
        if waker := application.settings.get("inbox_waker"):  # an application for health alone has none
            with contextlib.suppress(TimeoutError):  # the next process takes over what is left in the inbox
                await asyncio.wait_for(waker.drain(), 5)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), 5)
