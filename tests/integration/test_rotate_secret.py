"""A new DATA_SECRET: everything sealed can be read with it, however often the change breaks off before its end."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions.context import Context
from actions.walk_in import take_walk_in
from domain.errors import BadInput, Conflict
from domain.materials import CleanPhoto
from domain.roster_imports import ImportState
from domain.walk_ins import WalkIn
from server.database_kinds import check_may_serve
from store import Store
from store.database import Database, choose_database
from store.resealing import Resealed, end_resealing, reseal_all
from store.sealing import Sealer
from tests.builders import VILLAGE, SettableClock, add_divisions, add_provider, add_resident, add_service
from tests.roster_files import ADVISOR
from tests.roster_stage import check, county_staff
from tests.server_processes import SETTINGS, run_command

pytestmark = pytest.mark.gen_test(timeout=60)

OLD = Sealer("a secret that only tests know")
NEW = Sealer("the secret that comes after it")
PHOTO = b"\xff\xd8" + bytes(range(256)) * 10_000


class Breaking(Sealer):
    """The new secret, in a process that is killed after so many things were sealed."""

    def __init__(self, after: int) -> None:
        super().__init__("the secret that comes after it")
        self._left = after

    def seal(self, text: str) -> str:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().seal(text)

    def seal_bytes(self, content: bytes, name: str) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return super().seal_bytes(content, name)


async def fill(ctx: Context) -> None:
    """Everything that is sealed: phones of a resident, a provider and a visitor, a channel's key, a photo."""
    await add_divisions(ctx)
    await add_service(ctx)
    provider = await add_provider(ctx)
    resident = await add_resident(ctx)
    await take_walk_in(ctx, provider=provider, walk_in=WalkIn("find-lawyer", VILLAGE, "李", "13600000001"))
    await ctx.store.channel_secrets.put("simulator:room-1", "key of the room")
    later = ctx.now() + timedelta(days=9)
    photo = CleanPhoto(PHOTO, 10, 10)
    await ctx.store.attachments.put(
        photo, owner_id=resident.id, booking_id="b", number=0, now=ctx.now(), expires_at=later
    )


async def check_readable(database: Database, sealer: Sealer, clock: SettableClock) -> None:
    """All of it, through the doors by which the program reads it."""
    store = Store.over(database, sealer, clock)
    assert await store.providers.find_by_phone_index(sealer.blind_index("13800000001"))
    resident = await store.residents.find_by_openid("openid-li")
    assert resident
    assert store.residents.reveal_phone(resident) == "13900000001"
    [visit] = await database["bookings"].find({}).to_list(None)
    assert sealer.unseal(visit["visitor"]["phone_sealed"]) == "13600000001"
    assert await store.channel_secrets.find("simulator:room-1") == "key of the room"
    [photo] = await store.attachments.list_of("b")
    assert await store.attachments.read(photo) == PHOTO


async def test_all_is_read_with_the_new_secret_and_again_is_harmless(
    ctx: Context, database: Database, clock: SettableClock
) -> None:
    await fill(ctx)
    assert await reseal_all(database, OLD, NEW) == Resealed(changed=5)
    await check_readable(database, NEW, clock)
    assert await reseal_all(database, OLD, NEW) == Resealed(already=5)
    chunks = await database["attachment_chunks"].count_documents({})
    assert chunks == 3, "the old pieces are gone"


@pytest.mark.parametrize("after", range(5))
async def test_broken_off_anywhere_it_is_carried_on_and_nothing_serves_meanwhile(
    ctx: Context, database: Database, clock: SettableClock, after: int
) -> None:
    await fill(ctx)
    with pytest.raises(KeyboardInterrupt):
        await reseal_all(database, OLD, Breaking(after))
    with pytest.raises(Conflict, match="rotate-secret"):
        await check_may_serve(database)
    assert await reseal_all(database, OLD, NEW) == Resealed(changed=5 - after, already=after)
    await end_resealing(database)
    await check_may_serve(database)
    await check_readable(database, NEW, clock)


async def test_a_wrong_old_secret_changes_nothing_and_locks_nobody_out(
    ctx: Context, database: Database, clock: SettableClock
) -> None:
    await fill(ctx)
    with pytest.raises(BadInput, match="不对"):
        await reseal_all(database, Sealer("some other secret"), NEW)
    await check_may_serve(database)
    await check_readable(database, OLD, clock)


async def test_the_command_reads_the_old_secret_from_its_input(
    ctx: Context, database: Database, clock: SettableClock, store_uri: str, tmp_path: Path
) -> None:
    own = choose_database(database.client, f"{database.name}_own")
    given = {"MONGODB_URI": store_uri, "MONGODB_DATABASE": own.name}
    done = run_command(tmp_path, "migrate", **given)
    assert done.returncode == 0, done.stderr
    await fill(replace(ctx, store=Store.over(own, OLD, clock)))
    done = run_command(tmp_path, "rotate-secret", "--old-stdin", stdin=f"{SETTINGS['DATA_SECRET']}\n", **given)
    assert (done.returncode, done.stderr) == (1, "旧的密钥不能为空，也不能和新的一样。\n")
    done = run_command(tmp_path, "rotate-secret", "--old-stdin", stdin="a secret that only tests know\n", **given)
    assert done.returncode == 0, done.stderr
    assert "已改用新的密钥：5处" in done.stdout
    await check_readable(own, Sealer(SETTINGS["DATA_SECRET"]), clock)
    await database.client.drop_database(own.name)


async def test_a_preview_is_out_of_date_and_an_import_half_done_comes_first(ctx: Context, database: Database) -> None:
    staff = await county_staff(ctx)
    checked = await check(ctx, staff, ADVISOR)
    gates = ctx.store.roster_gates
    assert await gates.enter_with_import(checked.roster, checked.id, checked.editions, ctx.now())
    with pytest.raises(Conflict, match="import_unfinished"):
        await reseal_all(database, OLD, NEW)
    await gates.leave(checked.roster, checked.id)
    await reseal_all(database, OLD, NEW)
    assert await ctx.store.roster_imports.find_state(checked.id) is ImportState.STALE
