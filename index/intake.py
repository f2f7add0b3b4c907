"""What an update would change: files read, taken apart and embedded, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock
from typing import ParamSpec

import numpy as np

from corpus.document import Parsed, Passage
from corpus.errors import AssistantError
from corpus.files.guard import guarded_reader
from corpus.files.progress import heard_by, tell
from corpus.files.regular import find_files, fingerprint, shown, skipped_files
from index.embedder import Embedder
from index.storage import Floats, Vectors
from index.units import passage_text, sentence_texts

EMBEDDING = "计算向量"
STAGES = {"切分": (0.5, 0.6), EMBEDDING: (0.6, 1.0)}  # shares of the work on a file; before them it is read
READING = (0.0, 0.5)
SMALLEST = 4096  # bytes that a file counts for at least: opening it takes time too
SHOWN = 0.2  # seconds between two signs of progress of a file that is read ahead
BATCH = 512  # texts that are embedded between two signs of progress


@dataclass(frozen=True, slots=True)
class Step:
    """How far an update is."""

    file: str = ""  # the file's name; "" when all files are read
    stage: str = ""  # what is being done with it, in Chinese
    done: int = 0  # pages, texts or the like of this stage,
    total: int = 0  # of so many; 0 where the stage cannot tell
    files_done: int = 0
    files: int = 0
    share: float = 0.0  # of the whole update, by the sizes of the files, 0 to 1


Anything = ParamSpec("Anything")
Progress = Callable[[Step], None]
Keep = Callable[[Parsed, Vectors], None]
Reading = Callable[[Path], tuple[Parsed, Vectors]]  # of one file; raises what the reading of a file does


@dataclass(slots=True)
class Intake:
    """The outcome, file by file."""

    new: dict[str, tuple[Parsed, Vectors]] = field(default_factory=dict)  # by doc_id, where nobody else keeps them
    taken: set[str] = field(default_factory=set)  # doc_ids of the documents that were not in the library yet
    sources: dict[str, str] = field(default_factory=dict)  # absolute path -> doc_id, where that changes
    vanished: set[str] = field(default_factory=set)  # absolute paths of files that are no longer there
    unchanged: list[Path] = field(default_factory=list)  # also a further copy of what the library holds
    failed: list[tuple[Path, AssistantError]] = field(default_factory=list)
    skipped: list[Path] = field(default_factory=list)  # in the folders, of formats that are not read
    files: int = 0  # that were looked at

    @property
    def changes(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.sources or self.vanished)

    def keep(self, parsed: Parsed, vectors: Vectors) -> None:
        """Hold a document that is to be stored later."""
        self.new[parsed.document.doc_id] = parsed, vectors


def placed(parsed: Parsed, others: Collection[str]) -> Parsed:
    """The document of another library, named apart where its place is that of one of `others`: both are kept."""
    document = parsed.document
    if document.source not in others:
        return parsed
    source = f"{document.doc_id[:12]}/{Path(document.source).name}"
    passages = tuple(replace(passage, source=source) for passage in parsed.passages)
    return replace(parsed, document=replace(document, source=source), passages=passages)


def take_in(
    paths: Sequence[Path],
    known: Mapping[str, str],
    embedder: Embedder,
    progress: Progress,
    keep: Keep | None = None,
    reading: Reading | None = None,
    expect: Callable[[int], None] = lambda size: None,
    read: Callable[[Parsed], None] = lambda parsed: None,
) -> Intake:
    """Read the files, and those in the folders.

    A file that the library has read from one of the folders and that is no longer there has vanished; so have the
    earlier places of a document that is found at another one. Files that were given singly are left alone.

    Args:
        paths: files and folders.
        known: the doc_id of each absolute path that the library has read before.
        embedder: for the documents that the library does not hold.
        progress: called before each file and as its reading goes on, and at the end with an empty name.
        keep: called with each document that the library does not hold, as soon as it is embedded; None leaves them
            all in `Intake.new`.
        reading: reads, takes apart and embeds a file somewhere else; None does so here.
        expect: told at first how many bytes the files have that the library has not read before.
        read: told of each document that is read here, in their order and as soon as it is; it may already be known.
            The call may come from another thread, but never while `keep` runs.
    """
    files, held, turn = find_files(paths), _Known(known, frozenset(known.values())), Lock()
    here = _ReadingHere(files, held.doc_ids, embedder, _in_turn(read, turn))
    intake = Intake(skipped=skipped_files(paths), files=len(files))
    keep = _in_turn(keep or intake.keep, turn)
    sizes = [_size(path) for path in files]
    befores, total = list(accumulate(sizes, initial=0)), sum(sizes)
    expect(sum(size for path, size in zip(files, sizes, strict=True) if os.path.abspath(path) not in known))
    with closing(here):
        for number, path in enumerate(files):
            step = _Steps(path, number, len(files), (befores[number], sizes[number], total), progress)
            step("")
            try:
                with heard_by(step):
                    _take_in(path, held, reading or here, intake, keep)
            except AssistantError as error:
                intake.failed.append((path, error))
    intake.vanished |= _vanished(paths, known)
    intake.vanished |= {path for path in _elsewhere(intake.sources, known) if _is_gone(path)}
    progress(Step(files_done=len(files), files=len(files), share=1.0))
    return intake


def _in_turn(work: Callable[Anything, None], turn: Lock) -> Callable[Anything, None]:
    """The same, one thread at a time."""

    def one(*arguments: Anything.args, **named: Anything.kwargs) -> None:
        with turn:
            work(*arguments, **named)

    return one


@dataclass(frozen=True, slots=True)
class _Known:
    sources: Mapping[str, str]
    doc_ids: frozenset[str]


def embed(passages: Sequence[Passage], embedder: Embedder) -> Vectors:
    """The vectors of a document's passages and of their sentences."""
    sentences = [sentence_texts(passage) for passage in passages]
    texts = [passage_text(passage) for passage in passages]
    vectors = _in_batches([*texts, *(text for several in sentences for text in several)], embedder)
    owners = np.repeat(np.arange(len(passages), dtype=np.int32), [len(several) for several in sentences])
    return Vectors(vectors[: len(passages)], vectors[len(passages) :], owners)


