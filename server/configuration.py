"""What the operator sets, with types and defaults."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

HIDDEN = Field(default="", repr=False)
Count = Annotated[int, Field(ge=1)]


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


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
    template_wait_offered: str = ""
    template_wait_ended: str = ""
    template_hours_reminder: str = ""
    template_booking_moved: str = ""
    template_booking_missed: str = ""
    template_materials_checked: str = ""
    template_application_accepted: str = ""
    template_matter_late: str = ""
    template_rating_asked: str = ""

    wecom_api_base: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://qyapi.weixin.qq.com"
    wecom_login_base: Annotated[str, Field(pattern=r"^https?://\S+$")] = "https://login.work.weixin.qq.com"
    wecom_corp_id: str = ""
    wecom_corp_secret: str = HIDDEN
    wecom_agent_id: Annotated[str, Field(pattern=r"^\d*$")] = ""
    wecom_callback_token: str = HIDDEN
    wecom_callback_aes_key: str = HIDDEN
    wecom_kf_secret: str = HIDDEN
    wecom_resident_reports: bool = False
    smart_bot_token: str = HIDDEN
    smart_bot_aes_key: str = HIDDEN

    simulator_api_base: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    simulator_token: str = HIDDEN

    village_year_minutes: Count = 6_000
    consultation_reply_minutes: Count = 360
    late_entry_days: Count = 7
    late_minutes_a_month: Annotated[int, Field(ge=0)] = 600
    in_village_metres: Count = 3_000
    travel_minutes_between_townships: Count = 15
    travel_minutes_between_counties: Count = 45
    photo_days: Count = 400
    month_closed_by: Annotated[str, Field(pattern=r"^(county|township)$")] = "county"
    session_days: Count = 30
    staff_session_hours: Count = 12
    booking_horizon_days: Annotated[int, Field(ge=1, le=90)] = 14
    booking_lead_minutes: Annotated[int, Field(ge=0)] = 30
    booking_most_held: Count = 3
    booking_cancel_cutoff_minutes: Annotated[int, Field(ge=0)] = 60
    booking_no_shows_allowed: Count = 3
    booking_no_show_window_days: Count = 90
    booking_pause_days: Count = 30
    booking_green_extra_a_day: Annotated[int, Field(ge=0)] = 2
    booking_offer_minutes: Count = 120
    reminder_lead_minutes: Count = 24 * 60
    group_pushes_per_day: Count = 1
    group_pushes_per_week: Count = 7
    push_quiet_from_hour: Annotated[int, Field(ge=0, le=23)] = 20
    push_quiet_until_hour: Annotated[int, Field(ge=0, le=23)] = 8
    content_signers: Annotated[int, Field(ge=2, le=3)] = 3
    confirm_within_hours: Count = 48
    inbox_keep_days: Annotated[int, Field(ge=1, le=365)] = 30

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
