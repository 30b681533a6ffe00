"""This year's classes of which a person reads a kind of record, for every room that keeps one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from flask import g
from sqlalchemy import select

from models.base import Base
from models.school import SchoolClass
from permissions.errors import OutOfScope
from permissions.policy import sees_all
from permissions.session import GuardedSession
from views.frame import current_year, once


def rooms_now(session: GuardedSession) -> list[SchoolClass]:
    """Return this year's classes by grade and name; empty while there is no school year."""
    found = once("rooms", lambda: _rooms_now(session))
    return cast("list[SchoolClass]", found)


def _rooms_now(session: GuardedSession) -> list[SchoolClass]:
    year = current_year(session)
    if year is None:
        return []
    query = select(SchoolClass).where(SchoolClass.year_id == year.id)
    return list(session.scalars(query.order_by(SchoolClass.grade, SchoolClass.name)))


def rooms_read(session: GuardedSession, model: type[Base]) -> list[SchoolClass]:
    """Return this year's classes by grade and name: all for who reads every row, else the own.

    Asked once a request.
    """
    whole = sees_all(g.actor, model)
    return [room for room in rooms_now(session) if whole or room.id in g.actor.homeroom]


def room_among(rooms: Iterable[SchoolClass], class_id: int) -> SchoolClass:
    """Return the class of this id among these, or refuse as not there."""
    room = next((r for r in rooms if r.id == class_id), None)
    if room is None:
        raise OutOfScope
    return room
