from __future__ import annotations

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Passage
from qa.answer import Answer, CellName, Citation, Verdict
from ui.contract import answer_json, citation_json, file_name

ANSWER_KEYS = {
    "id", "question", "understood_as", "answerable", "verdict", "answer", "citations", "passages", "timings_ms",
}  # fmt: skip
CITATION_KEYS = {
    "doc_id", "file", "title", "kind", "heading_path", "page", "page_label", "line_start", "line_end", "char_start",
    "char_end", "speaker", "cell", "quote",
}  # fmt: skip
PASSAGE_KEYS = {"rank", "score", "file", "line_start", "line_end", "page", "kind", "heading_path", "text"}


def test_an_answer_has_every_key_of_the_contract(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    answer = make_answer("86个", [(make_passage("全市有86个。"), "有86个")])
    found = answer_json(answer, "q1")
    assert found.keys() >= ANSWER_KEYS
    assert found["citations"][0].keys() >= CITATION_KEYS  # type: ignore[index]
    assert found["passages"][0].keys() >= PASSAGE_KEYS  # type: ignore[index]


def test_an_answer_survives_json(make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]) -> None:
    found = answer_json(make_answer("86", [(make_passage("全市有86个。😀"), "86个。😀")]), "q1")
    assert json.loads(json.dumps(found, ensure_ascii=False)) == found


def test_offsets_and_lines_of_a_citation_count_in_the_document(make_passage: Callable[..., Passage]) -> None:
    passage = make_passage("第一行\n第二行有86个", start=100, line_start=7, line_end=8)
    found = citation_json(Citation(passage, 4, 10))
    assert (found["char_start"], found["char_end"]) == (100 + 4, 100 + 10)
    assert (found["line_start"], found["line_end"]) == (7 + 1, 7 + 1)
    assert found["quote"] == "第二行有86"


def test_the_file_is_the_name_and_not_the_path_of_whoever_indexed_it(make_passage: Callable[..., Passage]) -> None:
    assert citation_json(Citation(make_passage("文"), 0, 1))["file"] == "年报.txt"
    assert file_name("C:\\资料\\年报.txt") == "年报.txt"


def test_a_cell_is_named_by_table_row_and_column(make_passage: Callable[..., Passage]) -> None:
    found = citation_json(Citation(make_passage("20"), 0, 2, CellName("表1", "2022年", "桩数")))
    assert found["cell"] == {"table": "表1", "row": "2022年", "column": "桩数"}


def test_a_cell_of_a_spreadsheet_is_named_by_sheet_and_address_too(make_passage: Callable[..., Passage]) -> None:
    found = citation_json(Citation(make_passage("20"), 0, 2, CellName("表1", "2022年", "桩数", "各市", "B7")))
    assert found["cell"] == {"table": "表1", "row": "2022年", "column": "桩数", "sheet": "各市", "address": "B7"}


def test_not_found_is_not_answerable_and_keeps_the_passages(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    answer = make_answer("", [(make_passage("别的事"), "别的事")], verdict=Verdict.NOT_FOUND)
    found = answer_json(answer)
    assert (found["answerable"], found["verdict"], found["answer"]) == (False, "not_found", "")
    assert len(found["passages"]) == 1  # type: ignore[arg-type]


def test_explain_says_what_each_leg_gave(
    make_passage: Callable[..., Passage], make_answer: Callable[..., Answer]
) -> None:
    answer = make_answer("文", [(make_passage("文"), "文")])
    assert answer_json(answer, explain=True)["passages"][0]["parts"] == {"lexical": 0.5}  # type: ignore[index]
    assert "parts" not in answer_json(answer)["passages"][0]  # type: ignore[index]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80), st.integers(0, 10**6), st.data())
def test_every_citation_says_exactly_where_it_stands(text: str, start: int, data: st.DataObject) -> None:
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    source = "\n" * start + text
    passage = Passage("d:0", "d", "标题", "/a/年报.txt", text, start, len(source), start + 1, source.count("\n") + 1)
    found = json.loads(json.dumps(citation_json(Citation(passage, first, last)), ensure_ascii=False))
    assert found["quote"] == source[found["char_start"] : found["char_end"]] == text[first:last]
    assert found["line_start"] == source.count("\n", 0, found["char_start"]) + 1
    assert found["line_start"] <= found["line_end"] <= passage.line_end
