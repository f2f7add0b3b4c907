"""What an update of a library did, file by file and in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import AssistantError
from index.intake import Intake
from index.storage import DocumentInfo


@dataclass(frozen=True, slots=True)
class UpdateSummary:
    """What an update did, and the library's totals after it."""

    added: tuple[DocumentInfo, ...]
    replaced: tuple[DocumentInfo, ...]  # as they are now
    unchanged: tuple[Path, ...]
    failed: tuple[tuple[Path, AssistantError], ...]
    documents: int
    passages: int
    tables: int
    speakers: tuple[str, ...]
    warnings: tuple[str, ...]  # of the documents that were added or replaced, each with the file's name
    removed: tuple[DocumentInfo, ...] = ()  # whose files are no longer in the folders that were given
    skipped: tuple[Path, ...] = ()  # in these folders, of formats that are not read


def summarise(
    intake: Intake, before: Mapping[str, str], held: Sequence[DocumentInfo], documents: Sequence[DocumentInfo]
) -> UpdateSummary:
    """What came in: `before` and `held` are the sources and documents before it, `documents` those after it."""
    known = {info.doc_id for info in held}
    replaced = {before[path] for path in intake.sources if path in before}
    still_there = {info.doc_id for info in documents} | replaced
    replacing = {doc_id for path, doc_id in intake.sources.items() if path in before}
    new = [info for info in documents if info.doc_id not in known]
    return UpdateSummary(
        tuple(info for info in new if info.doc_id not in replacing),
        tuple(info for info in new if info.doc_id in replacing),
        tuple(intake.unchanged),
        tuple(intake.failed),
        len(documents),
        sum(info.passages for info in documents),
        sum(info.tables for info in documents),
        tuple(dict.fromkeys(speaker for info in documents for speaker in info.speakers)),
        tuple(f"《{Path(info.source).name}》：{warning}" for info in new for warning in info.warnings),
        tuple(info for info in held if info.doc_id not in still_there),
        tuple(intake.skipped),
    )
