"""Text from pictures of pages, where the optional extra `ocr` is installed.

RapidOCR (Apache-2.0) runs the PP-OCR models on ONNX Runtime; they come inside its package, nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pypdfium2

from corpus.formats.pdf.shapes import Fragment

DOTS = 150  # an inch; 200 reads no better and takes more than a gigabyte
MOST_PIXELS = 4000  # of the longer side
SAME_SIZE = 0.3  # share of the usual size
THREADS = 2  # of onnxruntime; it would take every core
LEAST_SCORE = 0.5  # of a line that is kept
TYPE = 0.85  # size of the type over the height of its box
BASELINE = 0.8  # of the height of the box, from the top


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Reads one page after the other."""

    engine: Any

    def recognise(self, page: pypdfium2.PdfPage, height: float) -> list[Fragment]:
        """The lines of a page, in points; none where nothing is found."""
        width, tall = page.get_size()
        scale = min(DOTS / 72, MOST_PIXELS / max(width, tall, 1.0))
        picture = page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3]
        found = self.engine(np.ascontiguousarray(picture))
        if found.boxes is None:
            return []
        lines = zip(found.boxes, found.txts, found.scores, strict=True)
        return _of_one_size(
            [_fragment(box / scale, text) for box, text, score in lines if score >= LEAST_SCORE and text.strip()]
        )


FindRecogniser = Callable[[], Recogniser | None]  # loading one takes seconds: only where a page needs it


def find_recogniser() -> Recogniser | None:
    """The recogniser, or None where the extra is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    return _recogniser()


@cache
def _recogniser() -> Recogniser:
    from rapidocr import RapidOCR

    quiet = {"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": THREADS}
    return Recogniser(RapidOCR(params=quiet))


def _of_one_size(fragments: list[Fragment]) -> list[Fragment]:
    """Boxes are as high as the characters in them happen to be: what is nearly of the usual size is of that size."""
    if not fragments:
        return []
    usual = sorted(fragment.size for fragment in fragments)[len(fragments) // 2]
    return [
        replace(fragment, size=usual) if abs(fragment.size - usual) < SAME_SIZE * usual else fragment
        for fragment in fragments
    ]


def _fragment(box: np.ndarray, text: str) -> Fragment:
    (x0, top), (x1, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
    tall = bottom - top
    return Fragment(text.strip(), x0, top, x1, bottom, top + BASELINE * tall, TYPE * tall, False)
