"""The cells of a line of text: between tabs, between pipes, or between wide gaps."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.document import Cell
from corpus.structure.lines import Line

SEPARATOR = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")  # |---|:--:|
PIPE = re.compile(r"(?<!\\)\|")
GAP = re.compile(r"(?<=\S)(?: {2,}|[ \u3000]*\u3000{2,}[ \u3000]*)(?=\S)")
VALUE = re.compile(r"^[-+−<>≤≥约近超逾¥$￥]*\d[\d,.，:：]*\s*\S{0,3}$")


def cells_of(line: Line, mark: str = "") -> list[Cell]:
    """The cells of a line, without the white space and the bold marks around their text.

    `mark` is what separates them: a tab, a pipe or a space (two or more of them); "" where the line itself shows it.
    """
    if SEPARATOR.match(line.text):
        return []
    if mark == " ":
        gaps = [match.span() for match in GAP.finditer(line.text)]
        edges = [0, *(edge for gap in gaps for edge in gap), len(line.text)]
        return [_cell(line, left, right) for left, right in zip(edges[::2], edges[1::2], strict=True)]
    if "\t" in line.text and not line.text.lstrip().startswith("|"):
        bounds = [match.start() for match in re.finditer("\t", line.text)]
    else:
        bounds = [match.start() for match in PIPE.finditer(line.text)]
    edges = [-1, *bounds, len(line.text)]
    if "\t" not in line.text and bounds:  # the pipes at both ends open and close the row
        edges = edges[1:] if not line.text[: bounds[0]].strip() else edges
        edges = edges[:-1] if not line.text[bounds[-1] + 1 :].strip() and len(edges) > 2 else edges
    return [_cell(line, left + 1, right) for left, right in pairwise(edges)]


def _cell(line: Line, start: int, end: int) -> Cell:
    text = line.text[start:end]
    while text[:1].isspace() or text.startswith("**"):
        step = 1 if text[:1].isspace() else 2
        text, start = text[step:], start + step
    while text[-1:].isspace() or text.endswith("**"):
        text = text[: -1 if text[-1:].isspace() else -2]
    return Cell(text, line.start + start, line.start + start + len(text))
