"""The models in use as `yinju doctor` names them: where they lie, how large they are, under which licence they may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

MEGABYTE = 1_000_000
CARD = "README.md"  # in the folder of a model, with its licence in the head as model hubs read it
LICENCE = re.compile(r"^license:\s*(\S+)", re.MULTILINE)
DATA = "## Data and licences"  # heading of the card's table of what the weights were made from: data, origin, licence
ROW = re.compile(r"^\|([^|]*)\|[^|]*\|([^|]*)\|$", re.MULTILINE)
OWN_LICENCE = "apache-2.0"  # of what is fitted on this project's own fictional reports


@dataclass(frozen=True, slots=True)
class Model:
    """One model; `licence` and `data` are empty where nothing on this machine tells them."""

    name: str
    path: str
    megabytes: float
    licence: str
    data: str  # that the weights were made from, with its licences
    dim: int | None = None  # of an embedder


def model_at(name: str, path: str, dim: int | None = None) -> Model:
    """What the folder or file of a model tells; a name of a model hub has no folder here."""
    place = Path(path)
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    size = round(sum(file.stat().st_size for file in files) / MEGABYTE, 1)
    card = place / CARD
    text = card.read_text("utf8", errors="replace") if card.is_file() else ""
    licence = LICENCE.search(text)
    return Model(name, path, size, licence[1] if licence else "", _data(text), dim)


def _data(card: str) -> str:
    """The data that a card names, each with its licence; a row without a name is more of the one above it."""
    rows = [(data.strip(), licence.strip()) for data, licence in ROW.findall(card.partition(DATA)[2])][2:]
    licences: dict[str, list[str]] = {}
    for data, licence in rows:
        licences.setdefault(data or next(reversed(licences), ""), []).append(licence)
    return "；".join(f"{data}（{'、'.join(dict.fromkeys(several))}）" for data, several in licences.items())


def own_reader() -> Model:
    """The linear models and trees over features that ship with Yinju, and the pointer that the judge asks."""
    from qa.pointer import SHIPPED_POINTER

    folder, pointer = Path(str(resources.files("qa"))), model_at("pointer", str(SHIPPED_POINTER))
    size = sum((folder / name).stat().st_size for name in ("reader.json", "judge.json")) / MEGABYTE
    licences = "、".join((OWN_LICENCE, *filter(None, (pointer.licence,))))
    data = "；".join(("本项目虚构的报告（Apache-2.0）", *filter(None, (pointer.data,))))
    return Model("extractive", str(folder / "reader.json"), round(size + pointer.megabytes, 1), licences, data)
