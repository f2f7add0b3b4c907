"""What the page asks of the rooms below: one desk for all visitors, which keeps nothing about any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

from corpus.document import Passage
from corpus.errors import AssistantError
from index.intake import Progress
from index.scope import EVERYTHING, Scope
from index.storage import DocumentInfo
from index.store import Store
from index.summary import UpdateSummary
from qa.answer import Answer, Turn, Verdict
from qa.passages import Reranker
from ui import logs
from ui.exchange import Exchange, turns
from ui.page import examples
from ui.page.documents import preview_html
from ui.page.markup import Place
from ui.page.source import source_html
from ui.page.uploads import UPLOADS, keep

EXAMPLES = 6  # questions on the empty page
TRIED = 24  # candidates that are tried to find them; each costs one answer behind the users' back
PATIENCE = 1.5  # seconds that the empty page waits for them while they are being tried
SUGGESTIONS = 3  # questions after an answer
TRIED_AFTER = 6  # candidates that are tried to find those
SHORTEST_WORD, LONGEST_WORD, MOST_WORDS = 2, 20, 2000  # of a library's dictionary


class Answering(Protocol):
    """The part of the assistant that the page needs."""

    def ask(self, question: str, history: Sequence[Turn] = (), scope: Scope = EVERYTHING) -> Answer:
        """One answer."""


class Desk:
    """Answers questions, shows sources and takes in files.

    A library is read by one thread at a time. A file is taken in through a second library on the same folder, which
    replaces the first when it is complete: questions go on meanwhile.

    Args:
        library: read from now on, by nobody else.
        reopen: opens its folder anew, to write.
        assistant: makes the assistant for a library.
        reranker: orders passages that are only listed; None leaves them as they were found.
    """

    def __init__(
        self,
        library: Store,
        reopen: Callable[[], Store],
        assistant: Callable[[Store], Answering],
        reranker: Reranker | None = None,
    ) -> None:
        self.reranker = reranker
        self._reopen = reopen
        self._make_assistant = assistant
        self._reading = Lock()
        self._writing = Lock()
        self._examples: tuple[str, ...] = ()
        self._warm = Event()
        self._warm.set()
        self.folder = library.folder
        self._take(library)

    def ask(self, question: str, exchanges: Sequence[Exchange] = (), scope: Scope = EVERYTHING) -> Exchange:
        """Answer in the light of the conversation so far. What goes wrong comes back as its `error`."""
        try:
            return Exchange(question, self.answer(question, turns(exchanges), scope), scope=scope)
        except Exception as error:
            return Exchange(question, error=explain(error), scope=scope)

    def answer(self, question: str, history: Sequence[Turn] = (), scope: Scope = EVERYTHING) -> Answer:
        """The answer itself. What goes wrong is raised."""
        with self._reading:
            return self._assistant.ask(question, history, scope)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The library as it is now, for this thread alone while the block runs."""
        with self._reading:
            yield self._library

    def source(self, place: Place) -> str:
        """The source pane's HTML. Raises AssistantError where the document has left the library."""
        with self._reading:
            return source_html(self._library.text(place.doc_id), self._passages(place.doc_id), place)

    def preview(self, doc_id: str, first: int) -> str:
        """A document's passages as they are indexed, as HTML. Raises AssistantError where it has left the library."""
        with self._reading:
            self._library.text(doc_id)
            info = next(one for one in self._library.documents() if one.doc_id == doc_id)
            return preview_html(info, self._passages(doc_id), max(first, 0))

    def documents(self) -> tuple[DocumentInfo, ...]:
        """What is in the library."""
        with self._reading:
            return self._library.documents()

    def chapters(self, docs: Sequence[str] = ()) -> tuple[str, ...]:
        """The outermost headings of the documents (by id; none named: of all), in their order."""
        with self._reading:
            infos = self._library.documents()
            chosen = [one.doc_id for one in infos if not docs or one.doc_id in docs]
            found = (one.heading_path[0] for doc_id in chosen for one in self._passages(doc_id) if one.heading_path)
            return tuple(dict.fromkeys(found))

    def examples(self) -> tuple[str, ...]:
        """Questions that the documents answer; none before `warm_up` or for an empty library."""
        self._warm.wait(PATIENCE)
        return self._examples

    def suggestions(self, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
        """Questions to go on with after the last answer: from around its evidence, and answered when tried."""
        answer = exchanges[-1].answer if exchanges else None
        if answer is None or not (answer.citations or answer.hits):
            return ()
        passage = answer.citations[0].passage if answer.citations else answer.hits[0].passage
        asked = [one.question for one in exchanges]
        try:
            with self._reading:
                near = examples.near(self._passages(passage.doc_id), passage)
        except AssistantError:  # the document has just left the library
            return ()
        return self._answered([one for one in near if one not in asked][:TRIED_AFTER], SUGGESTIONS)

    def add(self, files: Sequence[Path], report: Progress) -> tuple[dict[Path, Path], UpdateSummary]:
        """Take files in: where each was kept, and what has become of them.

        Raises AssistantError where the library could not be written; then it is as it was.
        """
        with self._writing:
            library = self._reopen()
            uploads = {file: keep(file, library.folder / UPLOADS) for file in files}
            kept = {file: upload.path for file, upload in uploads.items()}
            refused = set(kept.values())
            try:
                summary = library.update(list(kept.values()), report)
                refused = {path for path, _ in summary.failed}
            finally:
                for upload in uploads.values():
                    if upload.path in refused:
                        upload.take_back()
            self._take(library)
        self.warm_up()
        return kept, summary

    def remove(self, doc_id: str) -> None:
        """Take a document out, with the copy that an upload left. Raises AssistantError with the library as it was."""
        with self._writing:
            library = self._reopen()
            for info in library.remove([doc_id]):
                if Path(info.source).parent == (library.folder / UPLOADS).absolute():
                    Path(info.source).unlink(missing_ok=True)
            self._take(library)
        self.warm_up()

    def words(self) -> tuple[str, ...]:
        """The words of the library's own dictionary."""
        with self._reading:
            return tuple(word for line in self._library.words() for word in line.split())

    def learn(self, words: Sequence[str]) -> tuple[str, ...]:
        """Make these the words of the library's dictionary and search by them; gives what was kept of them.

        Raises AssistantError with the dictionary as it was where it could not be written.
        """
        kept = tuple(dict.fromkeys(word for word in words if SHORTEST_WORD <= len(word) <= LONGEST_WORD))[:MOST_WORDS]
        with self._writing:
            self._reopen().learn(kept)
            self._take(self._reopen())
        return kept

    def warm_up(self) -> None:
        """Load what the first question would wait for, and find the example questions by asking them.

        Never raises: it runs in a thread of its own, and the page is there without it.
        """
        self._warm.clear()
        try:
            with self._reading:
                self._library.retriever()
                passages = [one for info in self._library.documents() for one in self._passages(info.doc_id)]
            self._examples = self._answered(examples.candidates(passages)[:TRIED], EXAMPLES)
        except Exception as error:
            explain(error)
        finally:
            self._warm.set()

    def _answered(self, questions: Sequence[str], most: int) -> tuple[str, ...]:
        """The first of the questions that the documents clearly answer."""
        found: list[str] = []
        for question in questions:
            answer = self.ask(question).answer
            if answer and answer.verdict is Verdict.FOUND and answer.citations:
                found.append(question)
            if len(found) == most:
                break
        return tuple(found)

    def _take(self, library: Store) -> None:
        """Read from this library from now on."""
        library.retriever()
        assistant = self._make_assistant(library)
        with self._reading:
            self._library, self._assistant = library, assistant
            self._parsed: dict[str, tuple[Passage, ...]] = {}

    def _passages(self, doc_id: str) -> tuple[Passage, ...]:
        """A document's passages, read once: a long report has thousands."""
        if doc_id not in self._parsed:
            self._parsed[doc_id] = self._library.passages(doc_id)
        return self._parsed[doc_id]


def explain(error: Exception) -> str:
    """What the user reads about an error; the log gets the rest."""
    if isinstance(error, AssistantError):
        logs.record(error)
        return error.user_message
    return logs.unexpected(error)
