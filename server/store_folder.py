"""What lies in DATA_DIR/store: the lock that says whose the embedded store is, its account and its address."""

import fcntl
import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import Unavailable

ACCOUNT = "village"
OPTIONS = "retryWrites=false&maxPoolSize=16"


class StoreFolder:
    """The folder and its small files, readable by their owner alone."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir.resolve() / "store"
        self.data = self.path / "data"
        self.log_file = self.path / "log"
        self._account = self.path / "account.json"
        self._endpoint = self.path / "endpoint.json"
        self._lock: int | None = None

    def prepare(self) -> None:
        """Raises: Unavailable when the folder cannot be written."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
            self.empty_configuration.touch()
        except OSError:
            raise Unavailable("数据文件夹（DATA_DIR）不能写入，请检查权限。", code="data_dir_not_writable") from None

    @property
    def empty_configuration(self) -> Path:
        """Handed to the child so that it looks for no configuration elsewhere."""
        return self.path / "empty.toml"

    def try_lock(self) -> bool:
        """Become the owner; false while another process is. The lock goes with the process, however it ends."""
        if self._lock is not None:
            return True
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._lock = handle
        return True

    def unlock(self) -> None:
        """Let another process become the owner."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def find_password(self) -> str | None:
        """The account's password, once the account exists."""
        kept = _read_json(self._account)
        return str(kept["password"]) if kept else None

    def keep_password(self, password: str) -> None:
        """Remember that the account exists."""
        write_private(self._account, json.dumps({"name": ACCOUNT, "password": password}))

    def find_port(self) -> int | None:
        """The port in use, or last in use."""
        kept = _read_json(self._endpoint)
        return int(kept["port"]) if kept else None

    def keep_port(self, port: int) -> None:
        """Tell the other processes where the store is."""
        write_private(self._endpoint, json.dumps({"port": port}))


@dataclass(frozen=True)
class Endpoint:
    """An address on this machine."""

    port: int
    password: str = ""

    @property
    def uri(self) -> str:
        """What a client is opened with."""
        if not self.password:
            return f"mongodb://127.0.0.1:{self.port}/?{OPTIONS}"
        return f"mongodb://{ACCOUNT}:{self.password}@127.0.0.1:{self.port}/?{OPTIONS}&authSource=admin"


def new_password() -> str:
    """Random, and without characters that an address would have to escape."""
    return secrets.token_hex(24)


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, OSError):
        raise Unavailable(
            f"{path.name} 读不出来，请检查数据文件夹（DATA_DIR）。", code="store_folder_damaged"
        ) from None
