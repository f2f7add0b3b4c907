from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from corpus.document import Kind, Passage
from index.hit import Hit
from qa.composing import SHORT
from qa.evidence import Evidence, evidence_of
from qa.features import FEATURES
from qa.matching import Query, Scorer
from qa.reader import ExtractiveReader
from qa.reading import Candidate

Ranked = Callable[..., tuple[Candidate, ...]]
Make = Callable[..., Passage]


def reader(embedder: object, **weights: float) -> ExtractiveReader:
    return ExtractiveReader(embedder, Scorer(np.array([weights.get(name, 0.0) for name in FEATURES], np.float32)))  # type: ignore[arg-type]


def test_the_sentence_that_meets_the_question_is_the_best_candidate(
    embedder: object, make_passage: Make, make_query: Callable[..., Query]
) -> None:
    hits = [Hit(make_passage("屏山很远。栖川有八万台电梯。"), 1.0, 1)]
    best = reader(embedder, cover=1.0).candidates(make_query("栖川有多少电梯", "栖川", "电梯"), hits)[0]
    assert best.evidence.quote == "栖川有八万台电梯。"


def test_nothing_retrieved_gives_an_empty_reading(embedder: object, make_query: Callable[..., Query]) -> None:
    nothing = reader(embedder)
    assert nothing.candidates(make_query("有吗", "有"), []) == ()
    assert nothing.read(make_query("有吗", "有"), ()).text == ""


