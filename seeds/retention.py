"""The kinds of record and how long each is kept, as a school begins (Điều 8.3, DOMAIN §7.6)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archive import RetentionClass
from seeds.data import read


def load_retention(session: Session) -> None:
    """Add the kinds that are missing; a period that the school changed stays its own."""
    known = set(session.scalars(select(RetentionClass.code)))
    session.add_all(
        RetentionClass(position=number * 10, **line)
        for number, line in enumerate(read("catalogues/retention"), 1)
        if line["code"] not in known
    )
