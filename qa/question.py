"""What a question asks for: the kind of answer wanted, and the constraints that the answer's place must meet.

Rules over the wording only; nothing here knows a document. A question may want several kinds ("谁、哪一年"),
so `wants` is a set, and the reader scores each kind on its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.segmenter import normalise


class Want(StrEnum):
    """A kind of answer."""

    NUMBER = "number"
    SHARE = "share"  # a percentage or a part of ten
    MONEY = "money"
    DATE = "date"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    NAME = "name"  # of a document, product, platform
    DEFINITION = "definition"
    REASON = "reason"
    WAY = "way"
    LIST = "list"
    COMPARISON = "comparison"
    EXTREME = "extreme"  # which one is the most, the least, the first
    OPINION = "opinion"  # what somebody said or thinks


# Written for normalised text (simplified, lower case). Order does not matter: every match counts.
PATTERNS: tuple[tuple[Want, str], ...] = (
    (
        Want.PERSON,
        r"谁|哪位|哪[一几]位|哪个人|何人|叫什么名字|哪[个些](?:嘉宾|官员|专家|老板|老总|局长|主任|教授|学者|负责人|代表|领导|经理)|哪[个位]受访|\bwho\b",
    ),
    (
        Want.ORGANISATION,
        r"哪[一几]?[家间]|哪[个些](?:部门|单位|机构|机关|公司|企业|银行|协会|学校|大学|高校|厂)|什么(?:单位|机构|公司|部门)|何单位|哪些[家]",
    ),
    (
        Want.PLACE,
        r"哪[个座一]*(?:城市|城|市|省|区|县|地方|国家|园区|片区)|哪里|哪儿|哪边|在哪|何地|何处|什么地方|\bwhere\b",
    ),
    (
        Want.DATE,
        r"什么时候|啥时候?|何时|几时|哪[一]?年|哪[一]?天|哪[一]?月|哪个月|几月|几号|什么时间|什么日期|哪一?季度|\bwhen\b|年份|日期|时间是|(?<![长少])时间(?=[?？\s,，、和及与]|$)",
    ),
    (
        Want.SHARE,
        r"百分之?|几成|多少成|占比|比例|比重|份额|占.{0,6}(?:多少|几)|(?:增|降|跌|涨)(?:幅|速)|[毛净利渗普覆配达合使][润透及盖套标格用]?率|几个(?:百分)?点|多少个?点|\bshare of\b|percent|\brate\b|同比|率(?:是|有|达|为|做|到|多|怎|$)",
    ),
    (
        Want.MONEY,
        r"多少(?:钱|元|块|亿|万|美元|美金|资金|投资)|几(?:块|元|个亿|亿)|(?:金额|投资|融资|补[助贴]|奖励|罚|价|费|租金|收入|营收|产值|规模|利润|成本|募|售).{0,8}(?:多少|几|多大)|多少.{0,4}(?:资金|补[助贴]|奖励|费)|价格|身价|预算",
    ),
    (
        Want.NUMBER,
        r"多少|几(?!乎|何|点[了吗])|多大|多高|多长|多久|多远|多重|多快|多宽|多深|数量|规模|面积|人数|how (?:many|much|long|far)|number of|headcount|第几",
    ),
    (
        Want.NAME,
        r"叫什么|叫啥|什么名|名字|名称|全称|简称|哪[一]?[份个部本套款项条](?!人)|什么(?:文件|政策|平台|系统|产品|技术|方案|模式|项目)",
    ),
    (
        Want.DEFINITION,
        r"什么是|含义|什么叫|啥叫|说白了|大白话|是个?(?:什么|啥)(?:意思|概念|东西)|\bstands? for\b|是什么(?:意思|概念|东西)?[?？]?$|是啥[?？]?$|(?:什么|啥)意思|定义|指的?是?(?:什么|啥|哪)|界定|怎么理解|概念|算不算|\bwhat is\b",
    ),
    (
        Want.REASON,
        r"为什么|为啥|为何|原因|凭什么|凭啥|怎么会|缘由|缘故|图(?:个)?(?:什么|啥)|由于什么|因为什么|理由|怎么[就都还也]|何以|干嘛|\bwhy\b",
    ),
    (
        Want.WAY,
        r"怎么(?!看|说|讲|评|想|会|样看|就|都|还|也)|如何(?!看|评)|怎样|咋(?!说|看)|办法|途径|步骤|流程|靠(?:什么|啥)|用(?:什么|啥)(?:办法|方法|手段|方式)|分几步|哪几步|\bhow (?:do|does|to|did)\b",
    ),
    (
        Want.LIST,
        r"哪些|有哪|哪[两三四五六七八九十几]|列出|列举|都有(?:谁|什么|啥)|分别|各[是有自占]|包括(?:什么|啥|哪)|包含|哪几|几(?:大|个)?(?:方面|部分|类|种|点|条|项|招|板块|步)|由(?:什么|哪)|有(?:什么|啥)(?!时候)|构成|组成",
    ),
    (
        Want.COMPARISON,
        r"相比|比起|对比|差(?:多少|几|距|别)|区别|不同|谁更|哪个更|哪[家座]更|更[高低多少大小快慢贵便]|还是.{1,12}[?？]?$|高多少|低多少|多多少|少多少|分别|各(?:是|有|为|多少|占)",
    ),
    (Want.EXTREME, r"最|第一[位名个家]?|头一|首[个家位]|居首|垫底|排(?:第|名)|冠军|之首|率先"),
    (
        Want.OPINION,
        r"怎么(?:看|说|讲|评|想|形容)|如何(?:看|评)|咋(?:说|看)|看法|观点|态度|评价|原话|认为|觉得|主张|表示|谈到|提到|说过|说的|讲的|判断|预计|建议|比方|比喻|比作|担心|吐槽|抱怨|看好",
    ),
)
# 甲和乙谁的产量高: whatever is compared, no person is asked for.
WHICH_OF_TWO = re.compile(
    r"[和与跟同、比].{0,20}(?:谁|哪[个家边座]).{0,12}(?:[多高低大小快慢早晚长短贵贱强弱]|(?<!多)少|便宜)些?(?:一[些点])?[?？\s]*$"
)
COMPILED = tuple((want, re.compile(pattern)) for want, pattern in PATTERNS)

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[.\-/年]|\D|$)")
SHORT_YEAR = re.compile(r"(?<!\d)(\d\d)年(?!代|[来间内前后以之的]|期)")
MEASURE = re.compile(
    r"(?:多少|几)[万亿千百]?个?([家座台辆颗部项处件人户岁天倍吨亩只条套所名位起次艘架艇间栋种类款张笔批])"
)
QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{2,40})[”\"」』’']")
BOOK_TITLE = re.compile(r"《([^》]{2,60})》")
_ASIDE = r"(?:您好|你好|请问|請問|(?:想|我想|麻烦|麻煩)?(?:请|您|你|帮我|帮忙|帮)*(?:[问問]一?下|(?:看|查|确认|核实)一下)(?!子)|我?想(?:问|知道|了解)(?:一下)?)"
GREETING = re.compile(rf"^\s*(?:{_ASIDE}[\s，,：:。!！]*)+")
THANKS = re.compile(r"[\s，,。]*(?:(?:非常|多)?[谢謝]{2}(?:您|你|了|啦)?|麻烦了|拜托了)[!！。~～\s]*$")
MOOD = re.compile(r"(?<=[\u4e00-\u9fff])[呢啊呀哦]+([?？。!！\s]*)$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the reader sees it."""

    text: str  # as it is searched for: completed from the history
    wants: frozenset[Want]
    years: frozenset[str]  # four digits
    names: tuple[str, ...]  # between 《》 or quotation marks, as written
    measures: frozenset[str] = frozenset()  # measure words of the numbers asked for: 颗 of 多少颗卫星


