"""What a format declares comes before what plain text would be taken for."""

from __future__ import annotations

from corpus.document import Cell, Document, Grid, Kind, Mark, MarkKind, Page, Parsed
from corpus.splitter import split

BODY = "渔港是渔船停靠、卸鱼和补给的地方，也是渔民回家的地方，全市共有大小渔港十二座。" * 3


def document(text: str, *marks: tuple[MarkKind, str, int], pages: tuple[Page, ...] = ()) -> Document:
    """A document whose marks are on the first places of these lines."""
    placed = [Mark(kind, text.index(line), text.index(line) + len(line), level) for kind, line, level in marks]
    return Document("0" * 64, "", "样本.docx", text, marks=tuple(placed), pages=pages)


def paths(parsed: Parsed) -> list[tuple[str, ...]]:
    return [passage.heading_path for passage in parsed.passages]


def test_declared_headings_give_the_path_by_their_level() -> None:
    text = f"港口\n{BODY}\n泊位\n{BODY}\n"
    found = split(document(text, (MarkKind.HEADING, "港口", 1), (MarkKind.HEADING, "泊位", 2)))
    assert paths(found) == [("港口",), ("港口", "泊位")]


def test_an_outline_leaves_nothing_to_guess() -> None:
    text = f"港口\n{BODY}\n第二章 这不是标题\n{BODY}\n泊位\n{BODY}\n"
    found = split(document(text, (MarkKind.HEADING, "港口", 1), (MarkKind.HEADING, "泊位", 1)))
    assert paths(found) == [("港口",), ("泊位",)]


def test_beside_a_lone_declared_heading_the_others_are_guessed() -> None:
    text = f"年报\n第一章 港口\n{BODY}\n第二章 泊位\n{BODY}\n"
    found = split(document(text, (MarkKind.HEADING, "年报", 1)))
    assert [path[-1] for path in paths(found)] == ["第一章 港口", "第二章 泊位"]


def test_declared_furniture_is_in_no_passage() -> None:
    text = f"港口年报\n{BODY}\n第 1 页，共 2 页\n{BODY}\n"
    found = split(document(text, (MarkKind.FURNITURE, "港口年报", 0), (MarkKind.FURNITURE, "第 1 页，共 2 页", 0)))
    assert not any("年报" in passage.text or "共 2 页" in passage.text for passage in found.passages[:1])
    assert all(passage.text != "第 1 页，共 2 页" for passage in found.passages)


def test_what_repeats_in_a_format_that_declares_structure_is_text() -> None:
    text = "\n\n".join(["北港", BODY] * 4)
    found = split(document(text, (MarkKind.ITEM, "北港", 0)))
    assert sum(passage.text.count("北港") for passage in found.passages) == 4


def test_declared_items_make_a_list() -> None:
    text = "木船三艘停在北岸\n铁船五艘停在南岸\n"
    marks = [(MarkKind.ITEM, line, 0) for line in text.split("\n") if line]
    assert [passage.kind for passage in split(document(text, *marks)).passages] == [Kind.LIST]


def test_a_declared_grid_becomes_a_table_under_its_caption() -> None:
    text = f"{BODY}\n港\t船\n甲\t3\n乙\t5\n"
    cells = [Cell(word, text.index(word, len(BODY)), text.index(word, len(BODY)) + 1) for word in "港船甲3乙5"]
    rows = tuple(tuple(cells[place : place + 2]) for place in (0, 2, 4))
    start = len(BODY) + 1
    grid = Grid(rows, start, len(text) - 1, header_rows=1, caption="表1 渔船")
    table = next(passage.table for passage in split(Document("0", "", "a.xlsx", text, grids=(grid,))).passages[1:])
    assert table is not None
    assert (table.caption, table.header) == ("表1 渔船", ("港", "船"))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", "3"], ["乙", "5"]]


def test_a_passage_names_every_page_that_it_touches() -> None:
    text = BODY + "\n" + BODY
    pages = (Page(1, 0, 20, "i"), Page(2, 20, len(text), "ii"))
    passage = split(document(text, pages=pages)).passages[0]
    assert (passage.page, passage.page_label, passage.pages) == (1, "i", pages)


def test_the_warnings_of_the_reader_are_those_of_the_document() -> None:
    found = split(Document("0", "", "a.pdf", BODY, warnings=("第 3 页是扫描图像。",)))
    assert found.warnings == ("第 3 页是扫描图像。",)
