"""How a call to WeChat or WeCom can fail, told apart by what the caller must do next.

    PlatformFailure
    └── CallFailed               the platform said no, with a number we have no special answer for
        ├── CodeRefused          also BadInput: the client must call wx.login again
        ├── HighRiskUser         also NotAllowed: the platform blocks this user
        ├── QuotaExhausted       this API rests until ``blocked_until``
        ├── SlowDown             also TooMany: once more, but not before a minute has passed
        ├── ConsentMissing       no accepted subscription is left: set our ledger to zero
        ├── TemplateDataWrong    a field breaks its template's rule: fix the code
        ├── UserNotRecent        not seen within two hours: a human must look at the text
        ├── RiskyContent         also BadInput: the text itself is refused
        ├── PlatformUnreachable  no connection: it may be sent again
        ├── ConfigurationFault   secret, appid or IP list is wrong: alert, do not retry
        │   └── TokenRefused     the fresh token was refused too: perhaps the platform forgets them, so later again
        └── UnknownOutcome       nobody knows whether it happened: never resend blindly

``outcome`` (of PlatformFailure) says whether anything happened: refused, not_sent or unknown.
"""

from datetime import datetime
from typing import Any

from domain.clock import iso_shanghai
from domain.errors import BadInput, NotAllowed, PlatformFailure, TooMany


class CallFailed(PlatformFailure):
    """The platform refused a call, or did not answer it.

    ``path`` names the API without its query; ``errmsg`` is the platform's own words with secrets removed.
    Both are for logs and operators and are not shown to users.
    """

    def __init__(self, message: str | None = None, *, path: str = "", errmsg: str = "", **more: Any) -> None:
        super().__init__(message, **more)
        self.path = path
        self.errmsg = errmsg


class CodeRefused(BadInput, CallFailed):
    """The one-time code is invalid, too old or already used."""

    code = "login_code_invalid"
    message = "登录已过期，请重新打开小程序。"


class HighRiskUser(NotAllowed, CallFailed):
    """The platform holds this user for high-risk and blocks the login."""

    code = "high_risk_user"
    message = "微信提示此账号存在风险，暂时无法登录。您可以到村(居)或司法所现场办理。"


class QuotaExhausted(CallFailed):
    """The API's quota is used up; calls are held back until ``blocked_until``."""

    code = "platform_quota_exhausted"
    message = "微信平台的调用次数已用完，请稍后再试。"

    def __init__(self, message: str | None = None, *, blocked_until: datetime, **more: Any) -> None:
        more["details"] = {**(more.get("details") or {}), "blocked_until": iso_shanghai(blocked_until)}
        super().__init__(message, **more)
        self.blocked_until = blocked_until


class SlowDown(TooMany, CallFailed):
    """A per-minute limit was met; ``retry_after_seconds`` says when one more try may be made."""

    code = "platform_slow_down"
    message = "操作太频繁，请一分钟后再试。"

    def __init__(self, message: str | None = None, *, retry_after_seconds: float = 60, **more: Any) -> None:
        details = {**(more.get("details") or {}), "retry_after_seconds": retry_after_seconds}
        more["details"] = details
        super().__init__(message, **more)
        self.retry_after_seconds = retry_after_seconds


class ConsentMissing(CallFailed):
    """The user has not accepted this template, or the accepted times are used up."""

    code = "consent_missing"
    message = "对方没有同意接收这类提醒。"


class TemplateDataWrong(CallFailed):
    """The data breaks the template's rule for a field."""

    code = "template_data_wrong"
    message = "提醒的内容格式有误，没有发出。"


class UserNotRecent(CallFailed):
    """The text check needs a user seen within two hours."""

    code = "user_not_recent"
    message = "暂时无法自动检查这段内容，已转人工查看。"


class RiskyContent(BadInput, CallFailed):
    """The platform holds the content for unlawful or harmful."""

    code = "risky_content"
    message = "内容含有不合适的信息，请修改后再提交。"


class ConfigurationFault(CallFailed):
    """Our own settings are wrong: secret, appid or the list of allowed addresses."""

    code = "platform_configuration"
    message = "微信平台的配置有误，请联系管理员。"


class TokenRefused(ConfigurationFault):
    """The token was refused, and the fresh one after it. Nothing was done, so a queue may try again some times."""

    code = "platform_token_refused"


class UnknownOutcome(CallFailed):
    """The request left us and no usable answer came back."""

    code = "platform_outcome_unknown"
    message = "微信平台没有及时回应，暂不确定是否成功，请稍后查看结果。"

    def __init__(self, message: str | None = None, **more: Any) -> None:
        super().__init__(message, **{**more, "outcome": "unknown"})


class PlatformUnreachable(CallFailed):
    """No connection could be made: the request never left us."""

    code = "platform_unreachable"
    message = "暂时连不上微信平台，请稍后再试。"

    def __init__(self, message: str | None = None, **more: Any) -> None:
        super().__init__(message, **{**more, "outcome": "not_sent"})
