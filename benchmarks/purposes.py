"""Questions of the kinds that single stages are meant for, made by rule from the fictional reports and their questions.

Most questions need no one stage: of 600, spelling changes one. What a stage is worth is seen on what it is for.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.document import Parsed
from index.expansion import load_lexicon
from index.figures import other_writings as other_writings_of
from index.names import NameKind
from index.segmenter import Segmenter, normalise
from qa.evaluate import UNANSWERABLE, GoldQuestion
from training.plain_questions import plain_questions
from training.variants import swapped, wrapped

NAMED = frozenset({NameKind.PLACE, NameKind.ORGANISATION, NameKind.PERSON})
FIGURE = re.compile(r"(?<![\d.])(?P<figure>\d+(?:\.\d+)?(?:%|[万亿]))")
EACH = 15  # questions of a kind on one report at most
SHORTEST, LONGEST = 2, 4  # characters of a word that is written otherwise
HEADING = (3, 16)  # characters of a heading that somebody would ask for
POLITE = (("请问", "？"), ("您好，", "？谢谢！"), ("麻烦您帮我看一下，", "，谢谢"), ("想问一下，", "？"))
FEW = 0.34  # share of its words that a question may have in common with the lines that answer it


@dataclass(frozen=True, slots=True)
class Report:
    """One document with its questions and the names in it."""

    parsed: Parsed
    golds: tuple[GoldQuestion, ...]
    names: Mapping[str, NameKind]

    @property
    def text(self) -> str:
        """Normalised."""
        return normalise(self.parsed.document.text)


Maker = Callable[[Sequence[Report], random.Random], list[list[GoldQuestion]]]  # the questions on each report


def misspelt(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions with one character of a word of the report exchanged for one that sounds the same."""
    segmenter, sounds = Segmenter(), _by_sound("".join(report.text for report in reports))

    def wrong(gold: GoldQuestion, report: Report) -> str:
        plain = normalise(gold.question)
        words = [word for word in _words(plain, segmenter) if word in report.text]
        for word in chance.sample(words, len(words)):
            i = chance.randrange(len(word))
            made = [word[:i] + other + word[i + 1 :] for other in sounds[_sound(word[i])] if other != word[i]]
            made = [one for one in made if not segmenter.knows(one) and one not in report.text]
            if made:
                return plain.replace(word, chance.choice(made))
        return ""

    return [_rewritten(report, wrong) for report in reports]


