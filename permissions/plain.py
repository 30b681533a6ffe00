"""Predicates that hold for every row, or for none: they need not be asked."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AsBoolean, False_, True_


def _bare(expression: ColumnElement[bool]) -> ColumnElement[bool]:
    """Take off what and_ and or_ wrap around a single predicate."""
    while isinstance(expression, AsBoolean) and expression.operator is operators.is_true:
        expression = expression.element
    return expression


def never(expression: ColumnElement[bool]) -> bool:
    """Tell whether a predicate is plainly false for every row."""
    return isinstance(_bare(expression), False_)


def always(expression: ColumnElement[bool]) -> bool:
    """Tell whether a predicate is plainly true for every row."""
    return isinstance(_bare(expression), True_)
