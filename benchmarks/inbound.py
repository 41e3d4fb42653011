"""How quickly a flood of callbacks is answered, beside a bare handler that does the one insert.

    python -m benchmarks.inbound [--uri MONGODB_URI] [--requests 2000] [--clients 1,8,32,128] [--wishes 5]

Without --uri it starts an embedded store. Every request is another message of a village group; of a hundred so many
are wishes that become matters, the rest is chat. Messages are worked on in the same process while the flood goes on.
At the end it waits for the inbox to be empty and counts: none lost, none twice. p in milliseconds.
"""

import argparse
import asyncio
import contextlib
import gc
import itertools
import json
import logging
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler, URLSpec

from actions.context import Context
from benchmarks.booking import embedded_store, free_port, wait_for_port
from benchmarks.booking_world import BENCH_SETTINGS, SECRET, add_county, migrate, village_of
from benchmarks.load import HEADING, Server, run_clients, show
from domain.clock import now_utc
from domain.groups import ChannelName, Group, group_id_of
from domain.identifiers import new_id
from domain.settings import CallbackSecrets
from scheduler.runner import JobRunner
from server.app import make_app
from store import Store
from store.database import choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat
from wechat.sandbox import SandboxPlatform, SandboxSettings, make_sandbox_routes
from wechat.sandbox.rooms import create_room
from wechat.signatures import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign_simulator

TOKEN = "bench-simulator-token"
ROOM = "bench-room"
CHAT = ("早上好", "猪肉多少钱一斤", "今天赶集哪个去", "快递到了帮我拿一下", "下午要落雨，收谷子咯")
WISH = "我想找律师看看征地补偿"
GOAL_MILLISECONDS = 200.0


class BareInsert(RequestHandler):
    """Reads a body and inserts one document: no signature, no masking, no worker."""

    def initialize(self, collection: Any, counter: "itertools.count[int]") -> None:
        """Keep where to insert."""
        self._collection = collection
        self._counter = counter

    async def post(self) -> None:
        """One insert into a collection with the indexes of the inbox."""
        now = now_utc()
        pushed = json.loads(self.request.body)
        document = {**pushed, "_id": next(self._counter), "state": "done", "due_at": now, "received_at": now}
        await self._collection.insert_one({**document, "expires_at": now})
        self.finish(b"success")


async def main(uri: str, requests: int, clients: Sequence[int], wishes: int) -> None:
    """Measure and print; stop with an error where the goal is missed or a message is lost."""
    name = f"bench_{secrets.token_hex(4)}"
    client = open_client(uri)
    store = Store.over(choose_database(client, name), Sealer(SECRET), now_utc)
    try:
        await migrate(store.database)
        await add_county(store, 1)
        await _bind_room(store)
        async with serving(uri, name) as (server, bare_server):
            await measure(store, server, bare_server, requests, clients, wishes)
    finally:
        await client.drop_database(name)


async def measure(
    store: Store, server: Server, bare_server: Server, requests: int, clients: Sequence[int], wishes: int
) -> None:
    """A row for each number of clients, and the count at the end."""
    print(f"{requests} messages a row, {wishes} of 100 are wishes; load average {os.getloadavg()[0]:.1f}")
    print(HEADING)
    numbers = itertools.count()
    await run_clients(server, 4, messages(numbers, "/callbacks/simulator", min(100, requests), wishes))
    worst = 0.0
    for count in clients:
        bare = await run_clients(bare_server, count, messages(itertools.count(10**9), "/bare", requests, wishes))
        ours = await run_clients(server, count, messages(numbers, "/callbacks/simulator", requests, wishes))
        show(count, "bare handler", bare, bare)
        show(count, "callback", ours, bare)
        worst = max(worst, ours.percentile(0.99))
    await _count(store, next(numbers))
    print(f"worst p99 {worst:.0f} ms; goal {GOAL_MILLISECONDS:.0f} ms")