def traditional(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions in traditional characters."""
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    return [_rewritten(report, lambda gold, _: str(convert(gold.question))) for report in reports]


def everyday(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions with a word of the report said as people say it: another word that a lexicon has for it."""
    segmenter, said = Segmenter(), defaultdict(list)
    for word, others in load_lexicon().items():
        for other in others:
            said[other].append(word)

    def otherwise(gold: GoldQuestion, report: Report) -> str:
        plain = normalise(gold.question)
        words = [word for word in _words(plain, segmenter) if word in report.text]
        for word in chance.sample(words, len(words)):
            made = [other for other in said[word] if other not in report.text and word not in other]
            if made:
                return plain.replace(word, chance.choice(made))
        return ""

    return [_rewritten(report, otherwise) for report in reports]


def misspelt_names(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions with one character of a name of the report exchanged for one that sounds the same."""
    sounds = _by_sound("".join(report.text for report in reports))

    def wrong(gold: GoldQuestion, report: Report) -> str:
        plain = normalise(gold.question)
        names = [name for name, kind in report.names.items() if kind in NAMED and name in plain and name.isalpha()]
        for name in chance.sample(names, len(names)):
            i = chance.randrange(len(name))
            made = [name[:i] + other + name[i + 1 :] for other in sounds[_sound(name[i])] if other != name[i]]
            made = [one for one in made if one not in report.text]
            if made:
                return plain.replace(name, chance.choice(made))
        return ""

    return [_rewritten(report, wrong) for report in reports]


def other_writings(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """Figures of sentences asked back in another way of writing: 30% as 三成, 1.2亿 as 12000万."""

    def asked(report: Report) -> Iterator[GoldQuestion]:
        for number, line in enumerate(report.parsed.document.text.split("\n"), start=1):
            for match in FIGURE.finditer(normalise(line)):
                others = [other for other in other_writings_of(match["figure"]) if other not in report.text]
                if others and "\t" not in line and "|" not in line:
                    yield _gold(f"什么是{chance.choice(others)}？", number, number)

    return [_some(chance, list(asked(report))) for report in reports]


def courteous(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions with 麻烦问下 before them or 谢谢 after them."""

    def said(gold: GoldQuestion, report: Report) -> str:
        return next(iter(wrapped([gold], chance))).question

    return [_rewritten(report, said) for report in reports]


def quotations(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """What a speaker said on what he was asked: 某人怎么看 and the topic."""

    def asked(report: Report) -> Iterator[GoldQuestion]:
        for passage in report.parsed.passages:
            if passage.speaker and passage.asked:
                topic = normalise(passage.asked).strip(" ?？。:：")[-16:]
                yield _gold(f"{passage.speaker}怎么看：{topic}", passage.line_start, passage.line_end)

    return [_some(chance, list(asked(report))) for report in reports]


def headed(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """What a section says, asked for by its heading."""

    def asked(report: Report) -> Iterator[GoldQuestion]:
        sections: defaultdict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for passage in report.parsed.passages:
            if passage.heading_path:
                sections[passage.heading_path].append((passage.line_start, passage.line_end))
        for path, places in sections.items():
            if HEADING[0] <= len(path[-1]) <= HEADING[1]:
                yield replace(_gold(f"{path[-1]}讲了什么", *places[0]), evidence=tuple(places))

    return [_some(chance, list(asked(report))) for report in reports]


def keywords(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """Short plain questions by row and column, and for figures in prose, with as many that nothing answers."""
    others = (*reports[1:], reports[0])
    return [
        plain_questions(one.parsed, two.parsed, seed=i)
        for i, (one, two) in enumerate(zip(reports, others, strict=True))
    ]


def other_names(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """Questions with a name or year, and the same about another that the report does not hold."""
    made = []
    for report in reports:
        others = {name: kind for one in reports if one is not report for name, kind in one.names.items()}
        near = list(swapped(report.golds, report.text, report.names, others, chance))[:EACH]
        own = [
            gold for gold in report.golds if gold.kind != UNANSWERABLE and any(n in gold.question for n in report.names)
        ]
        made.append([*near, *own[: len(near)]])
    return made


def follow_ups(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions that lean on the one before."""
    return [[gold for gold in report.golds if gold.history] for report in reports]


def polite_follow_ups(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The same, asked politely."""

    def said(question: str) -> str:
        before, after = chance.choice(POLITE)
        return f"{before}{question.rstrip('？?。 ')}{after}"

    return [[replace(gold, question=said(gold.question)) for gold in found] for found in follow_ups(reports, chance)]


def in_other_words(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions that share few words with the lines that answer them."""
    segmenter = Segmenter()

    def few(gold: GoldQuestion, report: Report) -> bool:
        lines = report.parsed.document.text.split("\n")
        held = normalise("\n".join(line for a, b in gold.evidence for line in lines[a - 1 : b]))
        words = list(_words(normalise(gold.question), segmenter))
        return bool(words) and sum(word in held for word in words) <= FEW * len(words)

    return [[g for g in report.golds if g.evidence and not g.history and few(g, report)] for report in reports]


def of_kinds(*kinds: str) -> Maker:
    """The written questions of these kinds."""

    def chosen(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
        return [[gold for gold in report.golds if gold.kind in kinds] for report in reports]

    return chosen


def named(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The questions that name a town, firm or person."""

    def own(gold: GoldQuestion, report: Report) -> str:
        plain = normalise(gold.question)
        return gold.question if any(kind in NAMED and name in plain for name, kind in report.names.items()) else ""

    return [_rewritten(report, own) for report in reports]


def every_one(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """All written questions."""
    return [list(report.golds) for report in reports]


def several_parts(reports: Sequence[Report], chance: random.Random) -> list[list[GoldQuestion]]:
    """The written questions of which every part is wanted, but for lists."""
    return [[gold for gold in report.golds if gold.every and gold.kind != "list"] for report in reports]


# By the stage that they are for; several where several stages share a purpose.
PURPOSES: Mapping[str, Maker] = {
    "misspelt": misspelt,
    "misspelt names": misspelt_names,
    "traditional": traditional,
    "everyday": everyday,
    "other writings": other_writings,
    "wrapped": courteous,
    "quotations": quotations,
    "headed": headed,
    "keywords": keywords,
    "other names": other_names,
    "named": named,
    "follow-ups": follow_ups,
    "polite follow-ups": polite_follow_ups,
    "in other words": in_other_words,
    "tables": of_kinds("table"),
    "lists": of_kinds("list"),
    "comparisons": of_kinds("comparison"),
    "several parts": several_parts,
    "reasons and ways": of_kinds("why", "how", "definition"),
    "every one": every_one,
}


def _rewritten(report: Report, how: Callable[[GoldQuestion, Report], str]) -> list[GoldQuestion]:
    """The answerable questions without a history that can be written so."""
    alone = [gold for gold in report.golds if gold.kind != UNANSWERABLE and not gold.history]
    made = [replace(gold, question=text) for gold in alone if (text := how(gold, report))]
    return random.Random(report.parsed.document.title).sample(made, min(EACH, len(made)))


def _words(plain: str, segmenter: Segmenter) -> Iterator[str]:
    for word in dict.fromkeys(segmenter.words(plain)):
        if SHORTEST <= len(word) <= LONGEST and all("\u4e00" <= character <= "\u9fff" for character in word):
            yield word


def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character))


def _by_sound(text: str) -> Mapping[str, list[str]]:
    """Characters of a text, most frequent first, by their sound without the tone."""
    counts: defaultdict[str, int] = defaultdict(int)
    for character in text:
        counts[character] += "\u4e00" <= character <= "\u9fff"
    found: defaultdict[str, list[str]] = defaultdict(list)
    for character in sorted(filter(counts.get, counts), key=lambda one: -counts[one]):
        found[_sound(character)].append(character)
    return found


def _gold(question: str, first: int, last: int) -> GoldQuestion:
    return GoldQuestion("", question, evidence=((first, last),))


def _some(chance: random.Random, these: list[GoldQuestion]) -> list[GoldQuestion]:
    return chance.sample(these, min(EACH, len(these)))
