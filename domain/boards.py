"""Notice boards (公示牌): what of an advisor hangs in the village, and only what was chosen to be public."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import BadInput

PHONE = re.compile(r"[0-9]{3,4}-?[0-9]{7,8}(-[0-9]{1,6})?|[0-9]{5}")


@dataclass(frozen=True)
class BoardProfile:
    """What an advisor shows in public; ``id`` is the provider's. Without a phone, residents book by the code."""

    id: str
    public_phone: str = ""
    photo: bytes | None = field(default=None, repr=False)
    changed_by: str = ""
    changed_at: datetime | None = None


def check_public_phone(text: str) -> str:
    """The phone number to show, or nothing.

    Raises: BadInput.
    """
    phone = re.sub(r"[\s—–]", "", text)
    if phone and not PHONE.fullmatch(phone):
        words = "电话请写11位手机号，或带区号的固定电话，如0714-6350000；不公开就留空。"
        raise BadInput(words, code="phone_not_valid", fields={"public_phone": words})
    return phone
