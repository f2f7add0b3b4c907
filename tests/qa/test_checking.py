"""Pasted texts against documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.loader import load
from corpus.splitter import split
from qa.checking import LONGEST, MARKS, SHORTEST, Collation, Difference, Kind, Source
from qa.plain import plain


def source(text: str) -> Source:
    parsed = split(Document("d", "", "d.txt", text))
    return Source(text, parsed.passages)


@pytest.fixture(scope="module")
def sample(sample_report: Path) -> Source:
    document = load(sample_report)
    return Source(document.text, split(document).passages)


@pytest.fixture(scope="module")
def collation(sample: Source) -> Collation:
    return Collation([source("另一份文件。\n\n这里讲的是别的事情。"), sample])


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_every_stored_span_is_found_as_it_stands(sample: Source, collation: Collation, data: st.DataObject) -> None:
    passage = sample.passages[data.draw(st.integers(0, len(sample.passages) - 1))]
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    pasted = passage.text[start:end]
    places = collation.same(pasted)
    if plain(pasted).text.strip(MARKS):
        assert places
        assert all(plain(p.passage.text[p.start : p.end]).text.strip(MARKS) in plain(pasted).text for p in places)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_one_changed_character_is_marked_exactly(sample: Source, collation: Collation, data: st.DataObject) -> None:
    long = [p for p in sample.passages if len(p.text) >= 40]
    passage = long[data.draw(st.integers(0, len(long) - 1))]
    start = data.draw(st.integers(0, len(passage.text) - 30))
    pasted = passage.text[start : start + 30]
    countable = [i for i, char in enumerate(pasted) if plain(char).text]
    if len(countable) < 12:
        return
    changed = data.draw(st.sampled_from(countable))
    text = pasted[:changed] + "鼹" + pasted[changed + 1 :]
    assert collation.same(text) == []
    place = collation.nearest(text)
    assert place is not None
    (difference,) = place.differences
    assert (difference.start, difference.end, difference.text) == (changed, changed + 1, "鼹")
    assert difference.source == sample.text[difference.source_start : difference.source_end]
    assert plain(difference.source).text == plain(pasted[changed]).text


@settings(deadline=None, max_examples=40)
@given(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x4DB5), min_size=1, max_size=200))
def test_random_text_is_not_found(collation: Collation, text: str) -> None:
    assert collation.same(text) == []
    assert collation.nearest(text) is None


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_no_text_breaks_the_comparison(collation: Collation, text: str) -> None:
    for place in [*collation.same(text), *filter(None, [collation.nearest(text)])]:
        assert 0 <= place.start < place.end <= len(place.passage.text)


DOCUMENT = "船不缺，缺的是会开船的人。\n\n港口明年扩建，费用由市里承担。"


@pytest.mark.parametrize(
    ("pasted", "kind", "text", "original"),
    [
        ("船不缺，缺的是能开船的人", Kind.REPLACED, "能", "会"),
        ("船不缺，缺的是会开大船的人", Kind.EXTRA, "大", ""),
        ("船不缺，缺的会开船的人", Kind.MISSING, "", "是"),
        ("“港口 今年扩建，費用由市裡承擔”", Kind.REPLACED, "今", "明"),
    ],
)
def test_each_kind_of_difference(pasted: str, kind: Kind, text: str, original: str) -> None:
    place = Collation([source(DOCUMENT)]).nearest(pasted)
    assert place is not None
    (one,) = place.differences
    assert (one.kind, one.text, one.source) == (kind, text, original)
    assert pasted[one.start : one.end] == text
    assert DOCUMENT[one.source_start : one.source_end] == original


def test_a_text_may_run_over_passages() -> None:
    text = "船不缺，缺的是会开船的人。\n\n一、港口\n\n港口明年扩建，费用由市里承担。"
    (place,) = Collation([source(text)]).same("会开船的人。一、港口 港口明年扩建")
    assert text[place.passage.start : place.passage.end] == place.passage.text
    assert place.passage.text[place.start : place.end] == "会开船的人。\n\n一、港口\n\n港口明年扩建"


def test_a_repeated_text_has_every_place() -> None:
    text = "船不缺，缺人。\n\n" + "别的话。" * 3 + "\n\n船不缺，缺人。"
    assert len(Collation([source(text)]).same("船不缺缺人".replace("缺缺", "缺，缺"))) == 2


def test_marks_at_the_ends_do_not_count() -> None:
    assert Collation([source(DOCUMENT)]).same("，缺的是会开船的人！")


def test_a_document_ends_where_the_next_one_begins() -> None:
    both = Collation([source("船不缺，缺的是"), source("会开船的人。")])
    assert both.same("缺的是会开船") == []


@pytest.mark.parametrize("size", [SHORTEST - 1, LONGEST + 1])
def test_texts_that_are_too_short_or_too_long_are_only_found_as_they_stand(size: int) -> None:
    assert Collation([source("船" * 30)]).nearest("港" * size) is None


def test_an_empty_library_holds_nothing() -> None:
    empty = Collation([])
    assert empty.same("船不缺") == []
    assert empty.nearest("船不缺，缺的是会开船的人") is None


def test_differences_are_in_order() -> None:
    place = Collation([source(DOCUMENT)]).nearest("船不少，缺的是能开船的人")
    assert place is not None
    assert place.differences == (
        Difference(Kind.REPLACED, 2, 3, "少", 2, 3, "缺"),
        Difference(Kind.REPLACED, 7, 8, "能", 7, 8, "会"),
    )
    assert place.similarity == pytest.approx(1 - 2 / 12)


def test_a_text_that_runs_past_the_end_of_a_document_is_compared_with_its_end() -> None:
    document = "\n2021-05-06资料来源：| --- | --- |\n日？\t\n"
    place = Collation([source(document)]).nearest("| --- | --- |\n资料来源：")
    assert place is None or place.passage.end <= len(document)


def test_the_end_of_one_document_and_the_beginning_of_the_next_are_no_place() -> None:
    one, other = "港口的吞吐量一直在增长。", "渔船的数量逐年减少。"
    place = Collation([source(one), source(other)]).nearest("吞吐量一直在增长。渔船的数量逐年")
    assert place is None or place.passage.text in (one, other)
