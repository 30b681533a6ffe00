"""The tables rebuilt from the history alone: from where they stood, line by line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from models.access import HistoryLine, HistorySet
from models.base import Base
from permissions import history
from permissions.facts import columns_of

#: table → id → {field: value as the history writes it}
Tables = dict[str, dict[int, dict[str, Any]]]


def stored(engine: Engine, models: Sequence[type[Base]]) -> Tables:
    """Return these tables as they stand."""
    found: Tables = {}
    with engine.connect() as connection:
        for model in models:
            rows = connection.execute(select(*columns_of(model).values())).mappings()
            found[model.__tablename__] = {
                r["id"]: {k: history.plain(v) for k, v in r.items() if k != "version"} for r in rows
            }
    return found


def last_set(engine: Engine) -> int:
    """Return the id of the history's newest set, 0 when there is none."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(HistorySet.__table__.c.id))) or 0


def rebuilt(engine: Engine, tables: Tables, models: Sequence[type[Base]], after: int = 0) -> int:
    """Apply every line to where the tables stood; it must give them as they stand. Return lines.

    ``after``: the newest set when the tables stood so.
    """
    count = 0
    blank = {
        m.__tablename__: {name: None for name in columns_of(m) if name != "version"} for m in models
    }
    lines, sets = HistoryLine.__table__, HistorySet.__table__
    since = select(lines).join(sets, sets.c.txn == lines.c.txn).where(sets.c.id > after)
    in_order = since.order_by(sets.c.id, lines.c.n)
    with engine.connect() as connection:
        for line in connection.execute(in_order).mappings():
            rows = tables.get(line["entity"])
            if rows is None:
                continue
            count += 1
            _apply(rows, blank[line["entity"]], line)
    now = stored(engine, models)
    for table, rows in now.items():
        assert tables[table].keys() == rows.keys(), table
        for row_id, row in rows.items():
            assert tables[table][row_id] == row, f"{table} {row_id}"
    return count


def _apply(rows: dict[int, dict[str, Any]], blank: dict[str, Any], line: Any) -> None:
    row = rows.get(line["row_id"]) or blank.copy()
    changes = json.loads(line["changes"])
    changes.pop("version", None)
    for field, (old, new) in changes.items():
        assert row.get(field) == old, f"{line['entity']} {line['row_id']}.{field}"
        row[field] = new
    if line["action"] == "delete":
        del rows[line["row_id"]]
    else:
        rows[line["row_id"]] = row
