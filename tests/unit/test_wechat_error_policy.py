"""The table of errors, row by row, and what the call path makes of a refusal."""

from datetime import UTC, datetime

import pytest

from domain.errors import BadInput, NotAllowed, PlatformFailure, TooMany
from domain.platform_errors import CallFailed, QuotaExhausted
from wechat.error_policy import POLICIES, Action, Platform, failure_for, policy_for, rests_until

NOW = datetime(2026, 1, 5, 15, 59, tzinfo=UTC)  # one minute before midnight in China


@pytest.mark.parametrize(
    ("errcode", "action", "tries", "code"),
    [
        (-1, Action.BACK_OFF, 3, "platform_failure"),
        (40001, Action.RENEW_TOKEN, 2, "platform_failure"),
        (40014, Action.RENEW_TOKEN, 2, "platform_failure"),
        (42001, Action.RENEW_TOKEN, 2, "platform_failure"),
        (40125, Action.REFUSE, 1, "platform_configuration"),
        (40013, Action.REFUSE, 1, "platform_configuration"),
        (40164, Action.REFUSE, 1, "platform_configuration"),
        (61024, Action.REFUSE, 1, "platform_configuration"),
        (40029, Action.REFUSE, 1, "login_code_invalid"),
        (40163, Action.REFUSE, 1, "login_code_invalid"),
        (40226, Action.REFUSE, 1, "high_risk_user"),
        (45009, Action.STOP_API, 1, "platform_quota_exhausted"),
        (45011, Action.WAIT, 2, "platform_slow_down"),
        (43101, Action.REFUSE, 1, "consent_missing"),
        (47003, Action.REFUSE, 1, "template_data_wrong"),
        (61010, Action.REFUSE, 1, "user_not_recent"),
        (87014, Action.REFUSE, 1, "risky_content"),
        (99999, Action.REFUSE, 1, "platform_failure"),
    ],
)
def test_mini_program_rows(errcode: int, action: Action, tries: int, code: str) -> None:
    policy = policy_for(Platform.MINI_PROGRAM, errcode)
    assert (policy.action, policy.try_limit) == (action, tries)
    failure = failure_for(policy, path="p", errcode=errcode, errmsg="said", now=NOW)
    assert isinstance(failure, PlatformFailure)
    assert (failure.code, failure.errcode, failure.outcome) == (code, errcode, "refused")
    assert failure.message.endswith("。")


def test_refusals_that_a_door_answers_otherwise_keep_their_class() -> None:
    expected = {40029: BadInput, 40226: NotAllowed, 45011: TooMany, 87014: BadInput}
    for errcode, kind in expected.items():
        policy = policy_for(Platform.MINI_PROGRAM, errcode)
        assert isinstance(failure_for(policy, path="p", errcode=errcode, errmsg="", now=NOW), kind)


def test_the_same_number_rests_until_midnight_here_and_a_minute_there() -> None:
    daily = rests_until(policy_for(Platform.MINI_PROGRAM, 45009), NOW)
    assert daily == datetime(2026, 1, 5, 16, 0, tzinfo=UTC)
    just_after = datetime(2026, 1, 5, 16, 0, tzinfo=UTC)
    assert rests_until(policy_for(Platform.MINI_PROGRAM, 45009), just_after).day == 6
    failure = failure_for(policy_for(Platform.WECOM, 45009), path="p", errcode=45009, errmsg="", now=NOW)
    assert isinstance(failure, QuotaExhausted)
    assert (failure.blocked_until - NOW).total_seconds() == 60
    assert failure.details["blocked_until"] == "2026-01-06T00:00:00+08:00"


def test_only_busy_tokens_and_limits_are_ever_tried_again() -> None:
    for rows in POLICIES.values():
        for policy in rows.values():
            if policy.action in {Action.REFUSE, Action.STOP_API}:
                assert policy.try_limit == 1
            assert issubclass(policy.failure, CallFailed)
