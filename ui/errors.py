"""What can go wrong between the user and the rooms below."""

from __future__ import annotations

from corpus.errors import AssistantError


class InterfaceError(AssistantError):
    """Something the user asked of the command line or the page cannot be done."""


class WrongUsage(InterfaceError):
    """The command line was used wrongly: exit code 2."""


class UnreadableQuestions(InterfaceError):
    """A file of questions or of history is missing, not text, or holds nothing that can be asked."""


class OutputNotWritable(InterfaceError):
    """The results could not be written where the user wanted them."""


class ConversationNotFound(InterfaceError):
    """There is no such conversation, or it is somebody else's."""


class ConversationFull(InterfaceError):
    """A conversation or the list of them is as long as it may get; nothing was added."""


class StoreUnusable(InterfaceError):
    """The file of conversations or feedback cannot be read or written."""


class PortUnavailable(InterfaceError):
    """The chat page cannot listen there."""
