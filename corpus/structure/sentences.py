"""Sentences of Chinese text, as spans."""

from __future__ import annotations

import re

from corpus.structure.lines import lines_of

# A full stop of Latin script ends a sentence only between words: "3.5", "1." and "No. 7" are no ends.
END = re.compile(r"(?:[。！？!?；;]+|(?<=[a-z]{2})\.(?=\s+[A-Z]))[”’」』）)】》\"'*]*")
# 「好。」他说： the sentence goes on behind the closing quote.
GOES_ON = re.compile(r"[”’」』）)】》\"'][，,、：:的（(]|[”’」』\"'][他她]?(?:说|表示|指出|强调|称)")
OPENING, CLOSING = "（(《【[", "）)》】]"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) that cover everything but white space, in order.

    A sentence ends at 。！？；and their half-width forms with the quotes and brackets that close behind them, and at
    a line's end; never inside brackets. A row of a table is one span.
    """
    spans: list[tuple[int, int]] = []
    for line in lines_of(text):
        row = "\t" in line.text.strip() or line.text.lstrip().startswith("|")
        pieces = [(0, len(line.text))] if row else _pieces(line.text)
        spans += [(line.start + start, line.start + end) for start, end in pieces]
    trimmed = (_trim(text, start, end) for start, end in spans)
    return [(start, end) for start, end in trimmed if start < end]


def _pieces(line: str) -> list[tuple[int, int]]:
    pieces, start = [], 0
    for match in END.finditer(line):
        if not _inside_brackets(line[start : match.start()]) and not GOES_ON.match(line, match.end() - 1):
            pieces.append((start, match.end()))
            start = match.end()
    return [*pieces, (start, len(line))]


def _inside_brackets(text: str) -> bool:
    if not any(mark in text for mark in OPENING):  # nearly always
        return False
    depth = 0
    for char in text:
        depth = max(0, depth + (char in OPENING) - (char in CLOSING))
    return depth > 0


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
