"""Follow-up questions completed from the conversation, without a language model.

"那上海呢？" takes the last question and puts 上海 where the word most like it stood; "前一年呢？" moves its year;
"它的员工呢？" is read together with what was asked and answered before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.names import Name, NameKind
from index.segmenter import normalise
from qa.answer import Turn
from qa.question import YEAR, Want, analyse, years_in

Namer = Callable[[str], Sequence[Name]]  # the names in a text that the library knows
Classes = Callable[[str, str], str]  # what in a text is of one class with a word, "" for nothing
Resemblance = Callable[[str, Sequence[str]], Sequence[float]]  # of one word with each of several, -1 to 1

ELLIPSIS = re.compile(
    r"^(?:那么?|换[成作做到]|如果是|要是|至于|还有)?(?P<topic>[^,，?？。]{1,14}?)(?:的情况|的话|的那[款个家种位份]|的|那边|那会儿|方面)*(?:呢|呐|(?<!干)嘛)[,，]?(?P<rest>[^?？。]*)[?？。]*$"
)
SWAP = re.compile(r"^(?:那么?)?换[成作做到](?P<topic>[^,，?？。要呢]{1,10})(?:呢)?(?P<rest>[^?？。]*)[?？。]*$")
BARE_SWAP = re.compile(r"^(?:那么?)?换")
PRONOUN = re.compile(
    r"[它他她]们?|这[家个位份条项座](?!报告|东西|年报|文件|材料|文档|资料|[白蓝绿]皮书)|那[家个位份条项座]|该[公企机政平]|其(?!他|它|实|中)|此"
)
THING = re.compile(r"[这那][份条项座]")  # neither a person nor an organisation
OF_A_NOUN = re.compile(r"[一-鿿](?<!的)那")  # 摆摊那个办法 is what its noun says
DESCRIBED = re.compile(r"的那?[位家个](?!是|有)|那位[一-鿿]{2}")
# 第二条呢 and 第三批卖给谁 lean on what was said; 第三代产品 and 第一产业 name something of their own.
OPENING = re.compile(
    r"^(?:那|再|又|还|然后|接着|后来|头一|后一|前一|上一|另"
    r"|第[一二三四五六](?:[批次回轮]|(?![个年])[条点种项步类代期届款家位]?(?=[是呢有怎什多的在又讲说能要叫，,？?]|$)))"
)
AGAIN = re.compile(r"又[是有能要]")
OFFSETS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"(?:早|前)三年|三年前"), -3),
    (re.compile(r"(?:早|前)[两二]年|[两二]年前"), -2),
    (re.compile(r"(?:第二|后一|次|下一|翌|隔)年"), 1),
    (re.compile(r"[前上早]一?年|去年同期"), -1),
)
# 比上年增长多少 asks of the same year, 早年 is no year at all: neither moves anything.
NO_OFFSET = re.compile(r"[比较和与跟同](?:[前上早去][一二两三]?|次|第二)年|早年")
YEAR_WORD = re.compile(
    "|".join(pattern.pattern for pattern, _ in OFFSETS) + r"|(?:(?:19|20)?\d\d|今|去)年[度底末初]?|(?:19|20)\d\d"
)
# What a follow-up may say beside its year and still ask for nothing but that year: 再往前一年是多少, 那预计到2025年呢.
NOTHING_NEW = re.compile(
    r"那会儿|那边|那么?|[再又还往到在是有的呢了吗]|截[至止]|预计|预测|估计|大概|多少|如何|怎么?样|什么|情况|具体|数[据字]|结果|水平|[\s,，?？。]"
)
SHORT = 16  # characters up to which a question that names a year asks for that year of the last one
# Words from which a question stands alone, without and with a sign that it leans on the last one. Of the questions on
# the fictional reports, 90 % of those that stand alone have as many, and 92 % of the follow-ups do not.
STANDS_ALONE = 5
STANDS_ALONE_LEANING = 8
STANDS_ALONE_NAMED = 4  # of a question that leans and names a place, an organisation or a person of its own
ANTECEDENT = 2  # words before a pronoun that it can stand for: 做飞轮的那家
DEFINED = re.compile(r"什么是|(?:什么|啥)叫|概念|定义|指(?:的是)?什么|含义|(?:什么|啥)意思|怎么解释")
KEYWORDS = re.compile(r"^\S+(?:\s+\S+)+$")  # 北麓工控 2022 营收
ALIKE = 0.3  # cosine of static word vectors under which two words are not of one class
ASKED_FOR = frozenset({Want.PERSON, Want.ORGANISATION, Want.NAME})
SUBJECTS = (NameKind.ORGANISATION, NameKind.PERSON)
OWN_NAMES = frozenset({NameKind.PLACE, *SUBJECTS})
SHORT_NAME = 12  # characters of an answer that is a name and nothing else
ENDING = 3  # characters by which two names may be told to be alike
UNITS_OF_PLACE = frozenset("省市区县镇乡村州里")
SHORT_ANSWER = 40  # characters of the last answer that may name what "它" is


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone, and the word it was asked about in the follow-up ("" where there is none)."""

    text: str
    focus: str = ""
    unsure: bool = False  # no word of it leans on the last one: as it was typed it may be the question, too


