"""What the operator sets: read once from the environment and .env, every problem reported together, by key only."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from server.configuration_rules import (
    Purpose,
    find_misspelt_keys,
    find_problems,
    words_for_failure,
)

HIDDEN = Field(default="", repr=False)
DEFAULT_ENV_FILE = Path(".env")
Count = Annotated[int, Field(ge=1)]


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class ConfigurationFault(Exception):
    """The settings cannot be used; ``problems`` has a Chinese sentence for every key that is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{key}：{sentence}" for key, sentence in sorted(self.problems.items())))


class Configuration(BaseSettings):
    """Every setting; .env.example says what each is for. The keys are these names in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    host: str = "127.0.0.1"
    data_dir: Path = Path("var")
    mongodb_uri: Annotated[str, Field(repr=False, pattern=r"^(mongodb(\+srv)?://.+)?$")] = ""
    mongodb_database: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")] = "village_legal_services"
    public_url: Annotated[str, Field(pattern=r"^(https?://[^\s/]+)?/?$")] = ""
    bureau_name: Annotated[str, Field(max_length=40)] = "司法局"
    matter_prefix: Annotated[str, Field(pattern=r"^[A-Z]{1,6}$")] = "HS"
    log_level: LogLevel = LogLevel.INFO
    shutdown_seconds: Annotated[int, Field(ge=0, le=600)] = 20
    font_path: Path | None = None

    cookie_secret: str = HIDDEN
    data_secret: str = HIDDEN

    wechat_api_base: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://api.weixin.qq.com"
    wechat_app_id: str = ""
    wechat_app_secret: str = HIDDEN
    wechat_push_token: str = HIDDEN
    wechat_push_aes_key: str = HIDDEN
    template_booking_confirmed: str = ""
    template_booking_reminder: str = ""
    template_entry_returned: str = ""

    wecom_api_base: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://qyapi.weixin.qq.com"
    wecom_corp_id: str = ""
    wecom_corp_secret: str = HIDDEN
    wecom_agent_id: Annotated[str, Field(pattern=r"^\d*$")] = ""
    wecom_callback_token: str = HIDDEN
    wecom_callback_aes_key: str = HIDDEN
    wecom_kf_secret: str = HIDDEN
    smart_bot_token: str = HIDDEN
    smart_bot_aes_key: str = HIDDEN

    simulator_api_base: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    simulator_token: str = HIDDEN

    village_year_minutes: Count = 6_000
    consultation_reply_minutes: Count = 360
    late_entry_days: Count = 7
    session_days: Count = 30
    staff_session_hours: Count = 12
    booking_horizon_days: Annotated[int, Field(ge=1, le=90)] = 14
    booking_lead_minutes: Annotated[int, Field(ge=0)] = 30
    booking_most_held: Count = 3
    booking_cancel_cutoff_minutes: Annotated[int, Field(ge=0)] = 60
    booking_no_shows_allowed: Count = 3
    booking_pause_days: Count = 30
    booking_offer_minutes: Count = 120
    reminder_lead_minutes: Count = 24 * 60
    group_pushes_per_day: Count = 1
    confirm_within_hours: Count = 48

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``read_configuration`` hands over: nothing is read behind its back."""
        return (init_settings,)

    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be logged."""
        hidden = (name for name, field in type(self).model_fields.items() if not field.repr)
        values = [getattr(self, name) for name in hidden]
        in_address = urlsplit(self.mongodb_uri).password or ""
        return tuple(value for value in (*values, in_address, unquote(in_address)) if value)


def read_configuration(environ: Mapping[str, str], env_file: Path | None, purpose: Purpose) -> Configuration:
    """The settings for a purpose; the environment wins over the file, an empty value counts as none.

    Raises: ConfigurationFault with all problems at once.
    """
    from_file = _read_file(env_file)
    given = {key: value for key, value in {**from_file, **environ}.items() if value and _is_ours(key)}
    problems = find_misspelt_keys(from_file, ours=_all_keys())
    try:
        found = Configuration(**{key.lower(): value for key, value in given.items()})  # type: ignore[arg-type] # pydantic turns the texts into types
    except ValidationError as failure:
        wrong = {str(error["loc"][0]).upper(): words_for_failure(error) for error in failure.errors()}
        sound = {key.lower(): value for key, value in given.items() if key not in wrong}
        found = Configuration(**sound)  # type: ignore[arg-type] # as above
        problems |= {**find_problems(found, purpose), **wrong}
    else:
        problems |= find_problems(found, purpose)
    if problems:
        raise ConfigurationFault(problems)
    return found


def _all_keys() -> set[str]:
    return {name.upper() for name in Configuration.model_fields}


def _is_ours(key: str) -> bool:
    return key.isupper() and key.lower() in Configuration.model_fields


def _read_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.is_file():
        return {}
    try:
        read = dotenv_values(env_file, interpolate=False, encoding="utf-8-sig")  # a password may contain ${
    except (OSError, UnicodeDecodeError):
        raise ConfigurationFault({str(env_file): "读不出这个文件，请检查权限，并保存为 UTF-8。"}) from None
    return {key: value for key, value in read.items() if value}
