"""Speech in running text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corpus.document import Kind, Parsed
from corpus.speech.people import Person
from corpus.speech.quotations import introduced_person, quoted_person, quoted_spans, said_in, signed_person

Parse = Callable[[str], Parsed]

WORDS = "船不缺，缺的是会开船、会修船、还肯留下来的年轻人"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (f"北港渔业董事长周岸表示：“{WORDS}。”", Person("周岸", "北港渔业", "董事长")),
        (f"在年会上，渔业局副局长李远舟在致辞时指出，“{WORDS}”，会场一片掌声。", Person("李远舟", "渔业局", "副局长")),
        (f"走访“北港渔业”时，其总经理周岸坦言：“{WORDS}”", Person("周岸", "北港渔业", "总经理")),
        (f"业委会主任周岸总结了三条经验：“{WORDS}”", Person("周岸", "业委会", "主任")),
        (
            f"头部公司北港渔业（BGY）联合创始人周岸，在年会上曾指出：“{WORDS}”",
            Person("周岸", "头部公司北港渔业", "联合创始人"),
        ),
    ],
)
def test_a_paragraph_that_quotes_one_person(text: str, person: Person) -> None:
    assert quoted_person(text, []) == person


def test_a_name_alone_is_taken_from_what_is_known_of_it() -> None:
    known = Person("周岸", "北港渔业", "董事长")
    assert quoted_person(f"周岸在码头上说：“{WORDS}。”", [known]) == known
    assert quoted_person(f"周岸在码头上说：“{WORDS}。”", []) == Person("周岸")


@pytest.mark.parametrize(
    "text",
    [
        "董事长周岸说：“不。”",
        f"董事长周岸说：“{WORDS}”；总经理李远舟说：“{WORDS}”",
        f"有人表示：“{WORDS}”",
        "董事长周岸表示赞成这个办法。",
    ],
)
def test_a_few_words_or_several_speakers_have_none(text: str) -> None:
    assert quoted_person(text, []) is None


def test_a_paragraph_may_introduce_the_next_one() -> None:
    assert introduced_person("会后，董事长周岸表示：", []) == Person("周岸", None, "董事长")
    assert introduced_person("数据表示：", []) is None


def test_a_signature_stands_below_its_words() -> None:
    assert signed_person("——周岸，北港渔业首席技师，从业三十八年") == Person("周岸", "北港渔业", "首席技师")
    assert signed_person("—— 船要开远") is None


def test_a_quotation_is_a_passage_of_its_own(parse: Parse) -> None:
    found = parse(f"去年船多。\n\n北港渔业董事长周岸表示：\n\n{WORDS}。\n\n今年船少。")
    kinds = [(passage.kind, passage.speaker) for passage in found.passages]
    assert kinds == [(Kind.PARAGRAPH, None), (Kind.SPEECH, "周岸"), (Kind.PARAGRAPH, None)]


def test_an_epigraph_has_the_speaker_of_its_signature(parse: Parse) -> None:
    found = parse("“船不是买来的，\n是养出来的。”\n——周岸，北港渔业首席技师\n\n正文在这里。")
    (passage,) = [passage for passage in found.passages if passage.kind is Kind.SPEECH]
    assert (passage.speaker, passage.line_start, passage.line_end) == ("周岸", 1, 3)


def test_quotation_marks_that_never_close_quote_only_where_speech_begins() -> None:
    assert quoted_spans("“船不缺，缺人。") == []
    assert quoted_spans("周岸说：“船不缺，缺人。") == [(5, 12)]
    assert quoted_spans("“甲“乙”丙”") == [(1, 6)]


@pytest.mark.parametrize(
    "unit", ["渔业局副局长李远舟表示：“船要修，港也要修。”", "“船”说", "说：“船", "说李远舟董事长表示"]
)
def test_a_long_line_is_read_in_time_with_its_length(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert quoted_person(text, []) is None  # quadratic work on such a line would take an hour
    assert isinstance(said_in(text), list)
