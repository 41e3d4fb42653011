"""Real processes of our own program for tests: started with settings, asked over HTTP, stopped or killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 180.0
STOP_SECONDS = 30.0
SETTINGS = {
    "PUBLIC_URL": "https://law.city.gov.cn",
    "COOKIE_SECRET": "Zk3vQw8Lr0TtYbN5mJxHcPd2GfSa7Ue4Ro1Wi6",
    "DATA_SECRET": "Bn6mXe0Yq2Lw9Kz4Vr7Tj1Hs5Gd8Pf3Ca0Uo",
    "WECHAT_APP_ID": "wx0123456789abcdef",
    "WECHAT_APP_SECRET": "0f0e0d0c0b0a09080706050403020100",
}
KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a process is started with: nothing of the tester's own settings."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **SETTINGS, "DATA_DIR": str(folder / "var"), **more}


def run_command(folder: Path, *arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """One command from its start to its end, in a folder without a .env."""
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=folder,
        env=environment(folder, **more),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """``python -m server ...`` as a child of the test."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], env: Mapping[str, str], port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self._log = folder / f"log-{port}"
        with self._log.open("wb") as log:
            program = [sys.executable, "-m", "server", *arguments]
            self.process = subprocess.Popen(program, cwd=folder, env=dict(env), stdout=log, stderr=log)

    @property
    def log(self) -> str:
        """Everything it has printed."""
        return self._log.read_text("utf-8")

    def lines(self) -> list[dict[str, Any]]:
        """The log, read."""
        return [json.loads(line) for line in self.log.splitlines()]

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 when nobody listens."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:  # noqa: S310 -- our own address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def wait_for_status(self, path: str, status: int, seconds: float = START_SECONDS) -> None:
        """Ask until this is the answer."""
        deadline = time.monotonic() + seconds
        while (found := self.get(path)[0]) != status:
            assert self.process.poll() is None, f"it ended: {self.log}"
            assert time.monotonic() < deadline, f"{path} answers {found}, not {status}: {self.log}"
            time.sleep(0.05)

    def store_pid(self) -> int:
        """The process id of the embedded store it keeps."""
        children = self._children()
        assert len(children) == 1, f"children: {children}"
        return children[0]

    def wait_for_store(self, *, but: int | None = None, seconds: float) -> int:
        """The process id of the store it has started, once that is another than ``but``.

        How long nothing was ready is not asked: a restart may be over before anybody looks.
        """
        deadline = time.monotonic() + seconds
        while not (found := [one for one in self._children() if one != but and is_alive(one)]):
            assert time.monotonic() < deadline, f"it has started no store: {self.log}"
            time.sleep(0.05)
        return found[0]

    def _children(self) -> list[int]:
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in found.split()]

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs (one that ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int, seconds: float = 5) -> None:
    """Fails when the process is still there after that time."""
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


@contextmanager
def running(folder: Path, *arguments: str, **more: str) -> Iterator[ServerProcess]:
    """A server process, killed afterwards if the test has not ended it."""
    port = free_port()
    own = ("--port", str(port)) if arguments[0] == "run-jobs" else ()
    started = ServerProcess(folder, (*arguments, *own), environment(folder, PORT=str(port), **more), port)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.process.wait(STOP_SECONDS)
