"""Coverage-guided fuzzing of what reads other people's text: `python -m benchmarks.fuzz TARGET [libFuzzer's options]`.

Needs atheris, of the `dev` dependencies. A target is a parser with what must hold of whatever it is given: nothing but
an AssistantError is raised, and every offset points at the characters that it names. An input that breaks this, or takes
longer than `-timeout`, is written to `benchmarks/out/`, where `python -m benchmarks.fuzz TARGET FILE` runs it again.

    nice python -m benchmarks.fuzz text -max_total_time=600
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["corpus", "index", "qa"], enable_loader_override=False):
    from corpus.document import Document, Parsed
    from corpus.errors import AssistantError
    from corpus.extract import Extract
    from corpus.files.controls import without_controls
    from corpus.formats import delimited, markdown, plaintext
    from corpus.formats.html import page as html
    from corpus.loader import load
    from corpus.record import parsed_of, parsed_record
    from corpus.speech.statements import find_statements
    from corpus.splitter import split
    from corpus.structure.clauses import find_clauses
    from index.library import Library
    from qa import policies, quotes
    from qa.answer import Turn
    from qa.assistant import Assistant
    from qa.checking import Collation, Source
    from qa.clauses import read_clauses
    from qa.question import analyse
    from ui.contract import answer_json, citation_json

SAMPLE = Path(__file__).parent.parent / "examples" / "sample_report.txt"
OUT = Path(__file__).parent / "out"
LONGEST = 4000  # bytes of an input: long enough for a chapter with a table and an interview
# One byte of an input stands for one of these: mutations of single bytes then make other documents, not other mojibake.
_WORDS = (
    "\n|\n\n|\t|　| |。|，|、|；|：|？|！|“|”|《|》|（|）|(|)|[|]|〔|〕|#|##|*|**|>|-|—|…|·|.|,|:|;|&lt;|\"|'|%|％|"
    "‰|/|\\|0|1|2|3|9|１|一|二|三|十|百|零|〇|万|亿|元|年|月|日|第|章|节|条|款|项|号|之|表|图|注|附录|目录|第一章|第二章 规模|1.1 渔港|一、|"
    "（一）|（1）|①|1.|2.|A|B|a|z|AI|IT|GDP|www.|@|2021年|23年|同年|2021-05-06|8月|1,024|3.5%|12亿元|同比增长|单位：亿元|"
    "表1 各市产值|表 1-2|续表|资料来源：|注：|合计|其中：|港口|城市|名称|数量|地点|——|-—-|问：|答：|记者：|主持人：|Q：|A：|采访人：|受访人：|张三：|王小明|"
    "李明（北港市渔业局局长）|局长|表示|认为|指出|说|告诉记者|谢谢|您|请问|怎么看|为什么|是什么|多少|哪些|谁|哪一年|分别|最大的|排名第一|占比|的|是|了|和|与|在|以及|其|"
    "该|这个|那|它|他|北港市|海洋与渔业局|印发|发布|《渔港条例》|北政发〔2021〕3号|以下简称|“港协”|规定|办法|应当|不得|罚款|页|- 12 -|12|第 3 页|Page|"
    "\x0c|\u2028|\ufeff|\u200b|\x00|😀|𠀀|é|ﬁ|漁業|問題|<table>|<tr>|<td>|<td colspan=3>|</td>|</table>|"
    "<p>|<h1>|</h1>|<li>|<br>|<div>|<script>|<!--|-->|title:|---\n|```|:--|~|_|+|=|$|^|{|}|`|\r|\r\n|"
    ',,|;;|""|公里|平方米|人|家|个|座|倍|左右|以上|约|近|超过|至|到|万吨'
)
FRAGMENTS = (*_WORDS.split("|"), "|", "||", "| --- | --- |\n")


def text_of(data: bytes) -> str:
    """An input as text: in fragments, or, where its first byte is odd, as the UTF-8 that it is."""
    if data[:1] and data[0] % 2:
        return data[1:].decode("utf-8", "replace")
    return "".join(FRAGMENTS[byte % len(FRAGMENTS)] for byte in data[1:])


def split_safely(found: Extract) -> Parsed:
    """The document taken apart, every offset of it checked."""
    found = without_controls(found)
    text = found.text
    document = Document("d", "", "d.txt", text, "utf-8", found.pages, found.marks, found.grids)
    parsed = split(document)
    end = 0
    for passage in parsed.passages:
        assert end <= passage.start < passage.end <= len(text), "passages follow each other"
        assert passage.text == text[passage.start : passage.end]
        assert passage.line_start == text.count("\n", 0, passage.start) + 1
        assert passage.line_end == text.count("\n", 0, passage.end) + 1
        for row in passage.table.rows if passage.table else ():
            assert all(cell.text == text[cell.start : cell.end] for cell in row.cells)
        end = passage.end
    assert parsed_of(json.loads(json.dumps(parsed_record(parsed)))).passages == parsed.passages, "nothing lost in JSON"
    return parsed


def text(data: bytes) -> None:
    """Plain text and Markdown: encoding, headings, lists, tables, furniture, interviews."""
    split_safely(markdown.read(text_of(data).encode("utf-8", "surrogatepass"), "d.md"))


def raw(data: bytes) -> None:
    """Bytes in whatever encoding."""
    split_safely(plaintext.read(data, "d.txt"))


def table(data: bytes) -> None:
    """CSV and TSV, HTML with its tables."""
    content = text_of(data).encode()
    split_safely(delimited.read(content, "d.tsv" if data[-1:] < b"\x80" else "d.csv"))
    split_safely(html.read(content, "d.html"))


def interview(data: bytes) -> None:
    """Who says what to which question; the clauses of regulations."""
    parsed = split_safely(plaintext.read(text_of(data).encode(), "d.txt"))
    for said in find_statements(parsed.passages):
        assert 0 <= said.start < said.end <= len(said.passage.text)
    for clause in find_clauses(parsed.passages):
        assert all(part.start < part.end <= len(part.passage.text) for part in clause.parts)
    for policy in parsed.policies:
        assert policy.name
        assert policy.mentions


def question(data: bytes) -> None:
    """Questions and follow-ups of every kind, asked of the sample report."""
    library, assistant, source = _sample()
    first, _, asked = text_of(data).partition("\n")
    analyse(asked)
    read_clauses(library, asked)
    history = (Turn(first, asked),) if first else ()
    answer = answer_json(assistant.ask(asked, history))
    assert bool(answer["citations"]) == bool(answer["answer"]) == bool(answer["answerable"])
    for one in _citations(answer):
        assert one["quote"] == source[one["char_start"] : one["char_end"]]
        assert 1 <= one["line_start"] <= one["line_end"]
    json.dumps(answer, ensure_ascii=False).encode()


def finding(data: bytes) -> None:
    """Quotes and policies by whatever name, of the sample report."""
    library, _, source = _sample()
    words = text_of(data)
    for quote in quotes.find_quotes(library, words[:40] or None, words[40:80] or None, None, 10):
        one: dict[str, Any] = dict(citation_json(quote.citation))
        assert one["quote"] == source[one["char_start"] : one["char_end"]]
    policies.find_policies(library, words[:20], words[20:40], words[40:60], None)


def checking(data: bytes) -> None:
    """A pasted quotation, compared with the sample report and with a document of the same fragments."""
    words = text_of(data)
    document, _, pasted = words.partition("。")
    for source, collation in ((_sample()[2], _sample_collation()), (document, _collation(document))):
        near = collation.nearest(pasted)
        for place in [*collation.same(pasted), *([near] if near else [])]:
            assert 0 <= place.start < place.end <= len(place.passage.text)
            for one in place.differences:
                assert one.text == pasted[one.start : one.end]
                assert one.source == source[one.source_start : one.source_end]


def _citations(answer: dict[str, Any]) -> list[dict[str, Any]]:
    cited = list(answer["citations"])
    return [*cited, *(other for one in cited for other in one["also"]), *(one["citation"] for one in answer["rivals"])]


@cache
def _sample() -> tuple[Library, Assistant, str]:
    folder = Path(tempfile.mkdtemp(prefix="yinju-fuzz-"))
    library = Library.open(folder, create=True)
    library.update([SAMPLE])
    return library, Assistant(library), load(SAMPLE).text


def _collation(source: str) -> Collation:
    return Collation([Source(source, split(Document("d", "", "d.txt", source)).passages)])


@cache
def _sample_collation() -> Collation:
    return _collation(_sample()[2])


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (text, raw, table, interview, question, finding, checking)
}


def main() -> None:
    """Fuzz one target until libFuzzer's options say stop."""
    if sys.argv[1:2] == [] or sys.argv[1] not in TARGETS:
        raise SystemExit(f"usage: python -m benchmarks.fuzz {'|'.join(TARGETS)} [FILE] [-max_total_time=SECONDS]")
    target = TARGETS[sys.argv.pop(1)]
    OUT.mkdir(exist_ok=True)

    def once(data: bytes) -> None:
        with suppress(AssistantError):  # said in words that the user can read
            target(data)

    options = [
        "-len_control=10",
        f"-max_len={LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=2000",
        f"-artifact_prefix={OUT}/",
    ]
    atheris.Setup([sys.argv[0], *options, *sys.argv[1:]], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
