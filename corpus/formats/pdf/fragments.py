"""Characters into fragments: what stands on one baseline without a wide gap. And how broken lines join again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpus.formats.pdf.shapes import Fragment, Glyph

SAME_BASELINE = 0.3  # of the size
WIDE_GAP = 1.0  # of the size; what cells and columns keep between them at the least
# A gap without a space character that is one all the same, of the size: between Latin letters; between Chinese ones,
# above what setting the line to full width puts between all of them; and between the two, where Word leaves a quarter.
LATIN_GAP, CHINESE_GAP, MIXED_GAP = 0.17, 0.18, 0.45
LEAST_SPACE = 0.05  # of the size; a space character beside a Chinese one that leaves less is none
SMALL = 0.8  # of the size of its neighbour: a raised or lowered figure
WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u303f\u3040-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
MIXED_EDGE = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%‰][\u4e00-\u9fff]")
SPACED_EDGE = re.compile(r"[\u4e00-\u9fff] [A-Za-z0-9]|[A-Za-z0-9%‰] [\u4e00-\u9fff]")
HYPHENATED = re.compile(r"[a-z]{2}[-\u2010]$")


def fragments_of(glyphs: Sequence[Glyph]) -> list[Fragment]:
    """The fragments, by baseline and then from left to right."""
    found: list[Fragment] = []
    for row in _with_raised(_rows(glyphs)):
        found += _cut(sorted(row, key=lambda glyph: glyph.x0))
    return sorted(found, key=lambda fragment: (fragment.baseline, fragment.x0))


def joined(before: str, after: str, filled: bool = False) -> str:
    """Two lines of one paragraph as one: Latin words keep a space between them, Chinese has none.

    Programs that set Chinese break numbers where the line ends: `filled` says that nothing more went on the first line.
    """
    if not before or not after:
        return before + after
    if WIDE.match(before[-1]) or WIDE.match(after[0]) or before[-1] in "“‘" or after[0] in "”’":
        apart = MIXED_EDGE.search(before[-1] + after[0]) and _spaces_numbers(before)
        return f"{before} {after}" if apart else before + after
    if filled and before[-1].isdigit() and after[0].isdigit() and WIDE.search(before):
        return before + after
    if HYPHENATED.search(before) and after[0].islower():
        return before[:-1] + after
    return before + after if before[-1] in "-/\u2010" else f"{before} {after}"


def _spaces_numbers(text: str) -> bool:
    """Whether the writer puts spaces between Chinese and numbers or Latin words (共 12 家)."""
    return len(SPACED_EDGE.findall(text)) > len(MIXED_EDGE.findall(text))


def whole(fragments: Iterable[Fragment]) -> Fragment:
    """Several fragments of one line as one, with a space in each gap."""
    parts = sorted(fragments, key=lambda fragment: fragment.x0)
    longest = max(parts, key=lambda fragment: len(fragment.text))
    text = " ".join(part.text for part in parts)
    bold = 2 * sum(len(part.text) for part in parts if part.bold) > len(text)
    top, bottom = min(part.top for part in parts), max(part.bottom for part in parts)
    right = max(part.x1 for part in parts)
    return Fragment(text, parts[0].x0, top, right, bottom, longest.baseline, longest.size, bold)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        last = rows[-1][0] if rows else None
        if last and abs(glyph.baseline - last.baseline) <= SAME_BASELINE * min(glyph.size, last.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Small figures above or below a line (footnote marks, m²) go into it."""
    for place, row in enumerate(rows):
        for near in (place - 1, place + 1):
            if not 0 <= near < len(rows) or not rows[near]:
                continue
            largest = max(glyph.size for glyph in rows[near])
            small = [glyph for glyph in row if glyph.size <= SMALL * largest]
            moved = [glyph for glyph in small if any(_carries(host, glyph) for host in rows[near])]
            for glyph in moved:
                row.remove(glyph)
                rows[near].append(glyph)
    return [row for row in rows if row]


def _carries(host: Glyph, small: Glyph) -> bool:
    if small.size > SMALL * host.size or not host.top <= (small.top + small.bottom) / 2 <= host.bottom:
        return False
    near = SMALL * host.size
    return -near <= small.x0 - host.x1 <= near or -near <= host.x0 - small.x1 <= near


def _cut(row: Sequence[Glyph]) -> Iterable[Fragment]:
    """The fragments of one row."""
    run: list[Glyph] = []
    text, spaces = "", ""
    usual = _usual_gap(row)
    for glyph in row:
        if not glyph.text.strip():
            spaces += glyph.text
            continue
        gap = _gap(run[-1], glyph) if run else 0.0
        if run and gap > WIDE_GAP:
            yield _fragment(text, run)
            run, text = [], ""
        elif run:
            text += _space(run[-1], glyph, gap, spaces, usual)
        run.append(glyph)
        text += glyph.text
        spaces = ""
    if run:
        yield _fragment(text, run)


def _gap(before: Glyph, after: Glyph) -> float:
    return (after.x0 - before.x1) / max(after.size, before.size)


def _usual_gap(row: Sequence[Glyph]) -> float:
    """What lies between most Chinese characters of a row."""
    chinese = [(one, other) for one, other in pairwise(row) if WIDE.match(one.text) and WIDE.match(other.text)]
    gaps = sorted(_gap(one, other) for one, other in chinese)
    return max(0.0, gaps[len(gaps) // 2]) if gaps else 0.0


def _space(before: Glyph, after: Glyph, gap: float, spaces: str, usual: float) -> str:
    """What stands between two characters: the spaces of the file, or one for a gap as wide."""
    wide = bool(WIDE.match(before.text)) + bool(WIDE.match(after.text))
    if spaces and (gap > LEAST_SPACE or not wide):
        return "\u3000" if "\u3000" in spaces else " "
    return " " if gap > (LATIN_GAP, MIXED_GAP, CHINESE_GAP + usual)[wide] else ""


def _fragment(text: str, run: Sequence[Glyph]) -> Fragment:
    first = max(run, key=lambda glyph: glyph.size)
    top, bottom = min(glyph.top for glyph in run), max(glyph.bottom for glyph in run)
    bold = 2 * sum(glyph.bold for glyph in run) > len(run)
    return Fragment(text, run[0].x0, top, run[-1].x1, bottom, first.baseline, first.size, bold)
