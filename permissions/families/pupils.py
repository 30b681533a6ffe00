"""Pupils: the name for who works with them, the rest for few (RIGHTS: sensitive)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, select

from models import pupils
from models.base import Base
from models.people import Function
from permissions.actor import Actor
from permissions.families.common import (
    BOARD,
    IMPORT,
    OFFICE,
    PRINCIPAL,
    REGROUPER,
    ROLLER,
    VICE,
    filled,
    frame,
)
from permissions.rules import (
    Capacity,
    Rule,
    blank,
    both,
    department_pupil,
    has_homeroom,
    head_of_class,
    holds,
    homeroom_of,
    homeroom_of_moved,
    may,
    mine,
    not_mine,
    own_pupil,
    taught_pupil,
    teaches_in,
)

_NAME = "full_name sort_key folded"
_BACKGROUND = "nationality birth_place native_place address poor_household disability note"


def _particulars(*, homeroom: Capacity, **others: Capacity) -> dict[str, Capacity]:
    """What stands in a pupil's file: board of management reads, office writes."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "office": may(OFFICE, create="*", update="*"),
        "homeroom": homeroom,
        "importer": may(IMPORT, create="*", update="*"),
    } | others


def _classes(**others: Capacity) -> dict[str, Capacity]:
    """Who sits in which class: the frame of every list of names."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "board": may(BOARD),
        "office": may(OFFICE, create="*", update="*"),
        "head": may(head_of_class),
        "homeroom": may(homeroom_of),
        "homeroom of moved": may(homeroom_of_moved),
        "teacher": may(teaches_in),
        "nurse": may(holds(Function.NURSE)),
        "conduct": may(holds(Function.CONDUCT)),
        "importer": may(IMPORT, create="*", update="*"),
    } | others


def own_transfer(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Steps of transfers out of or into the own homeroom class."""
    if not actor.homeroom:
        return false()
    t = pupils.Transfer.__table__
    own = select(t.c.id).where(t.c.class_id.in_(actor.homeroom))
    return row.transfer_id.in_(own)  # type: ignore[no-any-return]


_MOVE = (
    "class_id pupil_id full_name code birth_date sex school place guardian reason papers"
    " other_papers closed_on"
)

RULES: dict[type[Base], Rule] = {
    pupils.EthnicGroup: Rule(frame()),
    pupils.Pupil: Rule(
        _particulars(
            homeroom=may(own_pupil("id")),
            office=may(OFFICE, create="*", update=f"{_NAME} code"),
            # the register number is given once and never changed
            register=may(both(OFFICE, blank("register_number")), update="register_number"),
            importer=may(IMPORT, create="*", update=_NAME),
            board=may(BOARD),
            head=may(department_pupil("id")),
            teacher=may(taught_pupil("id")),
            nurse=may(holds(Function.NURSE)),
            conduct=may(holds(Function.CONDUCT)),
        ),
        article="4.1",
    ),
    pupils.PupilBirth: Rule(
        _particulars(
            homeroom=may(own_pupil("pupil_id")), board=may(BOARD), nurse=may(holds(Function.NURSE))
        ),
        article="4.1",
    ),
    pupils.PupilBackground: Rule(
        _particulars(
            homeroom=may(
                own_pupil("pupil_id"), create=f"pupil_id {_BACKGROUND}", update=_BACKGROUND
            )
        ),
        article="4.1",
    ),
    pupils.PersonalId: Rule(_particulars(homeroom=may(own_pupil("pupil_id"))), article="4.1"),
    pupils.Guardian: Rule(
        _particulars(
            homeroom=may(own_pupil("pupil_id"), create="*", update="*", delete=True),
            office=may(OFFICE, create="*", update="*", delete=True),
        ),
        article="4.1",
    ),
    pupils.LegalChange: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office reads": may(OFFICE),
            "homeroom reads": may(own_pupil("pupil_id")),
            "homeroom": may(
                both(own_pupil("pupil_id"), mine("proposed_by"), blank("decision")),
                create="pupil_id field old new evidence proposed_by proposed_at",
                delete=True,
            ),
            "office": may(
                both(OFFICE, not_mine("proposed_by"), blank("decision")),
                update="decision decided_by decided_at answer",
            ),
        },
        article="4.1",
    ),
    pupils.DeclaredField: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office": may(OFFICE, create="*", update="*"),
            "homeroom": may(has_homeroom),
        },
        article="4.1",
    ),
    pupils.DeclaredValue: Rule(
        _particulars(
            homeroom=may(
                own_pupil("pupil_id"),
                create="pupil_id field_id kind value folded",
                update="value folded",
            ),
            office=may(OFFICE, create="*", update="value folded"),
            importer=may(IMPORT, create="*", update="value folded"),
        ),
        article="4.1",
    ),
    pupils.Enrolment: Rule(
        _classes(roller=may(ROLLER, create="*", delete=True), regrouper=may(REGROUPER, create="*")),
        article="4.1",
    ),
    pupils.EnrolmentInterval: Rule(
        _classes(
            roller=may(ROLLER, create="*", update="to_date reason", delete=True),
            regrouper=may(REGROUPER, create="*", update="to_date"),
        ),
        article="4.1",
    ),
    # Enrolment is the office's (RIGHTS); of transfers nothing more is said, so nobody else notes
    # a step, and what heads decide they sign on paper. The class's teacher reads.
    pupils.Transfer: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office": may(both(OFFICE, blank("closed_on")), create="*", update=_MOVE),
            "office reopens": may(both(OFFICE, filled("closed_on")), update="closed_on"),
            "homeroom": may(homeroom_of),
        },
        article="2.11",
    ),
    pupils.TransferStep: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office": may(OFFICE, create="*", delete=True),
            "homeroom": may(own_transfer),
        },
        article="2.11",
    ),
    # copied from the packet by who takes it in; results of this school stay their teachers'
    pupils.FormerResult: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office": may(OFFICE, create="*", update="level score comment", delete=True),
            "homeroom": may(homeroom_of),
            "homeroom of moved": may(homeroom_of_moved),
        },
        article="2.11",
    ),
    pupils.IndividualPlan: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "office": may(OFFICE, create="*", update="note", delete=True),
            "homeroom": may(own_pupil("pupil_id")),
        },
        article="4.1",
    ),
}
