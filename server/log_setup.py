"""The log: one JSON object a line on stdout, with the request's id and without anybody's secrets."""

import logging
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from domain.clock import SHANGHAI
from handlers.request_scope import current_request_id

MASK = "***"
SHORTEST_KNOWN_SECRET = 6
SECRET_PART = re.compile(
    r"(?i)\b((?:app|corp|client)?secret|(?:access_|card_)?token|password|js_code|session_key|(?:msg_)?signature)"
    r"(\"?\s*[=:]\s*\"?)[^\s&\"',;}]+"
)
QUERY_PART = re.compile(r"(?i)([?&\s]|^)(key|code)(=)[^\s&\"',;}]+")
SECRET_NAME = re.compile(r"(?i).*(secret|token|password|authorization|cookie|session_key)$")
BEARER = re.compile(r"(?i)\b(bearer)\s+[A-Za-z0-9._~+/=-]+")
LOGIN_IN_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@:]+:[^\s@]+@")
PHONE = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z])")
QUIET_LIBRARIES = ("pymongo", "motor", "urllib3", "asyncio", "apscheduler", "PIL", "tornado.general")


class Redactor:
    """Masks what must not be read in a log: known secrets, things that look like secrets, phone numbers."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({one for one in secrets if len(one) >= SHORTEST_KNOWN_SECRET}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, value: Any) -> Any:
        """The value with every text in it cleaned; what is no text, number or container becomes text."""
        if isinstance(value, str):
            return self._clean_text(value)
        if isinstance(value, dict):
            return {
                key: MASK if SECRET_NAME.match(str(key)) and item else self.clean(item) for key, item in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset):
            return [self.clean(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self._clean_text(str(value))

    def _clean_text(self, text: str) -> str:
        if self._known:
            text = self._known.sub(MASK, text)
        text = LOGIN_IN_ADDRESS.sub(rf"\1{MASK}@", text)
        text = BEARER.sub(rf"\1 {MASK}", text)
        text = SECRET_PART.sub(rf"\1\2{MASK}", text)
        text = QUERY_PART.sub(rf"\1\2\3{MASK}", text)
        return PHONE.sub(r"\1****\2", text)


class LineFormatter(JsonFormatter):
    """time, level, logger, message, request_id and what the caller added."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(message)s", json_ensure_ascii=False)
        self._redactor = redactor

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """Put ours first; ``extra`` cannot replace them."""
        moment = datetime.fromtimestamp(record.created, SHANGHAI).isoformat(timespec="milliseconds")
        log_data |= {"time": moment, "level": record.levelname, "logger": record.name}
        request_id = current_request_id()
        if request_id:
            log_data["request_id"] = request_id
        super().add_fields(log_data, record, message_dict)
        if not log_data.get("request_id"):
            log_data.pop("request_id", None)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The last step before the line is written."""
        cleaned: dict[str, Any] = self._redactor.clean(log_data)
        return cleaned


def set_up_logging(level: str, secrets: Iterable[str]) -> None:
    """Send everything that is logged to stdout as JSON lines. Called once, by the command that serves."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(LineFormatter(Redactor(secrets)))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in QUIET_LIBRARIES:  # their lower levels print addresses and documents
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("tornado.access").disabled = True  # the application writes its own line for a request
