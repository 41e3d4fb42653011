"""What all the stand-in's API handlers share: faults, records, tokens, 200 with an errcode."""

import asyncio
import json
import logging
from typing import Any

from tornado.web import RequestHandler

from wechat.sandbox.faults import Fault, FaultKind
from wechat.sandbox.records import readable
from wechat.sandbox.state import SandboxPlatform

logger = logging.getLogger(__name__)


class Refused(Exception):
    """Answered as 200 with this errcode, as the platforms do."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        self.errcode = errcode
        self.errmsg = errmsg
        super().__init__(f"{errcode} {errmsg}")


class SandboxHandler(RequestHandler):
    """Any door of the stand-in. It has no cookies, so a mounting application's XSRF check is left out."""

    platform: SandboxPlatform

    def initialize(self, platform: SandboxPlatform) -> None:
        """Take the platform."""
        self.platform = platform

    def check_xsrf_cookie(self) -> None:
        """Nothing to check: no cookie is read here."""

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """Log the path alone: the query of these calls holds secrets."""
        logger.error("%s failed", self.request.path, exc_info=(typ, value, tb) if value else None)

    def body_json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises: Refused 47001."""
        try:
            decoded = json.loads(self.request.body or b"{}")
        except ValueError:
            raise Refused(47001, "data format error") from None
        if not isinstance(decoded, dict):
            raise Refused(47001, "data format error")
        return decoded

    def answer_json(self, answer: Any) -> None:
        """Write JSON as the platforms do, in raw UTF-8."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.write(json.dumps(answer, ensure_ascii=False))


class ApiHandler(SandboxHandler):
    """One API: ``work`` returns the JSON answer (or bytes of an image), or raises Refused.

    ``token_kind`` names whose access token the call needs: "mini_program", "wecom", or "" for none.
    """

    token_kind = ""
    quiet_success = False

    async def get(self) -> None:
        await self._serve()

    async def post(self) -> None:
        await self._serve()

    async def work(self) -> dict[str, Any] | bytes:
        """Do what the API does."""
        raise NotImplementedError

    async def _serve(self) -> None:
        faults = self.platform.faults.due(self.request.path)
        await asyncio.sleep(sum(fault.seconds for fault in faults))
        status = failing_status(faults)
        if status:
            self._record(f"http status {status}")
            self.set_status(status)
            return
        answer = await self._answer(faults)
        self._record(answer)
        await self.platform.saved()
        if any(fault.kind is FaultKind.DROP for fault in faults):
            self.detach().close()
            return
        self._write_answer(answer)

    async def _answer(self, faults: list[Fault]) -> dict[str, Any] | bytes:
        try:
            self._commit(faults)
            if self.token_kind:
                check_token(self.platform, self.token_kind, self.get_query_argument("access_token", ""))
            done = await self.work()
        except Refused as refused:
            return {"errcode": refused.errcode, "errmsg": f"{refused.errmsg} rid: sandbox"}
        if isinstance(done, bytes) or self.quiet_success:
            return done
        return {"errcode": 0, "errmsg": "ok", **done}

    def _commit(self, faults: list[Fault]) -> None:
        for fault in faults:
            if fault.kind is FaultKind.EXPIRE:
                expire_tokens(self.platform)
            if fault.kind is FaultKind.FAIL:
                raise Refused(fault.errcode, "sandbox was told to fail")

    def _record(self, answer: dict[str, Any] | bytes | str) -> None:
        self.platform.records.add(
            method=self.request.method or "",
            path=self.request.path,
            query={name: values[-1].decode("utf-8") for name, values in self.request.query_arguments.items()},
            body=readable(self.request.body),
            answer=f"{len(answer)} bytes" if isinstance(answer, bytes) else answer,
        )

    def _write_answer(self, answer: dict[str, Any] | bytes) -> None:
        if isinstance(answer, bytes):
            self.set_header("Content-Type", "image/png")
            self.write(answer)
            return
        self.answer_json(answer)


def failing_status(faults: list[Fault]) -> int | None:
    """A "fail" whose number is an HTTP status is answered as that status."""
    statuses = [fault.errcode for fault in faults if fault.kind is FaultKind.FAIL and 400 <= fault.errcode < 600]
    return statuses[0] if statuses else None


def new_token(platform: SandboxPlatform, kind: str) -> dict[str, Any]:
    """Issue a token; the one before stays good for five minutes more."""
    tokens = platform.state["tokens"]
    for token in tokens.values():
        if token["kind"] == kind:
            token["expires_at"] = min(token["expires_at"], platform.seconds() + 300)
    value = platform.new_secret("sbx_")
    expires_at = platform.seconds() + platform.settings.token_seconds
    tokens[value] = {"kind": kind, "expires_at": expires_at}
    return {"value": value, "expires_at": expires_at}


def latest_token(platform: SandboxPlatform, kind: str, spare_seconds: float) -> dict[str, Any] | None:
    """The token that was issued last, where it is good for longer than ``spare_seconds``."""
    best = None
    for value, token in platform.state["tokens"].items():
        if token["kind"] == kind and token["expires_at"] > platform.seconds() + spare_seconds:
            best = {"value": value, "expires_at": token["expires_at"]}
    return best


def expire_tokens(platform: SandboxPlatform) -> None:
    """Make every token stale at once."""
    for token in platform.state["tokens"].values():
        token["expires_at"] = min(token["expires_at"], platform.seconds())


def check_token(platform: SandboxPlatform, kind: str, value: str) -> None:
    """Raises: Refused with the platform's number for a missing, unknown or stale token."""
    if not value:
        raise Refused(41001, "access_token missing")
    token = platform.state["tokens"].get(value)
    if token is None or not token["kind"].startswith(kind):
        errcode = 40001 if kind == "mini_program" else 40014
        raise Refused(errcode, "invalid credential, access_token is invalid or not latest")
    if token["expires_at"] <= platform.seconds():
        raise Refused(42001, "access_token expired")
