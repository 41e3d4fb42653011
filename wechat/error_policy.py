"""The platforms' error numbers and what we do about each: one table, read by the one call path.

Source: mp errcode tables of the single APIs; WeCom documents 90313 (limits) and 90139 (codes).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from domain.clock import at_civil, civil_date
from domain.platform_errors import (
    CallFailed,
    CodeRefused,
    ConfigurationFault,
    ConsentMissing,
    HighRiskUser,
    QuotaExhausted,
    RiskyContent,
    SlowDown,
    TemplateDataWrong,
    UserNotRecent,
)


class Platform(StrEnum):
    """Whose numbers they are: a few mean different things on the two."""

    MINI_PROGRAM = "mini_program"
    WECOM = "wecom"


class Action(StrEnum):
    """What the call path does with a refusal."""

    REFUSE = "refuse"
    BACK_OFF = "back_off"
    RENEW_TOKEN = "renew_token"  # noqa: S105  the name of an action, not a secret
    WAIT = "wait"
    STOP_API = "stop_api"


@dataclass(frozen=True)
class Policy:
    """One row of the table.

    Units: ``delay_seconds`` is the first back-off, the wait, or how long an API rests; None with STOP_API
    means until midnight in China.
    """

    action: Action
    failure: type[CallFailed] = CallFailed
    try_limit: int = 1
    delay_seconds: float | None = 0
    message: str | None = None


REFUSED = Policy(Action.REFUSE)
_RENEW = Policy(Action.RENEW_TOKEN, try_limit=2)
_CODE = Policy(Action.REFUSE, CodeRefused)
_CONFIG = Policy(Action.REFUSE, ConfigurationFault)

_COMMON = {
    -1: Policy(Action.BACK_OFF, try_limit=3, delay_seconds=0.5),
    40001: _RENEW,
    40014: _RENEW,
    42001: _RENEW,
    40013: _CONFIG,
    40125: _CONFIG,
    40164: _CONFIG,
    41001: _CONFIG,
}

POLICIES: dict[Platform, dict[int, Policy]] = {
    Platform.MINI_PROGRAM: {
        **_COMMON,
        40029: _CODE,
        40163: _CODE,
        40226: Policy(Action.REFUSE, HighRiskUser),
        43101: Policy(Action.REFUSE, ConsentMissing),
        45009: Policy(Action.STOP_API, QuotaExhausted, delay_seconds=None),
        45011: Policy(Action.WAIT, SlowDown, try_limit=2, delay_seconds=60),
        47003: Policy(Action.REFUSE, TemplateDataWrong),
        61010: Policy(Action.REFUSE, UserNotRecent),
        61024: _CONFIG,
        87014: Policy(Action.REFUSE, RiskyContent),
        48001: _CONFIG,  # this API is not granted to the account
    },
    Platform.WECOM: {
        **_COMMON,
        40029: Policy(Action.REFUSE, CodeRefused, message="这次扫码已失效，请回到登录页重新扫码。"),
        40056: _CONFIG,  # invalid agentid
        45009: Policy(Action.STOP_API, QuotaExhausted, delay_seconds=60),
        45033: Policy(Action.BACK_OFF, SlowDown, try_limit=2, delay_seconds=1),
        48002: _CONFIG,  # this API is not granted to the application
        60020: _CONFIG,  # our address is not on the application's list
        93000: Policy(Action.REFUSE, ConfigurationFault, message="群消息推送地址无效，请联系管理员检查。"),
        301042: _CONFIG,
        95001: Policy(Action.REFUSE, message="已连续回复5条，对方再说话之前平台不允许再发，请电话联系。"),
        95002: Policy(Action.REFUSE, message="对方超过48小时没有说话，平台不允许再发，请电话联系。"),
        95018: Policy(Action.REFUSE, message="人工客服正在接待这位居民，请由客服人员回复。"),
    },
}


def policy_for(platform: Platform, errcode: int) -> Policy:
    """The row for a number; a number that is not in the table is refused and never retried."""
    return POLICIES[platform].get(errcode, REFUSED)


def rests_until(policy: Policy, now: datetime) -> datetime:
    """When an API whose quota is used up may be called again."""
    if policy.delay_seconds is not None:
        return now + timedelta(seconds=policy.delay_seconds)
    return at_civil(civil_date(now) + timedelta(days=1), time())


def failure_for(policy: Policy, *, path: str, errcode: int, errmsg: str, now: datetime) -> CallFailed:
    """The typed error that the caller sees."""
    facts: dict[str, Any] = {"path": path, "errcode": errcode, "errmsg": errmsg}
    if policy.failure is QuotaExhausted:
        return QuotaExhausted(policy.message, blocked_until=rests_until(policy, now), **facts)
    if policy.failure is SlowDown:
        return SlowDown(policy.message, retry_after_seconds=policy.delay_seconds or 1, **facts)
    return policy.failure(policy.message, **facts)