def test_a_short_sentence_answers_whole_and_is_cited(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    evidence = evidence_of(make_passage("概况。栖川有电梯86,420台，比上年多。"))[1]
    reading = reader(embedder).read(make_query("栖川有多少台电梯？", "栖川"), ranked(evidence))
    assert reading.text == "栖川有电梯86,420台，比上年多"
    assert [citation.quote for citation in reading.citations] == ["栖川有电梯86,420台，比上年多"]


def test_a_long_sentence_is_cut_to_the_clauses_that_answer(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    text = "全市共有电梯八万台，" + "其余的分布在工厂和仓库，" * 8 + "医院有5,680台。"
    reading = reader(embedder).read(make_query("医院有多少台？", "医院"), ranked(evidence_of(make_passage(text))[0]))
    assert reading.text == "医院有5,680台"


def test_reasons_go_on_to_the_end_of_the_paragraph(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_passage("原因有二：地价上涨；用工紧张。\n另起一段。")
    reading = reader(embedder).read(make_query("为什么放缓？", "原因"), ranked(evidence_of(passage)[0]))
    assert "地价上涨" in reading.text
    assert "用工紧张" in reading.text
    assert "另起一段" not in reading.text


def test_a_sentence_that_leans_on_the_one_before_brings_it(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    found = evidence_of(make_passage("车多，路也好。这些因素让试点落在此地。"))
    reading = reader(embedder).read(make_query("试点落在此地，原因是什么？", "试点"), ranked(found[1]))
    assert reading.text == "车多，路也好；这些因素让试点落在此地"


def test_the_items_that_a_colon_announces_are_taken_along(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_passage("做法有三种：\n- 整机更新\n- 部件改造\n- 重大修理\n以上。", kind=Kind.LIST)
    reading = reader(embedder).read(make_query("有哪些做法？", "做法"), ranked(evidence_of(passage)[0]))
    assert [word in reading.text for word in ("整机更新", "部件改造", "重大修理", "以上")] == [True, True, True, False]
    assert len(reading.citations) == 3


def test_who_said_it_is_named_before_the_words(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_passage("年头不等于风险。", kind=Kind.SPEECH, speaker="顾砚秋")
    reading = reader(embedder).read(make_query("谁说年头不等于风险？", "年头"), ranked(evidence_of(passage)[0]))
    assert reading.text == "顾砚秋：年头不等于风险"


def test_a_row_answers_with_the_cell_and_names_it(
    embedder: object, make_table: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_table("城市\t电梯（台）\t接入率（%）\n栖川\t86,420\t45.0\n屏山\t9,800\t22.4")
    row = next(one for one in evidence_of(passage) if one.row and "屏山" in one.text)
    reading = reader(embedder).read(make_query("屏山的接入率？", "屏山", "接入率"), ranked(row))
    assert reading.text == "屏山 · 接入率（%）：22.4"
    (citation,) = reading.citations
    assert citation.cell
    assert citation.cell.column == "接入率（%）"
    assert citation.quote == "屏山\t9,800\t22.4"


def test_a_row_without_a_clear_column_is_given_whole(
    embedder: object, make_table: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_table("城市\t电梯\t接入率\n栖川\t86,420\t45.0\n屏山\t9,800\t22.4")
    row = next(one for one in evidence_of(passage) if one.row)
    reading = reader(embedder).read(make_query("栖川怎么样？", "栖川"), ranked(row))
    assert reading.text == "城市 栖川；电梯 86,420；接入率 45.0"


def test_the_second_part_of_a_question_comes_from_another_sentence(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    first: Evidence = evidence_of(make_passage("绛川参保率44%。"))[0]
    second = evidence_of(make_passage("泊宁参保率38%。", start=50))[0]
    reading = reader(embedder).read(
        make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率"), ranked(first, second)
    )
    assert reading.text == "绛川参保率44%；泊宁参保率38%"
    assert len(reading.citations) == 2
    assert len(reading.text) <= SHORT


def test_a_row_of_words_answers_two_questions_whole(
    embedder: object, make_table: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_table("时间\t文件\t单位\n2023年8月\t《加氢站细则》\t穆州市建设局")
    row = next(one for one in evidence_of(passage) if one.row)
    reading = reader(embedder).read(make_query("加氢站细则哪年出的，哪个部门定的？", "加氢站", "细则"), ranked(row))
    assert reading.text == "时间 2023年8月；文件 《加氢站细则》；单位 穆州市建设局"


def test_a_list_is_told_from_its_first_item_on(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    found = evidence_of(make_passage("（1）价格下探。\n（2）用车成本低。\n（3）路权优惠。", kind=Kind.LIST))
    reading = reader(embedder).read(make_query("有哪几条原因？", "成本"), ranked(found[1]))
    assert reading.text == "（1）价格下探；（2）用车成本低；（3）路权优惠"


def test_the_thing_compared_that_the_best_sentence_leaves_out_gets_a_part_of_its_own(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    texts = ("绛川参保率44%。", "绛川还有别的参保率。", "泊宁很远。", "泊宁参保率38%。")
    found = [evidence_of(make_passage(text, start=50 * i))[0] for i, text in enumerate(texts)]
    query = make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率")
    assert reader(embedder).read(query, ranked(*found)).text == "绛川参保率44%；泊宁参保率38%"


def test_where_the_best_sentence_is_not_sure_the_next_best_is_given_too(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    first, second = ranked(
        evidence_of(make_passage("甲厂有三家。"))[0], evidence_of(make_passage("乙厂有四家。", start=50))[0]
    )
    close = (first, replace(second, score=first.score))
    found = reader(embedder).read(make_query("厂有几家？", "厂"), (*close, *(close[1],) * 3))
    assert found.text == "甲厂有三家；乙厂有四家"
    assert len(found.citations) == 2
    far = (first, replace(second, score=first.score - 2))
    assert reader(embedder).read(make_query("厂有几家？", "厂"), far).text == "甲厂有三家"


def test_two_sentences_that_follow_each_other_are_one_citation(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    before, after = ranked(*evidence_of(make_passage("甲厂有三家。\n乙厂有四家。")))
    candidates = (after, replace(before, score=after.score)) + (replace(before, score=after.score),) * 2
    found = reader(embedder).read(make_query("厂有几家？", "厂"), candidates)
    assert found.text == "甲厂有三家；乙厂有四家"
    assert [citation.quote for citation in found.citations] == ["甲厂有三家。\n乙厂有四家"]


def test_a_company_that_the_title_names_gets_the_part_that_names_it_and_not_a_third_ones(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    texts = ("泊宁参保率38%。", "栖川参保率51%。", "绛川参保率44%。")
    passages = [replace(make_passage(text, start=50 * i), title="绛川年报") for i, text in enumerate(texts)]
    found = [evidence_of(passage)[0] for passage in passages]
    query = make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率")
    assert reader(embedder).read(query, ranked(*found)).text == "泊宁参保率38%；绛川参保率44%"


def test_each_speakers_words_stand_behind_their_own_name(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    said = (("绛川参保率44%。", "顾砚秋"), ("泊宁参保率38%。", "顾安"))
    found = [
        evidence_of(make_passage(text, start=50 * i, kind=Kind.SPEECH, speaker=name))[0]
        for i, (text, name) in enumerate(said)
    ]
    query = make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率")
    assert reader(embedder).read(query, ranked(*found)).text == "顾砚秋：绛川参保率44%；顾安：泊宁参保率38%"


def test_a_speaker_who_goes_on_is_named_once(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_passage("原因有二：地价上涨。用工紧张。", kind=Kind.SPEECH, speaker="顾砚秋")
    reading = reader(embedder).read(make_query("为什么放缓？", "原因"), ranked(evidence_of(passage)[0]))
    assert reading.text == "顾砚秋：原因有二：地价上涨；用工紧张"


def test_a_wide_row_is_cut_between_its_cells(
    embedder: object, make_table: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    numbers = [f"{i}12,345,678" for i in range(1, 15)]
    passage = make_table(
        "\n".join(["\t".join(["城市", *(f"第{i}项" for i in range(1, 15))]), "\t".join(["栖川", *numbers])])
    )
    row = next(one for one in evidence_of(passage) if one.row)
    text = reader(embedder).read(make_query("栖川怎么样？", "栖川"), ranked(row)).text
    assert len(text) <= SHORT
    assert text.split(" ") == ["栖川", *numbers[: len(text.split(" ")) - 1]]


def test_what_stands_under_the_heading_of_a_thing_compared_is_about_it(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    told = (("泊宁参保率38%。", "泊宁"), ("参保率44%。", "绛川"), ("参保率与绛川相近。", "栖川"))
    found = [
        evidence_of(make_passage(text, start=50 * i, heading_path=(city,)))[0] for i, (text, city) in enumerate(told)
    ]
    query = make_query("绛川和泊宁的参保率各是多少？", "绛川", "泊宁", "参保率")
    assert reader(embedder).read(query, ranked(*found)).text == "泊宁参保率38%；参保率44%"


def test_the_one_who_asks_is_not_named_as_the_one_who_answers(
    embedder: object, make_passage: Make, make_query: Callable[..., Query], ranked: Ranked
) -> None:
    passage = make_passage("主持人：各用一句话讲原因：\n地价上涨。", kind=Kind.SPEECH, speaker="顾砚秋")
    found = evidence_of(passage)
    reading = reader(embedder).read(make_query("原因是什么？", "原因"), ranked(found[0], found[1]))
    assert "顾砚秋：主持人" not in reading.text
