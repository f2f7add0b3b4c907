"""A library moved from one store to another, and compared document by document afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.document import Parsed
from index.bundle import merged_words
from index.errors import MigrationFailed
from index.intake import Progress
from index.milvus.records import digest
from index.store import Store


@dataclass(frozen=True, slots=True)
class Migration:
    """What was moved; everything was found there again with the same checksum."""

    moved: int  # documents
    held: int  # documents that the target had already
    passages: int  # of all of them
    words: int  # that the target's dictionary has gained


def migrate(source: Store, open_target: Callable[[], Store], progress: Progress | None = None) -> Migration:
    """Give the target what the source holds: documents in their order, words of the dictionary, names of models.

    The source is only read. What the target holds besides stays. Conversations, feedback and uploaded files belong to
    the folder of a front end and stay where they are.

    Args:
        source: the library to move.
        open_target: opens the other one, anew at each call.
        progress: told as of an update.

    Raises MigrationFailed where the target does not hold afterwards, bit by bit, what the source held.
    """
    added, given = _teach(source, open_target), dict[str, _Given]()
    target = open_target()
    moved = target.take_over(_noted(source.parsed(), given), progress, len(source.documents()))
    if named := source.named_models():
        target.name_models(named)
    found = {one.document.doc_id: digest(one) for one in target.parsed() if one.document.doc_id in given}
    different = [one.title for doc_id, one in given.items() if found.get(doc_id) != one.digest]
    target.close()
    if different:
        raise MigrationFailed(
            f"not the same after the migration: {different}",
            f"迁移后核对不符：{'、'.join(f'《{title}》' for title in different)}。原来的文库没有改动，请继续使用它；"
            "请检查目标文库（yinju verify），或换一个空的目标重新迁移。",
        )
    return Migration(len(moved), len(given) - len(moved), sum(one.passages for one in given.values()), added)


@dataclass(frozen=True, slots=True)
class _Given:
    """What there is to compare of a document that was given away: libraries are larger than memory."""

    title: str
    passages: int
    digest: str


def _noted(documents: Iterable[Parsed], given: dict[str, _Given]) -> Iterator[Parsed]:
    for one in documents:
        given[one.document.doc_id] = _Given(one.document.title, len(one.passages), digest(one))
        yield one


def _teach(source: Store, open_target: Callable[[], Store]) -> int:
    """Give the target the source's words first, so that passages are cut with them; how many there are more."""
    target = open_target()
    own = target.words()
    words = merged_words(own, source.words())
    if words != own:
        target.learn(words)
    target.close()
    return len(words) - len(own)