def without_courtesy(text: str) -> str:
    """The question without 请问, 麻烦帮我看一下 and 谢谢, which ask for nothing; as it is where nothing else is said."""
    bare = THANKS.sub("", GREETING.sub("", text))
    return bare if re.search(r"\w", bare) else text


def without_mood(text: str) -> str:
    """The question without the 呢 or 啊 at its end; only for one that is completed, 那上海呢 lives by it."""
    return MOOD.sub(r"\1", text)


def analyse(text: str) -> Question:
    """Take a question apart. Anything may come out empty; nothing is guessed."""
    plain = normalise(text)
    wants = frozenset(want for want, pattern in COMPILED if pattern.search(plain))
    if WHICH_OF_TWO.search(plain):
        wants = wants - {Want.PERSON} | {Want.COMPARISON}
    names = tuple(BOOK_TITLE.findall(text) + QUOTED.findall(text))
    return Question(text, wants, years_in(plain), names, frozenset(MEASURE.findall(plain)))


@lru_cache(maxsize=1 << 14)  # the sentences of a report are asked again with every question
def years_in(text: str) -> frozenset[str]:
    """The years that a text names, as four digits; "21年" is read as 2021."""
    short = (f"20{year}" for year in SHORT_YEAR.findall(text) if int(year) <= 49)
    return frozenset(YEAR.findall(text)) | frozenset(short)
