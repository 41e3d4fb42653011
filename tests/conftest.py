"""What every test may ask for: a fresh migrated database, the sandbox, a context with a clock to set, the application.

The store is the server at MONGODB_URI if that is set, else an embedded one started for the run.
"""

import asyncio
import inspect
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.testing import bind_unused_port
from tornado.web import Application

from actions.context import Context
from benchmarks.retrieval_questions import LAWS
from domain.identifiers import new_id
from server.app import make_app
from server.commands.import_laws import LIBRARY_PLACE, import_laws
from store import Store
from store.database import Database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from tests.builders import TEST_SETTINGS, SettableClock
from tests.fresh_databases import FreshDatabases
from tests.pieces_of_work import ByPiece, arrange
from wechat.platform import WeChatConfig, open_wechat
from wechat.sandbox.routes import make_sandbox_routes
from wechat.sandbox.state import SandboxPlatform


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first."""
    arrange(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByPiece:
    """Which tests stay together when several processes run them."""
    return ByPiece(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):  # type: ignore[no-untyped-def] # pytest's own signature
    """Let fixtures be async: they run on the test's own loop, generators to their end when the test is over."""
    function = fixturedef.func
    if inspect.isasyncgenfunction(function):
        loop = request.getfixturevalue("io_loop").asyncio_loop

        def run_generator(**given: object) -> object:
            generator = function(**given)
            request.addfinalizer(lambda: loop.run_until_complete(_exhaust(generator)))
            return loop.run_until_complete(anext(generator))

        fixturedef.func = run_generator
    elif inspect.iscoroutinefunction(function):
        loop = request.getfixturevalue("io_loop").asyncio_loop
        fixturedef.func = lambda **given: loop.run_until_complete(function(**given))
    try:
        return (yield)
    finally:
        fixturedef.func = function


async def _exhaust(generator: AsyncIterator[object]) -> None:
    async for _ in generator:
        raise AssertionError("a fixture yields once")


@pytest.fixture
def io_loop() -> Iterator[IOLoop]:
    """A loop for each test (pytest-tornado's own uses calls that Tornado has retired)."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    io_loop = IOLoop(asyncio_loop=loop, make_current=False)
    yield io_loop
    _cancel_what_is_left(loop)
    io_loop.close(all_fds=True)
    asyncio.set_event_loop(None)


def _cancel_what_is_left(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())


@pytest.fixture(scope="session")
def store_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the store is."""
    given = os.environ.get("MONGODB_URI")
    if given:
        yield given
        return
    port = _free_port()
    folder = tmp_path_factory.mktemp("embedded")
    program = [sys.executable, "-m", "secantus", "--host", "127.0.0.1", "--port", str(port), "--sync-on-commit"]
    with (folder / "log").open("wb") as log:
        child = subprocess.Popen([*program, "--storage-path", str(folder / "data")], stdout=log, stderr=log)
        _wait_for_port(port, child, folder / "log")
        yield f"mongodb://127.0.0.1:{port}/?retryWrites=false&maxPoolSize=16"
        child.terminate()
        child.wait(20)


@pytest.fixture(scope="session")
def laws_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the library of all real laws and its search index: reading them takes long, so once a run."""
    if not LAWS.exists():
        pytest.skip("the law corpus (../shared/data) is not beside this checkout")
    folder = tmp_path_factory.mktemp("laws")
    assert import_laws(LAWS, folder / LIBRARY_PLACE)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_port(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert child.poll() is None, f"the embedded store did not start: {log.read_text()}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the embedded store did not open its port in 30 seconds")


@pytest.fixture(scope="session")
def fresh_databases(store_uri: str) -> Iterator[FreshDatabases]:
    """Where the databases of the tests come from and go back to."""
    databases = FreshDatabases(store_uri)
    yield databases
    asyncio.run(databases.drop_all())


@pytest.fixture
async def database(io_loop: IOLoop, store_uri: str, fresh_databases: FreshDatabases) -> AsyncIterator[Database]:
    """A fresh database with all migrations run."""
    client = open_client(store_uri)
    database = await fresh_databases.take(client)
    yield database
    client.close()
    fresh_databases.give_back(database)


@pytest.fixture
def clock() -> SettableClock:
    """Monday morning, 23 November 2026, 8:00 in China; tests move it."""
    return SettableClock()


@pytest.fixture
async def sandbox(io_loop: IOLoop, clock: SettableClock) -> AsyncIterator[tuple[SandboxPlatform, str]]:
    """The stand-in platform with its address."""
    platform = SandboxPlatform(clock)
    listening, port = bind_unused_port()
    server = HTTPServer(Application(make_sandbox_routes(platform)))
    server.add_socket(listening)
    yield platform, f"http://127.0.0.1:{port}"
    server.stop()
    await server.close_all_connections()


@pytest.fixture
async def ctx(
    database: Database, sandbox: tuple[SandboxPlatform, str], clock: SettableClock, tmp_path: Path
) -> AsyncIterator[Context]:
    """A context over the fresh database and the sandbox."""
    store = Store.over(database, Sealer("a secret that only tests know"), clock)
    accounts, address = sandbox[0].settings, sandbox[1]
    config = WeChatConfig(
        wechat_api_base=f"{address}/wechat",
        wecom_api_base=f"{address}/wecom",
        wecom_login_base=f"{address}/wecom-login",
        app_id=accounts.app_id,
        app_secret=accounts.app_secret,
        corp_id=accounts.corp_id,
        corp_secret=accounts.corp_secrets[0],
        kf_secret=accounts.corp_secrets[1],
        agent_id="1000001",
        simulator_base=f"{address}/simulator",
        simulator_token=accounts.simulator_token,
    )
    wechat = open_wechat(config, store.tokens, clock, rates=store.send_rates)
    yield Context(store, wechat, clock, new_id, TEST_SETTINGS, LawLibrary(tmp_path / "library.sqlite3"))
    await wechat.close()


@pytest.fixture
def app(ctx: Context) -> Application:
    """The application, for pytest-tornado's http_client."""
    return make_app(ctx, cookie_secret="c" * 40)
