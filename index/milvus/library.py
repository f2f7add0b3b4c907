"""A library in Milvus: the same surface as `index.library.Library`, for several machines.

Segmentation, embedding and the final ranking are done here, in the client, by the code that embedded libraries use: both
kinds of store see the same words and rank alike.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Parsed, Passage
from corpus.files.progress import heard_by
from index.embedder import NO_MODEL, Embedder, load_embedder
from index.errors import DocumentNotFound, LibraryNotFound
from index.expansion import glossary_synonyms, load_lexicon
from index.intake import EMBEDDING, Progress, Reading, Step, embed, placed, take_in
from index.library import NAMED_PARTS
from index.milvus.address import Address
from index.milvus.connection import Connection
from index.milvus.dictionary import own_segmenter
from index.milvus.opening import fitting, make
from index.milvus.records import Entry
from index.milvus.retriever import MilvusRetriever
from index.milvus.schema import COLLECTIONS, META
from index.milvus.storage import Contents, MilvusStorage
from index.milvus.writing import Batches, Writer, paths_of
from index.names import Names, titles
from index.query import QueryParser
from index.segmenter import Segmenter
from index.spelling import Spelling
from index.storage import DocumentInfo
from index.summary import UpdateSummary, summarise

FRESH = 1.0  # seconds for which a reader does not ask whether another program has changed the library


class MilvusLibrary:
    """An open library. Reading is safe while others write, and so is writing.

    Args:
        folder: of this machine, for uploads and conversations.
        storage: the library's rows.
        embedder: that it was made with.
        segmenter: with its dictionary.
        announce: told in Chinese what was found and mended.
        fresh: see FRESH.
    """

    def __init__(
        self,
        folder: Path,
        address: Address,
        storage: MilvusStorage,
        connection: Connection,
        embedder: Embedder,
        segmenter: Segmenter,
        fresh: float = FRESH,
    ) -> None:
        self.folder = folder
        self.address = address
        self.embedder = embedder
        self.segmenter = segmenter
        self._storage = storage
        self._connection = connection
        self._fresh = fresh
        self._contents: tuple[float, Contents] | None = None  # with when it was last known to be current
        self._loaded: tuple[str, MilvusRetriever] | None = None  # with its stamp

    @classmethod
    def open(
        cls,
        folder: Path,
        address: Address,
        embedder: Embedder | None = None,
        *,
        create: bool = False,
        segmenter: Segmenter | None = None,
        fresh: float = FRESH,
    ) -> MilvusLibrary:
        """Open a library.

        Args:
            folder: of this machine; made with a library that is to be made.
            address: of the library.
            embedder: None for the one that the library was made with (a new library: the shipped one).
            create: make the library if there is none.
            segmenter: None for one with the library's own dictionary.
            fresh: see FRESH.

        Raises:
            LibraryNotFound, UnknownLibrary (another version), LibraryInaccessible (no server, no pymilvus, a wrong
                password), EmbedderMismatch: nothing was changed.
        """
        connection = Connection(address)
        try:
            storage = MilvusStorage(connection)
            if META not in connection.collections():
                if not create:
                    raise LibraryNotFound(
                        f"no library at {address}",
                        f"Milvus 里还没有文库“{address}”。请先导入文件：yinju index --store {address} 文件或文件夹",
                    )
                make(connection, storage, embedder or load_embedder())
            for collection in COLLECTIONS:
                connection.load(collection)
            meta = storage.meta()
            chosen = fitting(address, meta, embedder)
            if create:
                folder.mkdir(parents=True, exist_ok=True)
            segmenter = segmenter or own_segmenter(meta.get("dictionary", ""))
        except Exception:
            connection.close()
            raise
        return cls(folder, address, storage, connection, chosen, segmenter, fresh)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def update(
        self, paths: Sequence[Path], progress: Progress | None = None, reading: Reading | None = None
    ) -> UpdateSummary:
        """As of `index.library.Library`, but for this: each document becomes visible when it is complete, one by one.

        Raises LibraryInaccessible where the server fails on the way; the documents that are in by then stay.
        """
        show = progress or (lambda step: None)
        writer = self._writer
        writer.sweep()
        contents = self._current()
        before, batches = _sources(contents), Batches(writer)
        intake = take_in(paths, before, self.embedder, show, batches.keep, reading)
        if intake.changes:
            done = Step(files_done=intake.files, files=intake.files, share=1.0)
            with heard_by(lambda stage, part, parts: show(replace(done, stage=stage, done=part, total=parts))):
                batches.write()
                after = {path: doc_id for path, doc_id in before.items() if path not in intake.vanished}
                writer.settle([*contents.entries, *batches.written], after | intake.sources)
        held = tuple(entry.info for entry in contents.entries)
        return summarise(intake, before, held, tuple(entry.info for entry in self._current().entries))

    def remove(self, names: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Remove documents by doc_id, file name, path or title. Raises DocumentNotFound, and then removes none."""
        self._writer.sweep()
        chosen: dict[str, Entry] = {}
        for name in names:
            found = [entry for entry in self._current().entries if name in _names(entry.info)]
            if not found:
                raise DocumentNotFound(
                    f"no document {name!r}",
                    f"文库里没有“{name}”；没有删除任何文档。请用 yinju list 查看文件名、标题或编号。",
                )
            chosen |= {entry.instance: entry for entry in found}
        self._writer.remove(list(chosen.values()))
        self._current()
        return tuple(entry.info for entry in chosen.values())

    def take_over(
        self, documents: Iterable[Parsed], progress: Progress | None = None, total: int = 0
    ) -> tuple[DocumentInfo, ...]:
        """Add documents of another library, one by one; gives those that this one did not hold yet.

        They are read as they are written, and may be `total`, which only the progress needs. Their `source` stands for a file in `list`; it is no path of this machine and is never opened.
        """
        show = progress or (lambda step: None)
        writer = self._writer
        writer.sweep()
        contents, batches = self._current(), Batches(writer)
        held, places = {entry.info.doc_id for entry in contents.entries}, set(_sources(contents))
        taken: set[str] = set()
        for number, given in enumerate(documents):
            if given.document.doc_id not in held | taken:
                parsed = placed(given, places)
                document = parsed.document
                places.add(document.source)
                share = number / max(total, number + 1)
                show(Step(document.title, EMBEDDING, files_done=number, files=total, share=share))
                batches.keep(parsed, embed(parsed.passages, self.embedder))
                taken.add(document.doc_id)
        batches.write()
        writer.settle((), {})
        return tuple(entry.info for entry in self._current().entries if entry.info.doc_id in taken)

    def repair(self) -> None:
        """Read damaged documents again from their files where these are there; weigh all the others again."""
        writer = self._writer
        writer.sweep()
        entries = self._current().entries
        whole = [entry for entry in entries if self._storage.is_whole(entry)]
        damaged = [entry for entry in entries if entry not in whole]
        writer.weigh_again(whole)
        known = {path: entry.info.doc_id for entry in whole for path in entry.sources}
        files = [Path(path) for entry in damaged for path in entry.sources if Path(path).is_file()]
        intake = take_in(files, known, self.embedder, lambda step: None)
        mended = [entry for entry in damaged if entry.info.doc_id in intake.new]
        if intake.new:
            others = [entry for entry in self._current().entries if entry.info.doc_id not in intake.new]
            writer.add(list(intake.new.values()), others, paths_of(intake.sources), mended)
            writer.discard([entry.instance for entry in mended])
        self._current()

    def damaged(self) -> tuple[DocumentInfo, ...]:
        """The documents of which not everything is there as it was stored."""
        return tuple(entry.info for entry in self._current().entries if not self._storage.is_whole(entry))

    def left_over(self) -> int:
        """How many documents dead writers have left that the next writer sweeps."""
        return len(self._current().left_over)

    def parsed(self) -> Iterator[Parsed]:
        """The documents, taken apart, in the order they were added, each read when it is asked for.

        One that another program removes before its turn is passed over.
        """
        return self._storage.still_there(self._current().entries)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """In the order they were added."""
        return tuple(entry.info for entry in self._known().entries)

    def text(self, doc_id: str) -> str:
        """The document's text as citations see it. Raises DocumentNotFound."""
        entry = self._entry(doc_id)
        if entry is None:
            raise DocumentNotFound(f"no document {doc_id!r}", "这篇文档已不在文库里。请刷新后再试。")
        return self._storage.text(entry)

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """The document's passages in its own order."""
        entry = self._entry(doc_id)
        return self._storage.passages(entry) if entry else ()

    def retriever(self) -> MilvusRetriever:
        """Searches the current content; the same one until the library changes."""
        contents = self._known()
        if self._loaded is None or self._loaded[0] != contents.stamp:
            self._loaded = contents.stamp, self._searcher(contents)
        return self._loaded[1]

    def named_models(self) -> dict[str, str]:
        """The names of the models that were named for this library, by their part (`reranker`, `reader`)."""
        meta = self._storage.meta()
        return {part: meta[part] for part in NAMED_PARTS if meta.get(part, NO_MODEL) != NO_MODEL}

    def name_models(self, named: Mapping[str, str]) -> None:
        """Remember models by their part; "none" forgets one."""
        self._storage.set_meta(dict(named))

    def words(self) -> tuple[str, ...]:
        """The lines of the library's own dictionary."""
        return tuple(self._storage.meta().get("dictionary", "").splitlines())

    def learn(self, words: Sequence[str]) -> None:
        """Make these the lines of its dictionary and cut all passages again."""
        dictionary = "".join(f"{word}\n" for word in words)
        self.segmenter = own_segmenter(dictionary)
        self._storage.set_meta({"dictionary": dictionary})
        self._writer.weigh_again(self._current().entries)
        self._current()

    @property
    def _writer(self) -> Writer:
        return Writer(self._storage, self.embedder, self.segmenter)

    def _known(self) -> Contents:
        """What the library held a moment ago."""
        if self._contents is not None:
            then, contents = self._contents
            if time.monotonic() - then < self._fresh:
                return contents
            if self._storage.stamp() == contents.stamp:
                self._contents = time.monotonic(), contents
                return contents
        return self._current()

    def _current(self) -> Contents:
        """What the library holds now."""
        began = time.monotonic()
        contents = self._storage.contents()
        self._contents = began, contents
        return contents

    def _entry(self, doc_id: str) -> Entry | None:
        return next((entry for entry in self._known().entries if entry.info.doc_id == doc_id), None)

    def _searcher(self, contents: Contents) -> MilvusRetriever:
        found = self._storage.sum(contents.entries)
        lexicons = (load_lexicon(), glossary_synonyms(found.glossary))
        segmenter = self.segmenter.knowing(found.own_words)
        named = titles((entry.info.title, entry.info.source) for entry in contents.entries)
        return MilvusRetriever(
            self._connection,
            contents.entries,
            found,
            self.embedder,
            QueryParser(segmenter, lexicons),
            Names((*found.declared, named), found.vocabulary, found.glossary),
            Spelling(found, segmenter, lexicons),
            fused=self.address.fused,
        )


def _sources(contents: Contents) -> dict[str, str]:
    """The doc_id that each absolute path was last read as."""
    return {path: entry.info.doc_id for entry in contents.entries for path in entry.sources}


def _names(info: DocumentInfo) -> set[str]:
    return {info.doc_id, info.title, info.source, Path(info.source).name}
