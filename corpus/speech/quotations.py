"""Speech in running text: 董事长某某表示：“…”, “…”，某某说, 其指出，…, or the words in the paragraph below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.speech.people import Person, person_from
from corpus.speech.subjects import bare_subject, people_named, stands_for_a_name, subject_of
from corpus.structure.traditional import either

_VERBS = (
    r"(?:表示|指出|认为|强调|坦言|谈到|谈道|透露|介绍|说道|写道|评价|总结|回忆|提醒|建议|直言|感叹|补充|回应|解释|呼吁|笑称|坦承|坦率承认|承认"
    r"|告诉[^，。：“”]{0,8}|反问|追问|回答|答道|问道|说(?![明服法起白话教辞谎实])|称(?![为之号作呼职霸重]))"
)
_LEADS = re.compile(
    either(
        rf"(?:{_VERBS}(?:道|说|着|过|称)?(?:\s*[:：，,]?|了?[^，。；：“”]{{1,8}}[:：]|[,，][^。；：:“”]{{1,40}}[:：])"  # 总结了三条经验：“…”
        r"|的(?:那?一?句?话|原话|看法|观点|判断|回答|解释|提醒|建议)(?:是|说)?\s*[:：，,]?)\s*\**$"
    )
)
_FOLLOWS = re.compile(
    either(
        rf"^\s*[，,、]?\s*(?P<subject>[^，。：；！？“”\n,:;]{{1,40}}?)(?:{_VERBS})(?:道|说|着)?(?P<end>[，,。；：:！\s]|$)"
    )
)
_REPORTS = re.compile(
    either(
        r"(?:(?P<verb>表示|指出|认为|强调|坦言|透露|介绍|直言|补充|提醒|建议|坦承|坦率承认|说(?![明服法起白话教辞谎实不])|称(?![为之号作呼职霸重赞]))(?:说|道|称)?(?:(?P<comma>\s*[，,：:])|(?![了过着道])))"
    )
)
_INTRODUCED = re.compile(either(rf"{_VERBS}(?:道|说)?\s*[:：]\s*[\*”」\"]*\s*$"))
_SIGNATURE = re.compile(r"^\s*[—–-]{1,3}\s*[\u4e00-\u9fff]")
_PAIRS = {"“": "”", "「": "」", "『": "』", '"': '"', "＂": "＂"}
_MARKS = re.compile("[" + "".join({*_PAIRS, *_PAIRS.values()}) + "]")
_ENDS = re.compile(r"\S{2}[，。！？,!?]$")
_ANY_VERB = re.compile(either(rf"{_VERBS}|话|看法|观点|判断"))
LONGEST_SIGNATURE = 50  # characters
SHORTEST = 15  # characters of a quotation that is worth a speaker of its paragraph
LONGEST_PARAGRAPH = 5000  # characters; what is longer lost its line ends, and looking back in it takes minutes
NEARBY = 1000  # characters before a 他, within which somebody was named
REACH = 200  # characters before words in which whoever says them is looked for
FEW = 6  # characters of a statement; less is a word in quotation marks
_NO_STATEMENT = re.compile(
    either(r"^(?:感谢|欢迎|祝贺|赞同|赞成|反对|同意|遗憾|满意|认可|支持|肯定|关注|不满|歉意|敬意)")
)


@dataclass(frozen=True, slots=True)
class Said:
    """One stretch of a text that somebody says: `text[start:end]`, without the quotation marks."""

    start: int
    end: int
    person: Person
    direct: bool  # in quotation marks


def said_in(text: str, known: Sequence[Person] = (), last: Person | None = None) -> list[Said]:
    """Who says what in a paragraph, in order.

    `known` are people named elsewhere in the document; `last` is whom the text named last before: 他, 该负责人.
    """
    if len(text) > LONGEST_PARAGRAPH or not _ANY_VERB.search(text):
        return []
    quoted = quoted_spans(text)
    found = [*_quoted(text, quoted, known, last), *_reported(text, quoted, known, last)]
    return sorted(found, key=lambda one: one.start)


def _quoted(
    text: str, quoted: Sequence[tuple[int, int]], known: Sequence[Person], last: Person | None
) -> Iterator[Said]:
    """The quotations that have a speaker; a word or two in quotation marks are none."""
    before = 0  # the end of the last one that is long enough
    for place, (start, end) in enumerate(quoted):
        led = end - start >= 4 and _LEADS.search(text, max(0, start - REACH), start - 1)
        if end - start >= FEW or led or _ENDS.search(text, max(start, end - 3), end):
            after = quoted[place + 1][0] if place + 1 < len(quoted) else len(text)
            named = _last(text[max(0, start - REACH) : start], known, last)
            person = _speaker(text, (before, start, end, after), known, named)
            if person:
                yield Said(start, end, person, True)
        if end - start >= FEW:
            before = end


def last_named(text: str, known: Iterable[Person], last: Person | None = None) -> Person | None:
    """Whom a later 他 or 该负责人 means: who is named last in the text, `last` where nobody is."""
    return _last(text, known, last)


def quoted_person(text: str, known: Iterable[Person], last: Person | None = None) -> Person | None:
    """The one person whom a paragraph quotes in so many words; None for nobody, for several, or for a few words."""
    if len(text) > LONGEST_PARAGRAPH or not _ANY_VERB.search(text):
        return None
    quotes = list(_quoted(text, quoted_spans(text), tuple(known), last))
    worthy = any(one.end - one.start >= SHORTEST for one in quotes)
    return quotes[0].person if worthy and len({one.person.name for one in quotes}) == 1 else None


def signed_person(text: str) -> Person | None:
    """Whose words stand above, where this line is nothing but a signature: ——某某，某某公司首席技师."""
    return person_from(text) if _SIGNATURE.match(text) and len(text) <= LONGEST_SIGNATURE else None


def introduced_person(text: str, known: Iterable[Person], last: Person | None = None) -> Person | None:
    """The person whose words the next paragraph gives, where this one ends with 某某表示：."""
    match = _INTRODUCED.search(text)
    return subject_of(_sentence(text, 0, match.start()), tuple(known), last) if match else None


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """What stands in quotation marks, without them; a mark that is never closed quotes nothing, unless speech begins.

    Quotations inside others are not given.
    """
    spans: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        char, place = match.group(), match.start()
        closes = next((depth for depth in range(len(opened) - 1, -1, -1) if _PAIRS[opened[depth][0]] == char), None)
        if closes is not None:
            spans.append((opened[closes][1] + 1, place))
            del opened[closes:]
        elif char in _PAIRS:
            opened.append((char, place))
    spans += [(place + 1, len(text)) for _, place in opened if _LEADS.search(text, max(0, place - REACH), place)]
    outer: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    return [(start, start + len(text[start:end].rstrip())) for start, end in outer]


def _speaker(
    text: str, around: tuple[int, int, int, int], known: Sequence[Person], last: Person | None
) -> Person | None:
    """Who says `text[start:end]`: the subject of the verb before it, else of the verb behind it."""
    before, start, end, after = around
    left = text[max(before, start - REACH) : start - 1]
    lead = _LEADS.search(left)
    if lead:
        return subject_of(_sentence(left, 0, lead.start()), known, last)
    follows = _FOLLOWS.match(text[end + 1 : min(after, end + REACH)])
    if not follows or (follows["end"] in ("：", ":") and after < len(text)):
        return None  # 某某说：“…” belongs to what comes next
    return subject_of(follows["subject"], known, last)


def _reported(
    text: str, quoted: Sequence[tuple[int, int]], known: Sequence[Person], last: Person | None
) -> Iterator[Said]:
    """What somebody is said to say without quotation marks: 某某表示，…。 To the end of the sentence, or to the next."""
    heads = []
    for match in _REPORTS.finditer(text):
        place = bisect_right(quoted, (match.start(), len(text)))  # of the first quotation behind the verb
        if place and match.start() < quoted[place - 1][1]:
            continue
        region = _sentence(text, max(0, match.start() - REACH), match.start())
        clause = re.split(r"[，,；;：:、]", region)[-1] if not match["comma"] else region
        if match["verb"] == "介绍" and not match["comma"]:
            continue  # 介绍产品: no statement
        person = _somebody(
            clause, known, _last(text[max(0, match.start() - REACH) : match.start()], known, last), bool(match["comma"])
        )
        quotes = place < len(quoted) and quoted[place][0] - 3 <= match.end()
        if person and not quotes:
            heads.append((match.start() - len(clause), match.end(), person))
    for place, (_, begin, person) in enumerate(heads):
        limit = heads[place + 1][0] if place + 1 < len(heads) else len(text)
        ending = re.compile(r"[。！？\n]").search(text, begin, limit)
        end = ending.end() if ending else limit
        said = text[begin:end].rstrip(" ，,；;\n")
        if len(said) >= FEW and not _NO_STATEMENT.match(said) and not _LEADS.search(said):
            yield Said(begin + len(said) - len(said.lstrip()), begin + len(said), person, False)


def _somebody(clause: str, known: Sequence[Person], last: Person | None, comma: bool) -> Person | None:
    """The person who is the subject; no organisation, whose 表示 is seldom a statement of anybody.

    Without a comma behind the verb a name must be known: 红色条表示 is nobody's.
    """
    person = subject_of(clause, known, last)
    if person is None or person.role or person in known:
        return person
    subject = bare_subject(clause)
    named = comma and stands_for_a_name(person.name) and len(person.name) > 2
    return person if named or person == last or re.search(either(r"(?:负责人|发言人|人士|专家)$"), subject) else None


def _last(text: str, known: Iterable[Person], last: Person | None) -> Person | None:
    text = text[-NEARBY:]
    named = [*people_named(text), *((text.rfind(one.name), one) for one in known if one.name in text)]
    return max(named, key=lambda pair: pair[0])[1] if named else last


def _sentence(text: str, start: int, end: int) -> str:
    """What stands between the last end of a sentence and `end`."""
    begin = max(text.rfind(mark, start, end) for mark in "。；！？;\n") + 1
    return text[max(begin, start) : end]
