"""What can go wrong with a library on disk or with the model that it needs."""

from __future__ import annotations

from corpus.errors import AssistantError


class LibraryError(AssistantError):
    """The library folder cannot be used; nothing in it was changed."""


class LibraryNotFound(LibraryError):
    """There is no library in the folder."""


class UnknownLibrary(LibraryError):
    """The folder or its database is not a library, or one of another version."""


class DamagedLibrary(LibraryError):
    """The database itself is damaged, what everything else is made from."""


class EmbedderMismatch(LibraryError):
    """The library was made with another embedder."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class LibraryInaccessible(LibraryError):
    """The disk is full, or the folder may not be read or written to."""


class DocumentNotFound(LibraryError):
    """No document of that id, file name or title is in the library."""


class UnusableBundle(LibraryError):
    """The folder is no bundle, a damaged one or one of another version."""


class BundleNotWritten(LibraryError):
    """The bundle's folder exists already or cannot be written."""


class MigrationFailed(LibraryError):
    """A library that was moved is not the same afterwards; the one it came from is."""


class ClusterUnusable(LibraryError):
    """The Ray cluster cannot be reached, failed on the way or is of another version."""


class ModelError(AssistantError):
    """An embedder could not be loaded or does not fit."""
