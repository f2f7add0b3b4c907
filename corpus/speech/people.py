"""Names of people, with their organisation and role, as reports introduce them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.structure.traditional import both, either

SURNAMES = frozenset(
    both(
        "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
        "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
        "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓"
        "郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
        "宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴郁胥能苍双闻莘党翟谭贡劳逄姬申扶堵"
        "冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧"
        "殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公佟涂肖岳覃邝仝"
    )
)
_COMPOUND = (
    "司马 上官 欧阳 夏侯 诸葛 闻人 东方 赫连 皇甫 尉迟 公羊 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公孙 仲孙 轩辕 令狐 钟离 宇文 长孙 "
    "慕容 鲜于 闾丘 司徒 司空 亓官 司寇 子车 端木 百里 呼延 南宫 西门 独孤 南门"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}[·•][\u4e00-\u9fff·•]{1,10}")

# Which part of an introduction is the role: from the first of these words, with what modifies it, to the end.
_LEADING = r"(?:原|前|现任|特聘|客座|兼职|荣誉|时任|名誉|常务|执行|资深|高级|首席|联合|副|总|代理|产品|技术|运营|市场|销售|研发|精算|财务|战略|品牌|本地化|海外|法务)*"
_ROLES = (
    "董事长|理事长|秘书长|委员长|会长|院长|校长|所长|局长|处长|科长|厅长|司长|部长|市长|县长|区长|镇长|村长|省长|行长|站长|场长|厂长"
    "|店长|队长|班长|组长|馆长|台长|社长|庭长|总裁|总经理|经理|总监|主任|主席|书记|主编|主管|主管人|负责人|创始人|创办人|合伙人|发起人|董事会秘书|独立董事|董事|监事"
    "|教授|研究员|院士|博士|讲师|工程师|总工|架构师|设计师|技师|分析师|科学家|经济学家|专家|顾问|律师|医生|医师|护士|教师|老师|导演|编剧|制片人"
    "|制作人|主持人|发言人|代表|委员|执行官|技术官|财务官|运营官|产品官|科学官|信息官|增长官|安全官|CEO|CTO|CFO|COO|CIO|CMO|CPO|GM|VP"
    "|店主|老板|卖家|农户|村民|司机|用户|业主|职工|工人|师傅"
)
# 律师事务所 and 专家委员会 are no roles.
ROLE = re.compile(
    either(
        rf"{_LEADING}(?:首席[\u4e00-\u9fff]{{0,8}}?)?(?:{_ROLES})"
        r"(?!事务所|协会|学会|委员会|大会|会议|办公室|办公会|团队|工作室|公寓|院士|峰会)"
    )
)
_BREAK = re.compile(r"[，,；;。|｜]|\s*[（(]")
_GUEST = re.compile(
    either(
        r"^\W*[\u4e00-\u9fff]{0,4}?(?:嘉宾|受访[者人]?|被访[者人]|被?采访[者人]|[访采]谈?对象|采访对象|对[谈话][者人]|人物|讲述[者人]|发言[者人]|主讲人?|与谈人"
        r"|出席|与会者?)[一二三四五六\d]?\W*?[:：\s\u3000]\s*"
    )
)
# Words of an interview's heading that are no part of the person's organisation.
_OCCASION = re.compile(
    either(
        r"^(?:[^·•:：\s]{0,3}(?:专访|访谈|对话|短访|采访|对谈|访问|路边采访|人物)[·•:：\s\u3000]*|访|与(?=.{2,20}对话))"
    )
)
_BEHIND = re.compile(either(r"(?:的)?(?:专访|访谈|采访|对话|发言|致辞|讲话|演讲)(?:实录|录|摘要|全文|摘编|节选)?\s*$"))
_NAME_FIRST = re.compile(
    r"(?P<name>[\u4e00-\u9fff·•]{2,8}?|[A-Z][A-Za-z.'’-]+(?: [A-Z][A-Za-z.'’-]*){0,3})"
    r"(?P<mark>\s*[，,：:（(/／]\s*|[\s\u3000]+)(?P<rest>.+)$"
)

CALLED = re.compile(
    either(
        r"(?P<surname>[\u4e00-\u9fff])(?P<title>总|董|工|先生|女士|老师|博士|教授|院长|局长|主任|书记|律师|医生|师傅|经理|会长|所长|校长|市长|厂长|老板)"
    )
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose words a document quotes; what it does not say is None."""

    name: str
    organisation: str | None = None
    role: str | None = None