def complete(
    question: str,
    history: Sequence[Turn],
    words: Callable[[str], list[str]],
    alike: Resemblance,
    names: Namer = lambda text: (),
    classes: Classes = lambda word, text: "",
) -> Completed:
    """Read a question together with the turns before it.

    Args:
        question: as it was typed.
        history: earlier turns, oldest first; with none the question comes back as it is.
        words: the segmenter's words of a text.
        alike: the resemblance of one word with several others.
        names: what a text names, so that a place takes the place of a place and 他 is a person.
        classes: what in a text is listed beside a word in some table.
    """
    if not history:
        return Completed(question)
    before = history[-1]
    last = before.understood_as or complete(before.question, history[:-1], words, alike, names, classes).text
    asked = _without_swap(question.strip(), names)
    moved, beside = _year_moved(asked, last, before.answer), _beside_year(asked, last, words)
    if moved and not beside:
        return Completed(moved)
    last = moved or last
    topic = ELLIPSIS.match(asked) or SWAP.match(asked)
    if topic and not PRONOUN.search(topic["topic"]):
        # 2020年的净利润呢 is of another year and of another topic.
        return _topic_swapped(beside if moved else topic["topic"], topic["rest"], last, words, alike, names, classes)
    if _stands_alone(asked, words, names):
        return Completed(asked)
    unsure = not _leans(asked, words) and not DESCRIBED.search(asked)
    return Completed(_about_subject(asked, last, before.answer, names), unsure=unsure)


def _without_swap(asked: str, names: Namer) -> str:
    """The question without a 换 before a name that the library knows: 换上海呢, and not 换电站呢."""
    bare = BARE_SWAP.sub("", asked)
    swaps = bare != asked and any(normalise(bare).startswith(name.text) for name in names(bare))
    return bare if swaps else asked


def _leans(asked: str, words: Callable[[str], list[str]]) -> bool:
    """Whether a question points at the one before it."""
    pronoun = PRONOUN.search(asked)
    pointing = pronoun and not OF_A_NOUN.fullmatch(asked[max(0, pronoun.start() - 1) : pronoun.start() + 1])
    return bool(
        (pronoun and pointing and len(words(asked[: pronoun.start()])) < ANTECEDENT)
        or OPENING.match(asked)
        or AGAIN.search(asked)
    )


def _stands_alone(asked: str, words: Callable[[str], list[str]], names: Namer) -> bool:
    """Whether a question says by itself what it is about."""
    leaning = _leans(asked, words)
    count = len(words(asked))
    if any(name.kind in OWN_NAMES for name in names(asked)) and (count >= STANDS_ALONE_NAMED or not leaning):
        return True
    if not leaning and (DEFINED.search(asked) or KEYWORDS.match(asked) or analyse(asked).names):
        return True
    return count >= (STANDS_ALONE_LEANING if leaning else STANDS_ALONE)


def _beside_year(asked: str, last: str, words: Callable[[str], list[str]]) -> str:
    """The topic that a question names beside its year; "" where the last one says it too: only the year is another."""
    ellipsis = ELLIPSIS.match(asked)
    left = YEAR_WORD.sub(" ", normalise(ellipsis["topic"] if ellipsis else asked)).strip(" 的?。")
    known = {normalise(last), *words(last)}
    new = words(NOTHING_NEW.sub(" ", left))
    return left if any(all(word not in one for one in known) for word in new) else ""


