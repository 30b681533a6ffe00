"""What verbs over many rows need of the guard; it comes as an argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol


class Fact(Protocol):
    """What the guard knows of a row for the session's actor."""

    @property
    def values(self) -> dict[str, Any]:
        """Column values."""

    @property
    def capacities(self) -> tuple[str, ...]:
        """In which capacities the row is the actor's; empty: not at all."""

    @property
    def open(self) -> bool:
        """Whether the row may be written now."""

    def may_update(self, field: str) -> bool:
        """Whether any capacity may change this field."""

    def create_fields(self, capacity: str) -> frozenset[str]:
        """The fields that a capacity may give to a new row."""


class Guard(Protocol):
    """The verbs of the guard that verbs over many rows need."""

    def facts(
        self, session: Any, model: Any, ids: Sequence[int], *, lock: bool
    ) -> Mapping[int, Fact]:
        """Ask for rows by id, locked."""

    def facts_new(
        self, session: Any, model: Any, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Fact]:
        """Ask for rows that don't exist yet."""

    def why_closed(self, session: Any, model: Any, row: Mapping[str, Any]) -> str:
        """Say why a row can't be written now."""

    def write(
        self,
        session: Any,
        model: Any,
        *,
        creates: Sequence[dict[str, Any]] = (),
        updates: Mapping[int, dict[str, Any]] | None = None,
        deletes: Iterable[int] = (),
    ) -> list[int]:
        """Write rows of one table with rights, locks and history."""
