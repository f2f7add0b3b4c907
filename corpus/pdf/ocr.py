"""Text from pictures of pages, where the optional extra `ocr` is installed.

RapidOCR (Apache-2.0) runs the PP-OCR models on ONNX Runtime; they come inside its package, nothing is downloaded.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import pypdfium2

from corpus.pdf.shapes import Fragment

DOTS = 200  # an inch; what PP-OCR was trained for
MOST_PIXELS = 4000  # of the longer side
LEAST_SCORE = 0.5  # of a line that is kept
TYPE = 0.78  # size of the type over the height of its box
BASELINE = 0.8  # of the height of the box, from the top

log = logging.getLogger(__name__)


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
        return [_fragment(box / scale, text) for box, text, score in lines if score >= LEAST_SCORE and text.strip()]


def find_recogniser() -> Recogniser | None:
    """The recogniser, or None where the extra is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    return _recogniser()


@cache
def _recogniser() -> Recogniser:
    from rapidocr import RapidOCR

    return Recogniser(RapidOCR())


def _fragment(box: np.ndarray, text: str) -> Fragment:
    (x0, top), (x1, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
    tall = bottom - top
    return Fragment(text.strip(), x0, top, x1, bottom, top + BASELINE * tall, TYPE * tall, False)
