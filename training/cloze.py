"""Questions made from declarative sentences by rule: a value of a known type gives way to the word that asks for it.

Lewis, Denoyer and Riedel, Unsupervised Question Answering by Cloze Translation, ACL 2019,
https://aclanthology.org/P19-1484. Chinese asks where the answer stands, so that the cloze itself is nearly a question;
what is left is to make it less like the sentence: words are dropped, exchanged for close ones, clauses moved.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.pieces import KINDS, Pieces

LONGEST_CLAUSE = 40  # characters of a clause that a question is made from
LONGEST_ANSWER = 24

_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?！？]?")
_CLAUSE = re.compile(r"[^,，;；:：。]+")
_DATE = re.compile(
    r"(?:公元前?|西元前?)?(?:\d{1,4}年(?:代|\d{1,2}月(?:\d{1,2}[日号])?|[初底末春夏秋冬])?|\d{1,2}月\d{1,2}[日号]|\d{1,2}世纪(?:\d{2}年代)?|[〇零一二三四五六七八九]{4}年)"
)
_NUMBER = re.compile(
    r"(?:约|近|超过|不低于|不超过|至少|第)?(?:\d+(?:[.,]\d+)*|[一二两三四五六七八九十百千]+)[多余]?[万亿千百]*(?:%|‰|倍|[㐀-鿿]{1,2})"
)
_MARKED = re.compile(r"[《「『“]([^》」』”]{2,16})[》」』”]")
_SPOKEN = re.compile(r"(?:是指|指的是|称为|称作|叫做|名为|是一[种个座家部位]|即|是|为)([^,，;；。]{4,24})$")
_REASON = re.compile(r"(?:因为|由于|因)([^,，;；。]{4,24})")
_LIST = re.compile(r"[㐀-鿿\w]{2,8}(?:、[㐀-鿿\w]{2,8}){1,5}(?:[和与及][㐀-鿿\w]{2,8})?")
_NAMES = frozenset({"nr", "ns", "nt", "nz", "nrt", "nrfg"})
_NOUNS = frozenset({"n", "vn", "an", "b", "j", "l", "ng", *_NAMES})
_DROPPED = frozenset({"uj", "ul", "d", "p", "u", "y", "c", "f", "uz", "ud"})
MEASURED = re.compile(r"[㐀-鿿]{1,2}$")


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question with its answer, `text[start:end]`."""

    question: str
    start: int
    end: int


def clozes(
    pieces: Pieces,
    tags: Sequence[str],
    title: str,
    similar: Callable[[int, random.Random], str],
    rng: random.Random,
    most: int,
) -> list[Cloze]:
    """At most so many questions about a text; `tags` are the parts of speech of its pieces."""
    found = list(_candidates(pieces, tags))
    rng.shuffle(found)
    made: list[Cloze] = []
    for start, end, words in found:
        if len(made) == most:
            break
        question = _question(pieces, tags, start, end, rng.choice(words), title, similar, rng)
        if question:
            made.append(Cloze(question, start, end))
    return made


