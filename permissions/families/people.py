"""People: staff, accounts, duties, stand-ins, the regulation and who acknowledged it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, not_

from models import people
from models.base import Base
from models.people import Function
from permissions.actor import Actor
from permissions.families.common import IMPORT, PRINCIPAL, SETUP, VICE, frame, vice
from permissions.rules import (
    Rule,
    both,
    capacity,
    everyone,
    holds,
    may,
    mine,
    my_account,
    not_the_principals,
)


def _of_others(actor: Actor, row: Any) -> ColumnElement[bool]:
    return not_(my_account(actor, row))


#: what was asked about a sign, and what was answered
_ASKED = "note checked_by checked_at"

RULES: dict[type[Base], Rule] = {
    people.Staff: Rule(frame(vice_principal=vice()), article="2.2"),
    people.StaffParticulars: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": vice(),
            "own": may(mine("staff_id")),
            "importer": may(IMPORT, create="*", update="*"),
        },
        article="2.2",
    ),
    people.Account: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE, create="*", update="issued_at suspended_at"),
            "secretary reads": may(holds(Function.BOARD_SECRETARY)),
            "secretary": may(
                both(holds(Function.BOARD_SECRETARY), not_the_principals),
                create="*",
                update="issued_at suspended_at",
            ),
            "own": may(mine("staff_id")),
            "operator": may(SETUP, create="*", update="*"),
        },
        article="2.2",
    ),
    people.Credential: Rule({"gatekeeper": may(capacity("gatekeeper"), create="*", update="*")}),
    people.SignInAttempt: Rule(
        {"gatekeeper": may(capacity("gatekeeper"), create="*", delete=True)}
    ),
    people.SignIn: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(my_account),
            "gatekeeper": may(capacity("gatekeeper"), create="*", update="*", delete=True),
        },
        article="3",
    ),
    people.SharedSign: Rule(
        {
            "principal": may(both(PRINCIPAL, _of_others), update=_ASKED),
            "vice_principal": may(both(VICE, _of_others), update=_ASKED),
            "own": may(my_account),
            "worker": may(capacity("worker"), create="*"),
        },
        article="3",
    ),
    people.Duty: Rule(
        frame(
            principal=may(PRINCIPAL, create="*", update="*"),
            vice_principal=may(VICE, update="confirmed_at confirmed_by"),
        ),
        article="2.9",
    ),
    people.Delegation: Rule(
        {
            "everyone": may(everyone),
            "principal": may(PRINCIPAL, create="*", update="to_date reason"),
            "vice_principal": may(VICE, create="*", update="to_date reason"),
        },
        article="2.9",
    ),
    people.RegulationDocument: Rule(frame(vice_principal=vice(delete=True)), article="10.2"),
    people.RegulationItem: Rule(frame(vice_principal=vice(delete=True)), article="10.2"),
    people.Acknowledgement: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(my_account, create="document_id account_id at"),
        },
        article="3",
    ),
}
