"""What the actions need to know of how this bureau has set the program up; read once, at start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.booking_rules import BookingRules


@dataclass(frozen=True)
class Targets:
    """The numbers that bind a bureau; every one is configuration with the plan's value as default."""

    village_year_minutes: int = 6_000
    consultation_reply_minutes: int = 360
    urgent_reply_minutes: int = 30
    late_entry_days: int = 7


class ClosingOffice(StrEnum):
    """Who may close a month of hours; unlocking one is always the county's."""

    COUNTY = "county"
    TOWNSHIP = "township"


@dataclass(frozen=True)
class HourRules:
    """How hours are reviewed and closed."""

    late_minutes_a_month: int = 600
    month_closed_by: ClosingOffice = ClosingOffice.COUNTY
    take_back_seconds: int = 60
    in_village_metres: int = 3_000
    travel_minutes_between_townships: int = 15
    travel_minutes_between_counties: int = 45
    photo_days: int = 400


@dataclass(frozen=True)
class TemplateIds:
    """The bureau's own ids of the subscribe-message templates it was granted, by kind; empty means not granted."""

    booking_confirmed: str = ""
    booking_reminder: str = ""
    entry_returned: str = ""
    booking_moved: str = ""
    booking_missed: str = ""
    materials_checked: str = ""
    application_accepted: str = ""
    wait_offered: str = ""
    wait_ended: str = ""
    hours_reminder: str = ""
    matter_late: str = ""
    rating_asked: str = ""


@dataclass(frozen=True)
class CallbackSecrets:
    """What the platforms sign their callbacks with. An address whose token is empty does not exist (404)."""

    simulator_token: str = field(default="", repr=False)
    mini_program_token: str = field(default="", repr=False)
    mini_program_aes_key: str = field(default="", repr=False)
    mini_program_app_id: str = ""
    wecom_token: str = field(default="", repr=False)
    wecom_aes_key: str = field(default="", repr=False)
    wecom_corp_id: str = ""
    smart_bot_token: str = field(default="", repr=False)
    smart_bot_aes_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class ChannelSettings:
    """Which channels are set up. ``missing`` names for each channel the settings that it lacks."""

    resident_reports: bool = False
    customer_groups: bool = False
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """The bureau's choices, for every action."""

    bureau_name: str
    public_url: str
    matter_prefix: str
    demo: bool = False
    session_days: int = 30
    staff_session_hours: int = 12
    booking: BookingRules = field(default_factory=BookingRules)
    targets: Targets = field(default_factory=Targets)
    hours: HourRules = field(default_factory=HourRules)
    templates: TemplateIds = field(default_factory=TemplateIds)
    callbacks: CallbackSecrets = field(default_factory=CallbackSecrets)
    channels: ChannelSettings = field(default_factory=ChannelSettings)
    group_pushes_per_day: int = 1
    group_pushes_per_week: int = 7
    confirm_within_hours: int = 48
    push_quiet_from_hour: int = 20
    push_quiet_until_hour: int = 8
    content_signers: int = 3
    inbox_keep_days: int = 30
