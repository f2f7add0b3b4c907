"""Statements: the words of every speech, in the shapes that transcripts and running text have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Parsed
from corpus.speech.statements import Statement, find_statements

Parse = Callable[..., Parsed]
Told = tuple[str, str | None, str | None, str | None, str]  # name, organisation, role, question, words


def told(found: Parsed) -> list[Told]:
    """Every statement of a document."""
    return [
        (one.person.name, one.person.organisation, one.person.role, one.asked, words(one))
        for one in find_statements(found.passages)
    ]


def words(statement: Statement) -> str:
    """By the offsets of the document."""
    return statement.passage.text[statement.start : statement.end]


TRANSCRIPTS: dict[str, tuple[str, list[Told]]] = {
    "bold colon inside": (
        "# 专访·北港渔业\n"
        "\n"
        "周岸，北港渔业董事长\n"
        "\n"
        "**记者：** 为什么出海？\n"
        "\n"
        "**周岸：** 因为鱼在海里。\n"
        "\n"
        "**记者：** 难在哪？\n"
        "\n"
        "**周岸：** 难在人。\n",
        [
            ("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。"),
            ("周岸", "北港渔业", "董事长", "难在哪？", "难在人。"),
        ],
    ),
    "bold colon outside full": (
        "## 对话周岸\n\n**记者**: 为什么出海?\n\n**周岸（北港渔业董事长）**: 因为鱼在海里。\n",
        [("周岸", "北港渔业", "董事长", "为什么出海?", "因为鱼在海里。")],
    ),
    "timestamp before name": (
        "访谈记录\n"
        "\n"
        "受访人：周岸（北港渔业董事长）\n"
        "\n"
        "00:00:05 记者\n"
        "为什么出海？\n"
        "\n"
        "00:00:12 周岸\n"
        "因为鱼在海里。\n"
        "船要够大。\n"
        "\n"
        "00:01:23 记者\n"
        "难在哪？\n"
        "\n"
        "00:01:30 周岸\n"
        "难在人。\n",
        [
            ("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。\n船要够大。"),
            ("周岸", "北港渔业", "董事长", "难在哪？", "难在人。"),
        ],
    ),
    "timestamp with colon": (
        "访谈记录\n"
        "\n"
        "受访人：周岸（北港渔业董事长）\n"
        "\n"
        "[00:05] 记者：为什么出海？\n"
        "[00:12] 周岸：因为鱼在海里。\n"
        "[01:23] 记者：难在哪？\n"
        "[01:30] 周岸：难在人。\n",
        [
            ("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。"),
            ("周岸", "北港渔业", "董事长", "难在哪？", "难在人。"),
        ],
    ),
    "timestamp after name": (
        "会议转写\n"
        "\n"
        "周岸 00:12\n"
        "今年的鱼少了三成。\n"
        "\n"
        "李远舟 00:40\n"
        "那就先修船，钱我来找。\n"
        "\n"
        "周岸 01:05\n"
        "好，三月动工。\n",
        [
            ("周岸", None, None, None, "今年的鱼少了三成。"),
            ("李远舟", None, None, None, "那就先修船，钱我来找。"),
            ("周岸", None, None, None, "好，三月动工。"),
        ],
    ),
    "speaker n": (
        "会议转写\n\n说话人1 00:12\n今年的鱼少了三成。\n\n说话人2 00:40\n那就先修船，钱我来找。\n",
        [("说话人1", None, None, None, "今年的鱼少了三成。"), ("说话人2", None, None, None, "那就先修船，钱我来找。")],
    ),
    "name alone": (
        "# 专访周岸\n\n记者：\n为什么出海？\n\n周岸：\n因为鱼在海里。\n\n记者：\n难在哪？\n\n周岸：\n难在人。\n",
        [("周岸", None, None, "为什么出海？", "因为鱼在海里。"), ("周岸", None, None, "难在哪？", "难在人。")],
    ),
    "name alone title beneath": (
        "专访·北港渔业\n\n周岸：\n北港渔业董事长\n\nQ：为什么出海？\nA：因为鱼在海里。\n",
        [("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。")],
    ),
    "name post colon": (
        "圆桌讨论\n"
        "\n"
        "周岸（北港渔业董事长）：船要够大，不然走不远。\n"
        "\n"
        "李远舟（渔业局副局长）：安全是第一位的。\n"
        "\n"
        "周岸：大船也安全。\n",
        [
            ("周岸", "北港渔业", "董事长", None, "船要够大，不然走不远。"),
            ("李远舟", "渔业局", "副局长", None, "安全是第一位的。"),
            ("周岸", "北港渔业", "董事长", None, "大船也安全。"),
        ],
    ),
    "panel": (
        "# 圆桌论坛：船往哪里去\n"
        "\n"
        "主持人：钱江月（北港周报主编）\n"
        "嘉宾：\n"
        "周岸\u3000北港渔业董事长\n"
        "李远舟\u3000渔业局副局长\n"
        "赵汐\u3000南港研究院研究员\n"
        "\n"
        "钱江月：请三位先谈谈今年的变化。\n"
        "\n"
        "周岸：鱼少了，船多了。\n"
        "\n"
        "李远舟：管理要跟上。\n"
        "\n"
        "赵汐：数据要共享。\n"
        "\n"
        "钱江月：明年怎么办？\n"
        "\n"
        "赵汐：先摸清家底。\n",
        [
            ("周岸", "北港渔业", "董事长", "请三位先谈谈今年的变化。", "鱼少了，船多了。"),
            ("李远舟", "渔业局", "副局长", "请三位先谈谈今年的变化。", "管理要跟上。"),
            ("赵汐", "南港研究院", "研究员", "请三位先谈谈今年的变化。", "数据要共享。"),
            ("赵汐", "南港研究院", "研究员", "明年怎么办？", "先摸清家底。"),
        ],
    ),
    "minutes": (
        "关于渔港整修的会议纪要\n"
        "\n"
        "时间：2024年3月5日\n"
        "地点：三楼会议室\n"
        "主持人：李远舟\n"
        "出席：周岸（北港渔业董事长）、赵汐（南港研究院研究员）\n"
        "\n"
        "发言人：周岸\n"
        "今年的鱼少了三成，船坞要修。\n"
        "\n"
        "发言人：赵汐\n"
        "数据要共享，否则修了也白修。\n",
        [
            ("周岸", "北港渔业", "董事长", None, "今年的鱼少了三成，船坞要修。"),
            ("赵汐", "南港研究院", "研究员", None, "数据要共享，否则修了也白修。"),
        ],
    ),
    "minutes brackets": (
        "座谈会发言摘要\n"
        "\n"
        "【周岸】今年的鱼少了三成，船坞要修。\n"
        "\n"
        "【赵汐（南港研究院研究员）】数据要共享，否则修了也白修。\n",
        [
            ("周岸", None, None, None, "今年的鱼少了三成，船坞要修。"),
            ("赵汐", "南港研究院", "研究员", None, "数据要共享，否则修了也白修。"),
        ],
    ),
    "media asks": (
        "北港渔业董事长周岸专访\n"
        "\n"
        "《北港周报》：为什么出海？\n"
        "\n"
        "周岸：因为鱼在海里。\n"
        "\n"
        "《北港周报》：难在哪？\n"
        "\n"
        "周岸：难在人。\n",
        [
            ("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。"),
            ("周岸", "北港渔业", "董事长", "难在哪？", "难在人。"),
        ],
    ),
    "press conference": (
        "新闻发布会实录\n"
        "\n"
        "新华社记者：今年的鱼情怎么样？\n"
        "\n"
        "李远舟：总体平稳。\n"
        "\n"
        "北港电视台记者：船坞什么时候修？\n"
        "\n"
        "李远舟：三月动工。\n",
        [
            ("李远舟", None, None, "今年的鱼情怎么样？", "总体平稳。"),
            ("李远舟", None, None, "船坞什么时候修？", "三月动工。"),
        ],
    ),
    "bold questions no marks": (
        "# 专访北港渔业董事长周岸\n"
        "\n"
        "**为什么出海？**\n"
        "\n"
        "因为鱼在海里，不在港里。\n"
        "\n"
        "**难在哪？**\n"
        "\n"
        "难在人，会开船的人越来越少。\n"
        "\n"
        "船倒不缺。\n",
        [
            ("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里，不在港里。"),
            ("周岸", "北港渔业", "董事长", "难在哪？", "难在人，会开船的人越来越少。\n\n船倒不缺。"),
        ],
    ),
    "surname title": (
        "对话周岸\n\n嘉宾：周岸，北港渔业董事长\n\n记者：为什么出海？\n\n周总：因为鱼在海里。\n",
        [("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。")],
    ),
    "traditional": (
        "專訪\n\n周岸\u3000北港漁業董事長\n\n記者：為什麼出海？\n\n周岸：因為魚在海裡。\n",
        [("周岸", "北港漁業", "董事長", "為什麼出海？", "因為魚在海裡。")],
    ),
    "bracket q a": (
        "专访\n\n周岸\u3000北港渔业董事长\n\n【问】为什么出海？\n\n【答】因为鱼在海里。\n",
        [("周岸", "北港渔业", "董事长", "为什么出海？", "因为鱼在海里。")],
    ),
    "latin": (
        "专访\n\nTom Lee，北港渔业CEO\n\n记者：为什么出海？\n\nTom Lee：因为鱼在海里。\n",
        [("Tom Lee", "北港渔业", "CEO", "为什么出海？", "因为鱼在海里。")],
    ),
    "long question": (
        "专访\n\n周岸\u3000北港渔业董事长\n\n问：您说过船要大。\n可是大船贵。\n您怎么看？\n\n答：贵也要买。\n",
        [("周岸", "北港渔业", "董事长", "您说过船要大。\n可是大船贵。\n您怎么看？", "贵也要买。")],
    ),
    "heading per speaker": (
        "# 论坛发言实录\n"
        "\n"
        "## 周岸（北港渔业董事长）\n"
        "\n"
        "鱼少了，船多了，这是今年最大的变化。\n"
        "\n"
        "## 李远舟（渔业局副局长）\n"
        "\n"
        "管理要跟上，不能等。\n",
        [
            ("周岸", "北港渔业", "董事长", None, "鱼少了，船多了，这是今年最大的变化。"),
            ("李远舟", "渔业局", "副局长", None, "管理要跟上，不能等。"),
        ],
    ),
    "anonymous": (
        "用户访谈\n\n访谈员：您多久出一次海？\n\n受访者A：一周一次。\n\n访谈员：花多少钱？\n\n受访者B：三百左右。\n",
        [
            ("受访者A", None, None, "您多久出一次海？", "一周一次。"),
            ("受访者B", None, None, "花多少钱？", "三百左右。"),
        ],
    ),
}

PROSE: dict[str, tuple[str, list[Told]]] = {
    "before": (
        "北港渔业董事长周岸表示：“船不缺，缺的是会开船的人。”",
        [("周岸", "北港渔业", "董事长", None, "船不缺，缺的是会开船的人。")],
    ),
    "after": (
        "“船不缺，缺的是会开船的人。”北港渔业董事长周岸说。",
        [("周岸", "北港渔业", "董事长", None, "船不缺，缺的是会开船的人。")],
    ),
    "after comma": (
        "“船不缺，缺的是会开船的人”，北港渔业董事长周岸说，明年要办学校。",
        [
            ("周岸", "北港渔业", "董事长", None, "船不缺，缺的是会开船的人"),
            ("周岸", "北港渔业", "董事长", None, "明年要办学校。"),
        ],
    ),
    "split": (
        "“船不缺，”北港渔业董事长周岸说，“缺的是会开船的人。”",
        [("周岸", "北港渔业", "董事长", None, "船不缺，"), ("周岸", "北港渔业", "董事长", None, "缺的是会开船的人。")],
    ),
    "two": (
        "北港渔业董事长周岸说：“船不缺，缺的是人。”渔业局副局长李远舟则认为：“船和人都缺，先修船。”",
        [
            ("周岸", "北港渔业", "董事长", None, "船不缺，缺的是人。"),
            ("李远舟", "渔业局", "副局长", None, "船和人都缺，先修船。"),
        ],
    ),
    "two after": (
        "“船不缺，缺的是人。”北港渔业董事长周岸说。“船和人都缺，先修船。”渔业局副局长李远舟回应道。",
        [
            ("周岸", "北港渔业", "董事长", None, "船不缺，缺的是人。"),
            ("李远舟", "渔业局", "副局长", None, "船和人都缺，先修船。"),
        ],
    ),
    "pronoun": (
        "北港渔业董事长周岸去年来过。他说：“船不缺，缺的是会开船的人。”",
        [("周岸", "北港渔业", "董事长", None, "船不缺，缺的是会开船的人。")],
    ),
    "that officer": (
        "渔业局副局长李远舟介绍了整修计划。\n\n该负责人表示：“三月动工，年底完工。”",
        [("李远舟", "渔业局", "副局长", None, "三月动工，年底完工。")],
    ),
    "indirect": (
        "渔业局副局长李远舟表示，三月动工，年底完工。其指出，资金已经到位。",
        [
            ("李远舟", "渔业局", "副局长", None, "三月动工，年底完工。"),
            ("李远舟", "渔业局", "副局长", None, "资金已经到位。"),
        ],
    ),
    "paragraphs": (
        "北港渔业董事长周岸说：\n\n“船不缺，缺的是会开船的人。\n\n“所以我们要办学校，三年之内。”\n\n完。",
        [
            ("周岸", "北港渔业", "董事长", None, "船不缺，缺的是会开船的人。"),
            ("周岸", "北港渔业", "董事长", None, "所以我们要办学校，三年之内。"),
        ],
    ),
    "unnamed": (
        "渔业局相关负责人表示：“三月动工，年底完工。”",
        [("渔业局相关负责人", None, None, None, "三月动工，年底完工。")],
    ),
    "insider": (
        "据一位业内人士透露：“三月动工，年底完工。”",
        [("一位业内人士", None, None, None, "三月动工，年底完工。")],
    ),
    "org": (
        "北港渔业公司近期指出：“三月动工，年底完工，工期很紧。”",
        [("北港渔业公司", None, None, None, "三月动工，年底完工，工期很紧。")],
    ),
    "corner": (
        "北港漁業董事長周岸表示：「船不缺，缺的是會開船的人。」",
        [("周岸", "北港漁業", "董事長", None, "船不缺，缺的是會開船的人。")],
    ),
    "none1": (
        "他们提出了“三步走”的思路，也就是说，“先修船，再修港，最后修路”的办法。",
        [],
    ),
    "none2": (
        "数据显示，“船不缺，缺的是会开船的人”这句话流传很广。",
        [],
    ),
    "continued": (
        "北港渔业董事长周岸说：“船不缺，缺的是人。”他还提醒：“学校要早办。”",
        [
            ("周岸", "北港渔业", "董事长", None, "船不缺，缺的是人。"),
            ("周岸", "北港渔业", "董事长", None, "学校要早办。"),
        ],
    ),
}


@pytest.mark.parametrize("shape", TRANSCRIPTS)
def test_a_transcript_has_the_speaker_and_the_question_of_every_turn(parse: Parse, shape: str) -> None:
    text, expected = TRANSCRIPTS[shape]
    assert told(parse(text)) == expected


@pytest.mark.parametrize("shape", PROSE)
def test_running_text_gives_each_statement_to_who_makes_it(parse: Parse, shape: str) -> None:
    text, expected = PROSE[shape]
    assert told(parse(text)) == expected


@pytest.mark.parametrize("shape", [*TRANSCRIPTS, *PROSE])
def test_a_statement_is_a_slice_of_its_document(parse: Parse, shape: str) -> None:
    text, _ = {**TRANSCRIPTS, **PROSE}[shape]
    for one in find_statements(parse(text).passages):
        start, end = one.passage.start + one.start, one.passage.start + one.end
        assert text[start:end] == words(one) == words(one).strip()


def test_words_in_quotation_marks_are_direct_and_reported_ones_are_not(parse: Parse) -> None:
    found = parse("渔业局副局长李远舟说：“船要修，港也要修。”李远舟还表示，三月动工，年底完工。")
    assert [(words(one), one.direct) for one in find_statements(found.passages)] == [
        ("船要修，港也要修。", True),
        ("三月动工，年底完工。", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "这至少说明了一个事实：船不够用，人也不够用。",
        "总的来说，船不够用，人也不够用。",
        "红色条表示船的数量，灰色条表示人的数量。",
        "渔业局出台了“先修船、再修港、最后修路”的三步计划。",
        "业内把这种船称为“会自己回家的船”，说法很形象。",
    ],
)
def test_what_nobody_says_is_no_statement(parse: Parse, text: str) -> None:
    assert told(parse(f"渔业局副局长李远舟来了。\n\n{text}")) == []


def test_the_host_is_no_speaker_and_asks(parse: Parse) -> None:
    found = parse("圆桌\n\n主持人：钱江月\n嘉宾：周岸（北港渔业董事长）\n\n钱江月：船够吗？\n\n周岸：不够，差得远。\n")
    assert told(found) == [("周岸", "北港渔业", "董事长", "船够吗？", "不够，差得远。")]


def test_a_document_that_is_an_interview_names_its_guest_in_its_title(parse: Parse) -> None:
    found = parse("问：船够吗？\n\n答：不够，差得远。\n", "专访北港渔业董事长周岸")
    assert told(found) == [("周岸", "北港渔业", "董事长", "船够吗？", "不够，差得远。")]


def test_a_transcript_may_be_a_table(parse: Parse) -> None:
    found = parse(
        "会议记录\n\n时间\t发言人\t单位\t发言内容\n09:01\t周岸\t北港渔业\t今年的鱼少了三成。\n09:05\t李远舟\t渔业局\t船坞三月动工。\n"
    )
    assert told(found) == [
        ("周岸", "北港渔业", None, None, "今年的鱼少了三成。"),
        ("李远舟", "渔业局", None, None, "船坞三月动工。"),
    ]


def test_a_table_of_people_is_no_transcript(parse: Parse) -> None:
    assert told(parse("名单\n\n姓名\t单位\t职务\n周岸\t北港渔业\t董事长\n李远舟\t渔业局\t副局长\n")) == []
