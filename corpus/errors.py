"""The error family. `str(error)` is English for the log; `error.user_message` is Chinese for people."""

from __future__ import annotations


class AssistantError(Exception):
    """Anything that Yinju can explain to its user. Only `ui/` catches it."""

    def __init__(self, message: str, user_message: str) -> None:
        super().__init__(message)
        self.user_message = user_message


class CorpusError(AssistantError):
    """A document could not be taken in."""


class UnreadableDocument(CorpusError):
    """The file is missing, not a file, encrypted, damaged, or in no known encoding or format."""


class EmptyDocument(CorpusError):
    """The file was read and holds no text."""
