"""The smart bot's platform side: messages of staff, streams that are refreshed, the one-time late answer.

Source: documents 101031, 101033: at most three answers to one user in the making, six minutes a stream, 20,480 bytes.
"""

import asyncio
from typing import Any

from wechat.sandbox.base import ApiHandler, Refused
from wechat.sandbox.pushes import push_smart_bot_message
from wechat.sandbox.rooms import BOT, post_message
from wechat.sandbox.state import SandboxPlatform

MENTION = "@"
REFRESH_SECONDS = 1.0
MOST_AT_ONCE = 3
STREAM_SECONDS = 360
RESPONSE_SECONDS = 3600
MOST_BYTES = 20480


async def talk_with_bot(platform: SandboxPlatform, chat_id: str, message: dict[str, Any]) -> None:
    """What the platform does when the bot is called in a room: ask until the answer is finished, then show it."""
    text, msgid = str(message["text"]["content"]), str(message["msgid"])
    try:
        answer = await say_to_bot(platform, userid=str(message["sender"]), text=text, chatid=chat_id, msgid=msgid)
        stream = (answer.get("reply") or {}).get("stream") or {}
        while stream and not stream["finish"]:
            await asyncio.sleep(REFRESH_SECONDS)
            stream = (await refresh_stream(platform, stream["id"]))["reply"]["stream"]
    except Refused:
        return
    if stream:
        words = {"msgtype": "text", "text": {"content": str(stream["content"])}}
        post_message(platform, chat_id, {**BOT, **words, "msgid": f"answer-{msgid}"})
    await platform.saved()


async def say_to_bot(
    platform: SandboxPlatform, *, userid: str, text: str, chatid: str = "", msgid: str = ""
) -> dict[str, Any]:
    """A member of staff calls the bot; its first answer, decrypted. Raises: Refused when three are in the making."""
    streams = platform.state["bot_streams"].values()
    open_ones = [one for one in streams if one["userid"] == userid and is_open(platform, one)]
    known = next((one for one in streams if one["msgid"] == msgid), None)
    if known is None and len(open_ones) >= MOST_AT_ONCE:
        raise Refused(45033, "three interactions are in the making")
    msgid = msgid or platform.new_secret("bot_")
    code = platform.new_secret("resp_")
    platform.state["bot_codes"][code] = {"at": platform.seconds(), "chatid": chatid, "userid": userid}
    message: dict[str, Any] = {
        "msgid": msgid,
        "aibotid": "sandbox-bot",
        "chattype": "group" if chatid else "single",
        "from": {"userid": userid},
        "response_url": f"https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code={code}",
        "msgtype": "text",
        "text": {"content": text},
        **({"chatid": chatid} if chatid else {}),
    }
    answer = await push_smart_bot_message(platform, message)
    note_stream(platform, answer, msgid=msgid, userid=userid, chatid=chatid)
    return answer


async def refresh_stream(platform: SandboxPlatform, stream_id: str) -> dict[str, Any]:
    """The platform asks how the answer stands. Raises: Refused after six minutes or when it is finished."""
    known = platform.state["bot_streams"].get(stream_id)
    if known is None or not is_open(platform, known):
        raise Refused(40058, "no such open stream")
    message = {
        "msgid": platform.new_secret("bot_"),
        "aibotid": "sandbox-bot",
        "from": {"userid": known["userid"]},
        "msgtype": "stream",
        "stream": {"id": stream_id},
    }
    answer = await push_smart_bot_message(platform, message)
    note_stream(platform, answer, **{name: known[name] for name in ("msgid", "userid", "chatid")})
    return answer


def note_stream(platform: SandboxPlatform, answer: dict[str, Any], *, msgid: str, userid: str, chatid: str) -> None:
    """Keep how far the answer has come."""
    stream = ((answer.get("reply") or {}).get("stream")) or {}
    if not stream:
        return
    if len(str(stream["content"]).encode()) > MOST_BYTES:
        raise Refused(40058, "stream content is too long")
    kept = platform.state["bot_streams"].setdefault(str(stream["id"]), {"at": platform.seconds()})
    kept |= {"msgid": msgid, "userid": userid, "chatid": chatid}
    kept |= {"content": stream["content"], "finish": stream["finish"]}


def is_open(platform: SandboxPlatform, stream: dict[str, Any]) -> bool:
    """Whether the platform still asks for it."""
    return not stream["finish"] and stream["at"] + STREAM_SECONDS > platform.seconds()


class LateAnswer(ApiHandler):
    """aibot/response: the response_url of a message; once, within an hour."""

    async def work(self) -> dict[str, Any]:
        code = self.platform.state["bot_codes"].pop(self.get_query_argument("response_code", ""), None)
        if code is None or code["at"] + RESPONSE_SECONDS < self.platform.seconds():
            raise Refused(40058, "invalid response_code")
        body = self.body_json()
        content = str((body.get(str(body.get("msgtype"))) or {}).get("content", ""))
        if not content or len(content.encode()) > MOST_BYTES:
            raise Refused(40058, "content is empty or too long")
        self.platform.state["bot_late_answers"].append({"userid": code["userid"], "content": content})
        return {}
