"""Workbooks (xlsx): every sheet as it shows its cells, with cached results of formulas and number formats applied.

Sheets, rows and columns that are hidden are left out and named in the warnings; rows that only a filter hides stay.
Sheets are read as streams: a million declared rows without content cost a second or two and no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from corpus.extract import Extract
from corpus.files.progress import tell
from corpus.formats.draft import Draft
from corpus.formats.office.number_formats import BUILT_IN, GENERAL, shown
from corpus.formats.office.ooxml import BROKEN, Package, attribute, core_title, name_of, stream_elements
from corpus.formats.office.sheets import Merge, Sheet, add_sheet

Element = etree._Element

TOLD = 2000  # rows between two signs of progress
MOST_CELLS = 600_000  # of a workbook; about 5 MB of text
TOLD_EVERY = 20_000  # rows
REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d+)$")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # characters that XML cannot hold
VISIBLE = (None, "visible")


@dataclass(slots=True)
class Tally:
    """What was left out, for the warnings."""

    cells: int = 0
    cut: str = ""  # the sheet where the limit was reached
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # sheets with hidden rows or columns
    formulas: int = 0  # without a cached result


def read(data: bytes, name: str) -> Extract:
    """The workbook, a page a sheet. Raises UnreadableDocument where it is damaged, encrypted or no workbook."""
    package = Package(data, name)
    root = package.xml(package.main)
    if name_of(root) != "workbook":
        raise package.damaged(ValueError(f"the main part is a {name_of(root)}"))
    draft, tally = Draft(), Tally()
    try:
        reader = _Reader(package, root, tally)
        for sheet in reader.sheets():
            if sheet.rows:
                add_sheet(draft, sheet)
    except BROKEN as error:
        raise package.damaged(error) from error
    return draft.finish(core_title(package), "xlsx", _warnings(tally))


class _Reader:
    """Reads sheets with the workbook's strings and formats."""

    def __init__(self, package: Package, root: Element, tally: Tally) -> None:
        self._package, self._root, self._tally = package, root, tally
        self._from_1904 = attribute(root.find("{*}workbookPr"), "date1904") in ("1", "true")
        self._codes = list(_codes(self._related("styles")))
        self._strings: list[str] | None = None
        self._progress = 0, 0  # sheets done, sheets in all

    def sheets(self) -> Iterator[Sheet]:
        """The sheets that are shown, in order."""
        targets = self._package.targets(self._package.main)
        found = self._root.findall("{*}sheets/{*}sheet")
        for done, sheet in enumerate(found):
            self._progress = done, len(found)
            name, part = sheet.get("name", ""), targets.get(attribute(sheet, "id") or "", "")
            if sheet.get("state") not in VISIBLE:
                self._tally.sheets.append(name)
            elif self._package.has(part) and not self._tally.cut:
                yield self._sheet(name, part)

    def _related(self, kind: str) -> Element | None:
        parts = self._package.related(self._package.main, kind)
        return self._package.xml(parts[0]) if parts else None

    def _sheet(self, name: str, part: str) -> Sheet:
        rows: list[tuple[int, dict[int, str]]] = []
        hidden, columns = set[int](), set[int]()
        merges, filtered, number = [], False, 0
        tags = ("{*}row", "{*}mergeCell", "{*}col", "{*}filterColumn")
        for element in stream_elements(self._package.stream(part), tags):
            tag = name_of(element)
            if tag == "row":
                if number % TOLD_EVERY == 0:
                    tell("读取", *self._progress)
                number = int(element.get("r") or number + 1)
                cells = self._cells(element)
                if element.get("hidden") in ("1", "true"):
                    hidden.add(number)
                if cells:
                    rows.append((number, cells))
                    self._tally.cells += len(cells)
                    if len(rows) % TOLD == 0:
                        tell(f"读取工作表 {name}")
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                columns.update(range(int(element.get("min", "1")), int(element.get("max", "1")) + 1))
            elif tag == "mergeCell":
                merges += _merge(element.get("ref", ""))
            filtered = filtered or tag == "filterColumn"
            if self._tally.cells > MOST_CELLS:
                self._tally.cut = f"{name}”第 {number} 行"
                break
        hidden = set() if filtered else hidden
        return self._shown(Sheet(name, sorted(rows, key=lambda row: row[0]), merges, frozenset(hidden)), columns)

    def _shown(self, sheet: Sheet, columns: set[int]) -> Sheet:
        """Without the hidden rows and columns."""
        rows = []
        for number, cells in sheet.rows:
            kept = {column: text for column, text in cells.items() if column not in columns}
            if kept and number not in sheet.hidden:
                rows.append((number, kept))
        if len(rows) < len(sheet.rows) or any(columns & set(cells) for _, cells in sheet.rows):
            self._tally.hidden.append(sheet.name)
        return Sheet(sheet.name, rows, sheet.merges, sheet.hidden)

    def _cells(self, row: Element) -> dict[int, str]:
        cells, column = {}, 0
        for cell in row:
            if not len(cell):  # styled and blank: there may be millions of them
                column += 1
                continue
            place = REFERENCE.match(cell.get("r", ""))
            column = _column(place.group(1)) if place else column + 1
            text = self._text(cell).strip()
            if text:
                cells[column] = text
        return cells

    def _text(self, cell: Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext("{*}v")
        if kind == "inlineStr":
            found = cell.find("{*}is")
            return _plain(found) if found is not None else ""
        if value is None or not value.strip():
            self._tally.formulas += cell.find("{*}f") is not None
            return ""
        if kind == "s":
            return self._string(int(value))
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return self._number(value, cell.get("s")) if kind == "n" else _unescaped(value)

    def _number(self, value: str, style: str | None) -> str:
        place = int(style or 0)
        code = self._codes[place] if place < len(self._codes) else GENERAL
        try:
            return shown(float(value), code, from_1904=self._from_1904)
        except (ValueError, ArithmeticError):  # no number, or beyond what a format can show
            return value

    def _string(self, number: int) -> str:
        if self._strings is None:
            parts = self._package.related(self._package.main, "sharedStrings")
            found = stream_elements(self._package.stream(parts[0]), ("{*}si",)) if parts else iter(())
            self._strings = [_plain(one) for one in found]
        return self._strings[number] if 0 <= number < len(self._strings) else ""


def _codes(styles: Element | None) -> Iterator[str]:
    """The format code of each cell style."""
    if styles is None:
        return
    own = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = int(style.get("numFmtId", "0"))
        yield own.get(number) or BUILT_IN.get(number, GENERAL)


def _plain(string: Element) -> str:
    """The text of a string in one or several styles, without the reading above it."""
    parts = (one.text or "" for one in string.iterfind(".//{*}t") if name_of(_parent(one)) != "rPh")
    return _unescaped("".join(parts))


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text) if "_x" in text else text


def _merge(reference: str) -> list[Merge]:
    first, _, last = reference.partition(":")
    begin, end = REFERENCE.match(first), REFERENCE.match(last)
    if not begin or not end:
        return []
    return [Merge(int(begin.group(2)), _column(begin.group(1)), int(end.group(2)), _column(end.group(1)))]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _warnings(tally: Tally) -> list[str]:
    warnings = []
    if tally.sheets:
        warnings.append(f"隐藏的工作表没有收入：{'、'.join(tally.sheets)}。")
    if tally.hidden:
        warnings.append(f"隐藏的行或列没有收入，在工作表：{'、'.join(dict.fromkeys(tally.hidden))}。")
    if tally.formulas:
        warnings.append(f"有 {tally.formulas} 个公式没有保存计算结果，没有收入。请用表格软件打开并保存一次后重新导入。")
    if tally.cut:
        warnings.append(f"表格过大，只收入到工作表“{tally.cut}，其后的没有收入。请拆成几个文件后重新导入。")
    return warnings
