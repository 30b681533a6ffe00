"""A letter, what a channel does with it, and the three ways in which that can go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to one address; ``key`` is the same whenever the machine repeats this letter."""

    to: str
    subject: str
    text: str
    key: str


class NotSentError(Exception):
    """The letter didn't go; its words are what the provider said."""


class TryLaterError(NotSentError):
    """It certainly didn't go, and may go later: no connection, a busy provider."""


class RefusedError(NotSentError):
    """It certainly didn't go and never will: a wrong address, no credit, a bad key."""


class UncertainError(Exception):
    """The letter was handed over and no answer came: repeating it could write to somebody twice."""


class Post(Protocol):
    """A channel."""

    def send(self, letter: Letter) -> str:
        """Send a letter; return the provider's answer, or raise one of the three above."""
        ...
