"""Is the program alive, and can it serve? And its figures."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from actions import readiness
from domain.errors import Unavailable
from handlers.base import PublicApiHandler
from handlers.models import Answer
from handlers.operations import operation


class AliveView(Answer):
    """The process runs."""

    alive: bool = True


class ReadyView(Answer):
    """The process can serve."""

    ready: bool = True


class HealthHandler(PublicApiHandler):
    """/healthz"""

    @operation("进程是否在运行")
    async def get(self) -> AliveView:
        """Answers as long as the loop turns."""
        return AliveView()


class ReadinessHandler(PublicApiHandler):
    """/readyz"""

    @operation("是否可以提供服务", errors=(Unavailable,))
    async def get(self) -> ReadyView:
        """Answers 503 while the store is away or the server is going down."""
        if self.application.settings["shutting_down"].is_set():
            raise Unavailable(code="shutting_down")
        is_ready = self.application.settings.get("is_ready")
        if is_ready and not is_ready():  # still starting, or the embedded store is known to be away
            raise Unavailable(code="not_ready")
        await readiness.check_ready(self.ctx)
        return ReadyView()


class MetricsHandler(PublicApiHandler):
    """/metrics"""

    async def get(self) -> None:
        """Prometheus's text format."""
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(generate_latest(self.application.settings["metrics"].registry))
