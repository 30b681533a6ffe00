"""Checks at start: a gap in the policy table stops the program with the line to change."""

from __future__ import annotations

from models.base import Base
from permissions.facts import columns_of
from permissions.policy import POLICY


def faults() -> list[str]:
    """Return what is wrong with the policy table, one sentence a fault."""
    found = []
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if model not in POLICY:
            found.append(f"{model.__name__}: no entry in permissions/policy.py")
    for model, rule in POLICY.items():
        names = set(columns_of(model))
        for capacity, entry in rule.capacities.items():
            found.extend(
                f"{model.__name__}, {capacity}: no column {field}"
                for field in sorted((entry.create | entry.update) - names - {"*"})
            )
        if rule.lock is not None:
            path = (rule.lock.period, rule.lock.class_, rule.lock.unit)
            for column in filter(None, path):
                if column not in names:
                    found.append(f"{model.__name__}: no lock column {column}")
                elif columns_of(model)[column].nullable:
                    found.append(f"{model.__name__}: lock column {column} may be empty")
        if not model.label:
            found.append(f"{model.__name__}: no label")
        found.extend(
            f"{model.__name__}: database-side {what} on {column.name} escapes the history"
            for column in columns_of(model).values()
            for what, there in (
                ("default", column.server_default),
                ("cascade", any(k.ondelete or k.onupdate for k in column.foreign_keys)),
            )
            if there
        )
    return found


def check() -> None:
    """Stop the program when the policy table has a gap (DESIGN §3.2)."""
    if found := faults():
        raise RuntimeError("the policy table has gaps:\n  " + "\n  ".join(found))