def is_name(text: str) -> bool:
    """Whether the text looks like a Chinese name: a surname and one or two characters, or a name with a dot."""
    if not CHINESE_NAME.fullmatch(text) or ROLE.fullmatch(text):
        return False
    if "·" in text or "•" in text:
        return True
    compound = text[:2] in COMPOUND_SURNAMES
    return (compound and 3 <= len(text) <= 4) or (text[0] in SURNAMES and len(text) <= 3)


def known_as(called: str, people: Sequence[Person]) -> Person | None:
    """The person of that name or, where only one may be meant, with that surname: 周总."""
    named = next((person for person in people if person.name == called), None)
    match = CALLED.fullmatch(called)
    if named or not match:
        return named
    same = [
        person for person in people if person.name[0] == match["surname"] and person.name[:2] not in COMPOUND_SURNAMES
    ]
    return same[0] if len(same) == 1 else None


def person_from(text: str) -> Person | None:
    """The person that a short introduction is about, however it is ordered; None where it names nobody.

    周某 北港渔业董事长 · 顾某，岚驿充电创始人、总经理 · 鲸湾海装总工程师戚某 · 戚某（船级协会副会长）
    """
    text = _BEHIND.sub("", text)
    text = _OCCASION.sub("", text.strip("—–-*_>（）() \t\u3000。"))
    first = _NAME_FIRST.match(text)
    if first and (is_name(first["name"]) or first["name"].isascii()):
        post = re.split(r"[）)]", first["rest"], maxsplit=1)[0] if first["mark"].strip() in "（(" else first["rest"]
        if ROLE.search(post):
            return _with_post(first["name"], post)
    return _named_last(text)


def people_in(line: str) -> list[Person]:
    """The people whom a line of guests introduces: 嘉宾：甲（…），乙（…）."""
    introduced = _GUEST.match(line)
    if not introduced:
        single = person_from(line) if len(line) <= 60 else None
        return [single] if single else []
    rest = line[introduced.end() :]
    return [person for part in _guests(rest) if (person := person_from(part) or _bare(part))]


def posts_in(text: str) -> list[Person]:
    """Everybody whom running text names right after a role: 董事长某某、总经理某某."""
    found = []
    for match in ROLE.finditer(text):
        for length in (4, 3, 2):
            name = text[match.end() : match.end() + length]
            after = text[match.end() + length : match.end() + length + 1]
            if len(name) == length and is_name(name) and (not after or after in '、，,；;。）) “"：:'):
                found.append(Person(name, None, match.group()))
                break
    return found


def split_post(text: str) -> tuple[str | None, str | None]:
    """Organisation and role: 北港渔业董事长 -> 北港渔业, 董事长."""
    text = text.strip("*_（）() \t\u3000。")
    clauses = [clause.strip() for clause in _BREAK.split(text)]
    clause = next((clause for clause in clauses if ROLE.search(clause)), "")
    spaced = re.match(r"(\S.*?)[\s\u3000]+(\S.*)$", clause)
    if spaced and ROLE.search(spaced.group(2)) and not ROLE.search(spaced.group(1)):
        return spaced.group(1), spaced.group(2)
    match = ROLE.search(clause)
    if not match:
        return None, None
    return clause[: match.start()].strip(" 、·") or None, clause[match.start() :].strip()


def _guests(text: str) -> Iterator[str]:
    """Guests are separated by ； or, where each has brackets, by 、 and ， between them."""
    for part in re.split(r"[；;]|(?<=[）)])\s*[、，,和与]", text):
        if part.strip():
            yield part.strip()


def _bare(text: str) -> Person | None:
    name = re.split(r"[，,（(\s\u3000]", text.strip(), maxsplit=1)[0]
    return Person(name) if is_name(name) else None


def _with_post(name: str, post: str) -> Person:
    organisation, role = split_post(post)
    return Person(name, organisation, role)


def _named_last(text: str) -> Person | None:
    """Organisation and role first, the name behind them; what follows a colon is the heading's own title."""
    head = re.split(r"[:：]", text, maxsplit=1)[0].strip()
    roles = list(ROLE.finditer(head))
    if not roles or len(head) > 50:
        return None
    name = head[roles[-1].end() :].strip(" \u3000—–-*")
    if not is_name(name):
        return None
    return replace(_with_post(name, head[: roles[-1].end()]), name=name)
