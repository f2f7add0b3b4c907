from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sizing import MEASURED, SIZES, Costs, measure, plan, table

ROUND = Costs(
    sentences=2,
    sparse_entries=100,
    passage_bytes=500,
    sentence_bytes=100,
    document_bytes=50,
    statistics_bytes=20,
    import_ms=3.6,
    postings=5,
    graph_bytes=1000,
    graph_build_ms=0.36,
    graph_search_ms=10,
    postings_per_second=1e8,
)


def test_the_arithmetic_by_hand() -> None:
    found = plan(1_000_000, ROUND)
    per_passage = 1000 + 100 * 8 + 500 + 48 + 2 * (1000 + 100 + 48) + 50 + 20
    assert found.memory == 1_000_000 * per_passage
    assert found.machines == 1
    segments = 3 + 3  # of 1 GB: 1e6 * (1024 + 800 + 500 + 48) bytes, 2e6 * (1024 + 100 + 48)
    assert found.seconds == pytest.approx(segments * 0.010 + 1_000_000 * 5 / 1e8)
    assert found.questions == pytest.approx(32 * 0.7 / found.seconds)
    assert found.import_hours == pytest.approx(1_000_000 * 3.6e-3 / 3600)
    assert found.build_hours == pytest.approx(3_000_000 * 0.36e-3 / 3600)
    assert found.start == 20_000_000


def test_the_table_in_the_documentation_is_what_the_model_says(repository: Path) -> None:
    text = (repository / "docs" / "scale.md").read_text(encoding="utf-8")
    assert table([plan(size, MEASURED) for size in SIZES]) in text


def test_documents_can_be_measured(sample_report: Path) -> None:
    found = measure([sample_report])
    assert 1 < found.sentences < 20
    assert found.sparse_entries > 100
    assert found.import_ms > 0
    assert found.postings > 1
