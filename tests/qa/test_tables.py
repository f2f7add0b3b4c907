from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Cell, Passage, Row
from qa.matching import Query
from qa.tables import extreme_cell, read_cells, row_name

CITIES = "城市\t电梯（台）\t接入率（%）\n栖川\t86,420\t45.0\n屏山\t9,800\t22.4\n合计\t96,220\t67.4"


@pytest.fixture
def cities(make_table: Callable[..., Passage]) -> Passage:
    return make_table(CITIES, "表1 电梯")


def values(passage: Passage, row: int, query: Query) -> list[str]:
    table = passage.table
    assert table
    return [cell.cell.text for cell in read_cells(passage, table.rows[row], query)]


def test_the_cell_lies_where_the_row_meets_the_asked_column(cities: Passage, make_query: Callable[..., Query]) -> None:
    assert values(cities, 1, make_query("屏山的接入率是多少？", "屏山", "接入率")) == ["22.4"]


def test_a_cell_is_named_in_the_tables_own_words(cities: Passage, make_query: Callable[..., Query]) -> None:
    assert cities.table
    cell = read_cells(cities, cities.table.rows[0], make_query("栖川接入率？", "栖川", "接入率"))[0]
    assert (cell.name.table, cell.name.row, cell.name.column) == ("表1 电梯", "栖川", "接入率（%）")


def test_no_cell_is_read_where_no_column_is_asked_for(cities: Passage, make_query: Callable[..., Query]) -> None:
    assert values(cities, 0, make_query("栖川怎么样？", "栖川")) == []


def test_two_cells_answer_a_question_with_two_parts(cities: Passage, make_query: Callable[..., Query]) -> None:
    assert values(cities, 0, make_query("栖川的电梯和接入率分别是多少？", "栖川", "电梯", "接入率")) == [
        "86,420",
        "45.0",
    ]


def test_the_year_of_the_question_chooses_its_column(
    make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("区\t2022年\t2023年\n江左区\t18.3%\t20.9%\n云麓区\t11.2%\t12.9%")
    assert values(passage, 0, make_query("江左区2022年占多少？", "江左区")) == ["18.3%"]


def test_a_row_of_two_cells_has_one_to_read(
    make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("名称\t建设单位\n听梯实验室\t理工大学")
    assert values(passage, 0, make_query("听梯实验室是谁建的？", "听梯实验室")) == ["理工大学"]


def test_the_most_is_the_highest_number_of_the_asked_column_without_totals(
    cities: Passage, make_query: Callable[..., Query]
) -> None:
    assert cities.table
    cell = extreme_cell(cities, cities.table.rows[1], make_query("哪个城市电梯最多？", "城市", "电梯"))
    assert cell
    assert (cell.name.row, cell.cell.text) == ("栖川", "86,420")


@pytest.mark.parametrize(
    ("question", "value"),
    [("哪个城市产值最高？", "1.2亿元"), ("哪个城市产值最少？", "9,800元"), ("产值最低的是？", "9,800元")],
)
def test_a_number_counts_with_its_ten_thousands(
    question: str, value: str, make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("城市\t产值\n栖川\t86万元\n屏山\t1.2亿元\n临埠\t9,800元\n绛川\t3-5万元")
    assert passage.table
    cell = extreme_cell(passage, passage.table.rows[0], make_query(question, "城市", "产值"))
    assert cell
    assert cell.cell.text == value


def test_the_first_number_of_a_range_counts_in_the_ten_thousands_behind_the_second(
    make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("城市\t补贴\n栖川\t1-3万元\n屏山\t5,000元")
    assert passage.table
    cell = extreme_cell(passage, passage.table.rows[1], make_query("补贴最高的城市？", "城市", "补贴"))
    assert cell
    assert cell.name.row == "栖川"


def test_the_least_may_lie_across_the_columns_of_a_measure(
    make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("指标\t栖川\t屏山\t临埠\n工业电价\t0.71\t0.69\t0.74")
    assert passage.table
    cell = extreme_cell(passage, passage.table.rows[0], make_query("工业电价最便宜的是哪里？", "工业电价"))
    assert cell
    assert (cell.name.column, cell.cell.text) == ("屏山", "0.69")


def test_a_question_for_neither_most_nor_least_has_no_extreme(
    cities: Passage, make_query: Callable[..., Query]
) -> None:
    assert cities.table
    assert extreme_cell(cities, cities.table.rows[0], make_query("栖川的电梯有多少？", "栖川", "电梯")) is None


def test_the_last_level_of_a_name_may_be_one_character(
    make_table: Callable[..., Passage], make_query: Callable[..., Query]
) -> None:
    passage = make_table("港口\t2021年 船\t2021年 人\t2022年 船\t2022年 人\n北岸港\t3\t40\t5\t60")
    assert values(passage, 0, make_query("北岸港2022年有多少人？", "北岸港")) == ["60"]


def test_a_row_whose_first_cell_spans_several_is_named_by_two_cells() -> None:
    cells = tuple(Cell(text, 0, len(text)) for text in ("北岸", "乙公司", "4"))
    assert row_name(Row(cells, 0, 6, "北岸")) == "北岸 乙公司"
    assert row_name(Row(cells, 0, 6, "")) == "北岸"
