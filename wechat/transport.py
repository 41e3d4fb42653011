"""Carries one HTTP request to a platform and says what is known when it goes wrong.

Secrets travel in the platforms' query strings, so no URL, request or response object leaves this module
with an exception: errors are raised anew, without their cause.
"""

import errno
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse
from tornado.httputil import url_concat
from tornado.simple_httpclient import HTTPTimeoutError

from domain.platform_errors import CallFailed, PlatformUnreachable, UnknownOutcome

MAX_OPEN_CONNECTIONS = 64
CONNECT_TIMEOUT_SECONDS = 5.0
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL}


@dataclass(frozen=True)
class Outgoing:
    """One request. Everything but method and path may hold a secret and stays out of the repr."""

    method: str
    path: str
    base: str = field(repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Incoming:
    """The body and content type of a 2xx answer."""

    body: bytes = field(repr=False)
    content_type: str = ""


class Transport:
    """Tornado's own client, made on first use so that nothing binds to a loop at import or wiring."""

    def __init__(self, timeout_seconds: float = 10) -> None:
        self._timeout_seconds = timeout_seconds
        self._client: AsyncHTTPClient | None = None

    async def send(self, outgoing: Outgoing) -> Incoming:
        """Send once.

        Raises: PlatformUnreachable (nothing was sent), UnknownOutcome (it may have happened), CallFailed.
        """
        try:
            response = await self._fetch(outgoing)
        except HTTPClientError as error:
            raise _http_failure(error, outgoing.path) from None
        except OSError as error:
            raise _socket_failure(error, outgoing.path) from None
        return Incoming(response.body, response.headers.get("Content-Type", ""))

    def close(self) -> None:
        """Let go of the client's sockets."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def _fetch(self, outgoing: Outgoing) -> HTTPResponse:
        if self._client is None:
            self._client = AsyncHTTPClient(force_instance=True, max_clients=MAX_OPEN_CONNECTIONS)
        return await self._client.fetch(
            url_concat(f"{outgoing.base.rstrip('/')}/{outgoing.path.lstrip('/')}", dict(outgoing.query)),
            method=outgoing.method,
            headers=dict(outgoing.headers),
            body=outgoing.body,
            follow_redirects=False,
            connect_timeout=min(CONNECT_TIMEOUT_SECONDS, self._timeout_seconds),
            request_timeout=self._timeout_seconds,
        )


def _http_failure(error: HTTPClientError, path: str) -> CallFailed:
    if isinstance(error, HTTPTimeoutError):
        said = error.message or ""
        if "during request" in said:
            return UnknownOutcome(path=path, errmsg="timeout during request")
        return PlatformUnreachable(path=path, errmsg="timeout before the request was sent")
    if error.code == 599:
        return UnknownOutcome(path=path, errmsg="connection closed before the answer")
    if error.code >= 500:
        return UnknownOutcome(path=path, errmsg=f"http status {error.code}")
    return CallFailed(path=path, errmsg=f"http status {error.code}")


def _socket_failure(error: OSError, path: str) -> CallFailed:
    never_sent = isinstance(error, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError)
    if never_sent or error.errno in _NO_ROUTE:
        return PlatformUnreachable(path=path, errmsg=type(error).__name__)
    return UnknownOutcome(path=path, errmsg=type(error).__name__)
