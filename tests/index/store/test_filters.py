"""Scopes narrow every leg of a search, and no text is taken for a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.scope import Scope
from index.store import Store
from tests.index.store.place import Place, texts

HOSTILE = (
    '"] or id != "',
    "' or 1 == 1 or instance in ['",
    '\\"',
    "_%_",
    "{kinds}",
    "0) or 1==1 --",
    "台\x00台\n\t",
    "🙂" * 50,
    "/* */ array_contains(headings, 1)",
    "A" * 5000,
)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(kinds=("table",)),
        Scope(kinds=("table", "speech")),
        Scope(years=("2023",)),
        Scope(years=("2023", "2022"), kinds=("paragraph",)),
        Scope(sections=("一",)),
        Scope(speakers=("no such person",)),
        Scope(docs=("sample_report.txt",)),
        Scope(docs=("no such document",)),
    ],
    ids=str,
)
def test_a_scope_filters_every_leg_and_leaves_the_order(report: Store, scope: Scope) -> None:
    for question in ("2023年的数量是多少", "有哪些措施"):
        everything = report.retriever().search(question, 1000)
        inside = [hit.passage.start for hit in everything if scope.accepts(hit.passage)]
        assert [hit.passage.start for hit in report.retriever().search(question, 1000, scope)] == inside


def test_a_speaker_is_found_by_name(open_store: Place, written_reports: Path) -> None:
    library = open_store()
    library.update([written_reports / "a1.txt"])
    passages = [one for info in library.documents() for one in library.passages(info.doc_id) if one.speaker]
    if not passages:
        pytest.skip("nobody speaks in this report")
    speaker = passages[0].speaker or ""
    found = library.retriever().search("怎么看", 1000, Scope(speakers=(speaker,)))
    assert {hit.passage.start for hit in found} == {one.start for one in passages if one.speaker == speaker}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_taken_for_a_command(report: Store, text: str) -> None:
    everything = {hit.passage.passage_id for hit in report.retriever().search("台", 1000)}
    assert {hit.passage.passage_id for hit in report.retriever().search(f"台{text}", 1000)} == everything
    for scope in (Scope(docs=(text,)), Scope(kinds=(text,)), Scope(speakers=(text,))):
        assert report.retriever().search("台", 50, scope) == []
    for scope in (Scope(sections=(text,)), Scope(years=(text,))):
        assert all(scope.accepts(hit.passage) for hit in report.retriever().search("台", 50, scope))
    assert len(report.documents()) == 1


def test_a_document_may_say_anything_and_be_called_anything(open_store: Place, tmp_path: Path) -> None:
    file = tmp_path / "\"] or id != 'a' %_.md"
    said = [text.replace("\x00", "").replace("\n", " ").strip() for text in HOSTILE]
    file.write_text(
        "".join(f"# {one[:40]}\n\n台账第{number}条：{one}\n\n" for number, one in enumerate(said)), encoding="utf-8"
    )
    library = open_store()
    library.update([file])
    found = "".join(texts(library.retriever().search("台账", 50, Scope(docs=(file.name,)))))
    assert all(f"台账第{number}条" in found for number in range(len(said)))
    library.remove([file.name])
    assert library.documents() == ()
