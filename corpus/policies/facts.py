"""Date, issuer, place and document number of a policy, from the words around its name or the cells beside it.

2021年3月，北港市政府印发《…》（北政发〔2021〕3号） · 《…》由市发改委于2021年3月发布 · 2021.03 <tab> 《…》 <tab> 市发改委
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Passage, Row
from corpus.policies.dates import dates_in

_ACT = r"(?:印发|发布|出台|下发|颁布|公布|推出|颁发|制定|制订|签发|通过|批准|批复|实施|施行|发出|转发|公开|编制|起草|修订|修正|签署|提出)"
_ACTS = re.compile(rf"(?:联合|共同|正式|审议)?{_ACT}(?:并实施|并施行|实施)?(?:了|过|的)?[^《》，,。；！？]{{0,24}}$")
_BY = re.compile(rf"^[^《》。；！？]{{0,16}}?由(?P<issuer>[^《》，。；！？]{{2,40}}?){_ACT}")
_AFTER = re.compile(rf"^\s*(?:[（(][^（）()]*[）)])?(?P<rest>[^。；《》]{{4,50}}?){_ACT}")
_IN_BRACKETS = re.compile(r"^\s*[（(](?P<inside>[^（）()]{4,40})[）)]")
_NUMBER = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{1,12}\s*[〔［\[（(【﹝]\s*(?:19|20)\d\d\s*[〕］\])）】﹞]\s*第?\s*\d{1,5}\s*号)"
)
_FROM = re.compile(r"(?:根据|依据|按照|参照|落实|贯彻|执行)(?P<issuer>[^《》，。；！？]{2,30})$")
_SERIES = re.compile(r"(?:《[^《》]*》\s*(?:[（(][^（）()]*[）)])?(?:[、和与及，,\s]|以及)*)+$")
_NOT_YET = re.compile(
    r"(?:(?<!直)到|至|截至|截止|力争|(?<=[\d年月])\s*[—–\-~～])\s*$"
)  # the date is an aim or the end of a span
_BEFORE = re.compile(
    r"^(?:早在|[.…]+\s*|随后|此后|其后|之后|后来|此前|日前|近日|为此|于是|此外|另外|同时|接着|紧接着|因此|其中|目前|不过|根据|而|又|也|再|还|便|就|则|由|并|在|于|从)+"
)
_BEHIND = re.compile(
    r"(?:随后|此后|相继|陆续|先后|联合|共同|率先|正式|首次|再次|专门|已经|开始|更是|进一步|又|也|再|还|便|就|则|已|曾|共|在|于|所|会同|\s)+$"
)
_ORGAN = (
    r"(?:国务院|人大|政协|党中央|中共中央|委|政府|部|厅|局|办公室|办公厅|办|署|院|会|中心|联盟|银行|法院|集团|公司|大学|组织|机构|小组|处|司|署"
    r"|[省市区县州旗盟镇乡])"
)
_ISSUER = re.compile(rf"[^，,：:“”\"（）()]{{0,40}}?{_ORGAN}(?:等?(?:\d+|[一二三四五六七八九十]+)?(?:个)?部[门委]|等)?")
PLACE = re.compile(
    r"(?!关于|城市|地区|社区|小区|[市省区县年月日底截至在和与及了的]|全市|全省|本市|本省)[\u4e00-\u9fff]{2,6}?"
    r"(?:自治区|自治州|特别行政区|新区|开发区|高新区|示范区|试验区|园区|区|旗|盟"
    r"|(?:省|市|州|县)(?:(?!居住|[及和与社及各四])[\u4e00-\u9fff]{1,3}(?<!社)(?:新区|区|县|市)(?![场委长容领级内外域]))?)"
    r"(?![场委长容领级内外中民际域])"
)
_NATION = re.compile(r"^(?:中共中央|党中央|国务院|全国|国家|中央|中华人民共和国)")
WITHIN = re.compile(
    r"^(?:中共)?[全本我]?[省市区县州](?![\u4e00-\u9fff]{0,2}市)"
)  # 市发改委: of which city, something else tells
_COLUMNS = (
    ("number", re.compile(r"文号|发文字号")),
    ("date", re.compile(r"时间|日期|年月|年份|年度|发布期")),
    ("issuer", re.compile(r"机构|部门|单位|主体|发文|机关|发布者|制定者")),
    ("place", re.compile(r"地区|省市|城市|地方|区域|省份|市县|属地|区县|层级|级别|范围")),
    (
        "name",
        re.compile(
            r"^(?:主要|相关|重点|重要)?(?:政策|文件|法规|法律|规划|标准|制度|条例)[/、及和与文件法规政策]*(?:名称?|标题|题目)?$"
        ),
    ),
)
NATION = "全国"
REACH = 120  # characters before a name in which its date and issuer stand


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mention tells of a policy; "" where it does not. The names are those of Policy."""

    date: str = ""
    issuer: str = ""
    place: str = ""
    number: str = ""

    @property
    def known(self) -> int:
        """How many of them it tells."""
        return sum(map(bool, (self.date, self.issuer, self.place, self.number)))


