"""The embedded store dies under the server: the server says so, starts it again, and nothing written is lost."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.server_processes import running, wait_until_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and relies on the parent-death signal")


def test_the_store_is_started_again_with_its_data(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-jobs") as server:
        server.wait_for_status("/readyz", 200)
        before = server.get("/api/v1/services")
        first = server.store_pid()
        os.kill(first, signal.SIGSTOP)  # so that it is away for as long as it takes somebody to look
        server.wait_for_status("/readyz", 503, seconds=10)
        assert server.get("/healthz")[0] == 200
        os.kill(first, signal.SIGKILL)
        server.wait_for_store(but=first, seconds=30)
        server.wait_for_status("/readyz", 200, seconds=30)
        assert before[0] == 200
        assert '"code"' in before[1], "there must be something to lose"
        assert server.get("/api/v1/services") == before
        assert server.stop() == 0


def test_the_store_is_stopped_with_the_server(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-jobs") as server:
        server.wait_for_status("/readyz", 200)
        store = server.store_pid()
        assert server.stop() == 0
        wait_until_gone(store, seconds=0.5)
        assert [line["message"] for line in server.lines()][-1] == "stopped"
