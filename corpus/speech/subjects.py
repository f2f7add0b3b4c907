"""Who says it: the subject of 表示, 说 or 指出 in running text.

By post and name (渔业局副局长李远舟), by a name known from elsewhere or standing alone (周岸), by reference to whoever was
named last (他, 该负责人), without a name (渔业局相关负责人, 一位业内人士) or as an organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.speech.people import ROLE, Person, is_name, known_as
from corpus.structure.traditional import either

_AFTER_NAME = re.compile(
    either(
        r"[在于曾也则近日就向对认表指说坦谈强介受透直回总补解呼提写评感告建称又还问笑反答（(，,、所是去来将把被用带为以和与及等到今昨明每没不有一\s。：:“”]|$"
    )
)
_NO_NAME_ENDS = frozenset("是在于曾也则就去来将把被的和与说称表指认还又")
_BEFORE_POST = re.compile(r"[^，。；：:“”\"、（）()\s>*]*$")
_BRACKETS = re.compile(r"\s*[（(][^（）()]*[）)]$")
_CALLED = re.compile(r"[“「《]([^”」》]{2,20})[”」》]")
_POINTS_BACK = re.compile(
    either(
        r"^(?:他|她|其|对方|(?:[该这那](?:位|名)?|上述|前述)[\u4e00-\u9fff]{0,6}(?:负责人|发言人|人士|专家|学者|教授|[院局处厅司部市县区董行所校社站会]长"
        r"|总|经理|主任|主席|书记|官员|代表|干部|老板|店主|工程师|律师|医生|老师|先生|女士|创始人|嘉宾|受访者|研究员|分析师))$"
    )
)
_UNNAMED = re.compile(
    either(
        r"[^，。；：“”\s]{0,24}(?:负责人|发言人|人士|知情人|专家|学者|人员|店主|居民|村民|用户|消费者|代表|员工|分析师|高管|家长|商户|司机|从业者|投资人|老板|经理)$"
    )
)
_ORGANISATION = re.compile(
    either(
        r"[^，。；：“”\s]{2,24}(?:公司|集团|部|局|委|厅|署|院|会|中心|银行|大学|政府|机构|办公室|研究所|方面|银监会|社)$"
    )
)
_NOBODY = re.compile(
    either(
        r"数据|报告|研究|调查|文件|结果|方案|规划|通知|意见|分析|文章|资料|信息|统计|图|表|有人|人们|大家|他们|我们|众|也|或|据此|上[面述]|机会|社会"
    )
)
# What stands around a subject and is no part of it.
_BEFORE = re.compile(
    either(
        r"^(?:对此|据悉|据|此外|另外|同时|其中|而|但|不过|正如|如|因此|日前|近日|昨日|今日|会上|会后|随后|最后|采访中|谈到[^，]{0,12}|\d{4}年|[\d]{1,2}[月日]|[\s>*“\"•·\-])+"
    )
)
_BEHIND = re.compile(
    either(
        r"(?:近日|日前|近期|曾经?|也|则|还|又|就此|对此|此前|随后|进一步|明确|多次|坦率地?|笑着|高兴地|无奈地|公开|所|都|均|便|就|再次|接着|继续|特别|一再|补充|"
        r"(?:在|于|向|对|就|面对|接受|跟|和|与)[^，。；：“”]{1,24}?(?:时|上|中|后|里|会|间|下|记者|媒体|我们|本报|笔者|者|问题|此|访谈|采访)?)$"
    )
)
# Words before 表示 that look like a surname with a given name.
_WORDS = """
文件 方案 计划 国家 政府 公司 安全 高层 全国 司法 项目 平台 官方 广告 农民 农户 司机 师傅 店家 家长 相关 周报 通知 公告 时评 常委 党委 纪委 明星 宣传 双方 单位 别人
老人 女士 万一 古人 古语 俗语 常言 应用 金融 任务 方法 时间 成果 经济 文章 方面 如何 于是 平台方 官员 国外 国内 海关 公众 公报 牧民 渔民 居民 师生 终于 常常 时常 能够
何时 顾客 管理 温馨 游客 乘客 干部 干脆 向来 应该 应当 暴露 党中央 国务院 时任 同时 宣称 简单 明确 年报 上面 东方 西方 南方 北方 高管 高校 家属 房东 车主
包括 充分 全面 全体 都会 都是 都能 连续 乐观 石油 水利 林业 农业 金属 钢铁 汽车 云端 严格 诸如 相对 常见 应对 支持 双边 多方 各方 解释 谈判 戴尔 贝壳 牛津 康奈尔 温州
苏州 常州 郑州 徐州 杭州 惠州 湖州 福州 柳州 梅州 贺州 池州 宿州 滕州 胶州 胡同 钟表 成都 安徽 江苏 江西 广东 广西 云南 海南 山东 山西 甘肃 宁夏 贵州 华中 华东 华南
华北
"""
_NO_NAMES = frozenset(_WORDS.split())
_POST = re.compile(rf"(?:{ROLE.pattern})(?:[、兼和及与]?(?:{ROLE.pattern}))*")  # 董事长兼首席执行官, 主任委员
_ORGAN_ENDING = re.compile(either(r"(?:[部局委厅署院办省市县区们员方者社]|皮书)$"))


def people_named(text: str) -> list[tuple[int, Person]]:
    """Everybody whom a text names behind a post, with where it begins: 渔业局副局长李远舟."""
    found = []
    for match in _POST.finditer(text):
        name = _name_at(text, match.end())
        if name:
            begin = max(text.rfind(mark, 0, match.start()) for mark in "。；！？") + 1
            organisation = _organisation(text[begin : match.start()], text[: match.start()])
            found.append((match.start(), Person(name, organisation, match.group())))
    return found


def subject_of(region: str, known: Iterable[Person], last: Person | None) -> Person | None:
    """Who speaks, where the region is what stands before the verb in its sentence; None where nobody can be made out."""
    named = people_named(region)
    if named:
        return named[-1][1]
    person = max(
        ((region.rfind(one.name), one) for one in known if one.name in region), key=lambda pair: pair[0], default=None
    )
    if person:
        return person[1]
    subject = bare_subject(region)
    called = known_as(subject, tuple(known))
    if called:
        return called
    if stands_for_a_name(subject):
        return Person(subject)
    if _POINTS_BACK.match(subject):
        return last
    return unnamed(subject)


def bare_subject(region: str) -> str:
    """The last clause of the region without adverbs, times and places: 周岸 of 近日，周岸在码头上."""
    clause = re.split(r"[，,；;：:。！？、]", region.strip(" ，,、"))[-1].strip()
    while True:
        shorter = _BEFORE.sub("", _BEHIND.sub("", clause)).strip(' *“”"')
        if shorter == clause or not shorter:
            return shorter
        clause = shorter


def stands_for_a_name(text: str) -> bool:
    """Whether a subject is somebody's name, though nothing introduces it."""
    return is_name(text) and text not in _NO_NAMES and not (len(text) > 2 and _ORGAN_ENDING.search(text))


