"""Nothing may hang on the names of one report: towns, companies and people are renamed throughout, and it is asked again.

    python -m benchmarks.renaming               the sample report, and where they are there some fictional ones, the real one
    python -m benchmarks.renaming --json
    python -m benchmarks.renaming --seeds 10    under ten sets of new names of each way; five otherwise

The names are those that the library finds in the document itself; none is written here. They change in the document, the
questions, the accepted answers and the quotes alike, also inside longer names; lines stay what they are. Two ways:

- invented: each becomes another of the same length and form (临澜市 another 市, a person somebody of three characters)
  that no dictionary, lexicon or model has met;
- exchanged: the towns change places with each other, a province with a province, a city with a city, and their nicknames
  with them: every name is as well known as before, and nothing that is known of a town is true of it any more.

What is no town, firm or person of the report keeps its name: countries, ministries that the lexicons know, 山区. Questions
that use another word for a renamed name (帝都, 沪, Shanghai) are left out of both runs: who knows the word does not know
the new name. Nicknames of two or more characters are kept where the towns are exchanged.

The differences are those of the same questions; beside their mean stands how far the sets of names lie apart (standard
deviation), and what encloses 95 % of the means over resamples of the questions.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypinyin import lazy_pinyin

from benchmarks.paired import Comparison, Figures
from benchmarks.retrieval import DEV, HELD_OUT, REAL_REPORT, REPORTS
from corpus.loader import load
from corpus.speech.people import SURNAMES
from index.expansion import load_lexicon
from index.library import Library
from index.names import NameKind, Names, dictionary_places
from index.query import QueryParser
from index.segmenter import Segmenter, normalise
from qa.assistant import Assistant
from qa.evaluate import gold_question, score

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
RENAMED = (NameKind.PLACE, NameKind.PERSON, NameKind.ORGANISATION)
SEED = 7
SEEDS = 5
# Characters of which names are made: common in names of places, firms and people, and part of few other words.
SYLLABLES = "岚澜栖禾屿麓溪汀渚峪岱枫榆桐槐棠蓼芷蘅菱珩琅瑛玥璟瑶皓昶晔煦炘烨熠骁骥骏鹭鹤雁隼鲲鳞霁霖雯霏汐沅沄泓洵浔淇渊湄滢漪潇澄"
TOWN = re.compile(r"([\u4e00-\u9fff]{2,}?)(?:(?:工业园|新)区|[省市县]|(?<!地)区)")
FIRM = re.compile(
    r"(?:[股份有限责任总分]*公司|集团|科技|智能|电梯|机器人|大学|学院|研究[院所]|律师事务所|协会|银行|实验室)+$"
)
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One document with the records of its questions."""

    text: str
    records: tuple[Record, ...]


def renamed(asked: Asked, names: Mapping[str, NameKind], seed: int = SEED) -> tuple[Asked, Mapping[str, str]]:
    """The document and its questions under invented names, and which name became which."""
    mapping = _mapping(asked.text, names, random.Random(seed))
    return _written(asked, mapping), mapping


def exchanged(asked: Asked, names: Mapping[str, NameKind], seed: int = SEED) -> tuple[Asked, Mapping[str, str]]:
    """The document and its questions with its towns in each other's places, and which became which."""
    mapping = _exchange(_towns(names), random.Random(seed))
    return _written(asked, mapping), mapping


def _written(asked: Asked, mapping: Mapping[str, str]) -> Asked:
    if not mapping:
        return asked
    pattern = re.compile("|".join(map(re.escape, sorted(mapping, key=len, reverse=True))))

    def rename(text: str) -> str:
        return pattern.sub(lambda match: mapping[match.group()], text)

    records = tuple(json.loads(rename(json.dumps(record, ensure_ascii=False))) for record in asked.records)
    return Asked(rename(asked.text), records)


