"""The little that a process without the API answers: whether it lives, whether it can work, its figures."""

import asyncio

from tornado.web import Application

from actions.context import Context
from handlers import health
from handlers.metrics import HttpMetrics
from handlers.routing import Route, to_specs

ROUTES = (
    Route("/healthz", health.HealthHandler, "运行"),
    Route("/readyz", health.ReadinessHandler, "运行"),
    Route("/metrics", health.MetricsHandler, "运行"),
)


def make_health_application(ctx: Context) -> Application:
    """An application with these three answers; asking them leaves no line in the log."""
    metrics = HttpMetrics()
    return Application(
        to_specs(ROUTES, ctx), metrics=metrics, shutting_down=asyncio.Event(), log_function=metrics.observe
    )
