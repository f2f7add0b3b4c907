"""The models in use as `yinju doctor` names them: where they lie, how large they are, under which licence they may be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

MEGABYTE = 1_000_000
CARD = "README.md"  # in the folder of a model, with its licence in the head as model hubs read it
LICENCE = re.compile(r"^license:\s*(\S+)", re.MULTILINE)
ATTRIBUTION = re.compile(r"^## Data and licences\s*\n+(.+?)\n\n", re.MULTILINE | re.DOTALL)
OWN_LICENCE = "apache-2.0"  # of what is fitted on this project's own fictional reports


@dataclass(frozen=True, slots=True)
class Model:
    """One model; `licence` and `data` are empty where nothing on this machine tells them."""

    name: str
    path: str
    megabytes: float
    licence: str
    data: str  # who must be named for the data behind the weights
    dim: int | None = None  # of an embedder


def model_at(name: str, path: str, dim: int | None = None) -> Model:
    """What the folder or file of a model tells; a name of a model hub has no folder here."""
    place = Path(path)
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    size = round(sum(file.stat().st_size for file in files) / MEGABYTE, 1)
    card = place / CARD
    text = card.read_text("utf8", errors="replace") if card.is_file() else ""
    licence, data = LICENCE.search(text), ATTRIBUTION.search(text)
    return Model(name, path, size, licence[1] if licence else "", " ".join(data[1].split()) if data else "", dim)


def own_reader() -> Model:
    """The linear models and trees over features that ship with Yinju."""
    folder = Path(str(resources.files("qa")))
    size = round(sum((folder / name).stat().st_size for name in ("reader.json", "judge.json")) / MEGABYTE, 1)
    return Model("extractive", str(folder / "reader.json"), size, OWN_LICENCE, "Fictional reports of this project")
