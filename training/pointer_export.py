"""Writes the trained pointer as the files that `qa/pointer.py` serves."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from training.pointer_model import Pointer
from training.pointer_words import Words


def save_pointer(folder: Path, model: Pointer, words: Words) -> str:
    """Write half-precision weights and the settings into `folder`; returns the version, the start of their SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: value.detach().numpy().astype(np.float16)
        for name, value in model.named_parameters()
        if not name.startswith("meaning.")
    }
    with torch.no_grad():  # one table of words is all that is looked up
        tensors["words.weight"] = model.said(torch.arange(model.sizes.words)).numpy().astype(np.float16)
    tensors |= {"rarity": words.known.rarity.astype(np.float16), "tags_of_rows": words.known.tags.astype(np.uint8)}
    version = hashlib.sha256(b"".join(tensors[name].tobytes() for name in sorted(tensors))).hexdigest()[:8]
    tensors = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "np", "version": version})
    (folder / "model.safetensors").chmod(0o644)
    settings = {"dilations": model.sizes.dilations, "characters": "".join(words.known.characters)}
    (folder / "pointer.json").write_text(json.dumps(settings, ensure_ascii=False) + "\n", "utf8")
    return version
