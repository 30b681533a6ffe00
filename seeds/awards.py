"""The forms of praise and of dealing with a violation that a school begins with (Điều 2.7, 9)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards import AwardForm, AwardKind, Decider
from seeds.data import read

#: the day from which they may be used: before any school year that is kept here
ALWAYS = date(2014, 9, 1)


def load_award_forms(session: Session) -> None:
    """Propose the forms to a school that has none; afterwards they are its own."""
    if session.scalars(select(AwardForm.id).limit(1)).first() is None:
        session.add_all(
            AwardForm(
                kind=AwardKind(line["for"]),
                name=line["name"],
                decider=Decider(line["by"]),
                position=number * 10,
                from_date=ALWAYS,
            )
            for number, line in enumerate(read("catalogues/award_forms"), 1)
        )
