"""A grid's batch over HTTP: ``{cells: […]}`` is read, every cell gets its answer (B9).

Asked: ``{"cells": [{"row", "unit"?, "field", "old", "new"}]}``; answered, always with 200 when it
could be read: ``{"saved_at": "14:05", "cells": [{"state", "value", …}]}`` in the same order, where
``state`` is saved; conflict, with ``given`` (one's own value), ``who`` and ``at``; or refused, with
``reason``. Values are texts as they stand in the grid, null for an empty cell; a refused cell of
which nothing more is known has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import jsonify, request

from models.access.authors import Author, authors_of
from models.base import Base, utc_now
from models.batch import Answer, Cell, Table, save_cells
from models.clock import school_today
from models.undo import Written, written_by
from permissions import guard
from permissions.errors import Invalid, OutOfScope
from permissions.session import GuardedSession, system_session
from views.database import engines
from views.history import person
from views.ids import is_id
from views.words import local, moment_vi, time_vi

if TYPE_CHECKING:
    from flask import Response

MOST_CELLS = 5000
LONGEST_NAME = 40
UNREADABLE = "Chưa đọc được các ô gửi lên, nên chưa ghi gì."


def read_cells() -> list[Cell]:
    """Return the cells that the request carries; Invalid when it can't be read."""
    body = request.get_json(silent=True)
    given = body.get("cells") if isinstance(body, dict) else None
    if not isinstance(given, list) or len(given) > MOST_CELLS:
        raise Invalid(UNREADABLE)
    return [_cell(item) for item in given]


def _cell(item: Any) -> Cell:
    if isinstance(item, dict):
        row, unit, field = (item.get(name) for name in ("row", "unit", "field"))
        named = isinstance(field, str) and len(field) <= LONGEST_NAME
        if named and is_id(row) and (unit is None or is_id(unit) or _word(unit)):
            return Cell(row, unit, field, item.get("old"), item.get("new"))
    raise Invalid(UNREADABLE)


def _word(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def save_reply(session: GuardedSession, save: Callable[[], list[Answer]]) -> Response:
    """Save, commit and tell what became of each cell.

    When somebody created the same rows in this very moment, they exist now: ``save`` is asked
    once more and compares with them.
    """
    try:
        answers = save()
        session.commit()
    except Invalid:
        session.rollback()
        answers = save()
        session.commit()
    return jsonify({"cells": tell(answers), "saved_at": time_vi(utc_now())})


def written_reply(session: GuardedSession, tables: Sequence[Table]) -> Response:
    """Tell what this person wrote here: ``{"batches": [{"id", "at", "count", "columns"}]}``.

    ``columns``: [unit, field, how many cells], the fullest first; one batch is one saving.
    """
    return jsonify({"batches": [_batch(one) for one in _written(session, tables)]})


def _written(
    session: GuardedSession, tables: Sequence[Table], txn: int | None = None
) -> list[Written]:
    account = session.actor.account_id or 0
    with system_session(
        engines().read, "lần ghi của chính mình", capacities=frozenset()
    ) as history:
        return written_by(history, session, account, tables, txn=txn)


def _batch(one: Written) -> dict[str, Any]:
    same_day = local(one.at).date() == school_today()
    columns = Counter((cell.unit, cell.field) for cell in one.cells)
    return {
        "id": str(one.txn),
        "at": time_vi(one.at) if same_day else moment_vi(one.at),
        "count": len(one.cells),
        "columns": [[*column, count] for column, count in columns.most_common()],
    }


def undo_reply(session: GuardedSession, tables: Sequence[Table]) -> Response:
    """Take back one of the person's own batches, ``{"id"}``; answer each cell as ``save_reply``.

    A cell that holds another value by now keeps it and is told as a conflict. Each answer names its
    ``row``, ``unit`` and ``field``. OutOfScope when there is no such batch of theirs here.
    """
    body = request.get_json(silent=True)
    given = str(body.get("id", "")) if isinstance(body, dict) else ""
    if not re.fullmatch("[0-9]{1,19}", given) or int(given) >= 2**63:
        raise Invalid(UNREADABLE)
    (found,) = _written(session, tables, int(given)) or (None,)
    if found is None:
        raise OutOfScope
    session.reason = f"hoàn tác lần ghi lúc {moment_vi(found.at)}"
    answers = save_cells(session, guard, tables, found.reversed())
    session.commit()
    return jsonify(
        {
            "cells": [
                {"row": a.cell.row, "unit": a.cell.unit, "field": a.cell.field} | told
                for a, told in zip(answers, tell(answers), strict=True)
            ],
            "saved_at": time_vi(utc_now()),
        }
    )


def tell(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Return the answers as the grid reads them; conflicts name the other writer."""
    answers = list(answers)
    authors = _authors([a for a in answers if a.state == "conflict"])
    return [_told(a, authors.get((a.model, a.row_id, a.cell.field))) for a in answers]


def _told(answer: Answer, author: Author | None) -> dict[str, Any]:
    told: dict[str, Any] = {"state": answer.state}
    if answer.model is not None:
        told["value"] = _shown(answer, answer.value)
    if answer.state == "refused":
        told["reason"] = answer.reason
    elif answer.state == "conflict":
        told["given"] = _shown(answer, answer.given)
        if author is not None:
            told["who"] = person(author.who, author.on_behalf)
            same_day = local(author.at).date() == school_today()
            told["at"] = time_vi(author.at) if same_day else moment_vi(author.at)
    return told


def _shown(answer: Answer, value: Any) -> str | None:
    return (answer.kind.text(value) if answer.kind else "") or None


def _authors(conflicts: list[Answer]) -> dict[tuple[type[Base] | None, int | None, str], Author]:
    """Name the last writers of cells that the person was just shown to read."""
    wanted: dict[type[Base], dict[int, list[str]]] = {}
    for answer in conflicts:
        if answer.model and answer.row_id:
            fields = wanted.setdefault(answer.model, {})
            fields.setdefault(answer.row_id, []).append(answer.cell.field)
    if not wanted:
        return {}
    with system_session(engines().read, "ai vừa ghi ô này", capacities=frozenset()) as history:
        return {
            (model, *key): author
            for model, fields in wanted.items()
            for key, author in authors_of(history, model, fields).items()
        }
