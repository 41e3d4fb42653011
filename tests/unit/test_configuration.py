"""Settings: every problem at once, by key, and never a value."""

import json
import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.configuration import Configuration
from server.configuration_reading import ConfigurationFault, read_configuration
from server.configuration_rules import REAL_CREDENTIALS, Purpose, secret_weakness
from server.log_setup import LineFormatter, Redactor
from server.wiring import to_settings, to_wechat_config

EXAMPLE = Path(__file__).parent.parent.parent / ".env.example"
GOOD = {
    "PUBLIC_URL": "https://law.city.gov.cn",
    "COOKIE_SECRET": "Zk3vQw8Lr0TtYbN5mJxHcPd2GfSa7Ue4Ro1Wi6",
    "DATA_SECRET": "Bn6mXe0Yq2Lw9Kz4Vr7Tj1Hs5Gd8Pf3Ca0Uo",
    "WECHAT_APP_ID": "wx0123456789abcdef",
    "WECHAT_APP_SECRET": "0f0e0d0c0b0a09080706050403020100",
}
WECOM = {
    "WECOM_CORP_ID": "ww0123456789abcdef",
    "WECOM_CORP_SECRET": "h7Jk2LmQ9sVx4ZtB",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_CALLBACK_TOKEN": "tKq8Zr2M",
    "WECOM_CALLBACK_AES_KEY": "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V",
}


def problems_of(environ: dict[str, str], purpose: Purpose = Purpose.SERVE, env_file: Path | None = None) -> set[str]:
    """The keys that are complained about."""
    with pytest.raises(ConfigurationFault) as raised:
        read_configuration(environ, env_file, purpose)
    return set(raised.value.problems)


def test_good_settings_are_taken_with_defaults() -> None:
    found = read_configuration(GOOD, None, Purpose.SERVE)
    assert (found.port, found.host, found.data_dir) == (8080, "127.0.0.1", Path("var"))
    assert to_settings(found, demo=False).targets.village_year_minutes == 6_000
    assert to_wechat_config(found).wechat_api_base == "https://api.weixin.qq.com"


def test_every_problem_is_told_at_once() -> None:
    wrong = {"PORT": "eighty", "LOG_LEVEL": "LOUD", "MONGODB_URI": "postgres://x", "COOKIE_SECRET": "short"}
    expected = {*wrong, "DATA_SECRET", "PUBLIC_URL", "WECHAT_APP_ID", "WECHAT_APP_SECRET"}
    assert problems_of(wrong) == expected


def test_environment_wins_over_the_file_and_empty_counts_as_unset(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=9000\nBUREAU_NAME=黄石市司法局\nMATTER_PREFIX=\nOTHER_PROGRAM=1\n", "utf-8")
    found = read_configuration({**GOOD, "PORT": "9001", "HOST": ""}, env_file, Purpose.SERVE)
    assert (found.port, found.host, found.bureau_name, found.matter_prefix) == (9001, "127.0.0.1", "黄石市司法局", "HS")


def test_a_misspelt_key_in_the_file_is_named_with_the_right_one(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("WECHAT_APPSECRET=0f0e0d0c0b0a\n", "utf-8")
    with pytest.raises(ConfigurationFault) as raised:
        read_configuration(GOOD, env_file, Purpose.SERVE)
    assert "WECHAT_APP_SECRET" in raised.value.problems["WECHAT_APPSECRET"]


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short-but-Random-9x",
        "a" * 64,
        "abcdefgh" * 8,
        "0123456789abcdefghijklmnopqrstuvwxyz",
        "please-change-me-Zk3vQw8Lr0TtYbN5mJxHcPd2",
        "my-password-Zk3vQw8Lr0TtYbN5mJxHcPd2Gf",
    ],
)
def test_weak_secrets_are_refused(secret: str) -> None:
    assert secret_weakness(secret)
    assert problems_of({**GOOD, "COOKIE_SECRET": secret}) == {"COOKIE_SECRET"}


def test_the_two_secrets_must_differ() -> None:
    assert problems_of({**GOOD, "DATA_SECRET": GOOD["COOKIE_SECRET"]}) == {"DATA_SECRET"}


@pytest.mark.parametrize(("url", "fine"), [("http://127.0.0.1:8080", True), ("http://law.city.gov.cn", False)])
def test_plain_http_is_for_this_machine_only(url: str, fine: bool) -> None:
    if fine:
        assert read_configuration({**GOOD, "PUBLIC_URL": url}, None, Purpose.SERVE).public_url == url
    else:
        assert problems_of({**GOOD, "PUBLIC_URL": url}) == {"PUBLIC_URL"}


