"""What opens a turn in a transcript: Q：, 答（周岸）：, 周岸（北港渔业董事长）：, 00:01:23 周岸, 【周岸】, 发言人：周岸."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from corpus.speech.people import ROLE, is_name
from corpus.structure.traditional import either

_ASKERS = either(
    r"记者|主持人?|主编|编辑|采访[者人]?|提问[者人]?|访谈[者人员]|访员|本刊|本报|编者|观众|网友|读者|股东|投资者|听众|学员|学生"
)
_MEDIA = either(r"《[^》]{2,12}》|[\u4e00-\u9fff]{1,8}(?:报|周刊|杂志|新闻|网|电视台|财经|社|台)")
_TIME = r"[\[【(（]?(?:\d{1,2}[:：])?\d{1,2}[:：]\d{2}(?:[.,]\d{1,3})?[\]】)）]?"
_LEAD = rf"^[\s■●◆▲>]*(?:[-•·]\s+)?(?:{_TIME}\s*)?\**\s*"
_COLON = r"\**\s*[:：]\s*\**\s*"
_POST = r"\s*[（(](?P<post>[^（）()]{1,60})[）)]"
_ASK = re.compile(
    _LEAD
    + rf"(?:Q\d*(?:\**\s*[:：.．、]\s*\**|(?=\s)|(?=[\u4e00-\u9fff]))|[【\[](?:[问問Q]|{_ASKERS})\d*[】\]]\s*[:：]?"
    + rf"|(?P<name>[问問](?:题|題)?\d{{0,2}}|[\u4e00-\u9fff]{{0,10}}(?:{_ASKERS})[A-Z\d]?)(?:{_POST})?{_COLON})\s*"
)
_ANSWER = re.compile(
    _LEAD + r"(?:(?:A\d*|答|回答\d*)(?:\s*[（(](?P<post>[^）)]{2,50})[）)])?"
    r"(?:\**\s*[:：]\s*\**|\**[\s\u3000]+(?=[\u4e00-\u9fff“「\"A-Z0-9*])|(?=[\u4e00-\u9fff“]))|[【\[](?:A|答|回答)\d*[】\]]\s*[:：]?)\s*"
)
_MEDIUM = re.compile(rf"{_LEAD}(?P<name>{_MEDIA}){_COLON}")
_NAME = r"(?P<name>[\u4e00-\u9fff·•]{2,10}?[A-Z\d]{0,2}|[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){0,3})"
_SAYS = either(r"(?:\s*(?:答|回答|说|发言|插话|补充))?")
_NAMED = re.compile(
    rf"^[\s>]*(?:[-•·]\s+)?(?P<mark>[■●◆▲]?)\s*(?P<time>{_TIME}\s*)?\**{_NAME}\**\s*(?:{_POST})?\**{_SAYS}"
    rf"(?:(?P<colon>\s*(?:{_TIME})?{_COLON})|(?<=[\u4e00-\u9fff])[\u3000 ]{{1,2}}(?=[\u4e00-\u9fff“「]))\s*"
)
_IN_BRACKETS = re.compile(
    rf"^[\s>]*\**[【\[]{_NAME}(?:{_POST}|[\s：:，,]+(?P<role>[^】\]]{{2,40}}))?[】\]]\**\s*[:：]?\s*"
)
_TIMED = re.compile(
    rf"^[\s>]*\**(?:{_TIME}\s+\**{_NAME}(?:{_POST})?|(?:{_NAME.replace('name', 'first')})"
    rf"(?:{_POST.replace('post', 'position')})?\**\s+{_TIME})\**\s*$"
)
_SPEAKER = re.compile(
    either(
        rf"^[\s>]*\**(?:发言人|发言|讲话人|讲述人|主讲人?)\**\s*[:：]\s*\**{_NAME}\**(?:{_POST}|[\s，,]+(?P<role>\S.{{1,40}}))?\s*$"
    )
)
_POSTED = re.compile(
    r"^[\s>]*\**(?P<post>[^：:，。“”*]{3,40}?)[\s\u3000]+(?P<name>[\u4e00-\u9fff·•]{2,6})\**\s*[:：]\s*\**\s*"
)
# People without a name: 受访者A, 说话人2.
LABEL = re.compile(
    either(
        r"(?:嘉宾|受访[者人]|被访[者人]|发言人|说话人|讲话人|专家|学者|代表|学员|用户|业主|商户|居民|村民|参会者|与会者|委员|律师|医生|老师|家长|司机|员工)"
        r"[A-Z\d一二三四五六七八九十甲乙丙丁]{1,2}"
    )
)


class Opens(Enum):
    """Which kind of turn a line opens."""

    QUESTION = "question"
    ANSWER = "answer"  # of whoever is asked, or of `name`
    SPEECH = "speech"  # of `name`


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of a line. `text[end:]` are the first words of the turn, "" where they stand on the next line."""

    opens: Opens
    end: int
    name: str = ""
    post: str = ""
    firm: bool = True  # else nothing but a gap behind the name, or a question whose asker may be no more than a label
    marked: bool = False  # a time, a bullet or 发言人 in front: the line is a turn even where nobody was introduced


def opening_at(text: str) -> Opening | None:
    """How the line opens; None where it opens no turn. Whether a name is somebody's, the caller decides."""
    if match := _TIMED.match(text):
        name, post = match["name"] or match["first"], match["post"] or match["position"] or ""
        opens = Opens.QUESTION if re.fullmatch(rf"[\u4e00-\u9fff]{{0,10}}(?:{_ASKERS})\d*", name) else Opens.SPEECH
        return Opening(opens, len(text), name, post, marked=True)
    if match := _SPEAKER.match(text):
        return Opening(Opens.SPEECH, len(text), match["name"], match["post"] or match["role"] or "", marked=True)
    if match := _ASK.match(text):
        return Opening(Opens.QUESTION, match.end(), match["name"] or "", match["post"] or "")
    if match := _MEDIUM.match(text):
        return Opening(Opens.QUESTION, match.end(), match["name"], firm=False)
    if match := _ANSWER.match(text):
        return Opening(Opens.ANSWER, match.end(), post=match["post"] or "", firm=match.group().strip() != "A")
    if match := _IN_BRACKETS.match(text):
        return Opening(Opens.SPEECH, match.end(), match["name"], match["post"] or match["role"] or "", marked=True)
    match = _POSTED.match(text)
    if match and ROLE.search(match["post"]) and is_name(match["name"]):
        return Opening(Opens.SPEECH, match.end(), match["name"], match["post"])
    if match := _NAMED.match(text):
        marked = bool(match["mark"] or match["time"])
        return Opening(Opens.SPEECH, match.end(), match["name"], match["post"] or "", bool(match["colon"]), marked)
    return None
