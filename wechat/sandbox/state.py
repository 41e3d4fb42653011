"""What the stand-in platform knows, kept as plain JSON so that a demo survives a restart."""

import asyncio
import hashlib
import json
import os
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.clock import Now
from wechat.sandbox.faults import Faults
from wechat.sandbox.records import CallRecords

State = dict[str, Any]
KEPT_ROWS = 1000


@dataclass(frozen=True)
class SandboxSettings:
    """Accounts the stand-in accepts, and where it delivers what residents write.

    ``login_domain`` is the one to which a browser is sent back after signing in; ``members`` may sign in.
    ``code_link_prefix`` is put before ``page?scene=...`` in the drawn codes, so that a phone can open a demo.
    """

    app_id: str = "wx-sandbox"
    app_secret: str = field(default="sandbox-secret", repr=False)
    corp_id: str = "ww-sandbox"
    corp_secrets: tuple[str, ...] = field(default=("sandbox-corp-secret", "sandbox-kf-secret"), repr=False)
    simulator_token: str = field(default="simulator-token", repr=False)
    callback_url: str = ""
    wecom_callback_url: str = ""
    wecom_callback_token: str = field(default="", repr=False)
    wecom_callback_aes_key: str = field(default="", repr=False)
    smart_bot_callback_url: str = ""
    smart_bot_token: str = field(default="", repr=False)
    smart_bot_aes_key: str = field(default="", repr=False)
    token_seconds: int = 7200
    login_domain: str = "127.0.0.1"
    members: tuple[tuple[str, str], ...] = (("liu-fang", "刘芳"), ("wu-qiang", "吴强"), ("chen-ying", "陈英"))
    code_link_prefix: str = ""
    risky_words: tuple[str, ...] = ("代办假证", "出售枪支", "网络赌博")
    review_words: tuple[str, ...] = ("加微信", "稳赚")
    delivery_timeout_seconds: float = 5
    reports_granted: bool = True


class SandboxPlatform:
    """The state of the platform. Handlers change ``state`` and then ``await saved()``."""

    def __init__(self, now: Now, state_file: Path | None = None, settings: SandboxSettings | None = None) -> None:
        self.now = now
        self.settings = settings or SandboxSettings()
        self.faults = Faults()
        self.records = CallRecords(now)
        self.prefix = ""  # where the routes are mounted
        self.media: dict[str, tuple[str, bytes]] = {}
        self._state_file = state_file
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.state: State = empty_state()
        if state_file and state_file.exists():
            self.state |= json.loads(state_file.read_text("utf-8"))

    def seconds(self) -> float:
        """The present as the wire counts it."""
        return self.now().timestamp()

    def next_number(self) -> int:
        """A number that only rises."""
        self.state["counter"] += 1
        return int(self.state["counter"])

    def openid_of(self, user: str) -> str:
        """The openid of a nick, always the same; remembered so that messages find their user."""
        openid = "o" + _short_hash(f"{self.settings.app_id}:{user}", 27)
        self.state["users"].setdefault(openid, {"user": user, "seen_at": 0})
        return openid

    def unionid_of(self, user: str) -> str:
        """The unionid of a nick."""
        return "u" + _short_hash(f"union:{user}", 27)

    def session_key_of(self, user: str) -> str:
        """The session key of a nick: 16 bytes in base64."""
        return b64encode(hashlib.sha256(f"session:{self.settings.app_secret}:{user}".encode()).digest()[:16]).decode()

    def new_secret(self, prefix: str) -> str:
        """A fresh code, token or id."""
        return f"{prefix}{secrets.token_urlsafe(24)}"

    async def saved(self) -> None:
        """Write the state to its file, whole or not at all."""
        if self._state_file is None:
            return
        async with self._writing:
            forget_the_old(self.state, self.seconds())
            text = json.dumps(self.state, ensure_ascii=False)
            await asyncio.to_thread(_write_whole, self._state_file, text)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the answer; ``drain`` waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until all deliveries have ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def keep_media(self, media_id: str, content_type: str, content: bytes) -> None:
        """Keep an uploaded file beside the state file, or in memory where there is none."""
        folder = self._media_folder()
        if folder is None:
            self.media[media_id] = (content_type, content)
            return
        folder.mkdir(parents=True, exist_ok=True)
        (folder / media_id).write_bytes(content)

    def find_media(self, media_id: str) -> tuple[str, bytes] | None:
        """An uploaded file with its type."""
        known = self.state["media"].get(media_id)
        folder = self._media_folder()
        if known is None or folder is None:
            return self.media.get(media_id)
        path = folder / media_id
        return (known["content_type"], path.read_bytes()) if path.exists() else None

    def _media_folder(self) -> Path | None:
        return self._state_file.with_name(self._state_file.stem + "-media") if self._state_file else None


def empty_state() -> State:
    """A platform on which nothing has happened yet."""
    return {
        "counter": 0,
        "users": {},
        "codes": {},
        "tokens": {},
        "forced_refreshes": [],
        "consents": {},
        "notices": [],
        "rooms": {},
        "group_tasks": {},
        "media": {},
        "webhooks": {},
        "kf_messages": [],
        "kf_answers": [],
        "kf_windows": {},
        "kf_codes": {},
        "kf_servicers": {},
        "report_orders": [],
        "join_ways": {},
        "welcome_templates": {},
        "bot_codes": {},
        "bot_streams": {},
        "bot_late_answers": [],
        "callback_tokens": {},
        "deliveries": [],
    }


def forget_the_old(state: State, now_seconds: float) -> None:
    """Keep the file small over weeks of a demo: spent codes and tokens, old notices and messages go."""
    hour_ago = now_seconds - 3600
    state["codes"] = {code: entry for code, entry in state["codes"].items() if entry["issued_at"] > hour_ago}
    state["tokens"] = {name: token for name, token in state["tokens"].items() if token["expires_at"] > hour_ago}
    del state["notices"][:-KEPT_ROWS]
    for room in state["rooms"].values():
        del room["messages"][:-KEPT_ROWS]


def _short_hash(text: str, length: int) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")[:length]


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_text(text, "utf-8")
    draft.replace(path)
