"""What every handler shares: who is asking, how errors are answered, how answers are written.

BaseHandler            request id, security headers, error table, log line
├── ApiHandler         JSON; ``identify`` must be chosen by a subclass
│   ├── PublicApiHandler     says by name that anybody may ask
│   ├── ResidentApiHandler   bearer token
│   ├── ProviderApiHandler   bearer token of a resident who is a provider
│   └── StaffApiHandler      cookie, XSRF on everything that changes
└── PageHandler        HTML (handlers/console/pages.py, handlers/demo_doors.py)
"""

import json
import logging
import traceback
from typing import Any

from pydantic import BaseModel
from tornado.web import HTTPError, RequestHandler

from actions import sessions
from actions.context import Context
from domain import errors
from domain.people import Provider, Resident, Staff
from domain.staff_sign_in import check_may_enter
from handlers.request_scope import RequestScope, open_scope

log = logging.getLogger("handlers")

STATUS_OF: tuple[tuple[type[errors.ServiceError], int], ...] = (
    (errors.BadInput, 400),
    (errors.SignInNeeded, 401),
    (errors.NotAllowed, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.TooMany, 429),
    (errors.PlatformFailure, 502),
    (errors.Unavailable, 503),
)

WORDS_OF_STATUS = {
    400: ("bad_request", "请求有误，请检查后再试。"),
    403: ("forbidden", "这个请求没有通过安全校验，请刷新页面后再试。"),
    404: ("not_found", "没有找到您要的内容。"),
    405: ("method_not_allowed", "这个地址不支持这种操作。"),
    413: ("too_large", "提交的内容太大。"),
}

STAFF_COOKIE = "staff_session"


def status_of(error: errors.ServiceError) -> int:
    """The HTTP status for a refusal."""
    return next((status for kind, status in STATUS_OF if isinstance(error, kind)), 500)


class BaseHandler(RequestHandler):
    """A request with an id, answered safely whatever happens."""

    ctx: Context
    scope: RequestScope

    def initialize(self, ctx: Context) -> None:
        """Tornado hands over what the route was given."""
        self.ctx = ctx

    async def prepare(self) -> None:
        """Open the request's scope, then find out who is asking."""
        self.scope = open_scope(self.request.headers.get("X-Request-Id"), self.ctx.new_id)
        self.set_header("X-Request-Id", self.scope.request_id)
        await self.identify()

    async def identify(self) -> None:
        """Find out who is asking. Every kind of handler must say how.

        Raises: SignInNeeded, NotAllowed.
        """
        raise AssertionError(f"{type(self).__name__} does not say who may ask")

    def set_default_headers(self) -> None:
        """Nothing of ours is framed, sniffed or sent along as a referrer."""
        if hasattr(self, "scope"):  # an error page starts anew but keeps its id
            self.set_header("X-Request-Id", self.scope.request_id)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("Referrer-Policy", "same-origin")
        self.clear_header("Server")

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Refusals are everyday; only what we did not foresee leaves a trace in the log."""
        if isinstance(value, errors.ServiceError | HTTPError):
            return
        if self.ctx.store.is_outage(value):
            log.warning("store away", extra={"route": self.route_name, "failure": type(value).__name__})
            return
        text = "".join(traceback.format_exception(kind, value, trace))
        log.error("unforeseen error", extra={"trace": text, "route": self.route_name})

    def refusal(self, status: int, raised: BaseException | None) -> errors.ServiceError:
        """What to tell the asker, without a word of our insides; sets the status that goes with it."""
        if isinstance(raised, errors.ServiceError):
            self.set_status(status_of(raised))
            return raised
        if self.ctx.store.is_outage(raised):
            self.set_status(503)
            return errors.Unavailable()
        code, words = WORDS_OF_STATUS.get(status, ("internal_error", "系统出了点问题，我们已记录，请稍后再试。"))
        return errors.ServiceError(words, code=code)

    @property
    def route_name(self) -> str:
        """The route's template, never the address that was asked for: that may hold secrets."""
        return getattr(self, "route_path", type(self).__name__)


class ApiHandler(BaseHandler):
    """Answers in JSON."""

    def set_default_headers(self) -> None:
        """Personal answers are never kept by anything between us and the asker."""
        super().set_default_headers()
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")

    @property
    def sent_file(self) -> bytes:
        """What was uploaded: the first file of a form, else the body as it is, empty when nothing came."""
        files = [one for found in self.request.files.values() for one in found]
        content: bytes = files[0]["body"] if files else self.request.body
        return content

    def send_answer(self, answer: Any, status: int) -> None:
        """Write a model as JSON; a handler that has written by itself (a file) returns nothing."""
        if answer is None and (self._finished or self._write_buffer):
            return
        self.set_status(status)
        self.finish(answer.model_dump_json().encode() if isinstance(answer, BaseModel) else None)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """{"error": {"code", "message", "fields"?, ..., "request_id"}}"""
        raised = kwargs.get("exc_info", (None, None, None))[1]
        refusal = self.refusal(status_code, raised)
        error: dict[str, Any] = {"code": refusal.code, "message": refusal.message, **refusal.details}
        if refusal.fields:
            error["fields"] = refusal.fields
        error["request_id"] = self.scope.request_id if hasattr(self, "scope") else None
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        self.finish(json.dumps({"error": error}, ensure_ascii=False).encode())

    @property
    def bearer_token(self) -> str:
        """The token of the Authorization header, empty if there is none."""
        kind, _, token = self.request.headers.get("Authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


class PublicApiHandler(ApiHandler):
    """Anybody may ask."""

    async def identify(self) -> None:
        """Nobody needs to be known."""


class ResidentApiHandler(ApiHandler):
    """A resident asks, with a bearer token."""

    resident: Resident

    async def identify(self) -> None:
        """Raises: SignInNeeded."""
        self.resident = await sessions.get_resident_signed_in(self.ctx, token=self.bearer_token)


class ProviderApiHandler(ResidentApiHandler):
    """A provider of legal service asks: a resident whose phone number the bureau keeps as a provider's."""

    provider: Provider

    async def identify(self) -> None:
        """Raises: SignInNeeded, NotAllowed."""
        await super().identify()
        self.provider = await sessions.get_provider_of(self.ctx, resident=self.resident)


class StaffApiHandler(ApiHandler):
    """A member of staff asks, with a cookie; whatever changes something must carry the XSRF token.

    A handler that is open to a village's staff, or before a one-time password is changed, says so.
    """

    staff: Staff
    for_villages = False
    before_password_change = False

    async def identify(self) -> None:
        """Raises: SignInNeeded, PasswordChangeNeeded, NotForVillages; HTTPError 403 without the XSRF token."""
        self.staff = await sessions.get_staff_signed_in(self.ctx, token=self.get_cookie(STAFF_COOKIE, ""))
        if self.request.method not in ("GET", "HEAD", "OPTIONS"):
            self.check_xsrf_cookie()
        check_may_enter(self.staff, for_villages=self.for_villages, before_password_change=self.before_password_change)
