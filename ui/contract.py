"""An answer as the JSON that other programs read. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.document import Passage
from index.explain import matches
from index.hit import Hit
from index.query import Query
from qa.answer import Answer, CellName, Citation

Json = dict[str, object]


def answer_json(answer: Answer, question_id: str | None = None, *, explain: bool = False) -> Json:
    """The answer in the contract's form; `explain` adds to each passage what each leg of the search gave it."""
    identity: Json = {} if question_id is None else {"id": question_id}
    return identity | {
        "question": answer.question,
        "understood_as": answer.understood_as,
        "answerable": answer.answerable,
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "confidence": round(answer.confidence, 3),
        "parts": [{"text": part.text, "citations": list(part.citations)} for part in answer.parts],
        "citations": [
            citation_json(citation) | {"also": [citation_json(other) for other in citation.also]}
            for citation in answer.citations
        ],
        "rivals": [
            {"text": rival.text, "when": rival.when, "citation": citation_json(rival.citation)}
            for rival in answer.rivals
        ],
        "understanding": [{"label": one.label, "value": one.value} for one in answer.understanding],
        "passages": passages_json(answer.hits, explain=explain),
        "timings_ms": {name: round(value, 1) for name, value in answer.timings_ms},
    }


def citation_json(citation: Citation) -> Json:
    """One citation; `quote` is the document's text from `char_start` to `char_end`, exactly."""
    passage = citation.passage
    cell = citation.cell
    return {
        "doc_id": passage.doc_id,
        "file": file_name(passage.source),
        "title": passage.title,
        "kind": passage.kind.value,
        "heading_path": list(passage.heading_path),
        "page": citation.page,
        "page_label": citation.page_label,
        "line_start": citation.line_start,
        "line_end": citation.line_end,
        "char_start": citation.char_start,
        "char_end": citation.char_end,
        "speaker": passage.speaker,
        "cell": None if cell is None else _cell_json(cell),
        "quote": citation.quote,
    }


def _cell_json(cell: CellName) -> Json:
    """Where a cell stands, in the table's own words; of spreadsheets also its sheet and address (B7)."""
    place: Json = {"sheet": cell.sheet, "address": cell.address} if cell.address else {}
    return {"table": cell.table, "row": cell.row, "column": cell.column} | place


def passages_json(hits: Sequence[Hit], *, explain: bool = False) -> list[Json]:
    """The ranking, best first."""
    return [_hit_json(hit) | ({"parts": _parts(hit)} if explain else {}) for hit in hits]


def file_name(source: str) -> str:
    """The last part of a path, whichever system wrote it."""
    return source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _hit_json(hit: Hit) -> Json:
    passage: Passage = hit.passage
    return {
        "rank": hit.rank,
        "score": round(float(hit.score), 4),
        "doc_id": passage.doc_id,
        "file": file_name(passage.source),
        "line_start": passage.line_start,
        "line_end": passage.line_end,
        "page": passage.page,
        "kind": passage.kind.value,
        "heading_path": list(passage.heading_path),
        "speaker": passage.speaker,
        "text": passage.text,
    }


def explained_json(passages: Sequence[Json], hits: Sequence[Hit], query: Query) -> list[Json]:
    """The ranking with the words that each passage was found by."""
    return [
        passage
        | {
            "matches": [
                {"said": one.said, "found": one.found, "fields": list(one.fields)}
                for one in matches(query, hit.passage)
            ]
        }
        for passage, hit in zip(passages, hits, strict=True)
    ]


def _parts(hit: Hit) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in hit.parts}
