"""A document of every shape that the readers must keep, without a format; the files beside this one write it down.

A reader's test writes DOCUMENT in its format, reads it back, and compares with `shown` of every table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell; it covers `across` columns and `down` rows. Cells are told apart by identity."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader makes of a table: `rows` are (group, texts of the cells)."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is drawn, and as it is to be read where merged cells are declared (`merged`) and where they are not.

    `rows` lists the cells as HTML does: each where it begins. Caption, unit and note are lines of their own.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    shown: Shown
    flat: Shown | None = None  # where it differs

    def grid(self) -> list[list[Cell]]:
        """Rows of one length; a merged cell stands in every position that it covers."""
        grid: list[list[Cell | None]] = [[] for _ in self.rows]
        for number, row in enumerate(self.rows):
            for cell in row:
                column = next((i for i, there in enumerate(grid[number]) if there is None), len(grid[number]))
                for below in range(number, number + cell.down):
                    line = grid[below]
                    line += [None] * (column + cell.across - len(line))
                    line[column : column + cell.across] = [cell] * cell.across
        return [[cell for cell in row if cell is not None] for row in grid]

    def flat_rows(self) -> list[list[str]]:
        """The texts, a merged cell only where it begins."""
        seen: set[Cell] = set()
        rows = []
        for row in self.grid():
            texts = []
            for cell in row:
                texts.append("" if cell in seen else cell.text)
                seen.add(cell)
            rows.append(texts)
        return rows

    def read(self, *, merged: bool) -> Shown:
        """What a reader of a format with or without merged cells makes of it."""
        return self.shown if merged or self.flat is None else self.flat


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 or 2, paragraphs, list items, tables, in this order."""

    title: str
    level: int = 1
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def rows(text: str) -> tuple[tuple[Cell, ...], ...]:
    """Cells separated by bars. "2021年>2" covers two columns, "北岸v3" three rows, "~" is a blank cell."""
    return tuple(tuple(_cells(line)) for line in text.strip().split("\n"))


def _cells(line: str) -> Iterator[Cell]:
    for part in line.split("|"):
        text, _, across = part.strip().partition(">")
        text, _, down = text.partition("v")
        yield Cell("" if text == "~" else text, int(across or 1), int(down or 1))


SIMPLE = Table(
    "simple",
    rows("港口|渔船|泊位\n北岸港|120|31\n南岸港|86|24\n合计|206|55"),
    1,
    Shown(
        "表1 各港渔船",
        ("港口", "渔船", "泊位"),
        (("", ("北岸港", "120", "31")), ("", ("南岸港", "86", "24")), ("", ("合计", "206", "55"))),
        "单位：艘、个",
        "注：不含木船。",
    ),
)
LEVELS = Table(
    "levels",
    rows("港口v2|2021年>2|2022年>2\n船|人|船|人\n北岸港|3|40|5|60\n南岸港|4|50|6|70"),
    2,
    Shown(
        "表2 船与人",
        ("港口", "2021年 船", "2021年 人", "2022年 船", "2022年 人"),
        (("", ("北岸港", "3", "40", "5", "60")), ("", ("南岸港", "4", "50", "6", "70"))),
    ),
)
SPANNING = Table(
    "spanning",
    rows("地区|企业|渔船\n北岸v2|甲公司|3\n乙公司|4\n南岸|丙公司|5"),
    1,
    Shown(
        "表3 企业渔船",
        ("地区", "企业", "渔船"),
        (("北岸", ("北岸", "甲公司", "3")), ("北岸", ("北岸", "乙公司", "4")), ("", ("南岸", "丙公司", "5"))),
    ),
    Shown(
        "表3 企业渔船",
        ("地区", "企业", "渔船"),
        (("", ("北岸", "甲公司", "3")), ("北岸", ("", "乙公司", "4")), ("", ("南岸", "丙公司", "5"))),
    ),
)
CONTINUING = Table(
    "continuing",
    rows("地区|企业|渔船\n北岸|甲公司|3\n~|乙公司|4\n南岸|丙公司|5"),
    1,
    Shown(
        "表4 另一些企业",
        ("地区", "企业", "渔船"),
        (("", ("北岸", "甲公司", "3")), ("北岸", ("", "乙公司", "4")), ("", ("南岸", "丙公司", "5"))),
    ),
)
GROUPS = Table(
    "groups",
    rows("序号|名称|单位\n省级实验室: 2个>3\n1|鱼病|甲大学\n2|鱼苗|乙大学\n市级实验室: 1个>3\n1|渔具|丙所"),
    1,
    Shown(
        "表5 实验室",
        ("序号", "名称", "单位"),
        (
            ("省级实验室: 2个", ("1", "鱼病", "甲大学")),
            ("省级实验室: 2个", ("2", "鱼苗", "乙大学")),
            ("市级实验室: 1个", ("1", "渔具", "丙所")),
        ),
    ),
)
SIDES = Table(
    "sides",
    rows("序号|名称|数量|序号|名称|数量\n1|网具|30|3|绳索|50\n2|浮标|40|4|灯具|60"),
    1,
    Shown(
        "表6 物资",
        ("序号", "名称", "数量"),
        (
            ("", ("1", "网具", "30")),
            ("", ("3", "绳索", "50")),
            ("", ("2", "浮标", "40")),
            ("", ("4", "灯具", "60")),
        ),
    ),
)
HEADLESS = Table(
    "headless",
    rows("2021.03|渔港条例|市人大\n2022.05|渔船办法|市政府\n2023.07|渔民守则|渔业局"),
    0,
    Shown(
        "表7 法规",
        (),
        (
            ("", ("2021.03", "渔港条例", "市人大")),
            ("", ("2022.05", "渔船办法", "市政府")),
            ("", ("2023.07", "渔民守则", "渔业局")),
        ),
    ),
)
PROPERTIES = Table(
    "properties",
    rows("企业名称|北岸渔业公司\n法定代表人|周海生\n注册资本|500万元\n成立日期|2015年3月"),
    0,
    Shown(
        "表8 企业概况",
        (),
        (
            ("", ("企业名称", "北岸渔业公司")),
            ("", ("法定代表人", "周海生")),
            ("", ("注册资本", "500万元")),
            ("", ("成立日期", "2015年3月")),
        ),
    ),
)
PAIRS = Table(
    "pairs",
    rows("企业名称|南岸渔业公司|法定代表人|吴帆\n注册资本|800万元|成立日期|2016年4月\n联系电话|五五一|办公地址|南岸路"),
    0,
    Shown(
        "表9 企业登记",
        (),
        (
            ("", ("企业名称", "南岸渔业公司")),
            ("", ("法定代表人", "吴帆")),
            ("", ("注册资本", "800万元")),
            ("", ("成立日期", "2016年4月")),
            ("", ("联系电话", "五五一")),
            ("", ("办公地址", "南岸路")),
        ),
    ),
)
YEARS = Table(
    "years",
    rows("指标|2020年|2021年|2022年\n渔获（吨）|310|352|401\n增速|2.1%|13.5%|13.9%"),
    1,
    Shown(
        "表10 历年渔获",
        ("指标", "2020年", "2021年", "2022年"),
        (("", ("渔获（吨）", "310", "352", "401")), ("", ("增速", "2.1%", "13.5%", "13.9%"))),
    ),
)
TITLED = Table(
    "titled",
    rows("表11 码头长度>3\n单位：米>3\n码头|长度|水深\n一号|120|6.5\n二号|200|8.0\n注：水深为最低潮位时。>3"),
    1,  # behind the title and the unit
    Shown(
        "表11 码头长度",
        ("码头", "长度", "水深"),
        (("", ("一号", "120", "6.5")), ("", ("二号", "200", "8.0"))),
        "单位：米",
        "注：水深为最低潮位时。",
    ),
)

