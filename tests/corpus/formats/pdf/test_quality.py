from __future__ import annotations

import random

import pytest
from opencc import OpenCC

from corpus.formats.pdf.quality import is_garbled

TEXT = (
    "全市今年新建口袋公园二十六个，改造旧公园九个，新增绿地面积一百二十八公顷，比上年多十二公顷，其中一半在老城区。"
    "新增的绿地大多由闲置地块改建而来，资金由市、区两级财政按六比四分担，养护由街道委托专业公司负责，每季度考核一次。"
)


def other_characters(text: str) -> str:
    """A cipher: each Chinese character stands for another of the text."""
    plain = sorted({char for char in text if "\u4e00" <= char <= "\u9fff"})
    mixed = random.Random(1).sample(plain, len(plain))
    return text.translate(str.maketrans("".join(plain), "".join(mixed)))


def shifted(text: str, by: int) -> str:
    return "".join(chr(ord(char) + by) if "\u4e00" <= char <= "\u9fff" else char for char in text)


@pytest.mark.parametrize(
    "text",
    [
        other_characters(TEXT),
        shifted(TEXT, 1),
        shifted(TEXT, 29),
        TEXT + shifted(TEXT, 1),
        shifted(TEXT, 1)[:30],
        "".join(chr(random.Random(place).randrange(0x4E00, 0x9FA0)) for place in range(80)),
        TEXT.encode().decode("gbk", "replace"),
        TEXT.encode("gbk").decode("latin-1"),
        "".join(chr(0xE000 + place) for place in range(30)),
        "\ufffd" * 20 + "2023",
        "\x01\x02\x03\x04\x05" * 5,
        "!\"#$%&'()*+,-./:;<=>?@[]^_" * 4,
        "wkh flwb rshqhg wzhoyh srfnhw sdunv dqg wkh juhhq ehow zdv ilqlvkhg lq wzr bhduv wkurxjkrxw wkh qruwkhuq glvwulfw",
    ],
)
def test_garbage_is_told(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        OpenCC("s2t").convert(TEXT),
        "",
        "2023",
        "● " + TEXT + "\uf0e0",
        "张伟　李娜　王芳　刘洋　陈静　杨磊　赵敏　黄强　周涛　吴艳　徐杰　孙丽　马超　朱琳　胡斌　郭婷　何勇　高娟",
        "区\t面积\t个数\n东区\t35.2\t5\n西区\t51.0\t7\n合计\t86.2\t12",
        "The city opened twelve pocket parks and the northern green belt was finished in two years.",
        "Le musée a été rénové grâce à l'aide des élèves et des ingénieurs de la région parisienne.",
        "第一章 总体情况 .................................................. 1\n第二章 分区情况 .................... 9",
    ],
)
def test_text_is_left_alone(text: str) -> None:
    assert not is_garbled(text)
