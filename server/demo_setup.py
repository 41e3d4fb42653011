"""What makes a demo of the program: the stand-in platform beside it on the same port, and settings that point there."""

from dataclasses import fields
from urllib.parse import urlsplit

from domain.clock import now_utc
from domain.settings import TemplateIds
from server.configuration import Configuration
from server.demo_secrets import DEMO_FOLDER, DemoSecrets
from wechat.sandbox import SandboxPlatform, SandboxSettings

SANDBOX_PREFIX = "/sandbox"
AGENT_ID = "1000001"


def make_sandbox(configuration: Configuration, own: DemoSecrets, local_url: str) -> SandboxPlatform:
    """The stand-in platform; it keeps its state beside the demo's secrets."""
    settings = SandboxSettings(
        login_domain=urlsplit(configuration.public_url or local_url).hostname or "",
        app_secret=own.app_secret,
        corp_secrets=(own.corp_secret, own.kf_secret),
        simulator_token=own.simulator_token,
        callback_url=f"{local_url}/callbacks/simulator",
        wecom_callback_url=f"{local_url}/callbacks/wecom",
        wecom_callback_token=own.wecom_token,
        wecom_callback_aes_key=own.wecom_aes_key,
        smart_bot_callback_url=f"{local_url}/callbacks/smart-bot",
        smart_bot_token=own.smart_bot_token,
        smart_bot_aes_key=own.smart_bot_aes_key,
        code_link_prefix=f"{configuration.public_url or local_url}/demo/resident?page=",
    )
    return SandboxPlatform(now_utc, configuration.data_dir / DEMO_FOLDER / "platform.json", settings)


def make_demo_configuration(
    configuration: Configuration, own: DemoSecrets, sandbox: SandboxSettings, local_url: str
) -> Configuration:
    """The operator's settings with the demo's secrets and every platform address on this machine."""
    base = f"{local_url}{SANDBOX_PREFIX}"
    ours = {
        "public_url": configuration.public_url or local_url,
        "cookie_secret": own.cookie_secret,
        "data_secret": own.data_secret,
        "wechat_api_base": f"{base}/wechat",
        "wechat_app_id": sandbox.app_id,
        "wechat_app_secret": own.app_secret,
        "wecom_api_base": f"{base}/wecom",
        "wecom_login_base": f"{base}/wecom-login",
        "wecom_corp_id": sandbox.corp_id,
        "wecom_corp_secret": own.corp_secret,
        "wecom_agent_id": AGENT_ID,
        "wecom_kf_secret": own.kf_secret,
        "wecom_resident_reports": True,
        "wecom_callback_token": own.wecom_token,
        "wecom_callback_aes_key": own.wecom_aes_key,
        "smart_bot_token": own.smart_bot_token,
        "smart_bot_aes_key": own.smart_bot_aes_key,
        # A demo is looked at by day and by night: its groups have no quiet hours.
        "push_quiet_from_hour": 0,
        "push_quiet_until_hour": 0,
        "simulator_api_base": f"{base}/simulator",
        "simulator_token": own.simulator_token,
        **{f"template_{kind.name}": f"demo-{kind.name.replace('_', '-')}" for kind in fields(TemplateIds)},
    }
    return configuration.model_copy(update=ours)
