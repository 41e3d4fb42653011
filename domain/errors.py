"""Every way a request can be refused: one tree, each with a machine code and a Chinese sentence.

    ServiceError                 base; never raised itself
    ├── BadInput                 400  the request itself is wrong (``fields`` says where)
    ├── SignInNeeded             401  nobody is signed in, or the session ended
    ├── NotAllowed               403  signed in, but not for this
    ├── NotFound                 404  no such thing, or it belongs to somebody else
    ├── Conflict                 409  the world has moved: taken, already done, wrong state
    ├── TooMany                  429  slow down
    ├── PlatformFailure          502  WeChat or WeCom refused or did not answer
    └── Unavailable              503  we cannot serve right now; try again later

The doors map class to answer (handlers/base.py, village_groups/replies.py); nobody else looks at status.
"""

from collections.abc import Mapping
from typing import Any


class ServiceError(Exception):
    """A refusal that a user may read.

    ``code`` is stable and machine-readable, ``message`` a Chinese sentence, ``details`` extra JSON-ready
    facts for the caller (for example free alternatives), ``fields`` maps an input's name to what is wrong.
    """

    code = "service_error"
    message = "服务暂时无法处理这个请求。"

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.fields = dict(fields or {})
        self.details = dict(details or {})
        super().__init__(f"{self.code}: {self.message}")


class BadInput(ServiceError):
    """The request itself is wrong."""

    code = "bad_input"
    message = "提交的内容有误，请检查后再试。"


class SignInNeeded(ServiceError):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"
    message = "请先登录。"


class NotAllowed(ServiceError):
    """Signed in, but this is not theirs to do."""

    code = "not_allowed"
    message = "您没有办理此项的权限。"


class NotFound(ServiceError):
    """No such thing, or it belongs to somebody else: the two are not told apart."""

    code = "not_found"
    message = "没有找到您要的内容。"


class Conflict(ServiceError):
    """The world has moved: taken, already done, or in another state."""

    code = "conflict"
    message = "情况已有变化，请刷新后再试。"


class TooMany(ServiceError):
    """Slow down."""

    code = "too_many_requests"
    message = "操作太频繁，请稍后再试。"


class PlatformFailure(ServiceError):
    """WeChat or WeCom refused the call or did not answer.

    ``errcode`` is the platform's own number when it gave one; ``outcome`` tells a resender what is known:
    "refused" (nothing happened), "not_sent" (never left us) or "unknown" (it may have happened).
    """

    code = "platform_failure"
    message = "微信平台暂时没有响应，请稍后再试。"

    def __init__(
        self, message: str | None = None, *, errcode: int | None = None, outcome: str = "refused", **more: Any
    ) -> None:
        super().__init__(message, **more)
        self.errcode = errcode
        self.outcome = outcome


class Unavailable(ServiceError):
    """We cannot serve right now."""

    code = "unavailable"
    message = "系统正在恢复，请稍后再试。"
