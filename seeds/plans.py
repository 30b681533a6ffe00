"""What lesson plans start with: the school's remarks to begin a return with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plans import RemarkTemplate
from seeds.data import read


def load_remarks(session: Session) -> None:
    """Propose remarks to a school that has none; afterwards they are its own."""
    if session.scalars(select(RemarkTemplate.id).limit(1)).first() is None:
        session.add_all(
            RemarkTemplate(name=line["name"], text=line["text"], position=number * 10)
            for number, line in enumerate(read("catalogues/remarks"), 1)
        )