def without_aliases(asked: Asked, names: Mapping[str, NameKind], *, nicknames: bool = False) -> Asked:
    """Without the questions that use another word for one of the names; `nicknames` of towns may stay."""
    lexicon, segmenter = load_lexicon(), Segmenter()
    parser = QueryParser(segmenter, (lexicon,))
    towns = _towns(names)
    stems = towns | set(names)
    letters = {other for stem in stems for other in lexicon.get(stem, {}) if len(other) == 1}  # 沪, 苏
    spelt = {"".join(lazy_pinyin(town)) for town in towns}  # Shanghai
    kept = {other for town in towns for other in _nicknames(town)} if nicknames else set()

    def plain(record: Record) -> bool:
        question = normalise(json.dumps([record["question"], record.get("history", [])], ensure_ascii=False))
        pieces = segmenter.pieces(re.sub("|".join(map(re.escape, stems)), " ", question))
        short = any(piece in letters or (piece[0] in letters and not segmenter.knows(piece)) for piece in pieces)
        return not (short or spelt & set(pieces)) and not any(
            any(stem in other for stem in stems) and not any(stem in said for stem in stems) and said not in kept
            for said, other in parser.parse(str(record["question"])).added
        )

    return Asked(asked.text, tuple(record for record in asked.records if plain(record)))


def names_of(document: Path) -> dict[str, NameKind]:
    """The towns, companies and people that a library of one document knows, as the document spells them."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), create=True)
        library.update([document])
        known: Names | None = library.retriever().known_names
        library.close()
    text = load(document).text
    return {name: kind for name, kind in (known.known if known else {}).items() if kind in RENAMED and name in text}


def figures(asked: Asked) -> list[Figures]:
    """The figures of each question, asked of a library of the one document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(asked.text, encoding="utf-8")
        library = Library.open(Path(folder) / "library", create=True)
        library.update([path])
        assistant = Assistant(library)
        golds = [gold_question({**record, "doc": ""}) for record in asked.records]
        scored: list[Figures] = [score(gold, assistant.ask(gold.question, gold.history)) for gold in golds]
        library.close()
    return scored


def read(document: Path, questions: Path) -> Asked:
    """A document with its questions."""
    lines = questions.read_text(encoding="utf-8").splitlines()
    return Asked(load(document).text, tuple(json.loads(line) for line in lines if line.strip()))


def compare(document: Path, questions: Path, seeds: int = SEEDS, way: str = "invented") -> Comparison:
    """The figures under the old names and under as many sets of new ones."""
    names = names_of(document)
    asked = without_aliases(read(document, questions), names, nicknames=way == "exchanged")
    others = [WAYS[way](asked, names, seed) for seed in range(SEED, SEED + seeds)]
    print(f"{document.name}: {len(others[0][1])} names, {len(asked.records)} questions, {way}", file=sys.stderr)
    return Comparison(figures(asked), [figures(other) for other, _ in others])


WAYS: Mapping[str, Callable[[Asked, Mapping[str, NameKind], int], tuple[Asked, Mapping[str, str]]]] = {
    "invented": renamed,
    "exchanged": exchanged,
}


def _towns(names: Mapping[str, NameKind]) -> set[str]:
    """The places that are towns, provinces or their parts, without their ending: 临澜 of 临澜市, and not 山区 or 新建."""
    places = {name for name, kind in names.items() if kind is NameKind.PLACE}
    known = places | dictionary_places()
    ended = {name: match[1] for name in places if (match := TOWN.fullmatch(name))}
    return set(ended.values()) | {name for name in places - set(ended) if any(name + end in known for end in "省市")}


