"""Header rows, group rows, column groups and properties of a table."""

from __future__ import annotations

import pytest

from corpus.structure.lines import lines_of
from corpus.tables.rows import Inside, parse_rows


def grid(text: str, inherited: tuple[str, ...] = ()) -> Inside:
    return parse_rows(lines_of(text), inherited)


def rows(found: Inside) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for line in found.rows for row in line]


def test_the_first_row_of_names_is_the_header() -> None:
    found = grid("年份\t数量（艘）\n2021\t30\n2022\t41")
    assert found.header == ("年份", "数量（艘）")
    assert rows(found) == [("2021", "30"), ("2022", "41")]


def test_years_name_columns() -> None:
    assert grid("指标\t2021年\t2022年E\n数量\t30\t41").header == ("指标", "2021年", "2022年E")


@pytest.mark.parametrize(
    "text", ["渔船\t30\n码头\t4", "2021.03\t《渔港条例》\n2022.05\t《渔船办法》", "1\t甲\t乙\n2\t丙\t丁"]
)
def test_rows_of_figures_dates_and_serial_numbers_are_no_header(text: str) -> None:
    assert grid(text).header == ()


def test_levels_of_a_header_are_joined() -> None:
    found = grid("港口\t2021年\t\t2022年\t\n\t船（艘）\t人（名）\t船（艘）\t人（名）\n北岸\t3\t40\t5\t60")
    assert found.header == ("港口", "2021年 船（艘）", "2021年 人（名）", "2022年 船（艘）", "2022年 人（名）")
    assert rows(found) == [("北岸", "3", "40", "5", "60")]


def test_the_corner_may_be_named_on_the_second_level() -> None:
    assert grid("\t全省\t\n年份\t产量\t增速\n2021\t3\t4%").header == ("年份", "全省 产量", "全省 增速")


def test_a_name_does_not_spread_over_a_gap_in_the_body() -> None:
    assert grid("港口\t备注\t\n北岸\t无\t3\n南岸\t无\t4").header == ("港口", "备注", "")


def test_a_markdown_header_stands_above_the_separator() -> None:
    found = grid("| 1 | 2 |\n|:--|--:|\n| 3 | 4 |")
    assert found.header == ("1", "2")
    assert rows(found) == [("3", "4")]


def test_a_group_row_labels_the_rows_below_it() -> None:
    found = grid(
        "序号\t名称\t单位\n省级实验室: 2个\t\t\n1\t鱼病\t甲大学\n2\t鱼苗\t乙大学\n市级实验室: 1个\t\t\n1\t渔具\t丙所"
    )
    assert [row.group for line in found.rows for row in line] == [
        "省级实验室: 2个",
        "省级实验室: 2个",
        "市级实验室: 1个",
    ]
    assert rows(found)[0] == ("1", "鱼病", "甲大学")


def test_brackets_around_a_group_are_no_part_of_it() -> None:
    assert [row.group for line in grid("港\t船\n【北片】\t\n甲\t3").rows for row in line] == ["北片"]


def test_a_first_cell_that_spans_rows_is_their_group() -> None:
    found = grid("地区\t企业\t船\n北岸\t甲\t3\n\t乙\t4\n南岸\t丙\t5")
    assert [row.group for line in found.rows for row in line] == ["", "北岸", ""]


def test_a_total_below_serial_numbers_has_no_group() -> None:
    assert [row.group for line in grid("序号\t港\t船\n1\t甲\t3\n\t合计\t3").rows for row in line] == ["", ""]


def test_a_table_that_lost_its_marks_has_no_groups() -> None:
    found = grid("赛道\tA轮\tB轮\n捕捞\t\t\n养殖\t\t\n加工\t\t")
    assert len(rows(found)) == 3
    assert {row.group for line in found.rows for row in line} == {""}


def test_column_groups_side_by_side_are_rows_of_their_own() -> None:
    text = "序号\t港\t船\t序号\t港\t船\n1\t甲\t30\t3\t丙\t50\n2\t乙\t40"
    found = grid(text)
    assert found.header == ("序号", "港", "船")
    assert rows(found) == [("1", "甲", "30"), ("3", "丙", "50"), ("2", "乙", "40")]
    assert [text[row.start : row.end] for line in found.rows for row in line] == ["1\t甲\t30", "3\t丙\t50", "2\t乙\t40"]


def test_a_total_across_column_groups_is_one_row() -> None:
    found = grid("港\t船\t人\t港\t船\t人\n甲\t3\t5\t乙\t4\t6\n合计\t\t\t\t7\t11")
    assert rows(found)[-1] == ("合计", "7", "11")


def test_a_first_name_that_spans_two_columns_counts_twice() -> None:
    found = grid("类别\tA轮\tB轮\n捕捞\t近海\t3\t4\n\t远洋\t5\t6\n\t深海\t7\t8")
    assert found.header == ("类别", "类别", "A轮", "B轮")


def test_ragged_rows_stay_as_they_are() -> None:
    assert rows(grid("港\t船\t人\n甲\t3\n乙\t4\t5\t6")) == [("甲", "3"), ("乙", "4", "5", "6")]


def test_a_continued_table_drops_the_header_that_it_repeats() -> None:
    found = grid("港\t船\n丙\t5", inherited=("港", "船"))
    assert (found.header, rows(found)) == (("港", "船"), [("丙", "5")])


def test_a_continued_table_takes_its_header_from_before() -> None:
    found = grid("丙\t5\n丁\t6", inherited=("港", "船"))
    assert (found.header, rows(found)) == (("港", "船"), [("丙", "5"), ("丁", "6")])


def test_a_header_without_rows_is_a_header() -> None:
    found = grid("| a | b |\n|---|---|")
    assert (found.header, found.rows) == (("a", "b"), ())


def test_a_row_begins_and_ends_with_its_text() -> None:
    text = "港\t船\t人\n\t3\t\n乙\t4\t5"
    assert [text[row.start : row.end] for line in grid(text).rows for row in line] == ["3", "乙\t4\t5"]


def test_names_of_properties_are_no_header() -> None:
    found = grid("企业名称\t甲公司\n注册资本\t500万元\n成立日期\t2015年3月")
    assert found.header == ()
    assert rows(found)[0] == ("企业名称", "甲公司")


def test_properties_in_two_columns_are_rows_of_two_cells() -> None:
    found = grid("企业名称\t甲公司\t法定代表人\t周某\n注册资本\t500万元\t成立日期\t2015年3月")
    assert rows(found) == [
        ("企业名称", "甲公司"),
        ("法定代表人", "周某"),
        ("注册资本", "500万元"),
        ("成立日期", "2015年3月"),
    ]


def test_a_head_over_names_of_properties_is_a_header() -> None:
    assert grid("项目名称\t内容\n注册资本\t500万元\n成立日期\t2015年3月").header == ("项目名称", "内容")


def test_a_column_of_addresses_makes_no_list_of_properties() -> None:
    assert grid("企业名称\t注册地址\n甲公司\t北岸\n乙公司\t南岸").header == ("企业名称", "注册地址")
