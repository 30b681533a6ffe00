"""What several families share: who management is, and the frame that everyone reads."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, not_

from models.people import Function
from permissions.actor import Actor
from permissions.rules import Capacity, Where, blank, capacity, everyone, holds, may

PRINCIPAL, VICE = holds(Function.PRINCIPAL), holds(Function.VICE_PRINCIPAL)
BOARD = holds(Function.BOARD, Function.BOARD_SECRETARY)
OFFICE = holds(Function.OFFICE)
SETUP, IMPORT = capacity("operator"), capacity("importer")
#: one run of a roll-over, and taking it back (permissions/rollover.py)
ROLLER = capacity("roller")
#: one act that splits or merges classes (permissions/regrouping.py)
REGROUPER = capacity("regrouper")


def frame(**writers: Capacity) -> dict[str, Capacity]:
    """The school's frame: everyone signed in reads it; set-up and import write it."""
    return {
        "everyone": may(everyone),
        "operator": may(SETUP, create="*", update="*"),
        "importer": may(IMPORT, create="*", update="*"),
    } | writers


def vice(*, delete: bool = False) -> Capacity:
    """The vice-principal keeps these rows (Điều 7.2)."""
    return may(VICE, create="*", update="*", delete=delete)


def filled(column: str) -> Where:
    """Rows whose column isn't empty."""
    empty = blank(column)

    def where(actor: Actor, row: Any) -> ColumnElement[bool]:
        return not_(empty(actor, row))

    return where
