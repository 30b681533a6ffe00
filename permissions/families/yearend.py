"""The end of the year: proposed, seen, approved, frozen, each by its own person (Điều 2.5, 4.5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from models import yearend
from models.assessment import Unit, UnitKind
from models.base import Base
from models.people import Function
from permissions.actor import Actor
from permissions.families.common import BOARD, OFFICE, PRINCIPAL, VICE
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    Where,
    both,
    holds,
    homeroom_of,
    inspects,
    may,
    mine,
    not_mine,
    null_or_mine,
    teaches,
)

_GIVEN = "class_id unit_id period_id pupil_id level score held_on made_by made_at"
_AGAIN = "level score held_on made_by made_at"


def of_a_trait(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Rows whose unit is a quality or competence."""
    del actor
    u = Unit.__table__
    traits = select(u.c.id).where(u.c.kind != UnitKind.SUBJECT)
    return row.unit_id.in_(traits)  # type: ignore[no-any-return]


def _asks(where: Where) -> Capacity:
    """Ask in the own name that an approved dossier be reopened, and end it early."""
    return may(
        both(where, mine("requested_by")),
        create="dossier_id class_id reason ends_at requested_by requested_at",
        update="ends_at",
    )


def _dossier(**writers: Capacity) -> dict[str, Capacity]:
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "board": may(BOARD),
        "office": may(OFFICE),
        "inspector": may(inspects("dossier")),
        "homeroom": may(homeroom_of),
    } | writers


RULES: dict[type[Base], Rule] = {
    yearend.Dossier: Rule(
        _dossier(
            homeroom=may(homeroom_of, create="class_id", update="proposed_at proposed_by"),
            principal=may(
                PRINCIPAL,
                update="approved_at approved_by returned_at returned_by return_remark",
            ),
        ),
        lock=LockPath(class_="class_id", self_freezing=True, second="class_id"),
        article="2.5",
    ),
    yearend.Seen: Rule(
        _dossier(
            board=may(both(BOARD, mine("staff_id")), create="*"), **{"board reads": may(BOARD)}
        ),
        article="2.5",
    ),
    yearend.FrozenList: Rule(_dossier(principal=may(PRINCIPAL, create="*")), article="2.5"),
    yearend.Proposal: Rule(
        _dossier(homeroom=may(homeroom_of, create="*", update="*", delete=True)),
        lock=LockPath(class_="class_id", second="pupil_id"),
        article="4.5",
    ),
    yearend.DossierReopening: Rule(
        {
            **_dossier(principal=may(PRINCIPAL, update="ends_at")),
            "leader asks": _asks(holds(Function.PRINCIPAL, Function.VICE_PRINCIPAL)),
            "homeroom asks": _asks(homeroom_of),
            "second person": may(
                both(
                    holds(
                        Function.PRINCIPAL,
                        Function.VICE_PRINCIPAL,
                        Function.BOARD,
                        Function.BOARD_SECRETARY,
                    ),
                    not_mine("requested_by"),
                    null_or_mine("granted_by"),
                ),
                update="granted_by granted_at refused_by refused_at answer ends_at",
            ),
        },
        article="2.5",
    ),
    yearend.SupplementaryResult: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "inspector": may(inspects("dossier")),
            "homeroom": may(homeroom_of),
            "homeroom traits": may(
                both(homeroom_of, of_a_trait), create=_GIVEN, update=_AGAIN, delete=True
            ),
            "subject": may(teaches, create=_GIVEN, update=_AGAIN, delete=True),
        },
        lock=LockPath(
            period="period_id", class_="class_id", unit="unit_id", pupil="pupil_id", after=True
        ),
        article="2.5",
    ),
}
