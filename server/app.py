"""The Tornado application, wired from a context. Nothing connects or schedules here."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tornado.web import Application, RequestHandler, URLSpec

from actions.context import Context
from handlers.base import PublicApiHandler
from handlers.documents import ApiDocumentHandler
from handlers.metrics import HttpMetrics
from handlers.openapi import describe
from handlers.request_scope import current_request_id
from handlers.routes import API_ROUTES, PLAIN_ROUTES
from handlers.routing import to_specs
from server.version import VERSION
from village_groups.inbox_worker import InboxWaker

access_log = logging.getLogger("access")

LARGEST_BODY_BYTES = 12 * 1024 * 1024
STATIC_FOLDER = Path(__file__).parent.parent / "handlers" / "static"
TEMPLATE_FOLDER = Path(__file__).parent.parent / "handlers" / "templates"


class NotFoundHandler(PublicApiHandler):
    """An address that leads nowhere."""

    async def prepare(self) -> None:
        """Answers before any method is looked for."""
        await super().prepare()
        self.send_error(404)


def make_app(ctx: Context, *, cookie_secret: str, extra_specs: Sequence[URLSpec] = ()) -> Application:
    """The application that serves ``ctx``; ``extra_specs`` are the sandbox's when it lives with us."""
    metrics = HttpMetrics()
    document = describe(
        API_ROUTES,
        title=f"{ctx.settings.bureau_name} 公共法律服务",
        version=VERSION,
        server_url=ctx.settings.public_url,
    )
    document_spec = URLSpec(r"/api/openapi\.json$", ApiDocumentHandler, {"ctx": ctx, "document": document})
    settings: dict[str, Any] = {
        "cookie_secret": cookie_secret,
        "metrics": metrics,
        "shutting_down": asyncio.Event(),
        "inbox_waker": InboxWaker(ctx),
        "static_path": str(STATIC_FOLDER),
        "template_path": str(TEMPLATE_FOLDER),
        "default_handler_class": NotFoundHandler,
        "default_handler_args": {"ctx": ctx},
        "log_function": _log_request(metrics),
        "max_body_size": LARGEST_BODY_BYTES,
        "xsrf_cookie_kwargs": {"samesite": "Strict", "secure": ctx.settings.public_url.startswith("https://")},
    }
    return Application([*to_specs([*API_ROUTES, *PLAIN_ROUTES], ctx), document_spec, *extra_specs], **settings)


def _log_request(metrics: HttpMetrics) -> Any:
    def note(handler: RequestHandler) -> None:
        metrics.observe(handler)
        facts = {
            "route": getattr(handler, "route_path", type(handler).__name__),
            "method": handler.request.method,
            "status": handler.get_status(),
            "milliseconds": round(handler.request.request_time() * 1000, 1),
            "request_id": current_request_id(),
        }
        access_log.info("answered", extra=facts)

    return note
