"""The secrets of a demo: random, made once, kept in DATA_DIR for their owner alone. None of them is a real one."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from domain.errors import Unavailable
from server.store_folder import write_private

DEMO_FOLDER = "demo"


@dataclass(frozen=True)
class DemoSecrets:
    """One of each that a demo needs."""

    cookie_secret: str = field(repr=False)
    data_secret: str = field(repr=False)
    app_secret: str = field(repr=False)
    corp_secret: str = field(repr=False)
    kf_secret: str = field(repr=False)
    simulator_token: str = field(repr=False)
    wecom_token: str = field(repr=False)
    wecom_aes_key: str = field(repr=False)
    smart_bot_token: str = field(repr=False)
    smart_bot_aes_key: str = field(repr=False)


def keep_demo_secrets(data_dir: Path) -> DemoSecrets:
    """Those made at the first start, or fresh ones.

    Raises: Unavailable when the file is damaged or cannot be written.
    """
    path = data_dir / DEMO_FOLDER / "secrets.json"
    try:
        if path.exists():
            return DemoSecrets(**json.loads(path.read_text("utf-8")))
        made = _make()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, json.dumps(asdict(made)))
    except (OSError, ValueError, TypeError):
        sentence = f"{path} 读写不了，请检查权限，或删去它重新开始演示。"
        raise Unavailable(sentence, code="demo_secrets_damaged") from None
    return made


def _make() -> DemoSecrets:
    return DemoSecrets(
        cookie_secret=secrets.token_urlsafe(48),
        data_secret=secrets.token_urlsafe(48),
        app_secret=secrets.token_hex(16),
        corp_secret=secrets.token_hex(16),
        kf_secret=secrets.token_hex(16),
        simulator_token=secrets.token_hex(16),
        wecom_token=secrets.token_hex(12),
        wecom_aes_key=_make_aes_key(),
        smart_bot_token=secrets.token_hex(12),
        smart_bot_aes_key=_make_aes_key(),
    )


def _make_aes_key() -> str:
    """43 letters and digits that decode to 32 bytes, as the platforms make them."""
    while True:
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        if key.isalnum():
            return key
