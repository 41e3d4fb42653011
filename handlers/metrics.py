"""The figures of the HTTP door, labelled by route template: never by an address somebody asked for."""

from prometheus_client import CollectorRegistry, Counter, Histogram
from tornado.web import RequestHandler

BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class HttpMetrics:
    """Counts and times requests; one for each application, so that tests do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        labels = ["route", "method"]
        self._count = Counter("http_requests_total", "Requests answered", [*labels, "status"], registry=self.registry)
        self._seconds = Histogram(
            "http_request_seconds", "Time to answer", labels, buckets=BUCKETS_SECONDS, registry=self.registry
        )

    def observe(self, handler: RequestHandler) -> None:
        """Note one answered request."""
        route = getattr(handler, "route_path", "other")
        count, seconds = self._figures(route, handler.request.method or "GET", handler.get_status())
        count.inc()
        seconds.observe(handler.request.request_time())

    def _figures(self, route: str, method: str, status: int) -> tuple[Counter, Histogram]:
        """The two figures of a kind of answer; looked up once, as their labels are checked every time."""
        kind = (route, method, status)
        if kind not in self._known:
            self._known[kind] = (self._count.labels(*kind), self._seconds.labels(route, method))
        return self._known[kind]
