"""What the user should know about the pages of a PDF file, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.formats.pdf.leaves import Leaf, State

MOST_RANGES = 12  # of page numbers that are written out
INSTALL = "安装文字识别组件（pip install 'yinju[ocr]'）后重新导入，可以识别图片里的文字"
NOT_RECOGNISED = "文字识别（OCR）也没有得到文字"


def warnings_of(leaves: Sequence[Leaf], count: int, ocr: bool, complete: bool) -> list[str]:
    """One sentence for each thing that is missing or uncertain; `count` are the pages of the file.

    `ocr`: a recogniser was there to try; `complete`: the file has its end.
    """
    found = []
    scanned, garbled = _in(leaves, State.SCANNED), _in(leaves, State.GARBLED)
    recognised, broken = _in(leaves, State.RECOGNISED), _in(leaves, State.BROKEN)
    if scanned:
        found.append(f"第 {_ranges(scanned)} 页是扫描图片，图片里的文字没有导入。{_about(ocr)}。")
    if garbled:
        found.append(f"第 {_ranges(garbled)} 页的文字层是乱码，没有导入。请换用文字正常的版本；{_about(ocr)}。")
    if recognised:
        found.append(f"第 {_ranges(recognised)} 页由文字识别（OCR）得到，可能有错字，引用前请核对原件。")
    if broken:
        found.append(f"第 {_ranges(broken)} 页已损坏，无法读取，没有导入。")
    dropped = [leaf.number for leaf in leaves if leaf.dropped]
    if dropped:
        lines = sum(leaf.dropped for leaf in leaves)
        found.append(f"第 {_ranges(dropped)} 页有 {lines} 行文字是乱码，没有导入。")
    turned = [leaf.number for leaf in leaves if leaf.turned]
    if turned:
        found.append(f"第 {_ranges(turned)} 页有方向与正文不同的文字，没有导入。请核对原件。")
    if count > len(leaves):
        found.append(f"文件有 {count} 页，只导入了前 {len(leaves)} 页。请拆分成几个文件后导入其余部分。")
    if not complete:
        found.append(f"文件结尾缺失，可能没有下载完整；已导入能读到的 {len(leaves)} 页。")
    return found


def unreadable(leaves: Sequence[Leaf], name: str, ocr: bool) -> str:
    """Why not a single page gave text, and what to do."""
    states = {leaf.state for leaf in leaves}
    if State.GARBLED in states:
        why = "文字层是乱码（字体缺少编码对照），无法还原"
    elif State.SCANNED in states:
        why = "全部页面都是扫描图片，没有文字层"
    else:
        return f"无法读取《{name}》：页面已损坏。请重新下载或用阅读器另存后再导入，其他文件不受影响。"
    return f"无法读取《{name}》：{why}。请换用可以复制文字的版本；{_about(ocr)}。其他文件不受影响。"


def _about(ocr: bool) -> str:
    return NOT_RECOGNISED if ocr else INSTALL


def _in(leaves: Sequence[Leaf], state: State) -> list[int]:
    return [leaf.number for leaf in leaves if leaf.state is state]


def _ranges(numbers: Sequence[int]) -> str:
    """1、3—5、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = [str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs[:MOST_RANGES]]
    return "、".join(written) + (" 等" if len(runs) > MOST_RANGES else "")
