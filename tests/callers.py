"""Clients of the API as tests use them: an advisor's phone and a member of staff's browser."""

import json
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from actions import sessions
from actions.context import Context
from domain.sessions import SubjectKind
from tests.builders import STAFF_PASSWORD, add_resident


class Caller:
    """Somebody who calls the API."""

    def __init__(self, client: AsyncHTTPClient, base_url: str) -> None:
        self.client, self.base_url = client, base_url
        self.headers: dict[str, str] = {}

    async def fetch(self, method: str, path: str, body: Any = None, **headers: str) -> HTTPResponse:
        """The raw answer, whatever its status."""
        raw = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
        return await self.client.fetch(
            f"{self.base_url}{path}",
            method=method,
            body=raw,
            headers={**self.headers, **headers},
            raise_error=False,
            follow_redirects=False,
            allow_nonstandard_methods=True,
        )

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and decoded answer."""
        response = await self.fetch(method, path, body)
        return response.code, json.loads(response.body)


async def advisor_caller(ctx: Context, client: AsyncHTTPClient, base_url: str, phone: str = "13800000001") -> Caller:
    """The phone of the provider who bears this number."""
    resident = await add_resident(ctx, openid=f"openid-{phone}", phone=phone)
    opened = await sessions._open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=1))
    caller = Caller(client, base_url)
    caller.headers = {"Authorization": f"Bearer {opened.token}"}
    return caller


async def resident_caller(ctx: Context, client: AsyncHTTPClient, base_url: str, openid: str = "openid-li") -> Caller:
    """The phone of a resident who is known."""
    resident = await ctx.store.residents.find_by_openid(openid)
    assert resident
    opened = await sessions._open_session(ctx, SubjectKind.RESIDENT, resident.id, timedelta(days=400))
    caller = Caller(client, base_url)
    caller.headers = {"Authorization": f"Bearer {opened.token}"}
    return caller


async def staff_caller(client: AsyncHTTPClient, base_url: str, login: str = "wu-login") -> Caller:
    """The browser of a member of staff who has signed in."""
    return await sign_staff_in(client, base_url, login, STAFF_PASSWORD)


async def sign_staff_in(client: AsyncHTTPClient, base_url: str, login: str, password: str) -> Caller:
    """The browser of somebody who has signed in with this password."""
    caller = Caller(client, base_url)
    answer = await caller.fetch("POST", "/api/v1/staff/sessions", {"login": login, "password": password})
    assert answer.code == 201, answer.body
    caller.headers = {"Cookie": cookies_of(answer), "X-Xsrftoken": json.loads(answer.body)["xsrf_token"]}
    return caller


def cookies_of(answer: HTTPResponse) -> str:
    """The cookies that an answer sets, as they are sent back."""
    cookies: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_list("Set-Cookie"):
        cookies.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
