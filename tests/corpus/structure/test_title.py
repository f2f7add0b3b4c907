"""Which of the first lines is the title."""

from __future__ import annotations

import pytest

from corpus.structure.title import find_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("渔港经济观察（2024）\n（内部资料）\n", "渔港经济观察（2024）"),
        ("\n\nHARBOUR\n\n2021\n年\n\n《2021年渔港蓝皮书》\n", "2021年渔港蓝皮书"),
        ("北岸研究所　编著\n编写单位：渔业协会\n\n渔港经济观察\n", "渔港经济观察"),
        ("港口白皮书·2023\n年卷\n（样本）\n", "港口白皮书·2023年卷"),
        ("旧船与新港：2024年渔港转型\n", "旧船与新港：2024年渔港转型"),
        ("这是一句话，不是标题。\n", ""),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert find_title(text) == title


def test_a_title_that_runs_along_the_pages_is_still_the_title() -> None:
    page = "渔港经济观察（2024）\n3\n\n正文在这里。\n\n"
    assert find_title(page * 4) == "渔港经济观察（2024）"


def test_a_logo_that_runs_along_the_pages_is_no_title() -> None:
    assert find_title("Harbour Review\n\n渔港经济观察\n\n" + "Harbour Review\n\n正文。\n\n" * 3) == "渔港经济观察"
