"""Nobody serves both sides of one matter."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.book_service import Wish, book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from actions.follow_matters import accept_matter
from actions.move_booking import NewTime, reschedule_booking
from actions.take_leave import take_leave
from actions.take_matter import Wish as MatterWish
from actions.take_matter import take_matter_of_resident
from domain.bookings import Nearness
from domain.matters import Matter, MatterKind, MatterState
from domain.opening import Leave
from domain.people import Provider, Resident, Role
from domain.recusal import Recused
from store.bookings import Bookings
from store.matters import Matters
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    VILLAGE,
    add_appointment,
    add_divisions,
    add_provider,
    add_resident,
    add_service,
    add_staff,
)
from tests.callers import advisor_caller, staff_caller

pytestmark = pytest.mark.gen_test(timeout=60)


class Dispute:
    """Li and Zhao quarrel; Zhang advises their village, Wang works in the township, Sun in the next one."""

    li: Resident
    zhao: Resident
    zhang: Provider
    of_li: Matter
    of_zhao: Matter

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    async def ask(self, resident: Resident, text: str) -> Matter:
        """A matter of one side."""
        village = await self.ctx.store.divisions.find(VILLAGE)
        assert village
        wish = MatterWish(MatterKind.QUESTION, text)
        return await take_matter_of_resident(self.ctx, resident=resident, village=village, wish=wish)

    async def oppose(self) -> None:
        """Staff have said that the two are two sides."""
        assert await self.ctx.store.matters.oppose(self.of_li.id, self.of_zhao.id, self.of_li.history[0])
        assert await self.ctx.store.matters.oppose(self.of_zhao.id, self.of_li.id, self.of_li.history[0])

    async def matter(self, number: str) -> Matter:
        """As it is now."""
        found = await self.ctx.store.matters.find(number)
        assert found
        return found


@pytest.fixture
async def dispute(ctx: Context) -> Dispute:
    """Two sides, not yet known as such."""
    await add_divisions(ctx)
    await add_service(ctx)
    stage = Dispute(ctx)
    stage.zhang = await add_provider(ctx)
    await add_appointment(ctx)
    await add_provider(ctx, "wang", name="王远", phone="13800000002")
    await add_provider(ctx, "sun", name="孙立", phone="13800000003", township_code=NEXT_TOWNSHIP)
    stage.li = await add_resident(ctx)
    stage.zhao = await add_resident(ctx, "openid-zhao", "13900000002")
    stage.of_li = await stage.ask(stage.li, "邻居占了我家的宅基地")
    stage.of_zhao = await stage.ask(stage.zhao, "邻居说我家占了他的宅基地")
    return stage


def wish(matter: Matter, provider_id: str | None = None, **more: Any) -> Wish:
    """A booking for a matter."""
    return Wish("find-lawyer", provider_id, matter_number=matter.id, **more)


async def test_the_advisor_of_one_side_is_never_booked_by_the_other(ctx: Context, dispute: Dispute) -> None:
    await dispute.oppose()
    await accept_matter(ctx, provider=dispute.zhang, number=dispute.of_li.id)
    booking = await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao))
    assert (booking.provider_id, booking.nearness) == ("wang", Nearness.SAME_TOWNSHIP)
    assert booking.why.startswith("本村法律顾问须回避，王远律师就在本乡镇（街道）服务，最早可约的时间是")
    own = await book_service(ctx, resident=dispute.li, wish=wish(dispute.of_li))
    assert own.provider_id == "zhang", "one's own advisor stays one's own"
    assert "回避" not in own.why


async def test_who_was_chosen_by_name_is_refused_with_and_without_a_time(ctx: Context, dispute: Dispute) -> None:
    await dispute.oppose()
    await accept_matter(ctx, provider=dispute.zhang, number=dispute.of_li.id)
    for start in (None, ctx.now() + timedelta(hours=2)):
        with pytest.raises(Recused, match="按规定应当回避，请另选一位。"):
            await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao, "zhang", starts_at=start))
    free = Wish("find-lawyer", "zhang")
    assert (await book_service(ctx, resident=dispute.zhao, wish=free)).provider_id == "zhang", "another wish"


async def test_a_booking_for_the_other_side_recuses_until_it_is_cancelled(ctx: Context, dispute: Dispute) -> None:
    await dispute.oppose()
    held = await book_service(ctx, resident=dispute.li, wish=wish(dispute.of_li, "wang"))
    with pytest.raises(Recused):
        await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao, "wang"))
    mine = await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao, "sun"))
    with pytest.raises(Recused):
        to = NewTime(mine.starts_at + timedelta(days=1), "wang")
        await reschedule_booking(ctx, resident=dispute.zhao, booking_id=mine.id, to=to)
    await cancel_booking(ctx, resident=dispute.li, booking_id=held.id, reason=None)
    again = await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao, "wang"))
    assert again.provider_id == "wang"


async def test_taking_on_the_second_side_is_refused(ctx: Context, dispute: Dispute) -> None:
    await dispute.oppose()
    await accept_matter(ctx, provider=dispute.zhang, number=dispute.of_li.id)
    with pytest.raises(Recused):
        await accept_matter(ctx, provider=dispute.zhang, number=dispute.of_zhao.id)
    assert (await dispute.matter(dispute.of_zhao.id)).state is MatterState.OPEN


async def test_a_leave_moves_nobody_to_the_lawyer_of_the_other_side(ctx: Context, dispute: Dispute) -> None:
    await dispute.oppose()
    await book_service(ctx, resident=dispute.li, wish=wish(dispute.of_li, "wang"))
    mine = await book_service(ctx, resident=dispute.zhao, wish=wish(dispute.of_zhao, "zhang"))
    [affected] = await take_leave(ctx, provider=dispute.zhang, leave=Leave(mine.on, mine.on))
    assert affected.after.active
    assert affected.after.provider_id != "wang"


async def test_who_steps_back_is_passed_over(
    ctx: Context, dispute: Dispute, http_client: AsyncHTTPClient, base_url: str
) -> None:
    zhang = await advisor_caller(ctx, http_client, base_url)
    for _ in range(2):
        assert (await zhang("POST", f"/api/v1/advisor/matters/{dispute.of_li.id}/recusal"))[0] == 200
    assert (await zhang("POST", "/api/v1/advisor/matters/HS20000101-0001/recusal"))[0] == 404
    status, refused = await zhang("POST", f"/api/v1/advisor/matters/{dispute.of_li.id}/acceptance")
    assert (status, refused["error"]["code"]) == (409, "recused")
    booking = await book_service(ctx, resident=dispute.li, wish=wish(dispute.of_li))
    assert booking.provider_id == "wang"
    assert booking.why.startswith("本村法律顾问须回避，")
    kept = await ctx.store.providers.find_fresh("zhang")
    assert kept
    assert kept.recuses == (dispute.of_li.id,)


async def test_staff_say_which_matters_are_two_sides(
    ctx: Context, dispute: Dispute, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await add_staff(ctx)
    await add_staff(ctx, "next", division_code=NEXT_TOWNSHIP)
    await add_staff(ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    path, body = f"/api/v1/staff/matters/{dispute.of_li.id}/opposition", {"number": dispute.of_zhao.id}
    wu = await staff_caller(http_client, base_url)
    for _ in range(2):
        status, seen = await wu("POST", path, body)
        assert (status, seen["opposes"]) == (200, dispute.of_zhao.id)
    other = await dispute.matter(dispute.of_zhao.id)
    assert other.opposes == dispute.of_li.id
    assert [event.text for event in other.history][1:] == [
        "司法所已核对双方关系，将安排不同的法律服务人员，为双方办理的人员互相回避。"
    ]
    third = await dispute.ask(await add_resident(ctx, "openid-qian", "13900000003"), "另一件事")
    status, refused = await wu("POST", f"/api/v1/staff/matters/{third.id}/opposition", body)
    assert (status, refused["error"]["code"]) == (409, "matter_opposed_elsewhere")
    assert (await dispute.matter(third.id)).opposes is None, "a half-said opposition is taken back"
    assert (await wu("POST", path, {"number": dispute.of_li.id}))[0] == 400
    assert (await wu("POST", path, {"number": "HS20000101-0001"}))[0] == 404
    assert (await (await staff_caller(http_client, base_url, "next-login"))("POST", path, body))[0] == 404
    assert (await (await staff_caller(http_client, base_url, "auditor-login"))("POST", path, body))[0] == 403


async def test_a_booking_without_a_matter_asks_the_store_nothing_of_it(
    ctx: Context, dispute: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("the store was asked")

    monkeypatch.setattr(Matters, "find", never)
    monkeypatch.setattr(Bookings, "list_of_matter", never)
    assert (await book_service(ctx, resident=dispute.li, wish=Wish("find-lawyer"))).provider_id == "zhang"
    with pytest.raises(AssertionError, match="the store was asked"):
        await book_service(ctx, resident=dispute.li, wish=replace(Wish("find-lawyer"), matter_number="X"))
