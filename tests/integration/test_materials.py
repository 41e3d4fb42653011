"""Materials: photos handed in privately, checked by the office, accepted; and the statutory clock."""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer

from actions.book_service import book_service
from actions.context import Context
from actions.follow_bookings import cancel_booking
from actions.hold_time import Wish
from actions.sessions import get_resident_signed_in
from actions.start_catalogue import ensure_catalogue
from domain.guides import TimeLimit
from domain.materials import LARGEST_PHOTO_BYTES, MOST_PHOTOS, CleanPhoto, days_between, due_day, say_days_left
from domain.people import ProviderKind, Resident, Role
from store.database import Database
from tests.builders import (
    COUNTY,
    NEXT_TOWNSHIP,
    VILLAGE,
    SettableClock,
    add_appointment,
    add_divisions,
    add_provider,
    add_staff,
)
from tests.callers import Caller, advisor_caller, staff_caller
from tests.unit.test_clean_photo import opened, picture, with_exif

pytestmark = pytest.mark.gen_test(timeout=60)
FOLDER = Path(__file__).parents[2] / "server" / "start_data" / "catalogue"
PROOF = 3  # 与公证事项有关的证明, the first material of the guide that takes photos


class Desk:
    """A notarization booked by Li at the notary Zhang's; everybody who has to do with it."""

    def __init__(self, ctx: Context, client: AsyncHTTPClient, base_url: str) -> None:
        self.ctx, self.client, self.base_url = ctx, client, base_url
        self.booking_id = ""
        self.li = self.zhang = Caller(client, base_url)

    async def set_up(self) -> None:
        """Book."""
        await add_divisions(self.ctx)
        await ensure_catalogue(self.ctx, folder=FOLDER)
        await add_provider(self.ctx, kind=ProviderKind.NOTARY, service_codes=("notary",))
        await add_appointment(self.ctx)
        await self.sign_in()
        booking = await book_service(self.ctx, resident=await self.li_herself(), wish=Wish("notary"))
        self.booking_id = booking.id

    async def sign_in(self) -> None:
        """A day later the sessions of these tests are over."""
        self.li = await advisor_caller(self.ctx, self.client, self.base_url, phone="13900000001")
        self.zhang = await advisor_caller(self.ctx, self.client, self.base_url)

    async def li_herself(self) -> Resident:
        """The resident."""
        return await get_resident_signed_in(self.ctx, token=self.li.headers["Authorization"].split()[1])

    @property
    def materials(self) -> str:
        """Where the resident's checklist is."""
        return f"/api/v1/bookings/{self.booking_id}/materials"

    @property
    def at_desk(self) -> str:
        """Where the provider's is."""
        return f"/api/v1/advisor/bookings/{self.booking_id}/materials"

    async def hand_in(self, raw: bytes, number: int = PROOF) -> dict[str, Any]:
        """Put a photo; the checklist afterwards."""
        status, answer = await self.li("PUT", f"{self.materials}/{number}/photos", raw)
        assert status == 200, answer
        return dict(answer)

    async def only_photo(self) -> str:
        """Hand one in; its id."""
        return str((await self.hand_in(picture()))["items"][PROOF - 1]["photos"][0]["id"])


@pytest.fixture
async def desk(ctx: Context, http_server: HTTPServer, http_client: AsyncHTTPClient, base_url: str) -> Desk:
    """All set up."""
    made = Desk(ctx, http_client, base_url)
    await made.set_up()
    return made


async def test_the_checklist_tells_all_at_once_before_anything_is_handed_in(desk: Desk) -> None:
    status, told = await desk.li("GET", desk.materials)
    assert status == 200
    assert [one["number"] for one in told["items"]] == [1, 2, 3, 4]
    assert [one["photo_upload"] for one in told["items"]] == [False, False, True, True]
    assert (told["takes_photos"], told["limit_days"], told["due_on"], told["days_left"]) == (True, 15, None, None)
    stranger = await advisor_caller(desk.ctx, desk.client, desk.base_url, phone="13900000009")
    assert (await stranger("GET", desk.materials))[0] == 404


