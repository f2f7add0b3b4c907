"""Whether a document taken apart is what its types promise: asked of every library by `verify`, of every bundle too."""

from __future__ import annotations

import re
import types
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from corpus.document import Parsed, Passage

_DOC_ID = re.compile(r"[0-9a-f]{64}")


def fault(parsed: Parsed) -> str:
    """The first thing that is wrong, in English; "" for a sound document."""
    if not fits(parsed, Parsed):
        return "a field is of another type"
    return next(_faults(parsed), "")


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of the type that a field of a dataclass declares, all the way down."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is types.UnionType:
        return any(fits(value, one) for one in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        expected = [inner[0]] * len(value) if inner[1:] == (...,) else inner
        return len(value) == len(expected) and all(map(fits, value, expected))
    if not isinstance(value, hint) or isinstance(value, bool):
        return False
    return all(fits(getattr(value, name), one) for name, one in _hints(hint))


@cache
def _hints(kind: Any) -> list[tuple[str, Any]]:
    if not is_dataclass(kind):
        return []
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _faults(parsed: Parsed) -> Iterator[str]:
    document = parsed.document
    if not _DOC_ID.fullmatch(document.doc_id):
        yield f"no document id: {document.doc_id[:80]!r}"
    if not 0 <= parsed.tables <= len(document.text):
        yield f"{parsed.tables} tables"
    ends = [0, *(page.end for page in document.pages)]
    for page, before in zip(document.pages, ends, strict=False):
        if not before <= page.start <= page.end <= len(document.text):
            yield f"page {page.number} lies outside the text"
    line_ends = [at for at, char in enumerate(document.text) if char == "\n"]
    for passage, next_start in zip(parsed.passages, [*(one.start for one in parsed.passages[1:]), None], strict=True):
        if next_start is not None and next_start <= passage.start:
            yield f"the passage at {passage.start} is out of order"
        yield from _passage_faults(passage, document.text, line_ends)


def _passage_faults(passage: Passage, text: str, line_ends: Sequence[int]) -> Iterator[str]:
    if not 0 <= passage.start < passage.end <= len(text):
        yield f"the passage at {passage.start} lies outside the text"
    lines = bisect_left(line_ends, passage.start) + 1, bisect_left(line_ends, passage.end - 1) + 1
    if lines != (passage.line_start, passage.line_end):
        yield f"the passage at {passage.start} does not stand on lines {passage.line_start} to {passage.line_end}"
    for row in passage.table.rows if passage.table else ():
        if any(text[cell.start : cell.end] != cell.text for cell in row.cells):
            yield f"a cell of the table at {passage.start} does not say what the text does"
