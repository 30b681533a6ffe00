"""Ways from one screen into another, where that screen stands in this program."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def door(endpoint: str, **values: Any) -> str | None:
    """Return the address of a screen, or None when there is no such screen."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def entry_url(class_id: int, unit_id: int, period_code: str) -> str | None:
    """Return the address where a class × unit × period is written."""
    return door("entry.sheet", class_id=class_id, unit_id=unit_id, period=period_code)
