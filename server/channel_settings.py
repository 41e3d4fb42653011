"""Which channels the operator has set up, and what each still lacks."""

from domain.groups import ChannelName
from domain.settings import ChannelSettings
from server.configuration import Configuration

_CORPORATION = ("WECOM_CORP_ID", "WECOM_CORP_SECRET")
_CALLBACK = ("WECOM_CALLBACK_TOKEN", "WECOM_CALLBACK_AES_KEY")
NEEDED: dict[ChannelName, tuple[str, ...]] = {
    ChannelName.WECOM_CUSTOMER_GROUP: (*_CORPORATION, *_CALLBACK),
    ChannelName.RESIDENT_REPORT: (*_CORPORATION, "WECOM_RESIDENT_REPORTS"),
    ChannelName.KF: ("WECOM_CORP_ID", "WECOM_KF_SECRET", *_CALLBACK),
    ChannelName.SMART_BOT: ("SMART_BOT_TOKEN", "SMART_BOT_AES_KEY"),
    ChannelName.WEBHOOK: (),
    ChannelName.MINI_PROGRAM_CARD: ("WECHAT_APP_ID", "WECHAT_APP_SECRET"),
    ChannelName.MANUAL: (),
    ChannelName.SIMULATOR: ("SIMULATOR_API_BASE", "SIMULATOR_TOKEN"),
}


def to_channel_settings(given: Configuration) -> ChannelSettings:
    """What is set up, told by the names of the settings and never by their values."""
    missing = {name: tuple(key for key in keys if not getattr(given, key.lower())) for name, keys in NEEDED.items()}
    return ChannelSettings(
        resident_reports=not missing[ChannelName.RESIDENT_REPORT],
        customer_groups=not missing[ChannelName.WECOM_CUSTOMER_GROUP],
        missing={name.value: keys for name, keys in missing.items()},
    )
