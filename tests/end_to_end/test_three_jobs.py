"""The three jobs on a real village of Huangshi, over HTTP as any client would do them, then at the resident's phone."""

import http.cookiejar
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.end_to_end.browser import Doors, browser, demo_server, keep_picture

__all__ = ["browser"]

DIVISIONS = sorted((Path(__file__).parents[3] / "shared" / "data" / "divisions").glob("huangshi-*.csv"))
VILLAGE = "420281108200"  # 陈贵村 of 陈贵镇, Daye

pytestmark = pytest.mark.skipif(not DIVISIONS, reason="the real divisions of ../shared/data are not here")


class Client:
    """A phone or a browser: keeps its token or cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers: dict[str, str] = {}
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Status and body."""
        request = urllib.request.Request(f"{self.address}{path}", method=method)  # noqa: S310 # our own server
        for name, value in {"Content-Type": "application/json", **self.headers, **headers}.items():
            request.add_header(name, value)
        data = json.dumps(body).encode() if body is not None else None
        try:
            with self._opener.open(request, data) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The decoded answer of a request that must succeed."""
        status, answer = self.raw(method, path, body, **headers)
        assert status in (200, 201), f"{method} {path}: {status} {answer.decode()}"
        return json.loads(answer)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo over the real divisions of Huangshi."""
    with demo_server(tmp_path_factory.mktemp("huangshi"), "--divisions", *map(str, DIVISIONS)) as started:
        yield started