def facts_in_text(passage: Passage, start: int, end: int, year: int = 0) -> Facts:
    """From the sentence around `passage.text[start:end]`, the name with its title marks.

    `year` is the one that the text before the passage speaks of: that of 9月3日.
    """
    text = passage.text
    begin = max(text.rfind(mark, 0, start) for mark in "。！？\n") + 1
    before = _SERIES.sub("", text[max(begin, start - REACH) : start])
    clause = re.split(r"[；;》]", before)[-1]
    after = re.split(r"[。！？\n《]", text[end : end + REACH], maxsplit=1)[0]
    inside = _IN_BRACKETS.match(after)
    number = _NUMBER.search(inside["inside"]) if inside else None
    issuer = _issuer(clause) or _passive(after)
    return Facts(
        _date_before(text, start - len(text[max(begin, start - REACH) : start]) + len(before), len(clause), year)
        or _date_after(after),
        issuer,
        _place(text[start:end], issuer, passage),
        re.sub(r"\s", "", number["number"]) if number else "",
    )


def facts_in_row(passage: Passage, row: Row, named: int, name: str) -> Facts:
    """From the cells beside the name, which stands in the column `named`: by the header, else by what they look like."""
    roles = _roles(passage.table.header if passage.table else ())
    found: dict[str, str] = {}
    for column, cell in enumerate(row.cells):
        text = cell.text.strip()
        if column == named or not text:
            continue
        role = roles.get(column) or _looks_like(text)
        if role:
            found.setdefault(role, text)
    place = found.get("place", "")
    if _NATION.match(place):
        place = NATION
    elif not PLACE.match(place) and (len(place) > 8 or re.search("地方|省级|市级|区级|县级", place)):
        place = ""
    issuer = found.get("issuer", "")
    if not place:
        place = _place(name, issuer, passage)
    return Facts(found.get("date", ""), issuer, place, found.get("number", ""))


def without_names(text: str) -> str:
    """The text with blanks for what stands in title marks, in its own length."""
    return re.sub(r"《[^《》]*》", lambda match: "《" + " " * (len(match.group()) - 2) + "》", text)


def name_columns(passage: Passage) -> frozenset[int]:
    """The columns of a table whose header says that they hold the names of policies."""
    header = passage.table.header if passage.table else ()
    return frozenset(column for column, role in _roles(header).items() if role == "name")


@lru_cache(maxsize=256)
def _roles(header: tuple[str, ...]) -> dict[int, str]:
    """What the columns of a table of policies hold."""
    roles: dict[int, str] = {}
    for column, title in enumerate(header):
        role = next((role for role, pattern in _COLUMNS if pattern.search(title.strip())), None)
        if role and (role == "name" or role not in roles.values()):
            roles[column] = role
    return roles


def _looks_like(text: str) -> str | None:
    """What a cell without a telling header holds."""
    date = next(dates_in(text), None)
    if date and date.end - date.start >= len(text) - 2:
        return "date"
    if _NUMBER.fullmatch(text):
        return "number"
    return "issuer" if len(text) <= 30 and re.search(rf"{_ORGAN}$", text) and _ISSUER.fullmatch(text) else None


def _date_before(text: str, end: int, length: int, year: int) -> str:
    """The last date of the clause `text[end - length:end]`, no aim; names do not count (…行动计划（2018—2020年）)."""
    blank = without_names(text[:end])
    inside = [date for date in dates_in(blank, year) if date.start >= end - length]
    fitting = [date.text for date in inside if not _NOT_YET.search(blank[: date.start])]
    return fitting[-1] if fitting else ""


def _date_after(after: str) -> str:
    """In brackets behind the name, or before the verb that it is the object of: 《…》由某局于2021年3月发布."""
    inside, behind = _IN_BRACKETS.match(after), _AFTER.match(after)
    for part in (inside["inside"] if inside else "", behind["rest"] if behind else ""):
        date = next(dates_in(_NUMBER.sub("", part)), None)
        if date:
            return date.text
    return ""


def _issuer(clause: str) -> str:
    """Who issues, at the end of the words before a name: the subject of 印发, or what stands between date and name."""
    based = _FROM.search(clause)
    acts = _ACTS.search(clause)
    subject = based["issuer"] if based else clause[: acts.start()] if acts else clause
    dates = list(dates_in(f"2000年{subject}"))  # any year: only where the dates stand counts
    for date in reversed(dates):
        if date.start:
            subject = subject[: date.start - 5] + ("" if acts or based else "，") + subject[date.end - 5 :]
    if not acts and not based and len(dates) < 2:
        return ""  # neither a verb nor a date: no sentence about who issued it
    for part in reversed(re.split(r"[，,：:“”\"（）()|]", subject)):
        part = _BEHIND.sub("", _BEFORE.sub("", part.strip(" \t\u3000*-•●■·、—")))
        if part:
            return _organ(part)
    return ""


def _organ(subject: str) -> str:
    """The name of the organ that a subject begins with: 北港市 of 北港市也启动布局."""
    found = re.match(rf"{_ISSUER.pattern}(?=[也又还便就再已正在于先则率联启更\s]|会同|$)", subject)
    return found.group().strip() if found else ""


def _passive(after: str) -> str:
    found = _BY.match(after)
    return _organ(re.sub(r"(?:联合|共同|正式|于.{4,12})$", "", found["issuer"])) if found else ""


def _place(name: str, issuer: str, passage: Passage) -> str:
    """Of the name, of who issued it, or else, where that is 市政府 or a table does not tell, of what stands above."""
    for text in (name.strip("《》 "), issuer):
        found = PLACE.match(text.removeprefix("中共"))
        if found:
            return found.group()
        if _NATION.match(text):
            return NATION
    if passage.table or WITHIN.match(issuer):
        for text in (passage.table.caption if passage.table else "", *reversed(passage.heading_path), passage.title):
            for at in range(len(text)):
                found = PLACE.match(text, at)
                if found and (at == 0 or not "\u4e00" <= text[at - 1] <= "\u9fff" or text[at - 1] in "年底月日及和与"):
                    return found.group()
    return ""
