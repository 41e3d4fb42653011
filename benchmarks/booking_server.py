"""The server under load: the program's own application, and beside it a bare handler: one insert, or one find."""

import argparse
import asyncio
import gc
import itertools
import logging
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler, URLSpec

from actions.context import Context
from benchmarks.booking_world import BENCH_SETTINGS, SECRET, bare_booking
from domain.clock import now_utc
from domain.identifiers import new_id
from server.app import make_app
from store import Store
from store.database import choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from wechat.platform import WeChatConfig, open_wechat


class BareInsert(RequestHandler):
    """Reads a body and inserts one booking: no session, no rules, no choice."""

    def initialize(self, collection: Any, counter: "itertools.count[int]") -> None:
        """Keep where to insert."""
        self._collection = collection
        self._counter = counter

    async def post(self) -> None:
        """One insert into a collection with the very indexes of bookings."""
        await self._collection.insert_one(bare_booking(next(self._counter)))
        self.set_status(201)
        self.finish({"done": True})

    async def get(self) -> None:
        """One question by id."""
        await self._collection.find_one({"_id": "nobody's"})
        self.finish({"done": True})


async def serve(uri: str, database_name: str, port: int, bare_port: int) -> None:
    """Serve until killed; the bare handler on a port of its own, free of our routes, log and figures."""
    client = open_client(uri)
    database = choose_database(client, database_name)
    store = Store.over(database, Sealer(SECRET), now_utc)
    wechat = open_wechat(WeChatConfig(), store.tokens, now_utc)
    ctx = Context(store, wechat, now_utc, new_id, BENCH_SETTINGS, LawLibrary(Path("none")))
    HTTPServer(make_app(ctx, cookie_secret=SECRET)).listen(port, "127.0.0.1")
    bare = URLSpec("/bare", BareInsert, {"collection": database["bare_bookings"], "counter": itertools.count()})
    HTTPServer(Application([bare])).listen(bare_port, "127.0.0.1")
    gc.collect()
    gc.freeze()  # as the program does once it has started
    await asyncio.Event().wait()


def main() -> None:
    """Read where and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("uri")
    parser.add_argument("database")
    parser.add_argument("port", type=int)
    parser.add_argument("bare_port", type=int)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(serve(given.uri, given.database, given.port, given.bare_port))


if __name__ == "__main__":
    main()
