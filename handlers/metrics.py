"""The figures of the HTTP door, labelled by route template: never by an address somebody asked for."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from tornado.web import RequestHandler

BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class HttpMetrics:
    """Counts and times requests; one for each application, so that tests do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["route", "method"]
        self._count = Counter("http_requests_total", "Requests answered", [*labels, "status"], registry=self.registry)
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer", labels, buckets=BUCKETS_SECONDS, registry=self.registry
        )

    def observe(self, handler: RequestHandler) -> None:
        """Note one answered request."""
        route = getattr(handler, "route_path", "other")
        method = handler.request.method or "GET"
        self._count.labels(route, method, handler.get_status()).inc()
        self._seconds.labels(route, method).observe(handler.request.request_time())
