"""An extract in the making: offsets follow what is added."""

from __future__ import annotations

from corpus.document import MarkKind
from corpus.formats.draft import Draft, Slot


def test_marks_and_pages_lie_where_the_text_does() -> None:
    draft = Draft()
    draft.begin_page("封面")
    draft.add_text("渔港年报", MarkKind.HEADING, 1)
    draft.begin_page()
    draft.add_text("第一行\n\n 第二行 ", MarkKind.ITEM)
    found = draft.finish("题", "docx")
    assert found.text == "渔港年报\n第一行\n第二行\n"
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["渔港年报", "第一行\n第二行"]
    assert [(page.label, found.text[page.start : page.end]) for page in found.pages] == [
        ("封面", "渔港年报\n"),
        (None, "第一行\n第二行\n"),
    ]


def test_a_slot_in_several_positions_is_one_cell() -> None:
    draft, wide = Draft(), Slot("宽")
    draft.add_grid([[wide, wide, Slot("窄")], [wide, wide, Slot("低\t处\n")]])
    found = draft.finish("", "docx")
    assert found.text == "宽\t\t窄\n\t\t低 处\n"
    (grid,) = found.grids
    assert len({id(row[column]) for row in grid.rows for column in (0, 1)}) == 1
    assert all(found.text[cell.start : cell.end] == cell.text for row in grid.rows for cell in row)


def test_blank_cells_at_the_end_of_a_row_leave_no_tabs() -> None:
    draft = Draft()
    draft.add_grid([[Slot("甲"), Slot(""), Slot("")], [Slot("乙"), Slot("丙"), Slot("")]])
    found = draft.finish("", "docx")
    assert found.text == "甲\n乙\t丙\n"
    assert [cell.end for cell in found.grids[0].rows[0]] == [1, 1, 1]


def test_what_is_blank_is_not_added() -> None:
    draft = Draft()
    draft.add_text(" \n")
    draft.add_grid([[Slot(""), Slot(" ")]])
    assert draft.finish("", "docx").text == ""
    assert draft.length == 0
