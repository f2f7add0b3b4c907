"""From bytes to text: UTF-8, UTF-16 and UTF-32, GB18030, Big5, and what charset-normalizer knows beyond."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

# The first that fits wins: the mark of UTF-32 begins with the mark of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LEGACY = ("gb18030", "big5hkscs")  # supersets of GBK and Big5
LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
WIDE = ("utf-16-le", "utf-16-be")
SAMPLE = 200_000  # bytes that are looked at to tell encodings apart

# Frequent characters of simplified and of traditional Chinese. Bytes read in the wrong encoding still become
# Chinese characters, but rare ones, so the share of frequent ones tells the readings apart.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机"
    "十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加"
    "西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更"
    "别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马"
    "科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确"
    "传师观清今切院让识候带导争运笔企业技术研究发展智能产业市场服务"
    "這個們來為國說時會對學過發後經麼現當沒動開樣與從實長機將兩間問點業關無應戰頭體見產話門東聲員論處義條氣題"
    "變電數報結務場計資統區隊決馬書聽達難權設記該張萬強類術領傳觀識帶導爭運許師種裡請"
    "，。、；：？！“”‘’（）《》「」…—·　"
)


def decode(data: bytes) -> tuple[str, str] | None:
    """The text and the name of its encoding; None where the bytes are no text that we can read.

    A UTF-8 file with a few damaged bytes is still read: they become U+FFFD, which the splitter warns of.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            text = _try(data, encoding)
            return None if text is None else (text, encoding)
    text = _try(data, "utf-8")
    if text is not None:
        return None if "\0" in text else (text, "utf-8")
    readings = sorted(_readings(data), key=lambda reading: -reading[0])
    if readings and readings[0][0] >= 0.5:
        return readings[0][1:]
    common = [reading for reading in readings if reading[2] == "gb18030" and is_common(reading[1][:SAMPLE])]
    return common[0][1:] if common else _damaged_utf8(data) or _other(data)


def decode_as(data: bytes, label: str) -> tuple[str, str] | None:
    """The text in the encoding that the file itself names, in ASCII; None where it is not in that.

    A mark at its head goes first, and what is valid UTF-8: pages keep the label of the encoding they once had.
    """
    if data.startswith(tuple(mark for mark, _ in MARKS)):
        return decode(data)
    text = _try(data, "utf-8")
    wide = label.lower().startswith(("utf-16", "utf-32"))  # then the label itself could not be read
    if text is not None and (wide or not data.isascii()):  # ASCII may be what ISO-2022 and HZ write Chinese with
        return text, "utf-8"
    if wide:
        return None
    encoding = LABELS.get(label.lower(), label.lower())
    text = _try(data, encoding)
    return None if text is None else (text, encoding)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _readings(data: bytes) -> Iterator[tuple[float, str, str]]:
    """What each Chinese encoding makes of the bytes: how Chinese it looks (0 to 1), the text, the encoding."""
    for encoding in WIDE if b"\0" in data[:SAMPLE] else LEGACY + WIDE:
        text = _try(data, encoding)
        if text is not None and "\0" not in text:
            yield familiarity(text[:SAMPLE]), text, encoding


def familiarity(text: str) -> float:
    """The share of frequent Chinese characters among those outside ASCII."""
    foreign = [char for char in text if char > "\x7f"]
    if not foreign:
        return 0.0
    return sum(char in FREQUENT for char in foreign) / len(foreign)


def is_common(text: str) -> bool:
    """Whether the characters outside ASCII are punctuation and those of GB 2312's first level, the 3,755 common ones.

    A few names in a table have hardly any of the frequent characters.
    """
    foreign = [char.encode("gb2312", "replace") for char in text if char > "\x7f"]
    return sum(b"\xa1" <= code[:1] <= b"\xd7" for code in foreign) >= 0.95 * len(foreign) > 0


def _damaged_utf8(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return None
    text = data.decode("utf-8", errors="replace")
    return (text, "utf-8") if text.count("\ufffd") * 100 <= len(text) else None


def _other(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return None
    from charset_normalizer import from_bytes  # a tenth of a second that only rare files need

    best = from_bytes(data[:SAMPLE]).best()
    text = None if best is None else _try(data, best.encoding)
    return None if best is None or text is None else (text, best.encoding)
