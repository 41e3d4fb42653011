"""One process from its start to its end: store, schema, context, HTTP, jobs, and back in the opposite order."""

import asyncio
import contextlib
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
from domain.clock import now_utc
from domain.errors import Unavailable
from server.app import LARGEST_BODY_BYTES
from server.configuration import Configuration
from server.identity import process_name
from server.in_flight import InFlight
from server.migration_modules import load_migrations
from server.stopping import Stopping
from server.wiring import OpenStore, open_context, open_store
from store.database import Database
from store.migrating import check_schema, run_pending

log = logging.getLogger("server")

CheckKind = Callable[[Database], Awaitable[None]]
Prepare = Callable[[Context], Awaitable[None]]
MakeApplication = Callable[[Context], Application]


@dataclass(frozen=True)
class Plan:
    """What a process is to do. ``make_application`` is None where nothing is served."""

    check_kind: CheckKind
    make_application: MakeApplication | None
    run_jobs: bool
    migrate: bool
    share_port: bool = False
    demo: bool = False
    prepare: Prepare | None = None


async def run_process(configuration: Configuration, plan: Plan, sockets: list[socket.socket]) -> None:
    """Run until somebody wants us to stop.

    Raises: ServiceError when it cannot start.
    """
    stopping = Stopping()
    stopping.listen()
    async with contextlib.AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_store(configuration))
        await plan.check_kind(opened.database)
        await _bring_schema_up(opened, plan)
        ctx = await stack.enter_async_context(open_context(configuration, opened.database, demo=plan.demo))
        if plan.prepare:
            await plan.prepare(ctx)
        application = _make_application(plan, ctx, opened)
        if plan.run_jobs:
            await stack.enter_async_context(_jobs(ctx, application))
        if application:
            await stack.enter_async_context(_http(application, sockets, configuration.shutdown_seconds, stopping))
        log.info("started", extra={"pid": os.getpid(), "jobs": plan.run_jobs})
        await stopping.wanted.wait()
        log.info("stopping")
    log.info("stopped")


def bind(configuration: Configuration, *, share_port: bool = False) -> list[socket.socket]:
    """Take the port before anything else is started.

    Raises: Unavailable when somebody has it.
    """
    try:
        return bind_sockets(configuration.port, configuration.host, reuse_port=share_port)
    except OSError:
        sentence = f"不能监听 {configuration.host} 的端口{configuration.port}：可能已被占用，请换一个 PORT。"
        raise Unavailable(sentence, code="port_in_use") from None


async def _bring_schema_up(opened: OpenStore, plan: Plan) -> None:
    known = load_migrations()
    if opened.embedded or plan.migrate:
        await run_pending(opened.database, known, owner=process_name(), now=now_utc, say=log.info)
    await check_schema(opened.database, known)


def _make_application(plan: Plan, ctx: Context, opened: OpenStore) -> Application | None:
    application = plan.make_application(ctx) if plan.make_application else None
    if application and opened.embedded:
        application.settings["store_is_up"] = opened.embedded.is_up
    return application


@contextlib.asynccontextmanager
async def _jobs(ctx: Context, application: Application | None) -> AsyncIterator[None]:
    from scheduler.runner import JobRunner  # a process without jobs needs none of what they need

    registry: CollectorRegistry | None = application.settings["metrics"].registry if application else None
    runner = JobRunner(ctx, owner=process_name(), registry=registry)
    runner.start()
    try:
        yield
    finally:
        await runner.stop()


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
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), 5)
