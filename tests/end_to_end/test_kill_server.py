"""The server is killed: no store is left behind, another process takes over, and the next start finds everything."""

import signal
import sys
from pathlib import Path

import pytest

from tests.server_processes import is_alive, run_command, running, wait_until_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and relies on the parent-death signal")


def test_no_orphan_and_a_clean_next_start(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-jobs") as server:
        server.wait_for_status("/readyz", 200)
        before = server.get("/api/v1/services")
        store = server.store_pid()
        server.process.send_signal(signal.SIGKILL)
        wait_until_gone(store)
    with running(tmp_path, "serve", "--no-jobs") as server:
        server.wait_for_status("/readyz", 200)
        assert server.get("/api/v1/services") == before
        assert server.stop() == 0


def test_a_second_process_uses_the_store_and_takes_it_over(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-jobs") as owner:
        owner.wait_for_status("/readyz", 200)
        services = owner.get("/api/v1/services")
        with running(tmp_path, "serve", "--no-jobs") as guest:
            guest.wait_for_status("/readyz", 200)
            assert "using the embedded store of another process" in guest.log
            assert run_command(tmp_path, "migrate", "--check").returncode == 0
            owner.process.send_signal(signal.SIGKILL)
            assert is_alive(guest.wait_for_store(seconds=30))
            guest.wait_for_status("/readyz", 200, seconds=30)
            assert guest.get("/api/v1/services") == services
            assert guest.stop() == 0