GUEST = "周岸，北岸渔业公司董事长"
TURNS = (
    ("问：为什么要到更远的海里去？", "答：因为近海的鱼少了，远海的鱼还多。"),
    ("问：最难的是什么？", "答：最难的是找人，年轻人不愿意上船。"),
)
REPORTED = "市渔业局局长吴帆表示：“三年之内要把所有的码头修好。”"
POLICY = "2021年3月，市人大通过《渔港管理条例》（以下简称《条例》），自当年五月起施行。"
CLAUSES = (
    "第一条　为了管好渔港，制定本条例。",
    "第二条　渔船进港应当登记，登记下列事项：",
    "（一）船名和船主；",
    "（二）人数和渔获。",
    "第三条　违反本条例的，由渔业局处罚。",
)

DOCUMENT: tuple[Section, ...] = (
    Section(
        "第一章 总论",
        paragraphs=("全市共有渔港十二座，渔船二百零六艘。", "北岸港位于湾口，四季不冻，是渔民最早停靠的地方。"),
        items=("清淤工程已经完工。", "灯塔换成了太阳能。"),
        tables=(SIMPLE,),
    ),
    Section("1.1 船与人", 2, ("两年之间，渔船多了四艘。",), (), (LEVELS,)),
    Section("1.2 企业", 2, ("企业分布在两岸。",), (), (SPANNING,)),
    Section("1.3 更多企业", 2, ("另一些企业没有合并单元格。",), (), (CONTINUING,)),
    Section(
        "第二章 科研与物资",
        paragraphs=("科研由三家单位承担。",),
        tables=(GROUPS,),
    ),
    Section("2.1 物资", 2, ("物资分四类登记。",), (), (SIDES,)),
    Section("2.2 法规", 2, ("近年出台三件法规。",), (), (HEADLESS,)),
    Section("2.3 登记", 2, ("登记信息如下所示。",), (), (PROPERTIES,)),
    Section("2.4 再登记", 2, ("另一家企业的登记分两栏。",), (), (PAIRS,)),
    Section("第三章 历年", paragraphs=("渔获逐年上升。",), tables=(YEARS,)),
    Section("3.1 码头", 2, ("码头长度经过实测。",), (), (TITLED,)),
    Section("第四章 专访", paragraphs=(GUEST, *(line for turn in TURNS for line in turn), REPORTED)),
    Section("第五章 条例", paragraphs=(POLICY, *CLAUSES)),
)
TITLE = "渔港年报二〇二二"


def lines_above(table: Table) -> list[str]:
    """What stands above the drawn table: caption and unit, unless the table itself holds them."""
    inside = table is TITLED
    return [] if inside else [line for line in (table.shown.caption, table.shown.unit) if line]


def lines_below(table: Table) -> list[str]:
    """The notes, unless the table itself holds them."""
    return [] if table is TITLED or not table.shown.note else [table.shown.note]