def _in_batches(texts: Sequence[str], embedder: Embedder) -> Floats:
    found = [np.zeros((0, embedder.dim), np.float32)]
    for start in range(0, len(texts), BATCH):
        tell(EMBEDDING, start, len(texts))
        found.append(embedder.encode_passages(texts[start : start + BATCH]))
    return np.concatenate(found)


class _ReadingHere:
    """Reads and embeds files; while one is embedded here, the reader's own process takes the next one apart.

    Args:
        files: in the order in which they are asked for; some may be left out.
        doc_ids: files of these are not read ahead.
        read: told of each document as soon as it is read.
    """

    def __init__(
        self, files: Sequence[Path], doc_ids: frozenset[str], embedder: Embedder, read: Callable[[Parsed], None]
    ) -> None:
        places = [Path(os.path.abspath(path)) for path in files]
        self._after = dict(pairwise(places))
        self._doc_ids, self._embedder, self._tell_read = doc_ids, embedder, read
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._ahead: tuple[Path, Future[Parsed | None]] | None = None
        self._told: tuple[str, int, int] = ("", 0, 0)  # of the file that is read ahead
        self._awake = False  # the embedder
        self._closed = False

    def __call__(self, path: Path) -> tuple[Parsed, Vectors]:
        if not self._awake:
            self._awake = True
            self._thread.submit(self._embedder.encode_queries, [""] * BATCH)  # models load what they need when asked
        parsed = self._read(path)
        after = self._after.get(path)
        if after:
            self._ahead = after, self._thread.submit(self._read_ahead, after)
        return parsed, embed(parsed.passages, self._embedder)

    def close(self) -> None:
        """Give up what nobody waits for any more; nothing is told afterwards."""
        self._closed = True
        if self._ahead and not self._ahead[1].cancel():
            guarded_reader().give_up(self._ahead[0])
        self._thread.shutdown()

    def _read(self, path: Path) -> Parsed:
        parsed = None
        if self._ahead and self._ahead[0] == path:
            while not wait([self._ahead[1]], timeout=SHOWN).done:
                tell(*self._told)
            parsed = self._ahead[1].result()
        return parsed or self._read_now(path)

    def _read_ahead(self, path: Path) -> Parsed | None:
        self._told = ("", 0, 0)
        with heard_by(self._hear):
            held = fingerprint(path) in self._doc_ids
            return None if held or self._closed else self._read_now(path)

    def _read_now(self, path: Path) -> Parsed:
        parsed = guarded_reader().read(path)
        self._tell_read(parsed)
        return parsed

    def _hear(self, stage: str, done: int, total: int) -> None:
        self._told = stage, done, total


def _take_in(path: Path, known: _Known, reading: Reading, intake: Intake, keep: Keep) -> None:
    doc_id, source = fingerprint(path), os.path.abspath(path)
    if doc_id in intake.taken or doc_id in known.doc_ids:
        intake.unchanged.append(path)
    else:
        parsed, vectors = reading(Path(source))
        doc_id = parsed.document.doc_id  # the file may have changed in between
        if doc_id not in intake.taken and doc_id not in known.doc_ids:
            keep(parsed, vectors)
            intake.taken.add(doc_id)
    if known.sources.get(source) != doc_id:
        intake.sources[source] = doc_id


def _vanished(paths: Sequence[Path], known: Mapping[str, str]) -> set[str]:
    """What the library has read below the folders and is no longer there."""
    folders = [os.path.join(os.path.abspath(path), "") for path in paths if path.is_dir()]
    return {source for source in known if source.startswith(tuple(folders)) and _is_gone(source)}


def _elsewhere(sources: Mapping[str, str], known: Mapping[str, str]) -> set[str]:
    """The earlier paths of the documents that are now found at new ones."""
    moved = set(sources.values())
    return {source for source, doc_id in known.items() if doc_id in moved and source not in sources}


def _is_gone(path: str) -> bool:
    """Whether there is certainly nothing: a folder that may not be looked into is no proof."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _size(path: Path) -> int:
    try:
        return max(path.stat().st_size, SMALLEST)
    except (OSError, ValueError):
        return SMALLEST


class _Steps:
    """Makes what is told of one file into steps of the whole update."""

    def __init__(self, path: Path, number: int, files: int, sizes: tuple[int, int, int], progress: Progress) -> None:
        self._name, self._number, self._files, self._progress = shown(path), number, files, progress
        self._before, self._size, self._all = sizes  # of the files before it, of itself, and of all

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        first, last = STAGES.get(stage, READING)
        within = first + (last - first) * (done / total if total else 0.0)
        share = (self._before + self._size * within) / self._all
        self._progress(Step(self._name, stage, done, total, self._number, self._files, share))
