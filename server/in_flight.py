"""Knowing which requests are being answered, so that stopping can wait for them."""

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

LOOK_SECONDS = 0.02


class InFlight(HTTPServerConnectionDelegate):
    """Stands between the server and the application and counts what has begun and not ended."""

    def __init__(self, application: HTTPServerConnectionDelegate) -> None:
        self._application = application
        self._working: set[object] = set()
        self._sending: set[HTTP1Connection] = set()

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A connection waits for its next request; nothing is in flight until its headers are there."""
        watched = _WatchedConnection(request_conn, self)
        inner = self._application.start_request(server_conn, cast(HTTPConnection, watched))
        return _WatchedMessage(inner, watched, self)

    def on_close(self, server_conn: object) -> None:
        """The application keeps no connections."""
        self._application.on_close(server_conn)

    def begin(self, request: object) -> None:
        """Headers have come."""
        self._working.add(request)

    def end(self, request: object, connection: HTTP1Connection | None) -> None:
        """The answer is written (``connection`` may still be sending it), or the asker has gone."""
        self._working.discard(request)
        if connection is not None:
            self._sending = {one for one in self._sending if _is_sending(one)} | {connection}

    @property
    def count(self) -> int:
        """Requests not yet answered to the last byte."""
        return len(self._working) + sum(_is_sending(one) for one in self._sending)

    async def drain(self, seconds: float, hurry: asyncio.Event) -> int:
        """Wait until nothing is in flight, the time is over or somebody hurries us; how many are left."""
        deadline = asyncio.get_running_loop().time() + seconds
        # Polling is enough here: it happens once, and a stream does not tell when it has sent everything.
        while self.count and not hurry.is_set() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 -- as said
            await asyncio.sleep(LOOK_SECONDS)
        return self.count


def _is_sending(connection: HTTP1Connection) -> bool:
    stream = connection.stream
    return stream is not None and not stream.closed() and stream.writing()


class _WatchedConnection:
    """The request's connection; tells when the answer has been handed over."""

    def __init__(self, connection: HTTPConnection, in_flight: InFlight) -> None:
        self._connection = connection
        self._in_flight = in_flight

    def finish(self) -> None:
        """The handler has written everything."""
        try:
            self._connection.finish()
        finally:
            self._in_flight.end(self, cast(HTTP1Connection, self._connection))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _WatchedMessage(HTTPMessageDelegate):
    """The request's incoming side; tells when it begins, and when the asker hangs up."""

    def __init__(self, inner: HTTPMessageDelegate, watched: _WatchedConnection, in_flight: InFlight) -> None:
        self._inner = inner
        self._watched = watched
        self._in_flight = in_flight

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        """The request has begun."""
        self._in_flight.begin(self._watched)
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """A part of the body."""
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        """The body is complete."""
        self._inner.finish()

    def on_connection_close(self) -> None:
        """The asker hung up while still sending."""
        self._in_flight.end(self._watched, None)
        self._inner.on_connection_close()
