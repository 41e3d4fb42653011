"""The stand-in platform for a fan-out: rooms, owners who tap by themselves, faults by dice, a log of arrivals."""

import argparse
import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from typing import Any

from tornado.web import Application, RequestHandler

from benchmarks.push_world import SIMULATED_EACH, chat_id_of, owner_of
from domain.clock import now_utc
from wechat.sandbox import SandboxPlatform, make_sandbox_routes
from wechat.sandbox.group_sending import confirm_task
from wechat.sandbox.rooms import create_room

FAULTY = ("add_msg_template", "media/upload", "getwxacodeunlimit", "get_groupmsg_send_result", "simulator/send")
COUNTED = {"/wecom/cgi-bin/externalcontact/add_msg_template": "wecom tasks", "/simulator/send": "simulator"}
MINUTE_SECONDS = 60.0


class Arrivals:
    """When calls came, and the most that ever came within a minute under one key."""

    def __init__(self) -> None:
        self._lately: dict[str, deque[float]] = defaultdict(deque)
        self.most: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def note(self, key: str) -> None:
        """One more now."""
        moment, lately = time.monotonic(), self._lately[key]
        lately.append(moment)
        while moment - lately[0] >= MINUTE_SECONDS:
            lately.popleft()
        self.most[key] = max(self.most[key], len(lately))

    def saw(self, handler: RequestHandler) -> None:
        """Count a call by its path, and a post by its room."""
        path = handler.request.path
        self.calls[path] += 1
        if path in COUNTED:
            self.note(COUNTED[path])
        if path == "/simulator/send":
            self.note(f"room {json.loads(handler.request.body)['chat_id']}")


class Summary(RequestHandler):
    """GET /summary: what the platform knows, for the comparison with the store."""

    def initialize(self, platform: SandboxPlatform, arrivals: Arrivals) -> None:
        """Take both."""
        self._platform, self._arrivals = platform, arrivals

    def get(self) -> None:
        """Per chat: messages by kind and the number of tasks that serve it; the busiest minutes."""
        tasks: Counter[str] = Counter()
        for task in self._platform.state["group_tasks"].values():
            tasks.update(row["chat_id"] for row in task["results"])
        rooms = {
            chat_id: [len(room["messages"]), len({one["msgid"] for one in room["messages"]}), tasks[chat_id]]
            for chat_id, room in self._platform.state["rooms"].items()
        }
        busiest_room = max((count for key, count in self._arrivals.most.items() if key.startswith("room ")), default=0)
        most = {name: self._arrivals.most[name] for name in COUNTED.values()} | {"one room": busiest_room}
        confirmations = sum(1 for one in self._platform.state["group_tasks"].values() if one["state"] == "sent")
        self.finish({"rooms": rooms, "most": most, "calls": self._arrivals.calls, "confirmations": confirmations})


async def tap_for_owners(platform: SandboxPlatform) -> None:
    """Every owner confirms within a second or two."""
    while True:
        await asyncio.sleep(1)
        waiting = [one["msgid"] for one in platform.state["group_tasks"].values() if one["state"] == "awaiting"]
        for msgid in waiting:
            confirm_task(platform, msgid)


def order_faults(platform: SandboxPlatform, percent: float, delay_seconds: float) -> None:
    """So many of a hundred calls fail: most are refused as busy, some are carried out and never answered."""
    if delay_seconds:
        platform.faults.add({"path": "add_msg_template", "kind": "delay", "seconds": delay_seconds})
        platform.faults.add({"path": "simulator/send", "kind": "delay", "seconds": delay_seconds})
    if not percent:
        return
    for path in FAULTY:
        platform.faults.add({"path": path, "kind": "fail", "errcode": -1, "percent": percent * 0.8})
        platform.faults.add({"path": path, "kind": "drop", "percent": percent * 0.2})
        platform.faults.add({"path": path, "kind": "delay", "seconds": 0.3, "percent": percent})
        platform.faults.add({"path": path, "kind": "expire", "percent": percent / 50})


async def serve(port: int, groups: int, groups_each: int, fail_percent: float, delay_seconds: float) -> None:
    """Serve until killed."""
    platform, arrivals = SandboxPlatform(now_utc), Arrivals()
    for number in range(groups):
        create_room(platform, chat_id=chat_id_of(number), name=f"群{number}", owner=owner_of(number, groups_each))
    order_faults(platform, fail_percent, delay_seconds)
    routes: list[Any] = [*make_sandbox_routes(platform), ("/summary", Summary, _both(platform, arrivals))]
    Application(routes, log_function=arrivals.saw).listen(port, "127.0.0.1")
    await tap_for_owners(platform)


def _both(platform: SandboxPlatform, arrivals: Arrivals) -> dict[str, Any]:
    return {"platform": platform, "arrivals": arrivals}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=f"{__doc__} Every {SIMULATED_EACH}th room is a simulated one.")
    parser.add_argument("port", type=int)
    parser.add_argument("groups", type=int)
    parser.add_argument("groups_each", type=int)
    parser.add_argument("fail_percent", type=float)
    parser.add_argument("--delay-seconds", type=float, default=0, help="how long every sending takes")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.groups, given.groups_each, given.fail_percent, given.delay_seconds))
