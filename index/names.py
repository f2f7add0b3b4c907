"""Names that a library knows, found in a question: places, organisations, people, documents, tables, years.

Nothing is listed here: places come from jieba's dictionary and from words of the library that end as places do, the
others from what the documents declare (speakers, titles, captions, their own abbreviations, the rows of a table of
companies).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import PurePath
from typing import Any

from corpus.document import Passage
from index.expansion import load_lexicon
from index.jieba_dictionary import dictionary_file
from index.segmenter import Segmenter, normalise


class NameKind(StrEnum):
    """What a name is of."""

    YEAR = "year"
    PLACE = "place"
    ORGANISATION = "organisation"
    PERSON = "person"
    DOCUMENT = "document"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the question writes it, normalised."""

    kind: NameKind
    text: str


PLACE_WORD = re.compile(r"[\u4e00-\u9fff]{2,3}[省市县]")
ORGANISATIONS = frozenset([b"nt", b"nz"])  # jieba's tags of organisations and of other proper names
PLACE_ENDS = "省市区县州镇国洲"
NO_PLACE = re.compile(r"[城上超股楼夜都级辖门集菜][市]|[全各本该跨外多某每][省市县]|县级|^[\u4e00-\u9fff]?[副市][省市]")
ORGANISATION = re.compile(r"(?:公司|集团|研究[院所]|大学|学院|委员会|协会|商会|联盟|银行|实验室|医院|中心|[局厅])$")
COMPANIES = re.compile(r"^(?:企业|公司|机构|单位|厂商|厂家|品牌|银行|车企|房企|药企)(?:名称|简称|全称)?$")
TITLE = re.compile(r"《([^》]{2,60})》")
NUMBERED = re.compile(r"[图表]\s*\d+(?:[-.]\d+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[a-z][a-z0-9\-]+")
BEARERS = frozenset({NameKind.PLACE, NameKind.ORGANISATION, NameKind.PERSON})
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)(?=年(?![前后来内间代以之]))")


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that documents declare themselves, in the order of their passages."""

    names: tuple[tuple[NameKind, str], ...] = ()
    classes: tuple[frozenset[str], ...] = ()  # labels that a table lists side by side, normalised

    def record(self) -> dict[str, Any]:
        """As plain lists, for a file."""
        return {"names": self.names, "classes": [sorted(labels) for labels in self.classes]}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Declared:
        """What `record` gave."""
        names = tuple((NameKind(kind), text) for kind, text in record["names"])
        return cls(names, tuple(frozenset(labels) for labels in record["classes"]))

    @classmethod
    def joined(cls, several: Iterable[Declared]) -> Declared:
        """All of them, each name and class once."""
        every = list(several)
        names = dict.fromkeys(name for one in every for name in one.names)
        return cls(tuple(names), tuple(dict.fromkeys(labels for one in every for labels in one.classes)))


def declared_in(passages: Iterable[Passage]) -> Declared:
    """The people, organisations and tables of these passages; their documents' titles are `titles`."""
    names: dict[tuple[NameKind, str], None] = {}
    classes: dict[frozenset[str], None] = {}
    for passage in passages:
        names |= dict.fromkeys(_declared(passage))
        classes |= dict.fromkeys(_classes(passage))
    return Declared(tuple(names), tuple(classes))


def titles(documents: Iterable[tuple[str, str]]) -> Declared:
    """The names of documents, of each its title and its source."""
    names = ((NameKind.DOCUMENT, name) for title, source in documents for name in (title, _stem(source)))
    return Declared(tuple(dict.fromkeys(names)))