def _candidates(pieces: Pieces, tags: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    text = pieces.text
    for match in _DATE.finditer(text):
        year = "年" in match.group()
        yield (
            *match.span(),
            ("哪一年", "哪年", "什么时候", "何时", "什么时间")
            if year and "月" not in match.group()
            else ("什么时候", "何时", "哪一天", "几月几号", "哪年"),
        )
    for match in _NUMBER.finditer(text):
        if "年" in match.group() or "月" in match.group() or len(match.group()) < 3:
            continue
        unit = MEASURED.search(match.group())
        tail = unit.group()[-1] if unit else ""
        yield (
            *match.span(),
            (f"多少{tail}", f"几{tail}", "多少", f"多少{tail}") if tail else ("多少", "百分之多少", "多大比例", "几成"),
        )
    for match in _MARKED.finditer(text):
        whole = match.span()
        inside = match.span(1)
        yield (
            *(inside if hash(match.group()) % 2 else whole),
            ("什么", "哪部作品", "什么名字", "哪个", "哪份文件", "哪本书")
            if match.group()[0] == "《"
            else ("什么", "哪个", "怎样的"),
        )
    for match in _LIST.finditer(text):
        yield (*match.span(), ("哪些", "什么", "哪几种", "哪几个"))
    for pattern in (_SPOKEN, _REASON):
        for clause in _CLAUSE.finditer(text):
            if (found := pattern.search(clause.group())) is not None:
                start = clause.start() + found.start(1)
                yield (
                    start,
                    clause.start() + found.end(1),
                    ("什么", "什么", "怎样的") if pattern is _SPOKEN else ("什么", "什么原因", "何"),
                )
    yield from _names(pieces, tags)


def _names(pieces: Pieces, tags: Sequence[str]) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Runs of names and of nouns."""
    i, n = 0, len(pieces)
    while i < n:
        j = i
        while (
            j < n
            and j - i < 5
            and (
                tags[j] in _NOUNS
                or (
                    tags[j] in ("x", "a", "m", "q")
                    and j > i
                    and tags[j - 1] in _NAMES
                    and KINDS[pieces.kinds[j]] == "word"
                )
            )
        ):
            j += 1
        while j > i and tags[j - 1] not in _NOUNS:
            j -= 1
        if j > i:
            start, end = int(pieces.starts[i]), int(pieces.ends[j - 1])
            if 2 <= end - start <= LONGEST_ANSWER and pieces.text[start:end].strip():
                yield start, end, _asks(pieces.text[start:end], tags[i:j])
            i = j
        else:
            i += 1


def _asks(name: str, tags: Sequence[str]) -> Sequence[str]:
    last, first = tags[-1], tags[0]
    head = name[-2:]
    if name[-1] in "市县区省州镇村国岛港":
        return (
            f"哪个{name[-1]}" if len(name) > 2 and name[-1] in "省县州镇国" else "哪里",
            "哪个城市" if name[-1] == "市" else "哪个地方",
            "什么地方",
            "哪里",
        )
    if head in ("公司", "集团", "银行", "企业"):
        return f"哪家{head}", "哪个公司", "谁", f"什么{head}"
    if head in ("大学", "学院", "医院", "学校"):
        return f"哪所{head}", f"哪个{head}", "哪里"
    if head[-1] in "部局厅委院会所" and len(name) > 3:
        return "哪个部门", "哪个机构", "什么单位", "谁"
    if first in ("nr", "nrt", "nrfg"):
        return "谁", "谁", "哪位", "何人", "哪个人"
    if "ns" in tags:
        return "哪里", "哪个地方", "何处", "哪个国家"
    if len(tags) > 1 and last == "n":
        return f"什么{head}", f"哪种{head}", f"哪个{head}", "什么", "什么"
    return "什么", "哪种", "什么东西", "何种", "哪个"


def _question(
    pieces: Pieces,
    tags: Sequence[str],
    start: int,
    end: int,
    word: str,
    title: str,
    similar: Callable[[int, random.Random], str],
    rng: random.Random,
) -> str:
    text = pieces.text
    sentence = next((m for m in _SENTENCE.finditer(text) if m.start() <= start and end <= m.end()), None)
    if sentence is None:
        return ""
    clauses = [(sentence.start() + m.start(), sentence.start() + m.end()) for m in _CLAUSE.finditer(sentence.group())]
    here = next((i for i, (a, b) in enumerate(clauses) if a <= start < b), None)
    if here is None or clauses[here][1] - clauses[here][0] > 2 * LONGEST_CLAUSE:
        return ""
    asked = _say(pieces, tags, *clauses[here], similar, rng, (start, end), word)
    parts = [asked]
    if clauses[here][1] - clauses[here][0] - (end - start) < 8 or rng.random() < 0.5:
        others = [i for i in range(len(clauses)) if i != here and clauses[i][1] - clauses[i][0] <= LONGEST_CLAUSE]
        others.sort(key=lambda i: abs(i - here) + 0.5 * (i > here))
        for i in others[: 1 if rng.random() < 0.7 else 2]:
            other = _say(pieces, tags, *clauses[i], similar, rng)
            parts = [other, *parts] if i < here else [*parts, other]
    if rng.random() < 0.2:
        rng.shuffle(parts)
    if title and title not in "".join(parts) and rng.random() < 0.35:
        parts = [title + rng.choice(("", "的", "，")) + parts[0], *parts[1:]]
    made = rng.choice(("，", "", "，")).join(part for part in parts if part)
    if len(made) < len(word) + 4:
        return ""
    if rng.random() < 0.15:
        made = made.replace(word, "") + rng.choice(("是", "")) + word
    return made + rng.choice(("？", "?", "", "？"))


def _say(
    pieces: Pieces,
    tags: Sequence[str],
    start: int,
    end: int,
    similar: Callable[[int, random.Random], str],
    rng: random.Random,
    answer: tuple[int, int] | None = None,
    word: str = "",
) -> str:
    """The clause in somewhat other words, the answer replaced."""
    said: list[str] = []
    placed = answer is None
    drop = rng.choice((0.0, 0.05, 0.15))
    for i in range(len(pieces)):
        a, b = int(pieces.starts[i]), int(pieces.ends[i])
        if b <= start or a >= end:
            continue
        if answer and a < answer[1] and b > answer[0]:
            if not placed:
                said.append(word)
                placed = True
            continue
        piece = pieces.text[a:b]
        if KINDS[pieces.kinds[i]] not in ("word", "number", "latin") and KINDS[pieces.kinds[i]] not in (
            "《",
            "》",
            "“",
            "”",
        ):
            continue
        if tags[i] in _DROPPED and rng.random() < 0.3:
            continue
        if rng.random() < drop:
            continue
        said.append((similar(int(pieces.ids[i]), rng) or piece) if len(piece) > 1 and rng.random() < 0.12 else piece)
    return "".join(said) if placed else ""
