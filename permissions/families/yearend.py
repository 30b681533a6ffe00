"""The end of the year: proposed, seen, approved, frozen, each by its own person (Điều 2.5, 4.5)."""

from __future__ import annotations

from models import yearend
from models.base import Base
from permissions.families.common import BOARD, OFFICE, PRINCIPAL, VICE
from permissions.rules import Capacity, LockPath, Rule, both, homeroom_of, inspects, may, mine


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
        lock=LockPath(class_="class_id", self_freezing=True),
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
        lock=LockPath(class_="class_id"),
        article="4.5",
    ),
}
