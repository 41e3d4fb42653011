"""The duties of an appointment over the API: defaults, setting them, how they stand."""

import pytest
from tornado.httpclient import AsyncHTTPClient

from actions.context import Context
from actions.log_hours import log_entry
from actions.review_hours import approve_entry
from domain.people import Role
from tests.builders import COUNTY, NEXT_TOWNSHIP, VILLAGE, add_staff
from tests.callers import advisor_caller, staff_caller
from tests.integration.test_hours import DRAFT, prepare

pytestmark = pytest.mark.gen_test(timeout=60)

PATH = f"/api/v1/staff/appointments/zhang-{VILLAGE}/duties"
COLUMN = {"name": "审阅村务公开栏", "period": "month", "measure": "times", "amount": 2, "kind": "document"}


async def test_duties_follow_the_defaults_until_the_county_sets_others(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str
) -> None:
    provider, staff = await prepare(ctx), await add_staff(ctx)
    entry = await log_entry(ctx, provider=provider, draft=DRAFT, client_id=None)
    await approve_entry(ctx, staff=staff, entry_id=entry.id)
    advisor = await advisor_caller(ctx, http_client, base_url)
    [village] = (await advisor("GET", "/api/v1/advisor/overview"))[1]["villages"]
    on_site = village["duties"][0]
    assert (on_site["name"], on_site["done"], on_site["amount"], on_site["fulfilled"]) == ("到村服务", 150, 240, False)
    await add_staff(ctx, "lin", division_code=COUNTY, role=Role.COUNTY)
    county = await staff_caller(http_client, base_url, "lin-login")
    assert len((await county("GET", PATH))[1]["duties"]) == 5
    status, kept = await county("PUT", PATH, {"duties": [COLUMN]})
    assert (status, kept["duties"]) == (200, [{**COLUMN, "way": None}])
    year = (await county("GET", f"/api/v1/staff/villages/{VILLAGE}/years/2026"))[1]
    [told] = year["duties"]
    assert (told["advisor_name"], told["duties"][0]["sentence"].split("。")[0]) == (
        "张明",
        "11月审阅村务公开栏：还差2次",
    )
    page = await county.fetch("GET", f"/console/villages/{VILLAGE}/years/2026")
    assert "张明的职责" in page.body.decode()


async def test_who_may_set_duties(ctx: Context, http_client: AsyncHTTPClient, base_url: str) -> None:
    await prepare(ctx)
    await add_staff(ctx)
    await add_staff(ctx, "sun", division_code=NEXT_TOWNSHIP)
    township = await staff_caller(http_client, base_url)
    assert (await township("PUT", PATH, {"duties": [COLUMN]}))[0] == 403
    assert (await township("GET", PATH))[0] == 200
    neighbour = await staff_caller(http_client, base_url, "sun-login")
    assert (await neighbour("GET", PATH))[0] == 404
    assert (await township("GET", "/api/v1/staff/appointments/nobody/duties"))[0] == 404
