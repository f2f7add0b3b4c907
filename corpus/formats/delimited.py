"""CSV and TSV: one record a line; cells have the addresses that a spreadsheet would give them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from corpus.extract import Extract
from corpus.files.progress import tell
from corpus.formats import plaintext
from corpus.formats.draft import Draft
from corpus.formats.office.sheets import Sheet, add_cells

DELIMITERS = ",\t;|"
LOOKED_AT = 100  # records that tell the delimiter
TOLD_EVERY = 20_000  # records
MOST_CELLS = 600_000  # about 5 MB of text
LONGEST_CELL = 1 << 30  # characters; the default stops at 131,072


def read(data: bytes, name: str) -> Extract:
    """The records as tables, separated where blank lines separate them.

    Raises UnreadableDocument where the bytes are no text.
    """
    found = plaintext.read(data, name)
    text = found.text.removeprefix("\ufeff")
    delimiter = "\t" if name.lower().endswith(".tsv") and "\t" in text else _delimiter(text)
    rows, cells, cut = [], 0, False
    for number, record in enumerate(_records(text, delimiter), 1):
        if number % TOLD_EVERY == 0:
            tell("读取")
        row = {column: cell.strip() for column, cell in enumerate(record, 1) if cell.strip()}
        cells += len(row)
        if cells > MOST_CELLS:
            cut = True
            break
        rows += [(number, row)] if row else []
    draft = Draft()
    add_cells(draft, Sheet("", rows))
    warnings = [f"表格过大，只收入前 {rows[-1][0]} 行。请拆成几个文件后重新导入。"] if cut else []
    return draft.finish("", found.encoding, warnings)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    closed = text.count('"') % 2 == 0  # a quote that nothing closes would swallow the rest of the file
    lines = io.StringIO(text, newline="")
    if closed:
        return csv.reader(lines, delimiter=delimiter)
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)


def _delimiter(text: str) -> str:
    """The one under which most records have equally many cells, more than one; a comma where none does."""

    def fit(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(record) for record in islice(_records(text, delimiter), LOOKED_AT) if record)
        width, often = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (often, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fit)
