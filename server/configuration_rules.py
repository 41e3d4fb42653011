"""What a purpose demands of the settings. The sentences name keys and never repeat a value."""

import difflib
import ipaddress
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from server.configuration import Configuration

SHORTEST_SECRET = 32
FEWEST_DIFFERENT_CHARACTERS = 12
PLACEHOLDERS = re.compile(r"change.?me|replace.?me|your[-_ ]|example|placeholder|xxxxxx|填写|请改|示例", re.I)
WORDS_OF_NO_SECRET = re.compile(r"password|secret", re.I)
HOW_TO_MAKE_A_SECRET = "请用 python -c 'import secrets; print(secrets.token_urlsafe(48))' 生成一个。"  # noqa: S105 -- advice
AES_KEY = re.compile(r"[A-Za-z0-9]{43}")

WECOM_GROUP = ("WECOM_CORP_ID", "WECOM_CORP_SECRET", "WECOM_AGENT_ID", "WECOM_CALLBACK_TOKEN", "WECOM_CALLBACK_AES_KEY")
PAIRS = (("WECHAT_PUSH_TOKEN", "WECHAT_PUSH_AES_KEY"), ("SMART_BOT_TOKEN", "SMART_BOT_AES_KEY"))
PLATFORM_SECRETS = (
    "WECHAT_APP_SECRET",
    "WECHAT_PUSH_TOKEN",
    "WECOM_CORP_SECRET",
    "WECOM_CALLBACK_TOKEN",
    "WECOM_KF_SECRET",
    "SMART_BOT_TOKEN",
)
AES_KEYS = ("WECHAT_PUSH_AES_KEY", "WECOM_CALLBACK_AES_KEY", "SMART_BOT_AES_KEY")
REAL_CREDENTIALS = (
    "WECHAT_APP_ID",
    "WECHAT_APP_SECRET",
    *(key for pair in PAIRS for key in pair),
    *WECOM_GROUP,
    "WECOM_KF_SECRET",
)
API_BASES = ("WECHAT_API_BASE", "WECOM_API_BASE", "WECOM_LOGIN_BASE")
SIMULATOR_KEYS = ("SIMULATOR_API_BASE", "SIMULATOR_TOKEN")
REAL_PLATFORM_HOSTS = ("api.weixin.qq.com", "qyapi.weixin.qq.com", "login.work.weixin.qq.com")

FAILURE_WORDS = {
    "int_parsing": "要写成整数。",
    "bool_parsing": "要写成 true 或 false。",
    "greater_than_equal": "数值太小。",
    "less_than_equal": "数值太大。",
    "string_pattern_mismatch": "格式不对，请照 .env.example 填写。",
    "string_too_long": "太长。",
    "enum": "请从 DEBUG、INFO、WARNING、ERROR 中选一个。",
}

Problems = dict[str, str]


class Purpose(StrEnum):
    """What the settings are read for."""

    SERVE = "serve"
    TOOL = "tool"
    DEMO = "demo"


def find_problems(given: Configuration, purpose: Purpose) -> Problems:
    """A sentence for every key that this purpose cannot work with."""
    always = _check_files(given)
    if purpose is Purpose.SERVE:
        return always | _check_production(_Values(given))
    return always | (_check_demo(_Values(given)) if purpose is Purpose.DEMO else {})


def find_misspelt_keys(from_file: Mapping[str, str], *, ours: set[str]) -> Problems:
    """Keys in the file that look like one of ours, almost."""
    close = {
        key: difflib.get_close_matches(key.upper(), ours, n=1, cutoff=0.85) for key in from_file if key not in ours
    }
    return {key: f"没有这个设置，是不是要写{found[0]}？" for key, found in close.items() if found}


def words_for_failure(error: Mapping[str, Any]) -> str:
    """What is wrong with a value that has the wrong form, without the value."""
    return FAILURE_WORDS.get(error["type"], "这个值用不了，请照 .env.example 填写。")


