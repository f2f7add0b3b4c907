"""What a library in Milvus holds, and how it changes so that nobody ever sees half a document.

Milvus has no transactions over several rows. A document is therefore written from its parts to its row: the row is
first put in as COMING, then passages, sentences, text and statistics, and last the row again as THERE. Only rows that
are THERE count, so a writer that dies leaves nothing that anybody can see. What a dead writer has left is swept by the
next one.

A document that leaves is first written down as GONE, in a row of its own: with it go all instances that come of the same
first taking-in, also one that another writer is just weighing again and puts in a moment later.

Writers need no lock: each taking-in of a document has its own instance, so two of them never write the same row. Where
both have taken in the same file, the later one counts and the other is swept.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.document import Document, Parsed, Passage
from corpus.record import pages_of, pages_record
from index.errors import LibraryInaccessible
from index.milvus.connection import BATCH, STRONG, Connection
from index.milvus.filters import AllOf, Among, Filter
from index.milvus.packing import joined, pack, pieces
from index.milvus.records import (
    Entry,
    digest,
    entry_of,
    entry_record,
    info_of,
    passage_from,
    passage_rows,
    sentence_rows,
)
from index.milvus.schema import DOCUMENTS, META, NO_VECTOR, PASSAGES, PIECES, SENTENCES
from index.milvus.statistics import Counted, Lengths, Statistics, added_up, statistics_of, statistics_record, weights
from index.storage import Vectors

COMING, THERE, LEAVING, GONE = "coming", "there", "leaving", "gone"
GIVEN_UP = (
    24 * 3600.0
)  # seconds after which a writer has died that had begun to take in a document, or to weigh it again
SHARES = 100  # documents whose statistics are read in one go: 20 MB of long ones
FORGET = 4  # times as many statistics as there are documents: most are of documents that have left
STAMP = "stamp"
TEXT, REST, STATISTICS = "text", "rest", "statistics"
EVERYTHING = AllOf(())
FETCHED = ("instance", "ordinal", "text", "record")  # what `passage_from` needs


@dataclass(frozen=True, slots=True)
class Contents:
    """What the library holds at one moment."""

    stamp: str
    entries: tuple[Entry, ...]  # in the order they were added
    left_over: tuple[str, ...]  # instances that nobody will miss
    forgotten: tuple[str, ...] = ()  # rows of documents that have long been GONE


class MilvusStorage:
    """The rows of one library."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shares: dict[str, Statistics] = {}  # by instance; they never change

    def meta(self) -> dict[str, str]:
        """schema, embedder, dim, segmenter, dictionary, stamp."""
        return {row["id"]: row["value"] for row in self._connection.rows(META, EVERYTHING, ["id", "value"])}

    def set_meta(self, values: dict[str, str]) -> None:
        """Set some of it."""
        rows = [{"id": name, "value": value, "nothing": NO_VECTOR} for name, value in values.items()]
        self._connection.upsert(META, rows)

    def stamp(self) -> str:
        """Another one after every change."""
        return "".join(row["value"] for row in self._connection.get(META, [STAMP], ["value"]))

    def renew_stamp(self) -> None:
        """Tell all readers that something has changed."""
        self.set_meta({STAMP: secrets.token_hex(8)})

    def contents(self) -> Contents:
        """What is there now."""
        stamp = self.stamp()  # before the rows: what comes in between is told by the next stamp
        rows = self._connection.rows(DOCUMENTS, EVERYTHING, ["id", "state", "record"])
        found = {state: [row for row in rows if row["state"] == state] for state in (COMING, THERE, LEAVING, GONE)}
        gone = {row["record"]: row["id"] for row in found[GONE]}
        entries = sorted(map(entry_of, found[THERE]), key=lambda one: (one.added, one.instance))
        kept = visible([one for one in entries if one.added not in gone])
        hidden = {one.instance for one in entries} - {one.instance for one in kept}
        dead = {row["id"] for row in found[LEAVING]} | {row["id"] for row in found[COMING] if _is_old(row["id"])}
        forgotten = tuple(name for name in gone.values() if _is_old(name))
        return Contents(stamp, kept, tuple(sorted(hidden | dead)), forgotten)

    def add(
        self,
        parsed: Parsed,
        vectors: Vectors,
        counted: Sequence[Counted],
        statistics: Statistics,
        lengths: Lengths,
        sources: Sequence[str],
        added: str = "",
    ) -> Entry:
        """Store a document; it is there, all of it, from the last of these calls on. `added`: of its earlier self."""
        instance = _new_instance()
        rest = {"pages": pages_record(parsed.document.pages), "glossary": parsed.glossary}
        parts = {TEXT: parsed.document.text, REST: rest, STATISTICS: statistics_record(statistics)}
        packed = {part: pieces(pack(value)) for part, value in parts.items()}
        counts = {part: len(found) for part, found in packed.items()}
        entry = Entry(
            instance,
            added or instance,
            info_of(parsed),
            tuple(sources),
            len(vectors.owners),
            counts,
            digest(parsed),
            dict(lengths),
        )
        self._put(entry, COMING)
        self._connection.upsert(
            PIECES,
            [
                {
                    "id": _piece_id(instance, part, number),
                    "instance": instance,
                    "part": part,
                    "piece": number,
                    "payload": piece,
                    "nothing": NO_VECTOR,
                }
                for part, found in packed.items()
                for number, piece in enumerate(found)
            ],
        )
        terms = [weights(one, lengths) for one in counted]
        self._connection.upsert(PASSAGES, passage_rows(instance, parsed.passages, vectors.passages, terms))
        self._connection.upsert(SENTENCES, sentence_rows(instance, parsed.passages, vectors))
        self._put(entry, THERE)
        self._shares[instance] = statistics
        return entry

    def seal(self) -> None:
        """Have much that was added indexed at once instead of bit by bit."""
        for collection in (PASSAGES, SENTENCES):
            self._connection.seal(collection)

    def set_sources(self, entry: Entry, sources: Sequence[str]) -> None:
        """The document was read from these files, of which there is at least one."""
        source = entry.info.source if entry.info.source in sources else min(sources)
        self._put(replace(entry, sources=tuple(sources), info=replace(entry.info, source=source)), THERE)

    def bury(self, entries: Iterable[Entry]) -> None:
        """These documents are no more, and nothing that is made of them."""
        rows = [{"id": _new_instance(), "state": GONE, "record": one.added, "nothing": NO_VECTOR} for one in entries]
        self._connection.upsert(DOCUMENTS, rows)

    def hide(self, instances: Iterable[str]) -> None:
        """These count no more, for good."""
        rows = [{"id": one, "state": LEAVING, "record": "", "nothing": NO_VECTOR} for one in instances]
        self._connection.upsert(DOCUMENTS, rows)

    def delete(self, instances: Sequence[str]) -> None:
        """Delete all rows of these, which count no more; what this does not finish, the next sweep does."""
        for instance in instances:
            for collection in (SENTENCES, PASSAGES, PIECES):
                self._connection.delete(collection, Among("instance", (instance,)))
            self._connection.delete(DOCUMENTS, Among("id", (instance,)))

    def forget(self, rows: Sequence[str]) -> None:
        """Delete these rows of documents that are GONE."""
        for start in range(0, len(rows), BATCH):
            self._connection.delete(DOCUMENTS, Among("id", tuple(rows[start : start + BATCH])))

    def sum(self, entries: Sequence[Entry]) -> Statistics:
        """The statistics of these documents together; those of each are read once."""
        if len(self._shares) > FORGET * (len(entries) + 100):
            self._shares.clear()
        missing = [entry for entry in entries if entry.instance not in self._shares]
        for start in range(0, len(missing), SHARES):
            found = self._parts(missing[start : start + SHARES], STATISTICS)
            self._shares |= {instance: statistics_of(record) for instance, record in found.items()}
        return added_up(self._shares[entry.instance] for entry in entries)

    def text(self, entry: Entry) -> str:
        """The document's text."""
        return str(self._part(entry, TEXT))

    def passages(self, entry: Entry) -> tuple[Passage, ...]:
        """The document's passages in its own order. Raises LibraryInaccessible where one is missing."""
        rows = list(self._connection.rows(PASSAGES, _of(entry), FETCHED))
        if sorted(row["ordinal"] for row in rows) != list(range(entry.info.passages)):
            raise _incomplete(entry)
        return tuple(passage_from(row, entry.info) for row in sorted(rows, key=lambda row: int(row["ordinal"])))

    def parsed(self, entry: Entry) -> Parsed:
        """The document with all that was found in it, but for its policies."""
        info, rest = entry.info, self._part(entry, REST)
        document = Document(info.doc_id, info.title, info.source, self.text(entry), info.encoding)
        return Parsed(
            replace(document, pages=pages_of(rest["pages"])),
            self.passages(entry),
            info.warnings,
            info.tables,
            info.speakers,
            tuple((short, full) for short, full in rest["glossary"]),
        )

    def still_there(self, entries: Sequence[Entry]) -> Iterator[Parsed]:
        """The documents one by one, but for those that another program removes before their turn."""
        for entry in entries:
            try:
                found = self.parsed(entry)
            except LibraryInaccessible:
                if entry.instance in {one.instance for one in self.contents().entries}:
                    raise
                continue
            yield found

    def is_whole(self, entry: Entry) -> bool:
        """Whether everything of the document is there and as it was stored."""
        try:
            sentences = self._connection.count(SENTENCES, _of(entry))
            return sentences == entry.sentences and digest(self.parsed(entry)) == entry.digest
        except (LibraryInaccessible, ValueError, KeyError, TypeError):
            return False

    def _part(self, entry: Entry, part: str) -> Any:
        return self._parts([entry], part)[entry.instance]

    def _parts(self, entries: Sequence[Entry], part: str) -> dict[str, Any]:
        """The same part of several documents, by instance, read in one go."""
        names = {one.instance: [_piece_id(one.instance, part, n) for n in range(one.pieces[part])] for one in entries}
        rows = self._connection.get(PIECES, [name for own in names.values() for name in own], ["id", "payload"], STRONG)
        found = {row["id"]: row["payload"] for row in rows}
        for entry in entries:
            if not found.keys() >= set(names[entry.instance]):
                raise _incomplete(entry)
        return {instance: joined(found[name] for name in own) for instance, own in names.items()}

    def _put(self, entry: Entry, state: str) -> None:
        record = entry_record(entry)
        row = {"id": entry.instance, "state": state, "record": record, "nothing": NO_VECTOR}
        self._connection.upsert(DOCUMENTS, [row])