class Names:
    """The names of one library; found out at the first question.

    Args:
        declared: what its documents declare, their titles last.
        vocabulary: the words of the index.
        glossary: (short, full) pairs that the documents define.
    """

    def __init__(
        self,
        declared: Iterable[Declared],
        vocabulary: Iterable[str],
        glossary: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._declared, self._vocabulary, self._glossary = declared, vocabulary, glossary

    @cached_property
    def _joined(self) -> Declared:
        return Declared.joined(self._declared)

    @cached_property
    def known(self) -> Mapping[str, NameKind]:
        """Every name but for years and numbered tables, normalised."""
        named = [*_places(self._vocabulary), *self._joined.names, *_defined(self._glossary)]
        known: dict[str, NameKind] = {}
        for (kind, _), text in zip(named, _normalised([text for _, text in named]), strict=True):
            plain = text.strip()
            if len(plain) > 1:
                known.setdefault(plain, kind)
        return known

    def find(self, question: str) -> tuple[Name, ...]:
        """The names in a question in its order, the longest where they overlap."""
        plain = normalise(question)
        found: dict[Name, int] = {Name(kind, text): start for kind, text, start in self._spelt(plain)}
        for pattern, kind in ((YEAR, NameKind.YEAR), (NUMBERED, NameKind.TABLE), (TITLE, NameKind.DOCUMENT)):
            found |= {Name(kind, match.group(match.lastindex or 0)): match.start() for match in pattern.finditer(plain)}
        found |= {Name(NameKind.YEAR, _full_year(match[1])): match.start() for match in SHORT_YEAR.finditer(plain)}
        return tuple(sorted(found, key=lambda name: found[name]))

    def of_one_class(self, word: str, text: str) -> str:
        """What in a text stands beside a word in the first column or in the header of some table; "" where nothing does.

        Whatever a table lists side by side is of one class: towns, products, ways to pay.
        """
        for labels in self._joined.classes:
            if any(label.startswith(word) for label in labels):
                for label in sorted(labels, key=len, reverse=True):
                    short = next((form for form in (label, label[:-1]) if len(form) > 1 and form in text), "")
                    if short and not label.startswith(word):
                        return short
        return ""

    def _spelt(self, plain: str) -> Iterator[tuple[NameKind, str, int]]:
        spans = sorted((at, at + len(text), text) for text in self.known if (at := plain.find(text)) >= 0)
        end = 0
        for start, stop, text in sorted(spans, key=lambda span: (span[0], -span[1])):
            if start >= end:
                yield self.known[text], text, start
                end = stop


def _normalised(texts: Sequence[str]) -> list[str]:
    """Each text normalised; all in one go, which takes a tenth of the time of thousands of calls."""
    apart = [text.replace("\n", " ") for text in texts]
    return normalise("\n".join(apart)).split("\n") if texts else []


def reads_as_name(word: str, known: Sequence[Name], segmenter: Segmenter) -> bool:
    """Whether a normalised word is part of a known name, Latin, a place, or a word that no dictionary knows."""
    if not word or word[0].isdigit():
        return False
    if any(word in name.text or name.text in word for name in known if name.kind in BEARERS):
        return True
    if not CHINESE.search(word):
        return bool(LATIN.fullmatch(word))
    unheard = not segmenter.knows(word) and word not in load_lexicon()
    return len(word) > 1 and (unheard or word in dictionary_places() or _tag(word) in ORGANISATIONS)


def _full_year(digits: str) -> str:
    """The 23 of 23年 as 2023, the 97 of 97年 as 1997."""
    return f"{20 if int(digits) < 50 else 19}{digits}"


def _places(vocabulary: Iterable[str]) -> Iterator[tuple[NameKind, str]]:
    """Words of the library that are places; of 临澜市 also 临澜."""
    listed = dictionary_places()
    for word in vocabulary:
        is_listed = word in listed
        if not (is_listed or PLACE_WORD.fullmatch(word)) or NO_PLACE.search(word):
            continue
        yield NameKind.PLACE, word
        if not is_listed:
            yield NameKind.PLACE, word[:-1]


def _declared(passage: Passage) -> Iterator[tuple[NameKind, str]]:
    if passage.speaker:
        yield NameKind.PERSON, passage.speaker
    if passage.organisation:
        yield NameKind.ORGANISATION, passage.organisation
    if passage.table and passage.table.header and COMPANIES.match(passage.table.header[0]):
        yield from ((NameKind.ORGANISATION, row.cells[0].text) for row in passage.table.rows if row.cells)


def _stem(source: str) -> str:
    return PurePath(source.replace("\\", "/")).stem


def _classes(passage: Passage) -> Iterator[frozenset[str]]:
    """The labels of a table's rows, and those of its columns, normalised."""
    if passage.table:
        first = (row.cells[0].text for row in passage.table.rows if row.cells)
        for labels in (first, passage.table.header):
            yield frozenset(
                label for text in labels if len(label := normalise(text).strip()) > 1 and not label.isdigit()
            )


def _defined(glossary: Iterable[tuple[str, str]]) -> Iterator[tuple[NameKind, str]]:
    for pair in glossary:
        if any(ORGANISATION.search(name) for name in pair):
            yield from ((NameKind.ORGANISATION, name) for name in pair)


def is_noun(word: str) -> bool:
    """Whether jieba's dictionary lists the word as a noun or a name (its tags n, nr, ns, nt, nz)."""
    return _tag(word).startswith(b"n")


@lru_cache(maxsize=1 << 10)
def _tag(word: str) -> bytes:
    """What jieba's dictionary takes a word for; empty where it does not list it."""
    _, found, after = dictionary_file().partition(f"\n{word} ".encode())
    return after[: after.find(b"\n")].split()[1] if found else b""


@lru_cache(maxsize=1)
def dictionary_places() -> frozenset[str]:
    """The place names of jieba's dictionary (tag ns) that end as places do, or that it also lists so ended.

    The tag alone also stands at 台风, 入口 and 普及. And what our lexicon calls a city or province too: 合肥, 合肥市.
    """
    *listed, _ = dictionary_file().split(b" ns\n")  # a regular expression takes five times as long
    tagged = {lines[lines.rfind(b"\n") + 1 :].partition(b" ")[0].decode() for lines in listed}
    ended = {word[:-1] for word in tagged if word[-1] in PLACE_ENDS}
    ours = {word for word, others in load_lexicon().items() if f"{word}市" in others or f"{word}省" in others}
    return frozenset(word for word in tagged if len(word) > 1 and (word[-1] in PLACE_ENDS or word in ended)) | ours
