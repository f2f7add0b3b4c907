"""What repeats on every page is told by repetition and position."""

from __future__ import annotations

from corpus.structure.furniture import furniture
from corpus.structure.lines import lines_of


def found(text: str) -> list[str]:
    """The furniture of a text, in order."""
    lines = lines_of(text)
    return [lines[index].text for index in sorted(furniture(lines))]


def pages(*headers: str) -> str:
    """Pages of one paragraph each, below their headers."""
    return "\n\n".join(
        f"{header}\n\n第{place}页的正文写在这里，句子各不相同。" for place, header in enumerate(headers, 1)
    )


def test_a_latin_line_on_every_page_is_furniture() -> None:
    assert found(pages("PORT REVIEW", "PORT REVIEW", "PORT REVIEW")) == ["PORT REVIEW"] * 3


def test_twice_may_be_chance() -> None:
    assert found(pages("PORT REVIEW", "PORT REVIEW")) == []


def test_a_line_made_of_the_words_of_running_lines_is_furniture() -> None:
    assert "REVIEW PORT" in found(pages("PORT REVIEW", "PORT REVIEW", "PORT REVIEW", "REVIEW PORT"))


def test_a_running_line_with_more_words_around_it_is_furniture() -> None:
    header = "HARBOUR REVIEW"
    assert f"{header} OF TRADE" in found(pages(header, header, header, f"{header} OF TRADE"))


def test_a_page_number_beside_the_header_does_not_hide_it() -> None:
    assert found(pages("PORT REVIEW 3", "PORT REVIEW 4", "5 PORT REVIEW")) == [
        "PORT REVIEW 3",
        "PORT REVIEW 4",
        "5 PORT REVIEW",
    ]


def test_lone_numbers_that_rise_are_page_numbers() -> None:
    assert found(pages("3", "4", "— 5 —", "第 6 页", "iv")) == ["3", "4", "— 5 —", "第 6 页", "iv"]


def test_a_lone_number_that_falls_back_counts_something_else() -> None:
    assert found(pages("17", "18", "3", "19", "20")) == ["17", "18", "19", "20"]


def test_a_number_that_touches_text_is_text() -> None:
    assert found("每年\n\n2500\n余家\n\n企业。") == []


def test_lone_numbers_over_short_titles_are_headings() -> None:
    assert found("1\n\n概念\n\n正文一句。\n\n2\n\n规模\n\n正文两句。") == []


def test_a_chinese_header_between_page_numbers_is_furniture_from_its_second_time() -> None:
    text = pages("渔港观察\n1", "渔港观察\n2", "渔港观察\n3", "渔港观察\n4")
    assert found(text).count("渔港观察") == 3
    assert found(text).count("2") == 1


def test_a_chinese_label_within_the_text_is_no_furniture() -> None:
    assert found("甲区很大。\n\n主要港口\n\n乙区不小。\n\n主要港口\n\n丙区在北。\n\n主要港口\n\n完。") == []


def test_a_chapter_that_runs_as_a_header_stays_once_over_its_text() -> None:
    header = "第三章 渔港\n"
    text = f"目录\n第三章 渔港……12\n\n第三章 渔港\n\n正文。\n\n{header}13\n\n正文。\n\n{header}14\n\n正文。"
    assert found(text).count("第三章 渔港") == 2


def test_headings_that_differ_in_the_year_or_month_are_text() -> None:
    for heads in ([f"{year}年工作总结" for year in range(2021, 2025)], ["1月港口运行", "2月港口运行", "3月港口运行"]):
        assert found("\n\n\n".join(f"{head}\n甲组做了第{place}件事。" for place, head in enumerate(heads))) == []


def test_a_page_number_beside_a_header_with_a_year_does_not_hide_it() -> None:
    heads = [f"{page} 2021年渔港观察" for page in range(12, 16)]
    assert found("\n\n\n".join(f"{head}\n第{head[:2]}段话。" for head in heads)) == heads[1:]
    heads = [f"{page} 年度渔港观察" for page in range(12, 16)]
    assert (
        found("\n\n\n".join(f"{head}\n第{head[:2]}段话。" for head in heads)) == heads[2:]
    )  # a numbered heading may be listed before


def test_sentences_notes_and_speakers_that_repeat_are_text() -> None:
    for line in ("注：数字均为年末数。", "记者：还有呢？", "- 其他", "> 引文", "合计\t3"):
        assert found(pages(line, line, line, line)) == []


def test_rules_are_furniture() -> None:
    assert found("甲\n---\n乙\n* * *\n丙") == ["---", "* * *"]


def test_an_ornament_beside_furniture_is_furniture() -> None:
    assert "BEI" in found(pages("PORT REVIEW\n\nBEI", "PORT REVIEW", "PORT REVIEW"))


def test_an_empty_text_has_none() -> None:
    assert found("") == []
