"""The morning count of empty cells, once a day while a term is in its last weeks (Điều 2.4)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from jobs.database import writer
from models.clock import school_today
from models.completion.day import count_day, to_count
from permissions.errors import Invalid
from permissions.session import system_session

RULE = "đếm ô còn trống mỗi sáng"


def count_today(engine: Engine, today: date | None = None) -> int:
    """Count the terms that nobody has counted today; return how many lines were kept."""
    day = today or school_today()
    with system_session(writer(engine), RULE, capacities={"worker"}) as session:
        try:
            made = sum(len(count_day(session, term, day)) for term in to_count(session, day))
            if made:
                session.commit()
        except Invalid:
            # another worker counted the same morning
            session.rollback()
            return 0
    return made
