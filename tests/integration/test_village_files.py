"""一村一档: one page of everything; the board shows a phone and a photo only where somebody chose to."""

from datetime import time
from io import BytesIO

import pytest
from PIL import Image
from tornado.httpclient import AsyncHTTPClient

from actions.boards import tell_board
from actions.context import Context
from actions.review_hours import approve_entry
from domain.hours import EntryKind
from domain.people import Role
from tests.builders import COUNTY, NEXT_TOWNSHIP, VILLAGE, add_staff
from tests.callers import staff_caller
from tests.report_stage import log, set_up_reports
from village_groups.board_posters import content_of

pytestmark = pytest.mark.gen_test(timeout=60)

PAGE = f"/console/villages/{VILLAGE}/file"
PHONE = "/api/v1/staff/advisors/zhang/public-phone"
PHOTO = "/api/v1/staff/advisors/zhang/public-photo"
POSTER = f"/api/v1/staff/villages/{VILLAGE}/board-poster"


def a_photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (600, 800), (120, 90, 60)).save(file, "PNG")
    return file.getvalue()


async def test_one_page_tells_everything_of_a_village(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    lecture = await log(ctx, kind=EntryKind.LECTURE, summary="讲《民法典》<继承编>", people_count=42)
    await approve_entry(ctx, staff=staff, entry_id=lecture.id)
    await log(ctx, from_time=time(14), to_time=time(15))
    call = await staff_caller(http_client, base_url)
    page = (await call.fetch("GET", PAGE)).body.decode()
    for words in (
        "张明",
        "湖北正言律师事务所",
        "周一至周五 09:00—17:00",
        "法治讲座（1场）",
        "&lt;继承编&gt;",
        "未公开",
    ):
        assert words in page, words
    assert "另有1条、60分钟等待审核" in page
    assert (await call.fetch("GET", f"{PAGE}?year=2017")).code == 400
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    other = await staff_caller(http_client, base_url, "sun-login")
    for path in (PAGE, POSTER, PHOTO):
        assert (await other.fetch("GET", path)).code == 404, path


async def test_the_board_shows_what_was_chosen_and_nothing_else(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    staff, _ = await set_up_reports(ctx)
    call = await staff_caller(http_client, base_url)

    async def shown() -> tuple[str, bool]:
        [person] = content_of(ctx, await tell_board(ctx, staff=staff, village_code=VILLAGE)).people
        assert "13800000001" not in repr(person)
        return person.phone, person.photo is not None

    assert await shown() == ("", False)
    assert (await call("PUT", PHONE, {"public_phone": "打我电话"}))[0] == 400
    assert (await call("PUT", PHONE, {"public_phone": "0714-6350000"}))[1]["public_phone"] == "0714-6350000"
    assert (await call.fetch("PUT", PHOTO, b"no photo")).code == 400
    assert (await call.fetch("PUT", PHOTO, a_photo())).code == 200
    assert await shown() == ("0714-6350000", True)
    with Image.open(BytesIO((await call.fetch("GET", PHOTO)).body)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (900, 1260))
    assert (await call.fetch("DELETE", PHOTO)).code == 200
    assert (await call("PUT", PHONE, {"public_phone": ""}))[0] == 200
    assert await shown() == ("", False)


async def test_staff_take_the_board_home_as_a_file(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    await set_up_reports(ctx)
    call = await staff_caller(http_client, base_url)
    answer = await call.fetch("GET", POSTER)
    assert (answer.code, answer.headers["Content-Type"], answer.body[:5]) == (200, "application/pdf", b"%PDF-")
    assert "A4.pdf" in answer.headers["Content-Disposition"]


async def test_who_may_not_change_anything_sets_nothing(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    await set_up_reports(ctx)
    await add_staff(ctx, "he", division_code=COUNTY, role=Role.AUDITOR)
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    for login, status in (("he-login", 403), ("sun-login", 404)):
        call = await staff_caller(http_client, base_url, login)
        assert (await call("PUT", PHONE, {"public_phone": "12348"}))[0] == status
        assert (await call.fetch("PUT", PHOTO, a_photo())).code == status
