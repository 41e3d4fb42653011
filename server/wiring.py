"""From settings to a context: the one place where everything is put together."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, fields

from actions.context import Context
from domain.booking_rules import BookingRules
from domain.clock import now_utc
from domain.errors import Unavailable
from domain.identifiers import new_id
from domain.settings import CallbackSecrets, ClosingOffice, HourRules, Settings, Targets, TemplateIds
from server.channel_settings import to_channel_settings
from server.configuration import Configuration
from server.embedded_store import EmbeddedStore
from store import Store
from store.database import Database, check_alive, choose_database, open_client
from store.law_library import LawLibrary
from store.sealing import Sealer
from village_groups.retrieval.search import LawSearch
from wechat.platform import WeChatConfig, open_wechat

LIBRARY_PLACE = "laws/library.sqlite3"
SEARCH_PLACE = "laws/search.index"


class AbsentSealer(Sealer):
    """Stands where no DATA_SECRET is set: whatever would need it is refused instead of sealed wrongly."""

    def __init__(self) -> None:
        """Has no key."""

    def seal(self, text: str) -> str:
        """Raises: Unavailable."""
        raise _no_data_secret()

    def unseal(self, sealed: str) -> str:
        """Raises: Unavailable."""
        raise _no_data_secret()

    def blind_index(self, text: str) -> str:
        """Raises: Unavailable."""
        raise _no_data_secret()


def _no_data_secret() -> Unavailable:
    return Unavailable("没有设置 DATA_SECRET，不能读写电话号码。", code="data_secret_missing")


@dataclass(frozen=True)
class OpenStore:
    """A database that answers, and whether it is the embedded one."""

    database: Database
    embedded: EmbeddedStore | None

    def is_up(self) -> bool:
        """False while the embedded store is known to be away; only a question to the server says more."""
        return self.embedded is None or self.embedded.is_up()


@contextlib.asynccontextmanager
async def open_store(configuration: Configuration) -> AsyncIterator[OpenStore]:
    """The server at MONGODB_URI, or the embedded store while the block runs.

    Raises: Unavailable.
    """
    embedded = None if configuration.mongodb_uri else EmbeddedStore(configuration.data_dir)
    uri = await embedded.start() if embedded else configuration.mongodb_uri
    try:
        client = open_client(uri)
        try:
            database = choose_database(client, configuration.mongodb_database)
            await _check_reachable(database)
            yield OpenStore(database, embedded)
        finally:
            client.close()
    finally:
        if embedded:
            await embedded.stop()


async def _check_reachable(database: Database) -> None:
    try:
        await check_alive(database)
    except Unavailable as failure:
        sentence = "连不上数据库，请检查 MONGODB_URI 和网络。"
        raise Unavailable(sentence, code=failure.code) from failure


@contextlib.asynccontextmanager
async def open_context(
    configuration: Configuration, database: Database, *, demo: bool = False
) -> AsyncIterator[Context]:
    """The context of every action, over an opened database, while the block runs."""
    sealer = Sealer(configuration.data_secret) if configuration.data_secret else AbsentSealer()
    store = Store.over(database, sealer, now_utc)
    wechat = open_wechat(to_wechat_config(configuration), store.tokens, now_utc, rates=store.send_rates)
    laws = LawLibrary(configuration.data_dir / LIBRARY_PLACE)
    search = LawSearch(configuration.data_dir / SEARCH_PLACE)
    try:
        settings = to_settings(configuration, demo=demo)
        yield Context(store, wechat, now_utc, new_id, settings, laws, configuration.font_path, search)
    finally:
        laws.close()
        await wechat.close()


def to_settings(configuration: Configuration, *, demo: bool) -> Settings:
    """What the actions need to know."""
    return Settings(
        bureau_name=configuration.bureau_name,
        public_url=configuration.public_url.rstrip("/"),
        matter_prefix=configuration.matter_prefix,
        demo=demo,
        session_days=configuration.session_days,
        staff_session_hours=configuration.staff_session_hours,
        booking=BookingRules(
            horizon_days=configuration.booking_horizon_days,
            lead_minutes=configuration.booking_lead_minutes,
            most_held=configuration.booking_most_held,
            cancel_cutoff_minutes=configuration.booking_cancel_cutoff_minutes,
            no_shows_allowed=configuration.booking_no_shows_allowed,
            no_show_window_days=configuration.booking_no_show_window_days,
            pause_days=configuration.booking_pause_days,
            green_extra_a_day=configuration.booking_green_extra_a_day,
            offer_minutes=configuration.booking_offer_minutes,
            reminder_lead_minutes=configuration.reminder_lead_minutes,
        ),
        targets=Targets(
            village_year_minutes=configuration.village_year_minutes,
            consultation_reply_minutes=configuration.consultation_reply_minutes,
            late_entry_days=configuration.late_entry_days,
        ),
        hours=HourRules(
            late_minutes_a_month=configuration.late_minutes_a_month,
            in_village_metres=configuration.in_village_metres,
            travel_minutes_between_townships=configuration.travel_minutes_between_townships,
            travel_minutes_between_counties=configuration.travel_minutes_between_counties,
            photo_days=configuration.photo_days,
            month_closed_by=ClosingOffice(configuration.month_closed_by),
        ),
        templates=TemplateIds(
            **{kind.name: getattr(configuration, f"template_{kind.name}") for kind in fields(TemplateIds)}
        ),
        callbacks=_to_callback_secrets(configuration),
        channels=to_channel_settings(configuration),
        group_pushes_per_day=configuration.group_pushes_per_day,
        group_pushes_per_week=configuration.group_pushes_per_week,
        push_quiet_from_hour=configuration.push_quiet_from_hour,
        push_quiet_until_hour=configuration.push_quiet_until_hour,
        content_signers=configuration.content_signers,
        confirm_within_hours=configuration.confirm_within_hours,
        inbox_keep_days=configuration.inbox_keep_days,
    )


def _to_callback_secrets(configuration: Configuration) -> CallbackSecrets:
    return CallbackSecrets(
        simulator_token=configuration.simulator_token,
        mini_program_token=configuration.wechat_push_token,
        mini_program_aes_key=configuration.wechat_push_aes_key,
        mini_program_app_id=configuration.wechat_app_id,
        wecom_token=configuration.wecom_callback_token,
        wecom_aes_key=configuration.wecom_callback_aes_key,
        wecom_corp_id=configuration.wecom_corp_id,
        smart_bot_token=configuration.smart_bot_token,
        smart_bot_aes_key=configuration.smart_bot_aes_key,
    )


def to_wechat_config(configuration: Configuration) -> WeChatConfig:
    """What the platform clients need to know."""
    return WeChatConfig(
        wechat_api_base=configuration.wechat_api_base.rstrip("/"),
        wecom_api_base=configuration.wecom_api_base.rstrip("/"),
        app_id=configuration.wechat_app_id,
        app_secret=configuration.wechat_app_secret,
        corp_id=configuration.wecom_corp_id,
        corp_secret=configuration.wecom_corp_secret,
        agent_id=configuration.wecom_agent_id,
        wecom_login_base=configuration.wecom_login_base.rstrip("/"),
        kf_secret=configuration.wecom_kf_secret,
        simulator_base=configuration.simulator_api_base.rstrip("/"),
        simulator_token=configuration.simulator_token,
    )
