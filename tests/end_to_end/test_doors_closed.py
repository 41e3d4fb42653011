"""Outside demo mode the doors stay shut, even if somebody mounted them."""

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.web import Application

from actions.context import Context
from handlers.demo_doors import DEMO_ROUTES
from handlers.routing import to_specs
from server.app import make_app


@pytest.fixture
def app(ctx: Context) -> Application:
    """A bureau's application with the demo's routes put in by mistake."""
    return make_app(ctx, cookie_secret="c" * 40, extra_specs=to_specs(DEMO_ROUTES, ctx))


@pytest.mark.gen_test
@pytest.mark.parametrize("path", [route.path for route in DEMO_ROUTES])
async def test_no_door_opens_outside_demo_mode(
    ctx: Context, http_client: AsyncHTTPClient, base_url: str, path: str
) -> None:
    assert not ctx.settings.demo
    response = await http_client.fetch(base_url + path, raise_error=False)
    assert response.code == 404
    assert "没有找到" in response.body.decode()
