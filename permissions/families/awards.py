"""Praise within the year and cases of staff: each seen by those whom it is about (Điều 2.7, 9).

Pupils' praise: the class's teacher proposes for the own class, and gives what lies with a teacher;
the principal decides the rest. A staff case is the principal's to note, ask and decide, never the
own; the person concerned reads, explains and objects. Narrowest where RIGHTS.md is silent: a board
seat, the office, heads and colleagues read neither; the vice-principal reads ("everything") and
writes nothing; a subject teacher gives no thư khen.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from models import awards
from models.base import Base
from permissions.actor import Actor
from permissions.families.common import PRINCIPAL, VICE, filled, frame
from permissions.rules import (
    Rule,
    among,
    blank,
    both,
    homeroom_of,
    homeroom_of_moved,
    may,
    mine,
    not_mine,
)

_PROPOSED = "pupil_id class_id form_id decider content happened_on group_name batch made_by made_at"
_GIVEN = "decision decided_by decided_at answer number"
_NOTED = "staff_id kind subject account since until noted_by noted_at"
_STEPS = (
    "question asked_at answer_by form_id decider decision decided_by decided_at number sent_to"
    " sent_on outcome closed_at"
)
_OPEN_AWARD = both(blank("decision"), blank("withdrawn_at"))


def _case(row: Any, *empty: str) -> ColumnElement[bool]:
    c = awards.StaffCase.__table__.alias()
    here = [c.c.id == row.case_id, *(c.c[name].is_(None) for name in empty)]
    return exists(select(1).select_from(c).where(*here).correlate_except(c))


def of_open_case(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of a case that isn't closed."""
    del actor
    return _case(row, "closed_at")


def of_new_case(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows of a case about which nobody was asked and nothing is decided: its facts aren't told."""
    del actor
    return _case(row, "asked_at", "decided_at")


RULES: dict[type[Base], Rule] = {
    # a form keeps its name, for what was given by it; another one takes its place
    awards.AwardForm: Rule(
        frame(principal=may(PRINCIPAL, create="*", update="position to_date")), article="2.7"
    ),
    awards.PupilAward: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "homeroom reads": may(homeroom_of),
            "homeroom of moved": may(homeroom_of_moved),
            "principal proposes": may(both(PRINCIPAL, mine("made_by")), create=_PROPOSED),
            "principal decides": may(
                both(PRINCIPAL, _OPEN_AWARD), update=f"{_GIVEN} sent_to sent_on"
            ),
            "homeroom": may(both(homeroom_of, mine("made_by")), create=_PROPOSED),
            "homeroom gives": may(
                both(homeroom_of, mine("made_by"), among("decider", "class"), _OPEN_AWARD),
                update=_GIVEN,
            ),
            "homeroom withdraws": may(
                both(homeroom_of, mine("made_by"), _OPEN_AWARD, blank("sent_on")),
                update="withdrawn_at",
            ),
        },
        article="2.7",
    ),
    awards.StaffCase: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "concerned": may(mine("staff_id")),
            "principal notes": may(
                both(PRINCIPAL, mine("noted_by"), not_mine("staff_id")), create=_NOTED
            ),
            "principal decides": may(
                both(PRINCIPAL, not_mine("staff_id"), blank("closed_at")), update=_STEPS
            ),
            "concerned explains": may(
                both(mine("staff_id"), filled("asked_at"), blank("decided_at"), blank("closed_at")),
                update="explained_at",
            ),
        },
        article="2.7",
    ),
    awards.StaffCaseFact: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "concerned": may(mine("staff_id")),
            "principal notes": may(
                both(PRINCIPAL, not_mine("staff_id"), of_new_case),
                create="case_id staff_id number code words lines",
            ),
            "principal rules": may(
                both(PRINCIPAL, not_mine("staff_id"), of_open_case),
                update="ruling ruled_by ruled_at reply",
            ),
        },
        article="2.7",
    ),
    awards.StaffCaseAnswer: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "concerned": may(mine("staff_id")),
            "concerned answers": may(both(mine("staff_id"), of_open_case), create="*"),
        },
        article="2.7",
    ),
}
