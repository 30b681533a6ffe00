"""Ways from one screen into another, where that screen stands in this program."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from models.assessment.missing import MissingCell


def door(endpoint: str, **values: Any) -> str | None:
    """Return the address of a screen, or None when there is no such screen."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def entry_url(cell: MissingCell) -> str | None:
    """Return the address of an empty cell on the entry desk."""
    return door(
        "entry.desk",
        class_id=cell.class_id,
        period_id=cell.period_id,
        pupil=cell.pupil_id,
        unit=cell.unit_id,
        field=cell.fields[0],
    )
