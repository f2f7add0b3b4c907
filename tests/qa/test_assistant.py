"""Whole answers: on the sample report with its forty questions, and on the users' report where it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.library import Library
from index.scope import Scope
from qa.answer import Answer, Turn, Verdict
from qa.assistant import RETURNED, Assistant, lacks_figure
from qa.evaluate import ALL, GoldQuestion, gold_question, score, summarise
from qa.question import Want, analyse
from qa.typed import lacks_value

Asked = list[tuple[GoldQuestion, Answer]]


def ask_all(library: Library, questions: Path) -> Asked:
    assistant = Assistant(library)
    golds = [gold_question(json.loads(line)) for line in questions.read_text("utf8").split("\n") if line.strip()]
    return [(gold, assistant.ask(gold.question, gold.history)) for gold in golds]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_report: Path) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("sample"), create=True)
    library.update([sample_report])
    yield library
    library.close()


@pytest.fixture(scope="module")
def sample_answers(sample: Library, sample_questions: Path) -> Asked:
    return ask_all(sample, sample_questions)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, real_report: Path) -> Iterator[Library]:
    library = Library.open(tmp_path_factory.mktemp("real"), create=True)
    library.update([real_report])
    yield library
    library.close()


@pytest.fixture(scope="module")
def real_answers(real: Library, dev_questions: Path) -> Asked:
    return ask_all(real, dev_questions)


def test_a_library_that_changes_while_a_question_is_answered_gives_no_mixture(
    sample: Library, sample_answers: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history = [one for one in sample_answers if one[0].history][:3]
    with closing(Library.open(tmp_path, create=True)) as empty:
        for gold, before in [*sample_answers[:3], *with_history]:
            moments = iter([sample.retriever()])
            monkeypatch.setattr(sample, "retriever", lambda moments=moments: next(moments, empty.retriever()))
            now = Assistant(sample).ask(gold.question, gold.history)
            monkeypatch.undo()
            assert (now.text, now.citations, now.understood_as) == (before.text, before.citations, before.understood_as)


def assert_exact(library: Library, asked: Asked) -> None:
    (info,) = library.documents()
    text = library.text(info.doc_id)
    lines = text.split("\n")
    cited = [citation for _, answer in asked for citation in answer.citations]
    assert cited
    for citation in cited:
        assert citation.quote == text[citation.char_start : citation.char_end]
        assert citation.quote.strip()
        assert citation.quote in "\n".join(lines[citation.line_start - 1 : citation.line_end])


def figures(asked: Asked) -> dict[str, float]:
    return summarise((gold, score(gold, answer)) for gold, answer in asked)[ALL]


def test_every_quote_is_the_sources_own_text_on_its_lines(sample: Library, sample_answers: Asked) -> None:
    assert_exact(sample, sample_answers)


def test_an_answer_is_empty_exactly_when_the_documents_do_not_say(sample_answers: Asked) -> None:
    for _, answer in sample_answers:
        assert bool(answer.text) == bool(answer.citations) == answer.answerable


def test_passages_are_ranked_also_where_nothing_answers(sample_answers: Asked) -> None:
    for _, answer in sample_answers:
        assert [hit.rank for hit in answer.hits] == list(range(1, RETURNED + 1))
        assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)


def test_the_sample_questions_are_found_and_answered(sample_answers: Asked) -> None:
    found = figures(sample_answers)
    assert found["r@1"] >= 0.7
    assert found["r@10"] >= 0.9
    assert found["trusted"] >= 0.5


def test_a_plain_fact_is_answered_with_its_sentence(sample: Library) -> None:
    answer = Assistant(sample).ask("截至2023年底，栖川市在用电梯有多少台？")
    assert answer.verdict is Verdict.FOUND
    assert "86,420台" in answer.text


def test_the_contents_and_the_running_head_answer_nothing(sample: Library, sample_answers: Asked) -> None:
    (info,) = sample.documents()
    dotted = [number for number, line in enumerate(sample.text(info.doc_id).split("\n"), 1) if "……" in line]
    cited = {
        line for _, answer in sample_answers for c in answer.citations for line in range(c.line_start, c.line_end + 1)
    }
    assert dotted
    assert not cited & set(dotted)


@pytest.mark.parametrize("question", ["栖川市在用电梯有多少台？", "听诊盒第三代卖多少钱？", "加装监测盒要花多少钱？"])
def test_being_polite_changes_no_answer(sample: Library, question: str) -> None:
    asked = Assistant(sample).ask
    plain, polite = asked(question), asked(f"请问{question.rstrip('？')}呢？")
    assert plain.verdict is polite.verdict is Verdict.FOUND
    assert plain.text == polite.text


def test_a_follow_up_is_understood_from_the_turn_before(sample: Library) -> None:
    answer = Assistant(sample).ask("那2022年呢？", [Turn("栖川市2023年在用电梯有多少台？", "86,420台")])
    assert "2022" in answer.understood_as
    assert "81,350" in answer.text


@pytest.mark.parametrize("question", ["更新改造有哪四种做法？", "听诊盒第三代卖多少钱？"])
def test_a_short_new_question_is_answered_as_without_the_turn_before(sample: Library, question: str) -> None:
    ask = Assistant(sample).ask
    answer = ask(question, [Turn("恒阶电梯的董事长是谁？", "")])
    assert answer.verdict is Verdict.FOUND
    assert (answer.understood_as, answer.text) == (question, ask(question).text)


def test_a_thing_that_the_library_does_not_know_is_not_what_was_talked_about(sample: Library) -> None:
    answer = Assistant(sample).ask("火星基地有几部电梯？", [Turn("更新改造有哪四种做法？", "整机更新")])
    assert answer.verdict is Verdict.NOT_FOUND


def test_what_cannot_be_answered_alone_is_read_with_the_turn_before(sample: Library) -> None:
    answer = Assistant(sample).ask("什么时候成立的？", [Turn("恒阶电梯的员工有多少？", "410人")])
    assert answer.verdict is Verdict.FOUND
    assert "2006" in answer.text


def test_what_no_word_of_the_library_tells_is_not_found(sample: Library) -> None:
    assert Assistant(sample).ask("火星探测器的轨道高度是多少公里？").verdict is Verdict.NOT_FOUND


def test_a_scope_keeps_other_passages_out(sample: Library) -> None:
    answer = Assistant(sample).ask("电梯有多少台？", scope=Scope(kinds=("table",)))
    assert {hit.passage.kind.value for hit in answer.hits} == {"table"}


@pytest.mark.parametrize(
    ("wants", "text", "lacks"),
    [({Want.MONEY}, "价格由双方商定", True), ({Want.MONEY}, "每台8万元", False), ({Want.NUMBER}, "超过三成", False),
     ({Want.REASON}, "因为便宜", False), (set(), "", False)],
)  # fmt: skip
def test_an_answer_to_how_much_without_a_figure_is_only_related(wants: set[Want], text: str, lacks: bool) -> None:
    assert lacks_figure(frozenset(wants), text) is lacks


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [("单家最高能补多少钱？", "2019—2021年“一企一策”", True), ("单家最高能补多少钱？", "每家至多五十万元", False),
     ("协会是哪年成立的？", "经批准成立的社团组织", True), ("协会是哪年成立的？", "2006年成立", False),
     ("甲乙各占多少股份？", "2020年1月合资成立", True), ("甲乙各占多少股份？", "各占一半", False),
     ("有多少台？", "全市共2000台", False), ("一台多少钱？", "1,980元", False), ("一台多少钱？", "rmb500元", False),
     ("产量排第几？", "居全国第三", False), ("为什么多花了多少钱？", "因为涨价", False), ("有哪几条原因？", "降价", False)],
)  # fmt: skip
def test_an_answer_without_the_only_value_that_was_asked_for_is_none(question: str, text: str, lacks: bool) -> None:
    assert lacks_value(analyse(question), text) is lacks


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [("什么时候开门？", "早上八点开门", False), ("什么时间关门？", "21:30关门", False), ("何时开例会？", "周三开会", False),
     ("什么时候交货？", "下旬交货", False), ("什么时候开门？", "提出三点建议", True), ("什么时候开门？", "每周一次", True),
     ("哪一年开业？", "早上八点开门", True), ("哪年开业？", "周三开会", True), ("开业年份？", "下旬开业", True),
     ("有几款产品？", "只有一款", False), ("培训多久？", "培训一周", False), ("多久能到？", "不到一小时", False),
     ("有多少家？", "这是一款产品", True)],
)  # fmt: skip
def test_a_time_of_day_is_a_time_and_one_of_what_is_counted_a_number(question: str, text: str, lacks: bool) -> None:
    assert lacks_value(analyse(question), text) is lacks


def test_an_empty_library_does_not_say(tmp_path: Path) -> None:
    answer = Assistant(Library.open(tmp_path / "empty", create=True)).ask("有多少台？")
    assert (answer.verdict, answer.hits, answer.citations) == (Verdict.NOT_FOUND, (), ())


def test_every_quote_on_the_real_report_is_exact(real: Library, real_answers: Asked) -> None:
    assert_exact(real, real_answers)


def test_the_real_report_is_answered_as_promised(real_answers: Asked) -> None:
    found = figures(real_answers)
    assert found["r@1"] >= 0.62
    assert found["r@5"] >= 0.85
    assert found["r@10"] >= 0.90
    assert found["trusted"] >= 0.33
    assert found["false_abstain"] <= 0.15
    assert found["abstain_recall"] >= 0.4


def test_no_citation_is_a_line_that_repeats_through_the_report(real: Library, real_answers: Asked) -> None:
    """Running heads, feet and ornaments are general: a short line that stands alone ten times and more."""
    (info,) = real.documents()
    lines = [line.strip() for line in real.text(info.doc_id).split("\n")]
    repeated = {line for line in set(lines) if line and lines.count(line) >= 10}
    assert not repeated & {citation.quote.strip() for _, answer in real_answers for citation in answer.citations}
