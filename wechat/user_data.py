"""Opens data that the mini-program hands over sealed with the session key (getGroupEnterInfo)."""

from datetime import datetime, timedelta
from typing import Any

from wechatpy.crypto import WeChatWxaCrypto
from wechatpy.exceptions import InvalidAppIdException

from domain.errors import BadInput

GOOD_FOR = timedelta(minutes=10)


def open_user_data(*, session_key: str, encrypted: str, iv: str, app_id: str, now: datetime) -> dict[str, Any]:
    """The decrypted JSON, for example ``opengid`` of the group a card was opened from.

    Raises: BadInput when it cannot be opened, was made for another program, or is older than ten minutes.
    """
    try:
        data: dict[str, Any] = WeChatWxaCrypto(session_key, iv, app_id).decrypt_message(encrypted)
        made_at = datetime.fromtimestamp(int(data["watermark"]["timestamp"]), now.tzinfo)
    except (ValueError, KeyError, TypeError, IndexError, InvalidAppIdException):
        raise _unreadable() from None
    if abs(now - made_at) > GOOD_FOR:
        raise _unreadable()
    return data


def _unreadable() -> BadInput:
    return BadInput("群信息已失效，请从群里重新打开小程序。", code="user_data_unreadable")