def phone_of(address: str, user: str, phone: str) -> Client:
    """Somebody signed in with wx.login, the phone number authorised."""
    client = Client(address)
    code = client("POST", "/sandbox/control/login-code", {"user": user})["code"]
    token = client("POST", "/api/v1/sessions", {"code": code})["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    code = client("POST", "/sandbox/control/phone-code", {"user": user, "phone": phone})["code"]
    client("POST", "/api/v1/me/phone", {"code": code})
    return client


def console_of(address: str, login: str, password: str) -> Client:
    """A member of staff, signed in."""
    client = Client(address)
    profile = client("POST", "/api/v1/staff/sessions", {"login": login, "password": password})
    client.headers["X-Xsrftoken"] = profile["xsrf_token"]
    return client


def test_one_tap_books_the_villages_own_advisor(address: str) -> None:
    resident = phone_of(address, "li-guixiang", "13900001001")
    county = next(one for one in resident("GET", "/api/v1/divisions")["items"] if one["name"] == "大冶市")
    townships = resident("GET", f"/api/v1/divisions?parent={county['code']}")["items"]
    township = next(one for one in townships if one["name"] == "陈贵镇")
    villages = resident("GET", f"/api/v1/divisions?parent={township['code']}")["items"]
    assert VILLAGE in [one["code"] for one in villages]
    resident("PUT", "/api/v1/me/village", {"village_code": VILLAGE})
    key = {"Idempotency-Key": "tap-0001"}
    booking = resident("POST", "/api/v1/bookings", {"service_code": "find-lawyer"}, **key)
    assert booking["why"].startswith("张明律师是您村的法律顾问")
    assert booking["place"] == "陈贵村公共法律服务工作室"
    assert resident("POST", "/api/v1/bookings", {"service_code": "find-lawyer"}, **key)["id"] == booking["id"]
    assert [one["id"] for one in resident("GET", "/api/v1/bookings")["items"]] == [booking["id"]]
    cancelled = resident("POST", f"/api/v1/bookings/{booking['id']}/cancellation", {})
    assert cancelled["state"] == "cancelled"


def test_an_hour_is_logged_returned_corrected_approved_and_counted(address: str) -> None:
    advisor = phone_of(address, "demo-zhang-ming", "13900002001")
    staff = console_of(address, "sifasuo", "demo-sifasuo")
    year = time.strftime("%Y", time.gmtime(time.time() + 8 * 3600))
    before = staff("GET", f"/api/v1/staff/villages/{VILLAGE}/years/{year}")
    entry = advisor("POST", "/api/v1/advisor/entries", entry_of(f"{year}-01-04", "在村部讲课。"))
    assert entry["minutes"] == 90
    overlapping = advisor.raw("POST", "/api/v1/advisor/entries", entry_of(f"{year}-01-04", "同一时间的另一件事。"))
    assert overlapping[0] == 409
    assert json.loads(overlapping[1])["error"]["code"] == "entry_overlaps"
    staff("POST", f"/api/v1/staff/entries/{entry['id']}/return", {"reason": "请写明讲了什么内容。"})
    returned = advisor("GET", f"/api/v1/advisor/entries/{entry['id']}")
    assert (returned["state"], returned["return_reason"]) == ("returned", "请写明讲了什么内容。")
    corrected = entry_of(f"{year}-01-04", "在村部讲《民法典》相邻关系。")
    advisor("PUT", f"/api/v1/advisor/entries/{entry['id']}", corrected)
    staff("POST", f"/api/v1/staff/entries/{entry['id']}/approval", {})
    after = staff("GET", f"/api/v1/staff/villages/{VILLAGE}/years/{year}")
    assert after["target_minutes"] == 6000
    assert after["approved_minutes"] == before["approved_minutes"] + 90
    status, workbook = staff.raw("GET", f"/api/v1/staff/villages/{VILLAGE}/years/{year}/workbook")
    assert status == 200
    rows = load_workbook(BytesIO(workbook), read_only=True).active.iter_rows(values_only=True)
    assert "在村部讲《民法典》相邻关系。" in [cell for row in rows for cell in row]


def entry_of(on: str, summary: str) -> dict[str, Any]:
    """An hour and a half in the village, on a Sunday that the demo's history leaves free."""
    return {
        "village_code": VILLAGE,
        "on": on,
        "from_time": "09:00",
        "to_time": "10:30",
        "kind": "lecture",
        "way": "on_site",
        "summary": summary,
        "people_count": 30,
    }


def test_a_sentence_in_the_group_becomes_one_matter_that_the_advisor_takes(address: str) -> None:
    room = Client(address)
    said = {
        "sender": "li-guixiang",
        "sender_name": "李桂香",
        "sender_role": "villager",
        "text": "我想找律师看看征地补偿",
        "deliveries": 2,
    }
    room("POST", "/sandbox/control/rooms/room-1/messages", said)
    texts = wait_for(room, "编号")
    [answer] = [text for text in texts if "编号" in text]  # the message came twice and is answered once
    advisor = phone_of(address, "demo-zhang-ming", "13900002001")
    matters = advisor("GET", "/api/v1/advisor/matters")["items"]
    assert len([one for one in matters if one["text"] == said["text"]]) == 1
    matter = next(one for one in matters if one["text"] == said["text"])
    assert matter["number"] in answer
    accepted = advisor("POST", f"/api/v1/advisor/matters/{matter['number']}/acceptance", {})
    assert accepted["state"] == "accepted"


def test_the_push_of_the_day_hangs_in_the_group_with_its_poster(address: str) -> None:
    room = Client(address)
    wait_for(room, "征地补偿，这几笔钱要看清")
    messages = room("GET", "/sandbox/control/rooms/room-1/messages?after=0")["messages"]
    picture = next(one["image"]["url"] for one in messages if one["msgtype"] == "image")
    with urllib.request.urlopen(picture) as answer:  # noqa: S310 # our own server
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.read()[:3] == b"\xff\xd8\xff"


def wait_for(room: Client, words: str) -> list[str]:
    """The bot's texts in the first room, once one of them holds these words."""
    for _ in range(300):
        messages = room("GET", "/sandbox/control/rooms/room-1/messages?after=0")["messages"]
        texts = [one["text"]["content"] for one in messages if one["sender"] == "bot" and one["msgtype"] == "text"]
        if any(words in text for text in texts):
            return texts
        time.sleep(0.1)
    raise AssertionError(f"the bot did not say {words} in 30 seconds: {texts}")


def test_a_resident_of_a_real_village_books_at_her_phone(browser: Browser, address: str) -> None:
    doors = Doors(browser, address)
    page = doors.open("/demo/resident")
    page.get_by_text("王建国").first.click()
    page.get_by_role("button", name="一键预约").first.click()
    expect(page.get_by_text("陈贵村公共法律服务工作室").first).to_be_visible()
    expect(page.get_by_text("张明律师是您村的法律顾问").first).to_be_visible()
    keep_picture(page, "huangshi-booked")
    doors.close()
    assert not doors.wrongs, doors.wrongs
