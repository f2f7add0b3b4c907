"""Passages as they lie in a segment: one JSON line of bytes each, read when a passage is needed.

A library of a million passages does not fit into memory as objects, and a question needs fifty of them.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import overload

from corpus.document import Document, Passage
from corpus.record import pages_of, pages_record, passage_of, passage_record
from index.segment import Segment

KEPT = 2048  # passages that stay in memory


@dataclass(frozen=True, slots=True)
class Origin:
    """What a passage says of its document; it may change while the document does not."""

    title: str
    source: str


def record_of(passage: Passage) -> bytes:
    """A passage with its text and pages, without what its document says."""
    record = [*passage_record(passage), pages_record(passage.pages), passage.text]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def passage_from(record: bytes, doc_id: str, origin: Origin) -> Passage:
    """The passage that was recorded."""
    *columns, pages_found, text = json.loads(record.decode("utf-8", "surrogatepass"))
    bare = passage_of(Document(doc_id, origin.title, origin.source, ""), columns)
    pages = pages_of(pages_found)
    first = pages[0] if pages else None
    return replace(
        bare,
        text=text,
        page=first.number if first else None,
        page_label=first.label if first else None,
        pages=pages,
    )


class StoredPassages(Sequence[Passage]):
    """The passages of segments that follow each other, by row; those of removed documents are not to be asked for."""

    def __init__(self, segments: Sequence[Segment], origins: Mapping[str, Origin]) -> None:
        self._segments, self._origins = segments, origins
        self._firsts = [0]
        for segment in segments:
            self._firsts.append(self._firsts[-1] + segment.rows)
        self._read = lru_cache(maxsize=KEPT)(self._read_anew)

    def __len__(self) -> int:
        return self._firsts[-1]

    @overload
    def __getitem__(self, row: int) -> Passage: ...

    @overload
    def __getitem__(self, row: slice) -> list[Passage]: ...

    def __getitem__(self, row: int | slice) -> Passage | list[Passage]:
        if isinstance(row, slice):
            return [self._read(one) for one in range(*row.indices(len(self)))]
        if not 0 <= row < len(self):
            raise IndexError(row)
        return self._read(row)

    def _read_anew(self, row: int) -> Passage:
        number = bisect_right(self._firsts, row) - 1
        segment, row = self._segments[number], row - self._firsts[number]
        held = segment.documents[int(segment.first_rows.searchsorted(row, "right")) - 1]
        return passage_from(segment.record(row), held.doc_id, self._origins[held.doc_id])
