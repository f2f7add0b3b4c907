"""What writers do to a library in Milvus: documents come in batches, leave, and are weighed again."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Parsed, Passage
from corpus.files.progress import tell
from index.discovery import unknown_words
from index.embedder import Embedder
from index.intake import embed
from index.milvus.records import Entry
from index.milvus.statistics import Counted, Lengths, added_up, count, of_document
from index.milvus.storage import MilvusStorage
from index.segmenter import Segmenter
from index.storage import Vectors
from index.units import field_tokens

DRIFT = 0.25  # relative change of the mean lengths after which a document's passages are weighed again
MANY = 500  # passages of one update that are worth being indexed at once
AT_ONCE = 20_000  # passages that are held in memory before they are written, 200 MB

Ready = tuple[Parsed, Vectors]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Writer:
    """Changes the rows of one library. Others may do so at the same time."""

    storage: MilvusStorage
    embedder: Embedder
    segmenter: Segmenter

    def add(
        self,
        new: Sequence[Ready],
        before: Sequence[Entry],
        files: Mapping[str, Sequence[str]],
        earlier: Sequence[Entry] = (),
    ) -> list[Entry]:
        """Put documents in. Their words are weighed by the mean lengths of the library with them.

        Args:
            new: the documents.
            before: what the library held without them.
            files: of each document, by doc_id, the paths that it was read from.
            earlier: the entries that they take the place of.
        """
        held = self.storage.sum(before)
        own_words = unknown_words((one.text for parsed, _ in new for one in parsed.passages), self.segmenter)
        segmenter = self.segmenter.knowing(dict.fromkeys((*held.own_words, *own_words)))
        counted = [_counted(parsed.passages, segmenter) for parsed, _ in new]
        pairs = list(zip(new, counted, strict=True))
        shares = [of_document(parsed.passages, one, own_words, parsed.glossary) for (parsed, _), one in pairs]
        lengths = added_up([held, *shares]).lengths
        added = {entry.info.doc_id: entry.added for entry in earlier}
        entries = []
        for number, (((parsed, vectors), one), share) in enumerate(zip(pairs, shares, strict=True)):
            tell("写入 Milvus", number, len(new))
            doc_id = parsed.document.doc_id
            entry = self.storage.add(parsed, vectors, one, share, lengths, files[doc_id], added.get(doc_id, ""))
            entries.append(entry)
        if sum(share.passages for share in shares) >= MANY:
            self.storage.seal()
        return entries

    def settle(self, entries: Sequence[Entry], sources: Mapping[str, str]) -> None:
        """Give each of these documents the files that `sources` says; those that have none leave. Tell all readers."""
        files = paths_of(sources)
        for entry in entries:
            own = files.get(entry.info.doc_id, ())
            if own and set(own) != set(entry.sources):
                self.storage.set_sources(entry, own)
        self.remove([entry for entry in entries if entry.info.doc_id not in files])
        self._follow_lengths()

    def weigh_again(self, entries: Sequence[Entry]) -> None:
        """Put documents in anew with the words and mean lengths of now, each in the place of its earlier self."""
        for batch in _batches(entries):
            _log.info("weighing %d documents again", len(batch))
            chosen = {entry.instance for entry in batch}
            others = [entry for entry in self.storage.contents().entries if entry.instance not in chosen]
            new = [(parsed, embed(parsed.passages, self.embedder)) for parsed in self.storage.still_there(batch)]
            self.add(new, others, {entry.info.doc_id: entry.sources for entry in batch}, batch)
            self.discard([entry.instance for entry in batch])

    def remove(self, entries: Sequence[Entry]) -> None:
        """Let these documents be no more, tell all readers, and delete what there is of them."""
        self.storage.bury(entries)
        self.storage.renew_stamp()
        self.storage.delete([entry.instance for entry in entries])

    def discard(self, instances: Sequence[str]) -> None:
        """Hide what later instances have taken the place of, or what was never finished; tell all readers; delete it."""
        self.storage.hide(instances)
        self.storage.renew_stamp()
        self.storage.delete(instances)

    def sweep(self) -> None:
        """Delete what writers that died have left."""
        contents = self.storage.contents()
        if contents.left_over:
            _log.info("sweeping %d left-over documents", len(contents.left_over))
            self.discard(contents.left_over)
        self.storage.forget(contents.forgotten)

    def _follow_lengths(self) -> None:
        """Weigh those again whose mean lengths are no longer the library's."""
        entries = self.storage.contents().entries
        now = self.storage.sum(entries).lengths
        self.weigh_again([entry for entry in entries if _differ(entry.lengths, now)])


class Batches:
    """Documents on their way into a library: written whenever there are many, each with the file it was read from."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[Ready] = []
        self.written: list[Entry] = []

    def keep(self, parsed: Parsed, vectors: Vectors) -> None:
        """Take one more."""
        self._waiting.append((parsed, vectors))
        if sum(len(one.passages) for one, _ in self._waiting) >= AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what is waiting."""
        if self._waiting:
            files = {parsed.document.doc_id: [parsed.document.source] for parsed, _ in self._waiting}
            before = self._writer.storage.contents().entries
            self.written += self._writer.add(self._waiting, before, files)
            self._waiting = []


def paths_of(sources: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """The paths of each document."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path, doc_id in sources.items():
        found[doc_id].append(path)
    return found


def _differ(then: Lengths, now: Lengths) -> bool:
    return any(abs(now[name] / length - 1) > DRIFT for name, length in then.items() if length and name in now)


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if sum(one.info.passages for one in batch) >= AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _counted(passages: Sequence[Passage], segmenter: Segmenter) -> list[Counted]:
    tokens = lru_cache(maxsize=256)(segmenter.tokens)  # neighbours share their headings and the header of their table
    return count([field_tokens(passage, tokens) for passage in passages])