@pytest.mark.parametrize("left_out", sorted(WECOM))
def test_wecom_is_complete_or_absent(left_out: str) -> None:
    some = {key: value for key, value in WECOM.items() if key != left_out}
    assert problems_of({**GOOD, **some}) == {left_out}
    assert read_configuration({**GOOD, **WECOM}, None, Purpose.SERVE).wecom_corp_id == WECOM["WECOM_CORP_ID"]


def test_the_simulator_is_for_demos_only() -> None:
    simulator = {"SIMULATOR_TOKEN": "abc", "SIMULATOR_API_BASE": "http://127.0.0.1:1/simulator"}
    assert problems_of({**GOOD, **simulator}) == set(simulator)


@pytest.mark.parametrize("key", REAL_CREDENTIALS)
def test_a_demo_refuses_real_credentials(key: str) -> None:
    value = {**GOOD, **WECOM}.get(key, "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V")
    assert problems_of({key: value}, Purpose.DEMO) == {key}


def test_a_demo_refuses_a_foreign_platform_and_needs_nothing() -> None:
    assert problems_of({"WECHAT_API_BASE": "https://proxy.example.com"}, Purpose.DEMO) == {"WECHAT_API_BASE"}
    assert read_configuration({}, None, Purpose.DEMO).wechat_app_secret == ""


def test_the_password_in_an_address_is_a_secret_by_itself() -> None:
    found = read_configuration({"MONGODB_URI": "mongodb://root:p%40ssw0rd@db1,db2/?replicaSet=rs0"}, None, Purpose.TOOL)
    assert {"p%40ssw0rd", "p@ssw0rd"} < set(found.secrets())


def test_tools_need_no_secrets() -> None:
    assert read_configuration({}, None, Purpose.TOOL).mongodb_database == "village_legal_services"


@given(
    st.dictionaries(
        st.sampled_from(sorted(name.upper() for name in Configuration.model_fields)),
        st.text("QXZ7@/:ü漆", min_size=4, max_size=50),
        min_size=1,
    ),
    st.sampled_from(Purpose),
)
def test_no_value_is_ever_repeated(environ: dict[str, str], purpose: Purpose) -> None:
    try:
        found = read_configuration(environ, None, purpose)
    except ConfigurationFault as fault:
        told = f"{fault}{fault.problems}{fault.__cause__}"
        assert not [value for value in environ.values() if value in told]
    else:
        shown = " ".join(value for key, value in environ.items() if Configuration.model_fields[key.lower()].repr)
        told = [secret for secret in found.secrets() if secret in repr(found)]
        assert not [secret for secret in told if secret not in shown], "a setting that may be seen can hold the same"


def test_the_example_file_names_every_key_and_no_other() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    assert named == {name.upper() for name in Configuration.model_fields} - {"SIMULATOR_TOKEN", "SIMULATOR_API_BASE"}


def test_the_log_line_is_json_without_secrets() -> None:
    known = GOOD["WECHAT_APP_SECRET"]
    text = (
        f"GET /sns/jscode2session?appid=wx1&secret=s3cr3tvalue&js_code=c0d3 {known} Bearer abc.def-ghi "
        "mongodb://root:hunter22@db/ access_token=t0k3n /webhook/send?key=w3bh00k exit code: 7 13912345678"
    )
    extra = {"phone": "13987654321", "nested": {"authorization": "Basic qwertyuiop"}, "id": "01a2012cab13912345678a"}
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": text, **extra})
    line = LineFormatter(Redactor([known])).format(record)
    for hidden in (
        "s3cr3tvalue",
        "c0d3",
        known,
        "abc.def-ghi",
        "hunter22",
        "t0k3n",
        "w3bh00k",
        "13987654321",
        "qwertyuiop",
    ):
        assert hidden not in line
    read = json.loads(line)
    assert read["phone"] == "139****4321"
    assert read["id"] == extra["id"]
    assert read["time"].endswith("+08:00")
    assert read["message"].endswith("exit code: 7 139****5678")


def test_a_trace_in_the_log_is_cleaned_too() -> None:
    try:
        raise ValueError("token=abcdef123456 of 13912345678")
    except ValueError as failure:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(failure), failure, failure.__traceback__)})
    line = LineFormatter(Redactor()).format(record)
    assert "ValueError" in line
    assert "abcdef123456" not in line
    assert "13912345678" not in line
