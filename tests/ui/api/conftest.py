"""One application for all tests of the API that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ui.page.desk import Desk
from ui.server import Options, build_app


@pytest.fixture(scope="package")
def client(shared_desk: Desk) -> Iterator[TestClient]:
    """The application without a login and without a network."""
    with TestClient(build_app(shared_desk, Options()), base_url="http://127.0.0.1") as client:
        yield client
