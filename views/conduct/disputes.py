"""What is disputed: those that wait first, then what was ruled."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import select

from models.conduct import ConductDispute, ConductEntry, ConductItem
from models.people import Staff
from models.school import SchoolClass
from views.conduct.frame import conduct, page
from views.database import request_session
from views.names import Names

MOST = 100


@conduct.get("/khieu-nai")
def disputes() -> str:
    """List the disputes that this person reads."""
    session = request_session()
    d = ConductDispute
    rows = session.execute(
        select(d, ConductEntry)
        .join(ConductEntry, ConductEntry.id == d.entry_id)
        .order_by(d.ruling.is_not(None), d.raised_at.desc(), d.id)
        .limit(MOST)
    ).all()
    names = Names(session)
    names.learn_rows(d, [raised for raised, _ in rows], ("class_id", "raised_by"))
    names.learn_rows(ConductEntry, [entry for _, entry in rows], ("item_id",))
    return render_template(
        "screens/conduct/disputes.html",
        lines=[
            (
                raised,
                entry,
                names.of(SchoolClass, raised.class_id),
                names.of(ConductItem, entry.item_id),
                names.of(Staff, raised.raised_by),
            )
            for raised, entry in rows
        ],
        **page(session, "disputes"),
    )
