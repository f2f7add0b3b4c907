"""What tests of several rooms share: where the documents lie, and which of them may be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_report() -> Path:
    """The fictional report that `make run` indexes."""
    return REPOSITORY / "examples" / "sample_report.txt"


@pytest.fixture(scope="session")
def sample_questions() -> Path:
    """Forty questions on it, with their evidence."""
    return REPOSITORY / "examples" / "sample_questions.jsonl"


def _shared(relative: str) -> Path:
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"needs ../shared/{relative}, which is not part of the repository")
    return path


@pytest.fixture(scope="session")
def real_report() -> Path:
    """The users' own report of several thousand lines; skips where it is not beside the checkout."""
    return _shared("corpus/ai-blue-book-2021.txt")


@pytest.fixture(scope="session")
def dev_questions() -> Path:
    """The development questions on the real report; skips where they are not beside the checkout."""
    return _shared("eval/dev.jsonl")


@pytest.fixture(scope="session")
def written_reports() -> Path:
    """The folder of fictional reports with their questions; skips where it is not beside the checkout."""
    return _shared("data/reports")