def is_loopback(url: str) -> bool:
    """Whether the address leads to this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secret_weakness(secret: str) -> str | None:
    """Why a secret of ours is refused; None when it is good enough."""
    if not secret:
        return f"还没有设置。{HOW_TO_MAKE_A_SECRET}"
    if len(secret) < SHORTEST_SECRET:
        return f"太短，至少要{SHORTEST_SECRET}个字符。{HOW_TO_MAKE_A_SECRET}"
    if PLACEHOLDERS.search(secret) or WORDS_OF_NO_SECRET.search(secret):
        return f"还是示例里的占位文字。{HOW_TO_MAKE_A_SECRET}"
    if len(set(secret)) < FEWEST_DIFFERENT_CHARACTERS or secret in (secret + secret)[1:-1] or _runs_in_order(secret):
        return f"太有规律，容易被猜到。{HOW_TO_MAKE_A_SECRET}"
    return None


def _runs_in_order(secret: str) -> bool:
    steps = sum(ord(second) - ord(first) == 1 for first, second in itertools.pairwise(secret))
    return steps > len(secret) // 2


class _Values:
    """The settings by key, as texts."""

    def __init__(self, given: Configuration) -> None:
        self._given = given

    def __getitem__(self, key: str) -> str:
        return str(getattr(self._given, key.lower()) or "")

    def present(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if self[key]]


def _check_files(given: Configuration) -> Problems:
    problems: Problems = {}
    if given.font_path and not given.font_path.is_file():
        problems["FONT_PATH"] = "这个字体文件不存在。"
    above = given.data_dir
    while not above.exists() and above != above.parent:
        above = above.parent
    if not above.is_dir() or not os.access(above, os.W_OK):
        problems["DATA_DIR"] = "这个文件夹不能写入。"
    return problems


def _check_production(values: _Values) -> Problems:
    problems = _check_own_secrets(values) | _check_addresses(values) | _check_groups(values)
    problems |= dict.fromkeys(values.present(SIMULATOR_KEYS), "只在演示时可用，正式运行请删去。")
    problems |= {
        key: "还是示例里的占位文字，请填写平台给出的真实值。"
        for key in values.present(PLATFORM_SECRETS)
        if PLACEHOLDERS.search(values[key])
    }
    problems |= {
        key: "要填写平台生成的43位字母和数字。"
        for key in values.present(AES_KEYS)
        if not AES_KEY.fullmatch(values[key])
    }
    return problems


def _check_own_secrets(values: _Values) -> Problems:
    problems = {
        key: weakness
        for key in ("COOKIE_SECRET", "DATA_SECRET")
        if (weakness := secret_weakness(values[key])) is not None
    }
    if values["COOKIE_SECRET"] and values["COOKIE_SECRET"] == values["DATA_SECRET"]:
        problems.setdefault("DATA_SECRET", f"不能与 COOKIE_SECRET 相同。{HOW_TO_MAKE_A_SECRET}")
    return problems


def _check_addresses(values: _Values) -> Problems:
    problems: Problems = {}
    if not values["PUBLIC_URL"]:
        problems["PUBLIC_URL"] = "还没有设置，请填写居民访问本系统的 https 地址。"
    for key in ("PUBLIC_URL", *API_BASES):
        url = values[key]
        if url and not url.startswith("https://") and not is_loopback(url):
            problems[key] = "必须是 https 地址（本机地址除外）。"
    return problems


def _check_groups(values: _Values) -> Problems:
    problems = {
        key: "还没有设置，请在微信公众平台的“开发管理”中查看。"
        for key in ("WECHAT_APP_ID", "WECHAT_APP_SECRET")
        if not values[key]
    }
    for group in (WECOM_GROUP, *PAIRS):
        if values.present(group):
            problems |= {
                key: f"还没有设置：{'、'.join(group)}要么都填，要么都不填。" for key in group if not values[key]
            }
    if values["WECOM_KF_SECRET"] and not values["WECOM_CORP_ID"]:
        problems |= {"WECOM_KF_SECRET": "要与企业微信的其他设置一起填写。"}
    return problems


def _check_demo(values: _Values) -> Problems:
    problems = dict.fromkeys(
        values.present(REAL_CREDENTIALS), "这是真实平台的凭证，演示不能带着它运行；请先把它从环境和 .env 中拿走。"
    )
    for key in API_BASES:
        foreign = urlsplit(values[key]).hostname not in REAL_PLATFORM_HOSTS and not is_loopback(values[key])
        if foreign:
            problems[key] = "演示只连接本机的模拟平台，请删去这个设置。"
    if values["SIMULATOR_API_BASE"] and not is_loopback(values["SIMULATOR_API_BASE"]):
        problems["SIMULATOR_API_BASE"] = "演示只连接本机的模拟平台，请删去这个设置。"
    return problems
