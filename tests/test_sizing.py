from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sizing import MEASURED, SIZES, Costs, folder_table, measure, plan, rewritten, scales, table

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


def test_what_a_folder_bears_is_told_as_it_was_measured(repository: Path) -> None:
    text = (repository / "docs" / "scale.md").read_text(encoding="utf-8")
    assert folder_table(scales()) in text, "python -m benchmarks.sizing --write"


def test_sizes_come_in_order_and_what_was_not_measured_is_a_dash() -> None:
    lines = folder_table([{"passages": 1000, "open_s": 0.5}, {"passages": 10}]).splitlines()[2:]
    assert [line.split("|")[1].strip() for line in lines] == ["10", "1,000"]
    assert "| 0.5 s |" in lines[1]
    assert "| – / – ms |" in lines[1]


def test_only_what_stands_between_the_marks_is_rewritten() -> None:
    text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    assert rewritten(text, "x", "new") == "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n"


@pytest.mark.parametrize("name", ["compose.yaml", "values.yaml"])
def test_the_files_for_deployments_parse(repository: Path, name: str) -> None:
    yaml = pytest.importorskip("yaml")
    assert yaml.safe_load((repository / "docs" / "milvus" / name).read_text(encoding="utf-8"))


def test_every_image_is_pinned_and_no_port_is_open_to_others(repository: Path) -> None:
    yaml = pytest.importorskip("yaml")
    services = yaml.safe_load((repository / "docs" / "milvus" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for service in services.values():
        version = service["image"].rpartition(":")[2]
        assert any(character.isdigit() for character in version)
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
        assert set(service.get("depends_on", ())) <= set(services)


def test_documents_can_be_measured(sample_report: Path) -> None:
    found = measure([sample_report])
    assert 1 < found.sentences < 20
    assert found.sparse_entries > 100
    assert found.import_ms > 0
    assert found.postings > 1
