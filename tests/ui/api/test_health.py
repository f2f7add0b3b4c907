from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from ui.api.health import Metrics, add_health


def test_the_health_tells_nothing_but_that_the_server_lives(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_requests_are_counted_by_kind_and_status(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "起降点？"})
    client.post("/api/ask", json={})
    families = {one.name: one for one in text_string_to_metric_families(client.get("/metrics").text)}
    counted = {(s.labels["route"], s.labels["status"]) for s in families["yinju_http_requests"].samples}
    assert {("api", "200"), ("api", "422")} <= counted
    assert families["yinju_documents"].samples[0].value == 1
    assert "起降点" not in client.get("/metrics").text


def test_paths_of_strangers_do_not_become_labels() -> None:
    metrics = Metrics()
    for i in range(100):
        metrics.observe(f"/nothing/{i}", 404, 0.1)
    names = [
        s for family in metrics.registry.collect() for s in family.samples if s.name == "yinju_http_requests_total"
    ]
    assert [(s.labels["route"], s.value) for s in names] == [("page", 100.0)]


def test_a_value_that_has_to_wait_for_the_library_keeps_nobody_else_waiting() -> None:
    app, metrics, released = FastAPI(), Metrics(), threading.Event()
    metrics.gauge("yinju_slow", "Waits.", lambda: float(released.wait(30)))
    add_health(app, metrics)
    with TestClient(app) as client, ThreadPoolExecutor() as pool:
        read = pool.submit(client.get, "/metrics")
        try:
            lives = pool.submit(client.get, "/healthz")
            assert lives.result(timeout=15).json() == {"status": "ok"}
            assert not read.done()
        finally:
            released.set()
        assert "yinju_slow 1.0" in read.result().text
