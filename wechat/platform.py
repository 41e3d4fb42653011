"""Wires the platform clients together from one configuration."""

import asyncio
from dataclasses import dataclass, field
from typing import TypeVar

from domain.clock import Now
from domain.identifiers import NewId, new_id
from wechat.calls import PlatformCalls, QuotaGate, Sleep
from wechat.error_policy import Platform
from wechat.kf import CustomerService
from wechat.mini_program import MiniProgram, fetch_stable_token
from wechat.rates import RateGate, RateShelf
from wechat.simulator import Simulator
from wechat.smart_bot import SmartBot
from wechat.tokens import FetchedToken, TokenKeeper, TokenShelf
from wechat.transport import CONNECT_TIMEOUT_SECONDS, Transport
from wechat.webhook import Webhook
from wechat.wecom import WeCom, WeComCalls, fetch_corp_token
from wechat.wecom_login import WeComLogin

Calls = TypeVar("Calls", bound=PlatformCalls)


@dataclass(frozen=True)
class WeChatConfig:
    """Addresses and credentials; the addresses point to the sandbox in a demo and in tests."""

    wechat_api_base: str = "https://api.weixin.qq.com"
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    app_id: str = ""
    app_secret: str = field(default="", repr=False)
    corp_id: str = ""
    corp_secret: str = field(default="", repr=False)
    agent_id: str = ""
    wecom_login_base: str = "https://login.work.weixin.qq.com"
    kf_secret: str = field(default="", repr=False)
    simulator_base: str = ""
    simulator_token: str = field(default="", repr=False)
    request_timeout_seconds: float = 10

    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be logged."""
        return (self.app_secret, self.corp_secret, self.kf_secret, self.simulator_token)


@dataclass(frozen=True)
class WeChat:
    """Everything we can tell the platforms."""

    mini_program: MiniProgram
    wecom: WeCom
    wecom_login: WeComLogin
    webhook: Webhook
    smart_bot: SmartBot
    simulator: Simulator
    gate: QuotaGate
    _transport: Transport = field(repr=False)

    async def close(self) -> None:
        """Let go of open sockets."""
        self._transport.close()


def open_wechat(
    config: WeChatConfig,
    shelf: TokenShelf,
    now: Now,
    *,
    new_id: NewId = new_id,
    sleep: Sleep = asyncio.sleep,
    patience_seconds: float = 5,
    rates: RateShelf | None = None,
) -> WeChat:
    """Build the clients; nothing connects until the first call. Without ``rates`` no rate is kept."""
    transport = Transport(config.request_timeout_seconds)
    gate = QuotaGate(now)
    rate_gate = RateGate(rates, now, config.request_timeout_seconds + CONNECT_TIMEOUT_SECONDS)
    wiring = _Wiring(config, shelf, now, transport, gate, sleep, patience_seconds, rate_gate)
    contact_calls = wiring.wecom_calls("customer_contact", config.corp_secret)
    kf_calls = wiring.wecom_calls("kf", config.kf_secret) if config.kf_secret else contact_calls
    return WeChat(
        mini_program=wiring.mini_program(),
        wecom_login=WeComLogin(
            contact_calls, base=config.wecom_login_base, corp_id=config.corp_id, agent_id=config.agent_id
        ),
        wecom=WeCom(contact_calls, CustomerService(kf_calls)),
        webhook=Webhook(wiring.bare_wecom()),
        smart_bot=SmartBot(wiring.bare_wecom()),
        simulator=Simulator(
            config.simulator_base,
            config.simulator_token,
            transport=transport,
            now=now,
            new_id=new_id,
            rates=rate_gate,
        ),
        gate=gate,
        _transport=transport,
    )


@dataclass(frozen=True)
class _Wiring:
    config: WeChatConfig
    shelf: TokenShelf
    now: Now
    transport: Transport
    gate: QuotaGate
    sleep: Sleep
    patience_seconds: float
    rates: RateGate

    def mini_program(self) -> MiniProgram:
        config = self.config
        bare = self._calls(PlatformCalls, Platform.MINI_PROGRAM, config.wechat_api_base, None)

        async def fetch(force: bool) -> FetchedToken:
            return await fetch_stable_token(bare, config.app_id, config.app_secret, force)

        keeper = TokenKeeper(f"mini_program:{config.app_id}", self.shelf, fetch, self.now, self.sleep)
        calls = self._calls(PlatformCalls, Platform.MINI_PROGRAM, config.wechat_api_base, keeper)
        return MiniProgram(config.app_id, config.app_secret, bare=bare, calls=calls)

    def bare_wecom(self) -> WeComCalls:
        return self._calls(WeComCalls, Platform.WECOM, self.config.wecom_api_base, None)

    def wecom_calls(self, purpose: str, secret: str) -> WeComCalls:
        bare = self.bare_wecom()

        async def fetch(_force: bool) -> FetchedToken:
            return await fetch_corp_token(bare, self.config.corp_id, secret)

        name = f"wecom:{self.config.corp_id}:{purpose}"
        keeper = TokenKeeper(name, self.shelf, fetch, self.now, self.sleep)
        return self._calls(WeComCalls, Platform.WECOM, self.config.wecom_api_base, keeper)

    def _calls(self, kind: type[Calls], platform: Platform, base: str, tokens: TokenKeeper | None) -> Calls:
        return kind(
            platform,
            base,
            transport=self.transport,
            gate=self.gate,
            now=self.now,
            tokens=tokens,
            secrets=self.config.secrets(),
            sleep=self.sleep,
            patience_seconds=self.patience_seconds,
            rates=self.rates,
        )
