"""Interviews and round tables: speaker, organisation, role and question of every turn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Kind, Parsed
from corpus.structure.packing import LONGEST

Parse = Callable[[str], Parsed]
Spoken = tuple[str | None, str | None, str]


def speeches(found: Parsed) -> list[Spoken]:
    """Speaker, question and text of every speech."""
    return [(p.speaker, p.asked, p.text) for p in found.passages if p.kind is Kind.SPEECH]


@pytest.mark.parametrize(
    "head",
    [
        "4.1 专访·北港渔业\n\n周岸：\n\n把船开远一点\n\n北港渔业 董事长\n",
        "4.1 专访·北港渔业\n\n周岸：把船开远一点\n北港渔业 董事长\n",
        "4.1 专访·北港渔业\n\n周岸：\n把船开远，\n再远一点\n\n北港渔业　董事长\n",
        "4.1 专访·北港渔业\n\n嘉宾：周岸，北港渔业董事长\n",
        "4.1 专访·北港渔业\n\n周岸　北港渔业董事长\n",
        "4.1 专访·北港渔业\n\n*周岸，北港渔业董事长，做过十年船长。*\n",
        "4.1 对话 北港渔业董事长 周岸\n",
        "4.1 访北港渔业董事长周岸\n",
        "### 4.1 对话北港渔业董事长周岸：把船开远一点\n",
    ],
)
def test_the_head_of_an_interview_names_who_answers(parse: Parse, head: str) -> None:
    found = parse(f"{head}\n导语写在这里，有一句话。\n\nQ：为什么出海？\n\nA：因为鱼在海里，不在港里。\n")
    (passage,) = [p for p in found.passages if p.kind is Kind.SPEECH]
    assert (passage.speaker, passage.organisation, passage.role) == ("周岸", "北港渔业", "董事长")
    assert passage.asked == "为什么出海？"
    assert found.speakers == ("周岸",)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q：为什么出海？", "A：因为鱼在海里。"),
        ("Q: 为什么出海？", "A 因为鱼在海里。"),
        ("问：为什么出海？", "答：因为鱼在海里。"),
        ("记者：为什么出海？", "周岸：因为鱼在海里。"),
        ("**记者**：为什么出海？", "**周岸**：因为鱼在海里。"),
        ("**问：为什么出海？**", "答：因为鱼在海里。"),
        ("主持人（北港周报 钱江月）：为什么出海？", "周岸（北港渔业董事长）：因为鱼在海里。"),
        ("提问：为什么出海？", "答（周岸，北港渔业董事长）：因为鱼在海里。"),
        ("问：为什么出海？", "周岸（北港渔业董事长）答：因为鱼在海里。"),
    ],
)
def test_marks_of_question_and_answer(parse: Parse, question: str, answer: str) -> None:
    found = parse(f"一、专访·北港渔业\n\n周岸，北港渔业董事长\n\n{question}\n\n{answer}\n")
    assert speeches(found) == [("周岸", "为什么出海？", f"{question}\n\n{answer}")] or speeches(found)[0][2].endswith(
        f"{question}\n\n{answer}"
    )
    assert (speeches(found)[0][0], speeches(found)[0][1]) == ("周岸", "为什么出海？")


def test_every_answer_is_a_passage_with_its_question(parse: Parse) -> None:
    found = parse("一、专访\n周岸 北港渔业董事长\n\n问：一？\n答：甲甲甲。\n问：二？\n答：乙乙乙。\n")
    assert [(asked, text[-4:]) for _, asked, text in speeches(found)] == [("一？", "甲甲甲。"), ("二？", "乙乙乙。")]


def test_an_answer_goes_on_over_paragraphs_and_pictures(parse: Parse) -> None:
    answer = "A 先说船。\n\nNORTH HARBOUR\n\n新船下水现场\n\n再说人，人比船难找，这一点大家都有体会。"
    found = parse(
        f"一、专访\n周岸 北港渔业董事长\n\nQ：难在哪？\n\n{answer}\n\nNORTH HARBOUR\n\n二、后来\n\nNORTH HARBOUR\n\n完。"
    )
    assert [(speaker, asked) for speaker, asked, _ in speeches(found)] == [("周岸", "难在哪？")] * 2
    assert not any("新船下水现场" in text for _, _, text in speeches(found))


def test_a_long_answer_is_cut_and_every_part_keeps_speaker_and_question(parse: Parse) -> None:
    answer = "".join(f"这是回答里的第{place}句话，说的是船和人。" for place in range(60))
    found = parse(f"一、专访\n周岸 北港渔业董事长\n\n问：难在哪？\n答：{answer}\n")
    parts = speeches(found)
    assert len(parts) > 2
    assert {(speaker, asked) for speaker, asked, _ in parts} == {("周岸", "难在哪？")}
    assert all(len(text) <= LONGEST and text.endswith("。") for _, _, text in parts)


def test_a_round_table_has_a_speaker_for_every_turn(parse: Parse) -> None:
    found = parse(
        "三、圆桌：船往哪里去\n\n嘉宾：周岸，北港渔业董事长；李远舟，渔业局副局长\n\n"
        "主持人：先说船。\n\n周岸：船要大。\n\n李远舟：船要安全。\n\n主持人：再说人。\n\n李远舟：人要培训。\n"
    )
    assert [(speaker, asked) for speaker, asked, _ in speeches(found)] == [
        ("周岸", "先说船。"),
        ("李远舟", "先说船。"),
        ("李远舟", "再说人。"),
    ]


def test_a_talk_without_questions_still_has_speakers(parse: Parse) -> None:
    found = parse(
        "二、对谈\n\n对谈者：周岸（北港渔业董事长）、司徒明（渔业局副局长）\n\n"
        "■周岸　我先说，船太旧了，修一条要三个月，等不起。\n\n■司徒明　这个意见收到了，下个月先换二十条，钱从专项里出。\n"
    )
    assert [speaker for speaker, _, _ in speeches(found)] == ["周岸", "司徒明"]


def test_minutes_name_the_post_before_the_name(parse: Parse) -> None:
    found = parse("四、发言摘录\n\n北港渔业协会秘书长 周岸：“船不缺，缺的是会开船的人。”\n")
    (passage,) = [p for p in found.passages if p.kind is Kind.SPEECH]
    assert (passage.speaker, passage.organisation, passage.role) == ("周岸", "北港渔业协会", "秘书长")


def test_a_signed_statement_under_an_interview_heading(parse: Parse) -> None:
    found = parse(
        "专访·北港渔业\n\n把船开远一点\n\n——周岸 北港渔业董事长\n\n鱼在远海，所以船要开远，这是我们的判断。\n\n后记\n\n完。"
    )
    (passage,) = [p for p in found.passages if p.kind is Kind.SPEECH]
    assert (passage.speaker, passage.asked) == ("周岸", None)
    assert "鱼在远海" in passage.text


def test_the_next_section_is_no_speech(parse: Parse) -> None:
    found = parse(
        "4.1 专访·北港渔业\n\n周岸 北港渔业董事长\n\n问：难在哪？\n\n答：难在人。\n\n北港渔业公司介绍\n\n"
        "北港渔业成立于二〇一〇年，有渔船二十艘，员工三百人，是北岸最大的一家渔业企业，总部设在老码头。\n"
    )
    assert [passage.speaker for passage in found.passages if "成立于" in passage.text] == [None]


def test_questions_of_a_handbook_have_answers_without_a_speaker(parse: Parse) -> None:
    found = parse("Q1  渔港是什么？\nA  渔船停靠、卸鱼、补给的地方。\n\nQ2  船怎么停？\nA  船头朝外。\n")
    assert [(p.speaker, p.asked) for p in found.passages] == [(None, "渔港是什么？"), (None, "船怎么停？")]
    assert found.speakers == ()


def test_a_paragraph_with_labels_is_no_interview(parse: Parse) -> None:
    found = parse("一、情况\n\n安全：去年没有事故。\n\n方向：今年往北走。\n\n高度：不限。\n")
    assert found.speakers == ()


def test_a_question_mark_without_a_question_asks_nothing(parse: Parse) -> None:
    found = parse("主持人：\n\t单位：亿元分别局长\n")
    assert [passage.asked for passage in found.passages] == [None]


def test_items_above_a_statement_are_not_given_to_its_speaker(parse: Parse) -> None:
    found = parse(
        "## 二、问题\n\n1. 码头太旧；\n2. 渔船太少。\n\n> 北港水务集团总工程师马骏说：“换一公里老管道，要花180万元。”\n"
    )
    assert [(p.speaker, "码头太旧" in p.text) for p in found.passages] == [(None, True), ("马骏", False)]
