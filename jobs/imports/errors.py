"""What stops an import before anything is known: a file that can't be read at all."""

from __future__ import annotations


class UnreadableFile(Exception):  # noqa: N818 - named for what happened, as the reader says it
    """The file can't be read, or no table in it is of the kind; ``str()`` is the sentence."""


class BadCell(Exception):  # noqa: N818 - named for what happened, as the reader says it
    """A value can't be taken; ``str()`` says why and what would be right."""