def _mapping(text: str, names: Mapping[str, NameKind], chance: random.Random) -> dict[str, str]:
    """A new name for each, none of which the text holds; 临澜 is one place in 临澜市 and in 临澜电梯."""
    mapping: dict[str, str] = {}

    def another(name: str, first: str = SYLLABLES) -> str:
        made = (_made(name, first, chance) for _ in range(1000))
        return next(new for new in made if new not in text and new not in mapping.values())

    for town in sorted(_towns(names)):
        mapping[town] = another(town)
    for name, kind in sorted(names.items()):
        if not re.fullmatch(r"[\u4e00-\u9fff]{2,}", name) or name in load_lexicon():
            continue  # Latin names are left: their letters tell nothing of the report
        if kind is NameKind.PERSON:
            mapping[name] = another(name, "".join(sorted(SURNAMES)))
        elif kind is NameKind.ORGANISATION:
            mapping |= _firm(name, mapping, another)
    return mapping


def _exchange(towns: set[str], chance: random.Random) -> dict[str, str]:
    """Each town another of its length and rank, and each of its nicknames one of the other's, or its name."""
    known = dictionary_places()

    def rank(town: str) -> tuple[int, str]:
        return len(town), next((end for end in "省市" if town + end in known), "")

    mapping: dict[str, str] = {}
    for level in sorted({rank(town) for town in towns}):
        alike = sorted(town for town in towns if rank(town) == level)
        chance.shuffle(alike)
        for town, other in zip(alike, [*alike[1:], *alike[:1]], strict=True):
            if town != other:
                others = [*_nicknames(other), *[other] * len(_nicknames(town))]
                mapping |= {town: other, **dict(zip(_nicknames(town), others, strict=False))}
    return mapping


def _nicknames(town: str) -> list[str]:
    """Other words of two or more characters for a town, of which it is no part."""
    return sorted(other for other in load_lexicon().get(town, {}) if len(other) > 1 and town not in other)


def _firm(name: str, mapping: Mapping[str, str], another: Callable[[str], str]) -> dict[str, str]:
    """A firm's own part under another name wherever it stands; not where it is made of words (创新工场, 城市学院)."""
    town = next((town for town in sorted(mapping, key=len, reverse=True) if name.startswith(town)), "")
    own = FIRM.sub("", name[len(town) :])
    words = Segmenter()
    if (
        own == name
        or len(own) < 2
        or words.knows(own)
        or words.knows(own[:2])
        or any(known in own for known in mapping)
    ):
        return {}
    return {own: another(own)}


def _made(name: str, first: str, chance: random.Random) -> str:
    return chance.choice(first) + "".join(chance.choice(SYLLABLES) for _ in name[1:])


def _reports() -> Iterator[tuple[str, list[tuple[Path, Path]]]]:
    yield "sample report", [(EXAMPLES / "sample_report.txt", EXAMPLES / "sample_questions.jsonl")]
    if REPORTS.exists():
        found = [path for name in HELD_OUT for path in REPORTS.glob(f"{name}.[tm]*")]
        yield "fictional reports", [(path, path.with_suffix(".jsonl")) for path in found]
    if REAL_REPORT.exists() and DEV.exists():
        yield "real report", [(REAL_REPORT, DEV)]
    else:
        print("skipped: the real report and its questions are not there", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both ways for each report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--json", action="store_true")
    options.add_argument("--seeds", type=int, default=SEEDS, help="sets of new names")
    chosen = options.parse_args(arguments)
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, reports in _reports():
        for way in WAYS:
            each = [compare(document, questions, chosen.seeds, way) for document, questions in reports]
            results[f"{name}, {way} ({sum(len(one.before) for one in each)})"] = Comparison.joined(each).record()
    print(json.dumps(results, ensure_ascii=False, indent=1) if chosen.json else _table(results))


def _table(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    lines: list[str] = []
    for name, rows in results.items():
        lines += ["", f"{name:26} before   after  differ  spread  95 % of questions  better worse"]
        for metric, row in rows.items():
            lines.append(
                f"  {metric:24}{row['before']:7.3f}{row['after']:8.3f}{row['difference']:+8.3f}{row['spread']:8.3f}"
                f"   [{row['low']:+.3f}, {row['high']:+.3f}]{row['better']:7.0f}{row['worse']:6.0f}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
