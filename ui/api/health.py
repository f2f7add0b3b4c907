"""Whether the server lives, for anybody; how it does, as Prometheus metrics, for whoever may log in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

TAGS: list[str | Enum] = ["运行"]
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds
ROUTES = ("/api/", "/v1/", "/mcp", "/export/", "/gradio_api/", "/login", "/healthz", "/metrics")


class Metrics:
    """The server's own counters. Paths are counted by their kind: a stranger's paths cannot fill the memory."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "yinju_http_requests", "Responses by kind of route and status.", ("route", "status"), registry=self.registry
        )
        meaning = "Seconds until a response was complete."
        self._seconds = Histogram("yinju_http_seconds", meaning, ("route",), buckets=BUCKETS, registry=self.registry)

    def observe(self, path: str, status: int, seconds: float) -> None:
        """One response."""
        route = next((route for route in ROUTES if path.startswith(route)), "page").strip("/")
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A value that is read whenever the metrics are."""
        Gauge(name, meaning, registry=self.registry).set_function(read)


def add_health(app: FastAPI, metrics: Metrics) -> None:
    """`/healthz` and `/metrics`."""

    @app.get("/healthz", tags=TAGS, summary="服务是否在运行")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics", tags=TAGS, summary="Prometheus 指标")
    def exposition() -> Response:  # in a thread: a gauge may have to wait for the library
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