def _year_moved(asked: str, last: str, answer: str) -> str:
    """The last question with its year moved, "" where the follow-up does not ask for another year."""
    plain = normalise(asked)
    named = years_in(plain)
    offset = next((step for pattern, step in OFFSETS if pattern.search(plain)), None)
    anchors = YEAR.findall(normalise(last)) or sorted(years_in(normalise(last))) or YEAR.findall(normalise(answer))
    ellipsis = ELLIPSIS.match(asked)
    if NO_OFFSET.search(plain):
        offset = None
    if len(plain) > SHORT or (named and not ellipsis) or not (named or offset):
        return ""
    if offset is not None and not named:
        if not anchors:
            return ""
        target = str(int(anchors[0]) + offset)
    else:
        target = sorted(named)[0]
    moved = re.sub(r"(?:19|20)?\d\d(?=年)|(?<!\d)(?:19|20)\d\d(?!\d)|去年|前年|今年", f"{target}年", last).replace(
        "年年", "年"
    )
    return moved if target in moved else f"{target}年{last}"


def _topic_swapped(
    topic: str,
    rest: str,
    last: str,
    words: Callable[[str], list[str]],
    alike: Resemblance,
    names: Namer,
    classes: Classes,
) -> Completed:
    """The last question about another topic; both stand side by side where nothing in it is of the topic's class."""
    plain, new = normalise(last), normalise(topic)
    old = _of_one_kind(new, plain, names) or classes(new, plain) or _of_one_form(new, plain)
    if not old:
        candidates = [word for word in dict.fromkeys(words(last)) if word in plain and len(word) > 1]
        scores = alike(new, candidates) if candidates else []
        best = max(zip(scores, candidates, strict=True), default=(0.0, ""))
        old = best[1] if best[0] >= ALIKE else ""
    swapped = plain.replace(old, topic) if old else f"{topic} {plain}"
    return Completed(f"{swapped} {rest}".strip(), topic)


def _of_one_kind(topic: str, last: str, names: Namer) -> str:
    """The only name in the last question of the kind that the topic is; "" where there is none."""
    kinds = {name.kind for name in names(topic) if name.text == topic}
    found = [name.text for name in names(last) if name.kind in kinds and name.kind is not NameKind.YEAR]
    return found[0] if len(found) == 1 else ""


def _of_one_form(topic: str, last: str) -> str:
    """What in the last question is as long as the topic and ends as it does: of 桐溪区 the 江左区; else ""."""
    for end in range(min(ENDING, len(topic) - 1), 0, -1):
        if end == 1 and topic[-1] not in UNITS_OF_PLACE:
            continue
        at = last.find(topic[-end:])
        start = at + end - len(topic)
        if at >= 0 and start >= 0 and last[start : at + end].isalnum() and not last[start].isdigit():
            return last[start : at + end]
    return ""


def _about_subject(asked: str, last: str, answer: str, names: Namer) -> str:
    """The question with its pronoun's name put in; without one, or without a name, read after what was talked about."""
    name = _name_of_subject(asked, last, answer, names)
    pronoun = PRONOUN.search(asked)
    if DESCRIBED.search(asked):  # 做漫画的那位 is somebody else than who was talked about
        person = next((one.text for one in names(last) if one.kind is NameKind.PERSON), "")
        return f"{asked} {normalise(last).replace(person, '') if person else last}"
    if not name:
        return f"{_subject(last, answer)} {asked}"
    if name in normalise(asked):
        return asked
    if pronoun:
        return f"{asked[: pronoun.start()]}{name}{asked[pronoun.end() :]}"
    return f"{name} {asked}"


def _name_of_subject(asked: str, last: str, answer: str, names: Namer) -> str:
    """Who or what the conversation is about: what the last question asked for, or the one thing it names."""
    short = normalise(re.split(r"[。；;，,]", answer)[0])
    if analyse(last).wants & ASKED_FOR and 1 < len(short) <= SHORT_NAME and not any(c.isdigit() for c in short):
        return short
    if THING.search(asked):
        return ""
    kinds = (NameKind.PERSON,) if re.search(r"[他她]", asked) else SUBJECTS
    found = [name.text for kind in kinds for name in names(last) if name.kind is kind]
    return found[0] if len(set(found)) == 1 else ""


def _subject(last: str, answer: str) -> str:
    """What was talked about: the last question, and its answer where that is short and names something."""
    short = re.split(r"[。；;]", answer)[0][:SHORT_ANSWER]
    names_something = bool(re.search(r"[^\d\s.,%，。年月日亿万元个家座台人名约]{2,}", short))
    return f"{last} {short}" if names_something else last
