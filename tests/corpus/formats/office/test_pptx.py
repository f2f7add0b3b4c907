"""Slides: reading order, tables, charts, notes, and what is left out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from corpus.document import MarkKind
from corpus.formats.office.pptx import read

TITLE_AND_TEXT, TITLE_ONLY, BLANK = 1, 5, 6


def deck(*fills: Callable[[Any], object], layout: int = BLANK) -> bytes:
    """A presentation, each slide filled by one of `fills`."""
    presentation = Presentation()
    for fill in fills:
        fill(presentation.slides.add_slide(presentation.slide_layouts[layout]))
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def boxes(*places: tuple[float, float, str]) -> Callable[[Any], None]:
    """Text boxes of three by half an inch at (left, top)."""

    def fill(slide: Any) -> None:
        for left, top, text in places:
            box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5))
            box.text_frame.text = text

    return fill


def lines(data: bytes) -> list[str]:
    return read(data, "汇报.pptx").text.rstrip("\n").split("\n")


def test_two_columns_are_read_one_after_the_other() -> None:
    data = deck(boxes((5, 3, "右下"), (5, 2, "右上"), (1, 3, "左下"), (1, 2, "左上")))
    assert lines(data) == ["左上", "左下", "右上", "右下"]


def test_rows_with_a_name_at_their_left_are_read_across() -> None:
    data = deck(boxes((1, 4, "船"), (4.1, 4, "三艘"), (1, 2, "港"), (4.1, 2, "两座")))
    assert lines(data) == ["港", "两座", "船", "三艘"]


def test_the_title_comes_first_and_is_a_heading() -> None:
    def fill(slide: Any) -> None:
        slide.placeholders[1].text = "渔船三千艘"
        slide.shapes.title.text = "一、概况"

    found = read(deck(fill, layout=TITLE_AND_TEXT), "汇报.pptx")
    assert found.text == "一、概况\n渔船三千艘\n"
    assert [found.text[mark.start : mark.end] for mark in found.marks] == ["一、概况"]
    assert found.title == "一、概况"


def test_a_short_box_on_top_stands_for_a_title() -> None:
    found = read(deck(boxes((1, 0.4, "渔港现状"), (1, 3, "渔港十二座，都在湾内。"))), "汇报.pptx")
    assert [(mark.kind, found.text[mark.start : mark.end]) for mark in found.marks] == [(MarkKind.HEADING, "渔港现状")]


def test_a_list_has_items_and_computed_numbers() -> None:
    def fill(slide: Any) -> None:
        from lxml import etree

        slide.placeholders[1].text = "清淤\n疏浚"
        for paragraph in slide.placeholders[1].text_frame.paragraphs:
            properties = paragraph._p.get_or_add_pPr()
            etree.SubElement(properties, f"{{{properties.nsmap['a']}}}buAutoNum", type="ea1ChsPeriod")

    found = read(deck(fill, layout=TITLE_AND_TEXT), "汇报.pptx")
    assert found.text == "一、清淤\n二、疏浚\n"
    assert [mark.kind for mark in found.marks] == [MarkKind.ITEM, MarkKind.ITEM]


def test_a_chart_is_a_table_of_its_figures() -> None:
    def fill(slide: Any) -> None:
        data: Any = CategoryChartData(number_format="0.0%")  # type: ignore[no-untyped-call]
        data.categories = ["2020年", "2021年"]
        data.add_series("增速", (0.1, 0.253))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(5), Inches(3), data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "渔获增速"

    assert lines(deck(fill)) == ["渔获增速", "\t增速", "2020年\t10.0%", "2021年\t25.3%"]


def test_notes_stand_behind_their_slide() -> None:
    def fill(slide: Any) -> None:
        boxes((1, 1, "渔港十二座"))(slide)
        slide.notes_slide.notes_text_frame.text = "这里停一下。"

    assert lines(deck(fill, boxes((1, 1, "完")))) == ["渔港十二座", "备注：这里停一下。", "完"]


def test_groups_are_taken_apart() -> None:
    def fill(slide: Any) -> None:
        group = slide.shapes.add_group_shape()
        for left, text in ((5, "右"), (1, "左")):
            group.shapes.add_textbox(Inches(left), Inches(1), Inches(1), Inches(1)).text_frame.text = text

    assert lines(deck(fill)) == ["左", "右"]


def test_a_hidden_slide_keeps_its_number_and_is_left_out() -> None:
    def hidden(slide: Any) -> None:
        boxes((1, 1, "草稿"))(slide)
        slide._element.set("show", "0")

    found = read(deck(boxes((1, 1, "甲")), hidden, boxes((1, 1, "乙"))), "汇报.pptx")
    assert [(page.number, found.text[page.start : page.end]) for page in found.pages] == [
        (1, "甲\n"),
        (2, ""),
        (3, "乙\n"),
    ]
    assert found.warnings == ("隐藏的幻灯片没有收入：第 2 页。",)


def test_a_slide_of_pictures_is_named() -> None:
    from PIL import Image

    def fill(slide: Any) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (2, 2)).save(picture, "PNG")
        slide.shapes.add_picture(picture, 0, 0)

    assert read(deck(boxes((1, 1, "甲")), fill), "汇报.pptx").warnings == ("第 2 页只有图片，没有文字可以收入。",)