async def test_a_photo_is_kept_without_where_it_was_taken_and_seen_by_its_owner(desk: Desk, database: Database) -> None:
    told = await desk.hand_in(with_exif())
    photo = told["items"][PROOF - 1]["photos"][0]
    assert (photo["width"], photo["height"]) == (300, 400)
    answer = await desk.li.fetch("GET", f"{desk.materials}/{PROOF}/photos/{photo['id']}")
    assert (answer.code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not dict(opened(answer.body).getexif())
    again = await desk.hand_in(with_exif())
    assert len(again["items"][PROOF - 1]["photos"]) == 1, "the same photo again is the same"
    pieces = await database["attachment_chunks"].find({}).to_list(None)
    assert len(pieces) == 1
    assert b"JFIF" not in pieces[0]["content"], "it is sealed"


async def test_a_form_as_a_phone_sends_it_is_taken_too(desk: Desk) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    answer = await desk.li.fetch(
        "POST",
        f"{desk.materials}/{PROOF}/photos",
        part + picture() + b"\r\n--x--\r\n",
        **{"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.code == 200, answer.body


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<html><script>alert(1)</script></html>", "not_a_photo"),
        (b"", "no_photo"),
        (b"\xff\xd8" + b"0" * LARGEST_PHOTO_BYTES, "photo_too_large"),
    ],
)
async def test_what_is_no_photo_is_refused_in_chinese(desk: Desk, raw: bytes, code: str) -> None:
    status, answer = await desk.li("PUT", f"{desk.materials}/{PROOF}/photos", raw)
    assert (status, answer["error"]["code"]) == (400, code)
    assert answer["error"]["message"].endswith("。")
    assert (await desk.li("GET", desk.materials))[1]["items"][PROOF - 1]["photos"] == []


async def test_only_materials_that_take_photos_and_only_so_many(desk: Desk) -> None:
    status, answer = await desk.li("PUT", f"{desk.materials}/1/photos", picture())
    assert (status, answer["error"]["code"]) == (409, "no_photos_taken")
    assert (await desk.li("PUT", f"{desk.materials}/9/photos", picture()))[0] == 400
    assert (await desk.li("PUT", f"{desk.materials}/x/photos", picture()))[0] == 404
    tries = (
        desk.li("PUT", f"{desk.materials}/{PROOF}/photos", picture(size=(100 + n, 100))) for n in range(MOST_PHOTOS + 2)
    )
    outcomes = [status for status, _ in await asyncio.gather(*tries)]
    assert sorted(outcomes) == [200] * MOST_PHOTOS + [409] * 2


async def test_nobody_else_sees_a_photo_and_every_look_is_written_down(desk: Desk, database: Database) -> None:
    photo_id = await desk.only_photo()
    at = f"{PROOF}/photos/{photo_id}"
    stranger = await advisor_caller(desk.ctx, desk.client, desk.base_url, phone="13900000009")
    await add_provider(desk.ctx, "other", phone="13800000002")
    other = await advisor_caller(desk.ctx, desk.client, desk.base_url, phone="13800000002")
    await add_staff(desk.ctx)
    await add_staff(desk.ctx, "elsewhere", division_code=NEXT_TOWNSHIP)
    wu = await staff_caller(desk.client, desk.base_url)
    elsewhere = await staff_caller(desk.client, desk.base_url, "elsewhere-login")
    staff_path = f"/api/v1/staff/bookings/{desk.booking_id}/materials/{at}"
    assert (await stranger("GET", f"{desk.materials}/{at}"))[0] == 404
    assert (await stranger("DELETE", f"{desk.materials}/{at}"))[0] == 404
    assert (await stranger("GET", f"{desk.at_desk}/{at}"))[0] == 403
    assert (await other("GET", f"{desk.at_desk}/{at}"))[0] == 404
    assert (await elsewhere("GET", staff_path))[0] == 404
    assert (await Caller(desk.client, desk.base_url)("GET", f"{desk.materials}/{at}"))[0] == 401
    assert await database["access_log"].count_documents({}) == 0
    assert (await desk.zhang.fetch("GET", f"{desk.at_desk}/{at}")).code == 200
    assert (await wu.fetch("GET", staff_path)).code == 200
    assert (await desk.zhang("GET", f"{desk.at_desk}/4/photos/{photo_id}"))[0] == 404, "of another material"
    log = await database["access_log"].find({}).to_list(None)
    assert sorted((one["who"], one["what"]) for one in log) == [("wu", "photo"), ("zhang", "photo")]
    assert (await database["access_log"].count_documents({"whose": (await desk.li_herself()).id})) == 2


async def test_a_photo_that_is_taken_back_is_gone(desk: Desk, database: Database) -> None:
    photo_id = await desk.only_photo()
    at = f"{desk.materials}/{PROOF}/photos/{photo_id}"
    status, told = await desk.li("DELETE", at)
    assert (status, told["items"][PROOF - 1]["photos"]) == (200, [])
    assert (await desk.li("GET", at))[0] == 404
    assert await database["attachment_chunks"].count_documents({}) == 0


async def test_a_large_photo_is_kept_in_small_pieces(ctx: Context, database: Database) -> None:
    content = bytes(range(256)) * 10_000
    kept = await ctx.store.attachments.put(
        CleanPhoto(content, 1, 1),
        owner_id="li",
        booking_id="b",
        number=1,
        now=ctx.now(),
        expires_at=ctx.now() + timedelta(days=400),
    )
    pieces = await database["attachment_chunks"].find({}).to_list(None)
    assert len(pieces) == 3
    assert max(len(one["content"]) for one in pieces) <= 1_000_000
    assert await ctx.store.attachments.read(kept) == content


async def test_the_resident_hears_what_is_missing_and_when_all_is_there(desk: Desk) -> None:
    await desk.only_photo()
    body = {"result": "missing", "note": "房产证要拍第二页"}
    status, told = await desk.zhang("POST", f"{desk.at_desk}/{PROOF}/check", body)
    assert (status, told["items"][PROOF - 1]["check"]["result_name"]) == (200, "需要补充")
    assert (await desk.zhang("POST", f"{desk.at_desk}/acceptance"))[1]["error"]["code"] == "materials_missing"
    _, seen = await desk.li("GET", desk.materials)
    assert seen["items"][PROOF - 1]["check"]["note"] == "房产证要拍第二页"
    after = await desk.hand_in(picture(size=(200, 200)))
    assert after["items"][PROOF - 1]["check"] is None, "it waits to be looked at again"
    _, told = await desk.zhang("POST", f"{desk.at_desk}/{PROOF}/check", {"result": "ok"})
    assert told["complete"]
    _, page = await desk.li("GET", "/api/v1/me/notices")
    texts = [one["text"] for one in page["items"]]
    assert "您申请的“预约公证”，材料“与公证事项有关的证明”需要补充：房产证要拍第二页。" in texts
    assert "您申请的“预约公证”，上传的材料已通过预审，请带上原件按时办理。" in texts


async def test_acceptance_starts_the_clock_of_fifteen_working_days(desk: Desk, clock: SettableClock) -> None:
    both = await asyncio.gather(*(desk.zhang("POST", f"{desk.at_desk}/acceptance") for _ in range(2)))
    assert sorted(status for status, _ in both) == [200, 409]
    _, told = await desk.li("GET", desk.materials)
    assert (told["due_on"], told["days_left"], told["days_left_text"]) == ("2026-12-14", 15, "还剩15天")
    clock.move(days=7)
    await desk.sign_in()
    await add_staff(desk.ctx)
    wu = await staff_caller(desk.client, desk.base_url)
    _, for_staff = await wu("GET", "/api/v1/staff/applications")
    _, for_provider = await desk.zhang("GET", "/api/v1/advisor/applications")
    assert [one["days_left"] for one in (*for_staff["items"], *for_provider["items"])] == [10, 10]
    clock.move(days=15)
    await desk.sign_in()
    assert (await desk.li("GET", desk.materials))[1]["days_left_text"] == "已超期1天"
    assert (await desk.zhang("POST", f"{desk.at_desk}/conclusion"))[0] == 200
    _, told = await desk.li("GET", desk.materials)
    assert (told["days_left"], told["concluded_at"] is not None) == (None, True)
    assert (await desk.zhang("GET", "/api/v1/advisor/applications"))[1]["items"] == []
    _, page = await desk.li("GET", "/api/v1/me/notices")
    assert "您申请的“预约公证”已于11月23日受理，应在12月14日前办结。" in [one["text"] for one in page["items"]]


async def test_what_was_told_stays_when_the_guide_is_edited_later(desk: Desk) -> None:
    await desk.only_photo()
    await add_staff(desk.ctx, "chen", division_code=COUNTY, role=Role.COUNTY)
    chen = await staff_caller(desk.client, desk.base_url, "chen-login")
    edited = {"seen_version": 0, "materials": [{"name": "别的材料", "photo_upload": True}]}
    assert (await chen("PUT", "/api/v1/staff/catalogue/notary", edited))[0] == 200
    assert (await chen("POST", "/api/v1/staff/catalogue/notary/publication", {"seen_version": 1}))[0] == 200
    assert len((await desk.li("GET", desk.materials))[1]["items"]) == 4
    _, guide = await desk.li("GET", f"/api/v1/services/notary?village_code={VILLAGE}")
    assert len(guide["materials"]) == 1


async def test_a_booking_that_was_let_go_or_accepted_takes_nothing_more(desk: Desk) -> None:
    await desk.only_photo()
    await desk.zhang("POST", f"{desk.at_desk}/acceptance")
    status, answer = await desk.li("PUT", f"{desk.materials}/{PROOF}/photos", picture(size=(90, 90)))
    assert (status, answer["error"]["code"]) == (409, "materials_closed")
    assert (await desk.zhang("POST", f"{desk.at_desk}/{PROOF}/check", {"result": "ok"}))[0] == 409


async def test_nothing_is_handed_in_with_a_cancelled_booking(desk: Desk) -> None:
    await cancel_booking(desk.ctx, resident=await desk.li_herself(), booking_id=desk.booking_id, reason=None)
    assert (await desk.li("PUT", f"{desk.materials}/{PROOF}/photos", picture()))[0] == 409
    assert (await desk.zhang("POST", f"{desk.at_desk}/acceptance"))[0] == 409


async def test_auditors_look_and_do_not_touch(desk: Desk) -> None:
    await add_staff(desk.ctx, "auditor", division_code=COUNTY, role=Role.AUDITOR)
    auditor = await staff_caller(desk.client, desk.base_url, "auditor-login")
    path = f"/api/v1/staff/bookings/{desk.booking_id}/materials"
    assert (await auditor("GET", path))[0] == 200
    assert (await auditor("POST", f"{path}/acceptance"))[0] == 403


async def test_the_console_shows_clocks_and_materials(desk: Desk) -> None:
    photo_id = await desk.only_photo()
    await add_staff(desk.ctx)
    wu = await staff_caller(desk.client, desk.base_url)
    base = f"/api/v1/staff/bookings/{desk.booking_id}/materials"
    assert "没有正在计算期限的申请" in (await wu.fetch("GET", "/console/applications")).body.decode()
    page = (await wu.fetch("GET", f"/console/bookings/{desk.booking_id}/materials")).body.decode()
    assert f'href="{base}/{PROOF}/photos/{photo_id}"' in page
    assert f'data-api="{base}/acceptance"' in page
    assert (await wu("POST", f"{base}/{PROOF}/check", {"result": "missing", "note": ""}))[0] == 200
    assert (await wu("POST", f"{base}/{PROOF}/check", {"result": "ok"}))[0] == 200
    assert (await wu("POST", f"{base}/acceptance"))[0] == 200
    listed = (await wu.fetch("GET", "/console/applications")).body.decode()
    for said in ("预约公证", "桂花湾社区", "还剩15天", "12月14日"):
        assert said in listed
    page = (await wu.fetch("GET", f"/console/bookings/{desk.booking_id}/materials")).body.decode()
    assert f'data-api="{base}/conclusion"' in page
    assert "/check" not in page
    assert (await wu.fetch("GET", "/console/bookings/no-such/materials")).code == 404


def test_days_are_counted_as_the_limit_says() -> None:
    friday = date(2026, 11, 20)
    assert due_day(friday, TimeLimit("", days=3, working=True)) == date(2026, 11, 25)
    assert due_day(friday, TimeLimit("", days=3)) == date(2026, 11, 23)
    assert due_day(friday, TimeLimit("")) is None
    assert days_between(friday, date(2026, 11, 25), working=True) == 3
    assert days_between(date(2026, 11, 25), friday, working=True) == -3
    assert days_between(friday, friday, working=True) == 0
    assert [say_days_left(days) for days in (None, 2, 0, -4)] == ["", "还剩2天", "今天到期", "已超期4天"]
