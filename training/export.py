"""Writes the trained table as a sentence-transformers model that plain `SentenceTransformer(folder)` opens."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

# A text of nothing but punctuation or emoji: half precision has no smallest length to divide by, so its one token
# points somewhere, too short to turn any other text's vector. Our own embedder leaves the token out.
UNKNOWN_LENGTH = 2.0**-14
LENGTH = 4.0  # of the longest row: far from the limits of half precision

_MODULES = (
    ("", "sentence_transformers.models.StaticEmbedding"),  # the names that version 5 knows; 6 knows them too
    ("1_Normalize", "sentence_transformers.models.Normalize"),
)


def save_model(folder: Path, tokenizer: Tokenizer, table: np.ndarray) -> str:
    """Write the model's files into `folder`, half precision. Returns its version, the start of the table's SHA-256."""
    (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
    half = (table * (LENGTH / np.linalg.norm(table, axis=1).max())).astype(np.float16)
    half[0] = 0
    half[0, 0] = UNKNOWN_LENGTH
    version = hashlib.sha256(half.tobytes()).hexdigest()[:8]
    save_file({"embedding.weight": half}, folder / "model.safetensors", metadata={"format": "pt", "version": version})
    (folder / "model.safetensors").chmod(0o644)  # it is written for its owner alone
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    modules = [{"idx": i, "name": str(i), "path": path, "type": kind} for i, (path, kind) in enumerate(_MODULES)]
    settings = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
    for name, content in (
        ("modules.json", modules),
        ("config_sentence_transformers.json", settings),
        ("1_Normalize/config.json", {}),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", "utf8")
    return version
