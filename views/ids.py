"""Ids in addresses, forms and batches: what some row may have; everything else is nobody's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

#: the largest number that an id's column holds, on PostgreSQL too
BIGGEST = 2**31 - 1
DIGITS = "[0-9]{1,10}"


class RowId(IntegerConverter):
    """``<int:…>`` of our routes: a number that no row can have is an address that isn't there."""

    regex = DIGITS

    def __init__(self, url_map: Map) -> None:
        """Bound every route alike."""
        super().__init__(url_map, max=BIGGEST)


def row_id(text: str | None) -> int | None:
    """Return the id that a text is; None when it can't be any row's."""
    if text is None or not re.fullmatch(DIGITS, text):
        return None
    return int(text) if int(text) <= BIGGEST else None


def is_id(value: Any) -> bool:
    """Tell whether a value of a batch is a number that some row may have."""
    return type(value) is int and 0 < value <= BIGGEST


def init_ids(app: Flask) -> None:
    """Let every route read its ids alike; before the first route is added."""
    app.url_map.converters["int"] = RowId