def unnamed(subject: str) -> Person | None:
    """Somebody without a name, or an organisation: 渔业局相关负责人, 北港渔业公司."""
    if not 2 <= len(subject) <= 26 or _NOBODY.search(subject):
        return None
    by_role = ROLE.search(subject)
    fits = (
        _UNNAMED.fullmatch(subject) or _ORGANISATION.fullmatch(subject) or (by_role and by_role.end() == len(subject))
    )
    return Person(subject) if fits else None


def _name_at(text: str, start: int) -> str | None:
    """The name right behind a post; the post may close with a bracket or a blank."""
    gap = re.compile(r"[\s）)“\"]?").match(text, start)
    start = gap.end() if gap else start
    for length in (3, 2, 4):
        name, after = text[start : start + length], text[start + length : start + length + 1]
        ends = length > 2 and name[-1:] in _NO_NAME_ENDS
        if len(name) == length and is_name(name) and name not in _NO_NAMES and not ends and _AFTER_NAME.match(after):
            return name
    return None


def _organisation(before: str, context: str) -> str | None:
    """What stands right before the post; 其 points back to the last name in quotation marks."""
    match = _BEFORE_POST.search(_BRACKETS.sub("", before.rstrip()))
    name = match.group().strip() if match else ""
    name = re.sub(r"^(?:据|对此|来自|时任|原|而|如|正如|与|和|在)(?=[\u4e00-\u9fffA-Z]{2})", "", name)
    if name in ("其", "该公司", "公司"):
        called = _CALLED.findall(context)
        return called[-1] if called else None
    return name or None
