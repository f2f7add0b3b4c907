"""Documents that are made from the fictional reports for what hardly occurs in them, each with its questions.

Short names that a document defines, tables that run over many pages, sections of one pattern, regulations asked for by the number of a clause.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.purposes import Report
from corpus.document import Kind, Table
from index.segmenter import Segmenter, normalise
from qa.evaluate import UNANSWERABLE, GoldQuestion
from training.plain_questions import FIGURE

ROWS = 45  # of a long table: it is cut into several passages
ASKED = 8  # questions about each document
WORDS = (2, 4)  # words of what is abbreviated
LONG = 4  # characters of them
TOWNS = 8  # sections about a town each
SENTENCES = 20  # in each of them
CHAPTER = 8  # clauses
CLAUSES = 40
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
SENTENCE = re.compile(r"[^。\n\t|#]{20,120}。")
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Made:
    """A document and what is asked of it; no questions where the report has nothing to make it of."""

    text: str = ""
    questions: tuple[GoldQuestion, ...] = ()


Maker = Callable[[Sequence[Report], random.Random], Sequence[Made]]


def short_names(reports: Sequence[Report], chance: random.Random) -> list[Made]:
    """The reports with a short name where a long one first stands, and the questions with the one for the other.

    The short name is made of the first characters of the long one's words.
    """
    return [_abbreviated(report) for report in reports]


def _abbreviated(report: Report) -> Made:
    text = report.parsed.document.text
    asked: list[GoldQuestion] = []
    for full, short in _initials(report):
        golds = [gold for gold in report.golds if full in gold.question and gold.kind != UNANSWERABLE]
        if golds and short not in text:
            text = text.replace(full, f"{full}（以下简称“{short}”）", 1)
            asked += [replace(gold, question=gold.question.replace(full, short)) for gold in golds if not gold.history]
    return Made(text, tuple(asked))


def _initials(report: Report) -> Iterator[tuple[str, str]]:
    """Words that stand together in a question and twice in the report, each with the first characters of its words."""
    segmenter, text = Segmenter(), report.parsed.document.text
    found: dict[str, str] = {}
    for gold in report.golds:
        pieces = segmenter.pieces(gold.question)
        for n in range(WORDS[1], WORDS[0] - 1, -1):
            for words in (pieces[i : i + n] for i in range(len(pieces) - n + 1)):
                full = "".join(words)
                if all(HAN.fullmatch(word) for word in words) and len(full) >= LONG and text.count(full) > 1:
                    found.setdefault(full, "".join(word[0] for word in words))
    yield from (
        (full, short) for full, short in found.items() if not any(full in other for other in found if other != full)
    )


def long_tables(reports: Sequence[Report], chance: random.Random) -> list[Made]:
    """Tables of many rows that tell of the same towns under each caption, as yearbooks do; a cell is asked for."""
    towns = sorted({name for report in reports for name in _towns(report)})
    return [_yearbook(report, towns, chance) for report in reports]


def _towns(report: Report) -> Iterator[str]:
    yield from (name for name in report.names if re.fullmatch(r"[\u4e00-\u9fff]{2,3}[市县区]", name))


def _yearbook(report: Report, towns: Sequence[str], chance: random.Random) -> Made:
    tables = [table for table in _captioned(report) if len(table.header) > 1]
    if len(tables) < 2 or not towns:
        return Made()
    labels = chance.sample(towns, min(len(towns), ROWS))
    labels += [f"{town}第{i}分区" for i in range(1, 4) for town in labels][: ROWS - len(labels)]
    lines: list[str] = [f"# {report.parsed.document.title}", ""]
    asked: list[GoldQuestion] = []
    for table in tables:
        columns = table.header[1:]
        lines += [table.caption, "", f"| 地区 | {' | '.join(columns)} |", f"|{'---|' * len(table.header)}"]
        for label in labels:
            cells = [f"{chance.uniform(1, 900):.1f}" for _ in columns]
            lines.append(f"| {label} | {' | '.join(cells)} |")
            if chance.random() < ASKED / len(tables) / len(labels):
                i = chance.randrange(len(columns))
                about = re.sub(r"^\W*[图表]\s*[\d.\-—]*\s*[:：]?\s*", "", table.caption)
                question = f"{about}里，{label}的{re.sub('[（(].*', '', columns[i])}是多少？"
                place = (len(lines), len(lines))
                asked.append(GoldQuestion("", question, "table", answers=(cells[i],), evidence=(place,)))
        lines.append("")
    return Made("\n".join(lines), tuple(asked))


def _captioned(report: Report) -> list[Table]:
    found: dict[str, Table] = {}
    for passage in report.parsed.passages:
        if passage.kind is Kind.TABLE and passage.table and passage.table.caption:
            found.setdefault(passage.table.caption, passage.table)
    return list(found.values())


def sections(reports: Sequence[Report], chance: random.Random) -> list[Made]:
    """A section a town with the same sentences in each and other figures; only the heading says of which town."""
    towns = sorted({name for report in reports for name in _towns(report)})
    return [_by_town(report, towns, chance) for report in reports]


def _by_town(report: Report, towns: Sequence[str], chance: random.Random) -> Made:
    told = [(match[1], match.group()) for match in FIGURE.finditer(report.parsed.document.text) if "\n" not in match[0]]
    told = [(subject, said) for subject, said in told if not any(town[:-1] in said for town in towns)][:SENTENCES]
    if len(told) < CHAPTER or len(towns) < TOWNS:
        return Made()
    lines = [f"# {report.parsed.document.title}", ""]
    asked: list[GoldQuestion] = []
    for town in chance.sample(towns, TOWNS):
        lines += [f"## {town}", ""]
        for subject, said in told:
            figure = f"{chance.uniform(1, 900):.1f}"
            lines.append(
                re.sub(r"\d[\d,.]*$", figure, said) + "。" + chance.choice(told)[0] + "另有说明，详见统计口径。"
            )
            place = (len(lines), len(lines))
            asked.append(GoldQuestion("", f"{town}的{subject}是多少？", answers=(figure,), evidence=(place,)))
        lines.append("")
    return Made("\n".join(lines), tuple(chance.sample(asked, 2 * ASKED)))


def clauses(reports: Sequence[Report], chance: random.Random) -> list[Made]:
    """Sentences of the reports as the clauses of a regulation, asked for by their numbers."""
    return [_regulation(report, chance) for report in reports]


def _regulation(report: Report, chance: random.Random) -> Made:
    sentences = SENTENCE.findall(report.parsed.document.text)
    if len(sentences) < CHAPTER:
        return Made()
    name = f"{normalise(report.parsed.document.title)[:8]}管理办法"
    lines = [f"# {name}", ""]
    asked: list[GoldQuestion] = []
    for i, sentence in enumerate(chance.sample(sentences, min(CLAUSES, len(sentences)))):
        if i % CHAPTER == 0:
            lines += [f"第{_numeral(i // CHAPTER + 1)}章　规定", ""]
        lines += [f"第{_numeral(i + 1)}条　{sentence}", ""]
        place = (len(lines) - 1, len(lines) - 1)
        asked.append(GoldQuestion("", f"{name}第{_numeral(i + 1)}条怎么规定的？", "policy", evidence=(place,)))
    return Made("\n".join(lines), tuple(chance.sample(asked, ASKED)))


def _numeral(n: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(n, 10)
    if not tens:
        return NUMERALS[ones]
    return f"{NUMERALS[tens] if tens > 1 else ''}十{NUMERALS[ones] if ones else ''}"


MADE: Mapping[str, Maker] = {
    "short names": short_names,
    "long tables": long_tables,
    "sections": sections,
    "clauses": clauses,
}
