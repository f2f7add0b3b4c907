"""Texts as a comparison sees them, every character knowing where it stands in its source.

One width, simplified, without white space, quotation marks and case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.segmenter import normalise

_DROPPED = re.compile(r"[\s\"'“”‘’「」『』〝〞＂\x00-\x1f\x7f]")
_SAME = str.maketrans(
    {"。": ".", "—": "-", "–": "-", "―": "-", "─": "-", "•": "·", "・": "·", "〜": "~", "∶": ":", "﹑": "、"}
)
_CODES = 0x110000

Codes = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlainText:
    """`codes[i]` is the code point of one compared character, `at[i]` the place in the source that it comes from."""

    codes: Codes  # (n,)
    at: Places  # (n,), ascending; a character like … gives several codes of one place

    @property
    def text(self) -> str:
        """The compared characters."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")


def plain(text: str) -> PlainText:
    """The text for comparison."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    seen = np.zeros(_CODES, bool)
    seen[codes] = True
    used = np.flatnonzero(seen)
    forms = _forms(map(chr, used.tolist()))
    row = np.zeros(_CODES, np.int32)
    row[used] = np.arange(len(used))
    rows = row[codes]
    lengths = np.array([len(form) for form in forms], np.int64)[rows] if len(rows) else np.zeros(0, np.int64)
    at = np.repeat(np.arange(len(codes)), lengths)
    inside = np.arange(len(at)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table = np.zeros((max(1, len(forms)), max(map(len, forms), default=1) or 1), np.uint32)
    for i, form in enumerate(forms):
        table[i, : len(form)] = [ord(char) for char in form]
    return PlainText(table[rows[at], inside], at)


def _forms(chars: Iterable[str]) -> list[str]:
    """What each character is compared as; "" for one that does not count. One by one, so that offsets stay."""
    listed = [("" if _DROPPED.match(char) else char) for char in chars]
    normalised = normalise("\n".join(listed)).split("\n") if listed else []
    return [_DROPPED.sub("", form.translate(_SAME)) for form in normalised]