async def _count(store: Store, sent: int) -> None:
    """Everything is kept once, and worked on in the end."""
    started = time.perf_counter()
    while waiting := await store.inbox.count_waiting():
        assert time.perf_counter() - started < 600, f"still waiting: {waiting}"
        await asyncio.sleep(0.5)
    kept = await store.database["inbox"].count_documents({})
    matters = await store.database["matters"].count_documents({})
    failed = await store.database["inbox"].count_documents({"state": "failed"})
    print(f"sent {sent}, kept {kept}, failed {failed}, matters {matters}, {time.perf_counter() - started:.1f} s after")
    assert (kept, failed) == (sent, 0)


def messages(numbers: "itertools.count[int]", path: str, count: int, wishes: int) -> Iterator[bytes]:
    """So many signed messages; each wish is of another villager."""
    for number in itertools.islice(numbers, count):
        text = WISH if number % 100 < wishes else CHAT[number % len(CHAT)]
        sender = f"villager{number}"
        pushed = {"msgid": f"m{number}", "chat_id": ROOM, "sender": sender, "sender_name": sender}
        body = json.dumps({**pushed, "sender_role": "villager", "text": text}, ensure_ascii=False).encode()
        timestamp = str(int(time.time()))
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            f"{TIMESTAMP_HEADER}: {timestamp}",
            f"{SIGNATURE_HEADER}: {sign_simulator(TOKEN, timestamp, body)}",
        ]
        yield "\r\n".join([*lines, "", ""]).encode() + body


async def _bind_room(store: Store) -> None:
    group_id = group_id_of(ChannelName.SIMULATOR, ROOM)
    group = Group(group_id, ChannelName.SIMULATOR, ROOM, "演示群", now_utc(), village_code=village_of(0).id)
    await store.groups.add_or_find(group)
    for key, name in (("state", "by_due"), ("received_at", "by_time"), ("expires_at", "swept")):
        await store.database["bare_inbox"].create_index([(key, 1)], name=name)


@contextlib.asynccontextmanager
async def serving(uri: str, database: str) -> AsyncIterator[tuple[Server, Server]]:
    """Our application with its worker and jobs, and the bare handler, in one process of their own."""
    port, bare_port = free_port(), free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.inbound", "--serve", uri, database, str(port), str(bare_port)]
    )
    try:
        wait_for_port(bare_port)
        yield Server(port, child.pid), Server(bare_port, child.pid)
    finally:
        child.kill()
        child.wait()


async def serve(uri: str, database_name: str, port: int, bare_port: int) -> None:
    """Serve until killed. The stand-in platform that takes the answers stands beside the bare handler."""
    database = choose_database(open_client(uri), database_name)
    store = Store.over(database, Sealer(SECRET), now_utc)
    base = f"http://127.0.0.1:{bare_port}/simulator"
    wechat = open_wechat(WeChatConfig(simulator_base=base, simulator_token=TOKEN), store.tokens, now_utc)
    settings = replace(BENCH_SETTINGS, callbacks=CallbackSecrets(simulator_token=TOKEN))
    ctx = Context(store, wechat, now_utc, new_id, settings, LawLibrary(Path("none")))
    HTTPServer(make_app(ctx, cookie_secret=SECRET)).listen(port, "127.0.0.1")
    platform = SandboxPlatform(now_utc, None, SandboxSettings(simulator_token=TOKEN))
    create_room(platform, chat_id=ROOM, name="bench", owner="nobody")
    bare = URLSpec("/bare", BareInsert, {"collection": database["bare_inbox"], "counter": itertools.count()})
    HTTPServer(Application([bare, *make_sandbox_routes(platform)])).listen(bare_port, "127.0.0.1")
    JobRunner(ctx, owner="bench").start()
    gc.collect()
    gc.freeze()  # as the program does once it has started
    await asyncio.Event().wait()


def run() -> None:
    """Read what to do."""
    if sys.argv[1:2] == ["--serve"]:
        logging.basicConfig(level=logging.ERROR)
        asyncio.run(serve(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", default="")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--clients", default="1,8,32,128")
    parser.add_argument("--wishes", type=int, default=5)
    given = parser.parse_args()
    clients = [int(count) for count in given.clients.split(",")]
    with contextlib.nullcontext(given.uri) if given.uri else embedded_store() as uri:
        asyncio.run(main(uri, given.requests, clients, given.wishes))


if __name__ == "__main__":
    run()
