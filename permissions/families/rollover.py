"""From year to year: carried over by the vice-principal, handed over between two teachers.

A hand-over is its giver's until it is signed; the receiver reads it then and signs last. Management
reads (Điều 2.11, 7.2; TT 27/2020 Đ12).
"""

from __future__ import annotations

from models import rollover
from models.base import Base
from permissions.families.common import PRINCIPAL, VICE, filled
from permissions.rules import Rule, blank, both, homeroom_of, may, mine

_WRITTEN = "receiver_id text notes"
_GIVING = both(mine("giver_id"), blank("given_at"))
_GIVEN = both(filled("given_at"), blank("received_at"))

RULES: dict[type[Base], Rule] = {
    rollover.Rollover: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE, create="*", update="*", delete=True),
        },
        article="2.11",
    ),
    rollover.AssignmentDraft: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE, create="*", update="staff_id from_date", delete=True),
        },
        article="2.11",
    ),
    rollover.HandOverMinutes: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "giver reads": may(mine("giver_id")),
            "receiver reads": may(both(mine("receiver_id"), filled("given_at"))),
            "homeroom": may(both(homeroom_of, _GIVING), create=f"class_id giver_id {_WRITTEN}"),
            "giver": may(_GIVING, update=f"{_WRITTEN} content sha256 given_at", delete=True),
            "giver takes back": may(
                both(mine("giver_id"), _GIVEN), update="content sha256 given_at"
            ),
            "receiver": may(both(mine("receiver_id"), _GIVEN), update="received_at"),
        },
        article="4.5",
    ),
}