def visible(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The documents that count: each once, and those that have a file which no later one has been read from.

    A file that changed is another document. Its row puts it in the place of the old one at once, even if the old one
    has just been weighed again: `entries` come in the order in which they were first taken in.
    """
    owners = {path: entry.info.doc_id for entry in entries for path in entry.sources}
    latest = {entry.info.doc_id: entry for entry in entries}
    owned: dict[str, list[str]] = {}
    for path, doc_id in owners.items():
        owned.setdefault(doc_id, []).append(path)
    return tuple(
        replace(entry, sources=tuple(owned[entry.info.doc_id]))
        for entry in entries
        if entry.info.doc_id in owned and latest[entry.info.doc_id] is entry
    )


def _of(entry: Entry) -> Filter:
    return Among("instance", (entry.instance,))


def _piece_id(instance: str, part: str, number: int) -> str:
    return f"{instance}:{part}:{number}"


def _new_instance() -> str:
    """Greater than those before it."""
    return f"{time.time_ns():016x}{secrets.token_hex(4)}"


def _is_old(instance: str) -> bool:
    return int(instance[:16], 16) / 1e9 + GIVEN_UP < time.time()


def _incomplete(entry: Entry) -> LibraryInaccessible:
    return LibraryInaccessible(
        f"document {entry.info.doc_id} is not complete",
        f"《{entry.info.title}》在 Milvus 里不完整，可能刚被另一个程序移走，或数据已损坏；没有改动它。"
        "请重试；仍然如此时运行 yinju verify --repair。",
    )
