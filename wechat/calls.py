"""The one call path: every request to WeChat and WeCom goes through ``PlatformCalls._request``.

Built on wechatpy 1.8.18's client, whose API methods all end in ``_request``: here that is a coroutine, so
they return awaitables. Three things of the stock client are replaced on purpose: its blocking
``access_token`` property (evaluated in ``__new__``), its token on calls that need none, and its result
handling (which breaks on a decoded dict and retries without limit of place).
"""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from wechatpy.client.base import BaseWeChatClient

from domain.clock import Now
from domain.platform_errors import CallFailed, QuotaExhausted, TokenRefused, UnknownOutcome
from domain.rates import CallRate
from wechat.error_policy import Action, Platform, Policy, failure_for, policy_for, rests_until
from wechat.multipart import encode_file
from wechat.rates import RateGate
from wechat.transport import Incoming, Outgoing, Transport

logger = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[None]]


class TokenSource(Protocol):
    """Whoever gives out the access token (wechat/tokens.py)."""

    async def current(self) -> str: ...

    async def refuse(self, value: str) -> None: ...


class QuotaGate:
    """Remembers, in this process, which APIs rest until when."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._until: dict[str, datetime] = {}

    def blocked_until(self, key: str) -> datetime | None:
        """When the API opens again, or None when it is open."""
        until = self._until.get(key)
        return until if until and until > self._now() else None

    def close(self, key: str, until: datetime) -> None:
        """Hold back calls until then."""
        self._until[key] = until

    def check(self, key: str, path: str) -> None:
        """Raises: QuotaExhausted while the API rests."""
        until = self.blocked_until(key)
        if until:
            raise QuotaExhausted(blocked_until=until, path=path, outcome="not_sent")


@dataclass(frozen=True)
class Call:
    """One call as asked for, before a token is added."""

    method: str
    path: str
    query: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    content_type: str | None
    expects_image: bool
    gate_key: str = field(repr=False)
    rates: tuple[CallRate, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Refusal:
    """An answer that says no."""

    errcode: int
    errmsg: str


class PlatformCalls(BaseWeChatClient):
    """A wechatpy client with an async transport, a typed error funnel and a token shelf.

    ``tokens`` is None for the calls that carry no access token (token fetching, jscode2session, webhooks).
    Units: ``patience_seconds`` is the longest wait this client sleeps through by itself; a longer one is
    raised as SlowDown for a durable queue to keep.
    """

    ENDPOINT_FOLDER = ""
    access_token = None  # never the blocking property: __new__ would evaluate it

    def __init__(
        self,
        platform: Platform,
        base: str,
        *,
        transport: Transport,
        gate: QuotaGate,
        now: Now,
        tokens: TokenSource | None = None,
        secrets: tuple[str, ...] = (),
        sleep: Sleep = asyncio.sleep,
        patience_seconds: float = 5,
        rates: RateGate | None = None,
    ) -> None:
        # BaseWeChatClient.__init__ is left out: it opens a blocking requests.Session and a token storage.
        self.platform = platform
        self.tokens = tokens
        self.gate = gate
        self._rates = rates
        self._base = base
        self._transport = transport
        self._now = now
        self._secrets = tuple(secret for secret in secrets if secret)
        self._sleep = sleep
        self._patience_seconds = patience_seconds

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.platform})"

    async def _request(self, method: str, url_or_endpoint: str, **options: Any) -> Any:
        """Make the call, following the error policy; the decoded JSON, or the bytes of an image."""
        processor = options.pop("result_processor", None)
        call = self._describe(method, url_or_endpoint, options)
        self.gate.check(call.gate_key, call.path)
        tries: Counter[int] = Counter()
        while True:
            token = await self.tokens.current() if self.tokens else None
            if self._rates:
                await self._rates.take(call.rates, call.path)
            answer = read_answer(call, await self._transport.send(self._outgoing(call, token)))
            if not isinstance(answer, Refusal):
                return processor(answer) if processor else answer
            tries[answer.errcode] += 1
            await self._settle(call, answer, tries[answer.errcode], token)

    def _describe(self, method: str, endpoint: str, options: dict[str, Any]) -> Call:
        # wechatpy's API classes pass their own base address; ours comes from the settings.
        options.pop("api_base_url", None)
        path = f"{self.ENDPOINT_FOLDER}{endpoint}"
        body, content_type = _encode_body(options)
        query = {name: str(value) for name, value in (options.get("params") or {}).items()}
        gate_key = options.get("gate_key") or path
        expects_image = bool(options.get("expects_image"))
        rates = tuple(options.get("rates") or ())
        return Call(method.upper(), path, query, body, content_type, expects_image, gate_key, rates)

    def _outgoing(self, call: Call, token: str | None) -> Outgoing:
        query = {**call.query, "access_token": token} if token else call.query
        headers = {"Content-Type": call.content_type} if call.content_type else {}
        return Outgoing(call.method, call.path, self._base, query, call.body, headers)

    async def _settle(self, call: Call, refusal: Refusal, tried: int, token: str | None) -> None:
        """Return when the call is to be made again; raise the typed error when it is not."""
        policy = policy_for(self.platform, refusal.errcode)
        errmsg = self._scrub(refusal.errmsg, token)
        logger.warning("%s refused: errcode %s, try %s, %s", call.path, refusal.errcode, tried, errmsg)
        if policy.action is Action.STOP_API:
            self.gate.close(call.gate_key, rests_until(policy, self._now()))
        if tried < policy.try_limit and await self._prepare_retry(policy, tried, token):
            return
        if policy.action is Action.RENEW_TOKEN:
            # A fresh token was refused too, or there was none to renew: the secret itself may be wrong.
            raise TokenRefused(path=call.path, errcode=refusal.errcode, errmsg=errmsg)
        raise failure_for(policy, path=call.path, errcode=refusal.errcode, errmsg=errmsg, now=self._now())

    async def _prepare_retry(self, policy: Policy, tried: int, token: str | None) -> bool:
        if policy.action is Action.RENEW_TOKEN:
            if self.tokens is None or token is None:
                return False
            await self.tokens.refuse(token)
            return True
        delay_seconds = policy.delay_seconds or 0
        if policy.action is Action.BACK_OFF:
            delay_seconds *= 2 ** (tried - 1) * random.uniform(0.75, 1.25)  # noqa: S311  jitter, not a secret
        if delay_seconds > self._patience_seconds:
            return False
        await self._sleep(delay_seconds)
        return True

    def _scrub(self, text: str, token: str | None) -> str:
        """The platform's words without our secrets, should it echo one."""
        for secret in (*self._secrets, token):
            if secret:
                text = text.replace(secret, "***")
        return text[:300]


def read_answer(call: Call, incoming: Incoming) -> Any:
    """Tell image, result and refusal apart: the platforms answer 200 to everything.

    Raises: UnknownOutcome when the body is neither (a gateway's error page).
    """
    if call.expects_image and incoming.content_type.startswith("image/"):
        return incoming.body
    try:
        decoded = json.loads(incoming.body.decode("utf-8"), strict=False)
        errcode = int(decoded.get("errcode") or 0)
    except (ValueError, AttributeError, TypeError):
        raise UnknownOutcome(path=call.path, errmsg="the answer is not JSON") from None
    if errcode:
        return Refusal(errcode, str(decoded.get("errmsg", "")))
    if call.expects_image:
        raise CallFailed(path=call.path, errmsg="an image was expected", outcome="unknown")
    return decoded


def _encode_body(options: dict[str, Any]) -> tuple[bytes | None, str | None]:
    """JSON as raw UTF-8 (the text check refuses to see ``\\uXXXX``), or one file as a form."""
    upload = options.get("files")
    if upload:
        return encode_file(**upload)
    data = options.get("data")
    if data is None:
        return None, None
    return json.dumps(data, ensure_ascii=False).encode("utf-8"), "application/json"
