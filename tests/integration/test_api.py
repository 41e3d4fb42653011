"""Promises of the API as a whole: its document, its errors, its headers, its health."""

import json

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from tornado.httpclient import AsyncHTTPClient
from tornado.web import Application

from actions.context import Context
from handlers.base import ApiHandler, PublicApiHandler
from handlers.openapi import METHODS
from handlers.routes import API_ROUTES

pytestmark = pytest.mark.gen_test(timeout=60)


async def test_the_document_is_valid_and_lists_every_operation(http_client: AsyncHTTPClient, base_url: str) -> None:
    document = json.loads((await http_client.fetch(f"{base_url}/api/openapi.json")).body)
    OpenAPIV31SpecValidator(document).validate()
    for route in API_ROUTES:
        for method in METHODS:
            handled = getattr(route.handler, method) is not getattr(ApiHandler, method)
            assert handled == (method in document["paths"][route.path]), f"{method} {route.path} is not described"


async def test_every_refusal_in_the_document_has_a_chinese_sentence(
    http_client: AsyncHTTPClient, base_url: str
) -> None:
    document = json.loads((await http_client.fetch(f"{base_url}/api/openapi.json")).body)
    for path, operations in document["paths"].items():
        for method, described in operations.items():
            for status, response in described["responses"].items():
                if status.startswith("4"):
                    assert "。" in response["description"], f"{method} {path} {status}"


def test_models_have_names_of_their_own() -> None:
    seen: dict[str, type] = {}
    for route in API_ROUTES:
        for method in METHODS:
            operation = getattr(getattr(route.handler, method), "operation", None)
            for model in (operation.body, operation.query, operation.answer) if operation else ():
                if model:
                    assert seen.setdefault(model.__name__, model) is model, f"two models are called {model.__name__}"


def test_only_these_may_be_asked_by_anybody() -> None:
    public = {route.path for route in API_ROUTES if issubclass(route.handler, PublicApiHandler)}
    assert public == {
        "/api/v1/sessions",
        "/api/v1/divisions",
        "/api/v1/service-classes",
        "/api/v1/services",
        "/api/v1/services/{code}",
        "/api/v1/articles/{article_id}",
        "/api/v1/staff/sessions",
        "/healthz",
        "/readyz",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not_found"),
        ("DELETE", "/api/v1/services", 405, "method_not_allowed"),
        ("POST", "/api/v1/sessions", 400, "bad_json"),
        ("GET", "/api/v1/services?limit=0", 400, "bad_input"),
        ("GET", "/api/v1/services?cursor=nonsense", 400, "bad_input"),
        ("GET", "/api/v1/me", 401, "sign_in_needed"),
    ],
)
async def test_every_error_has_one_shape(
    http_client: AsyncHTTPClient, base_url: str, method: str, path: str, status: int, code: str
) -> None:
    body = "{not json" if method == "POST" else None
    response = await http_client.fetch(f"{base_url}{path}", method=method, body=body, raise_error=False)
    error = json.loads(response.body)["error"]
    assert (response.code, error["code"]) == (status, code)
    assert error["message"].endswith("。")
    assert error["request_id"] == response.headers["X-Request-Id"]
    assert response.headers["Cache-Control"] == "no-store"


async def test_the_request_id_of_the_proxy_is_kept_and_a_strange_one_is_not(
    http_client: AsyncHTTPClient, base_url: str
) -> None:
    kept = await http_client.fetch(f"{base_url}/healthz", headers={"X-Request-Id": "abcdef0123456789"})
    assert kept.headers["X-Request-Id"] == "abcdef0123456789"
    strange = await http_client.fetch(f"{base_url}/healthz", headers={"X-Request-Id": "<script>"})
    assert strange.headers["X-Request-Id"] != "<script>"


async def test_health_readiness_and_figures(app: Application, http_client: AsyncHTTPClient, base_url: str) -> None:
    assert (await http_client.fetch(f"{base_url}/healthz")).code == 200
    assert (await http_client.fetch(f"{base_url}/readyz")).code == 200
    figures = (await http_client.fetch(f"{base_url}/metrics")).body.decode()
    assert 'http_requests_total{method="GET",route="/healthz",status="200"} 1.0' in figures
    app.settings["shutting_down"].set()
    closing = await http_client.fetch(f"{base_url}/readyz", raise_error=False)
    assert (closing.code, json.loads(closing.body)["error"]["code"]) == (503, "shutting_down")


async def test_an_error_that_nobody_foresaw_tells_nothing_of_our_insides(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(type(ctx.store.catalogue), "list_shown", lambda self, county_code: broken())
    response = await http_client.fetch(f"{base_url}/api/v1/services", raise_error=False)
    assert response.code == 500
    assert b"hunter2" not in response.body
    assert json.loads(response.body)["error"]["code"] == "internal_error"
