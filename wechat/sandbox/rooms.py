"""Rooms: village groups of the stand-in. A WeCom customer group and a room are the same thing here."""

import asyncio
import json
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from domain.clock import iso_shanghai
from wechat.sandbox.base import Refused
from wechat.sandbox.state import SandboxPlatform
from wechat.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign_simulator

DELIVERY_TRIES = 3
KEPT_DELIVERIES = 500
BOT = {"sender": "bot", "sender_name": "法律服务小助手", "sender_role": "bot"}


def create_room(
    platform: SandboxPlatform, *, chat_id: str, name: str, owner: str, internal: bool = False
) -> dict[str, Any]:
    """Create a room, or rename one that is there. An internal one has staff in it, and the smart bot."""
    rooms = platform.state["rooms"]
    room: dict[str, Any] = rooms.setdefault(
        chat_id,
        {"chat_id": chat_id, "created_at": platform.seconds(), "messages": [], "last_group_message_day": ""},
    )
    room |= {"name": name, "owner": owner, "opengid": f"og_{chat_id}", "internal": internal}
    return room


def get_room(platform: SandboxPlatform, chat_id: str) -> dict[str, Any]:
    """Raises: Refused 40050 for an unknown chat."""
    room: dict[str, Any] | None = platform.state["rooms"].get(chat_id)
    if room is None:
        raise Refused(40050, "chatid invalid")
    return room


def post_message(platform: SandboxPlatform, chat_id: str, message: dict[str, Any]) -> dict[str, Any]:
    """Keep a message; a msgid that the room already has is not kept twice."""
    room = get_room(platform, chat_id)
    msgid = str(message.get("msgid") or platform.new_secret("m_"))
    for known in reversed(room["messages"]):
        if known["msgid"] == msgid:
            return dict(known)
    kept = {**message, "msgid": msgid, "seq": platform.next_number(), "at": iso_shanghai(platform.now())}
    kept.pop("chat_id", None)
    room["messages"].append(kept)
    return dict(kept)


async def deliver(platform: SandboxPlatform, chat_id: str, message: dict[str, Any], times: int = 1) -> None:
    """Bring what somebody wrote to our server's callback, up to three tries each time."""
    pushed = {
        "channel": "simulator",
        "chat_id": chat_id,
        "msgid": message["msgid"],
        "sender": message["sender"],
        "sender_name": message["sender_name"],
        "sender_role": message["sender_role"],
        "text": message["text"]["content"],
        "sent_at": message["at"],
    }
    body = json.dumps(pushed, ensure_ascii=False).encode("utf-8")
    for _ in range(times):
        await _deliver_once(platform, message["msgid"], body)
    await platform.saved()


async def _deliver_once(platform: SandboxPlatform, msgid: str, body: bytes) -> None:
    for tried in range(1, DELIVERY_TRIES + 1):
        status = await _push(platform, body)
        deliveries = platform.state["deliveries"]
        deliveries.append({"msgid": msgid, "try": tried, "status": status})
        del deliveries[:-KEPT_DELIVERIES]
        if status == 200:
            return
        await asyncio.sleep(0.2 * tried)


async def _push(platform: SandboxPlatform, body: bytes) -> int:
    timestamp = str(int(platform.seconds()))
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: sign_simulator(platform.settings.simulator_token, timestamp, body),
    }
    try:
        response = await AsyncHTTPClient().fetch(
            platform.settings.callback_url,
            method="POST",
            headers=headers,
            body=body,
            request_timeout=platform.settings.delivery_timeout_seconds,
            raise_error=False,
        )
    except (HTTPClientError, OSError):
        return 0
    return int(response.code)
