"""Paper: print runs and what they made (Điều 7.3)."""

from __future__ import annotations

from models import archive
from models.base import Base
from permissions.families.common import BOARD, OFFICE, PRINCIPAL, VICE
from permissions.rules import Capacity, Rule, both, capacity, homeroom_of, may, my_account


def _printing(create: str) -> dict[str, Capacity]:
    """Print runs: official copies by board and office, a preview by the homeroom teacher (Đ7.3)."""
    return {
        "principal reads": may(PRINCIPAL),
        "vice_principal reads": may(VICE),
        "board": may(BOARD, create=create),
        # the packet of a transfer goes with the enrolment, which is the office's
        "office": may(OFFICE, create=f"{create} transfer_id"),
        "homeroom": may(both(homeroom_of, my_account), create=create.replace(" official", "")),
    }


#: what the office keeps of a paper (RIGHTS: print, stamp and archive registers)
_REGISTER = "stamped_on stamped_by handed_on handed_to kept_at"
_REVOKED = "revoked_at revoked_by revoke_reason replaced_by"


RULES: dict[type[Base], Rule] = {
    archive.PrintJob: Rule(
        _printing("account_id year_id class_id grade document official created_at"), article="7.3"
    ),
    archive.PrintProgress: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "office": may(OFFICE),
            "own": may(my_account),
            "worker": may(capacity("worker"), create="*", update="*"),
        },
        article="7.3",
    ),
    archive.PrintedDocument: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "office": may(OFFICE),
            "own": may(my_account),
            "worker": may(capacity("worker"), create="*"),
        },
        article="7.3",
    ),
    archive.IssuedCopy: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD, update=_REVOKED),
            "office": may(OFFICE, update=f"{_REGISTER} {_REVOKED}"),
            "homeroom": may(homeroom_of),
            "worker": may(capacity("worker"), create="*"),
        },
        article="7.3",
    ),
    # what a copy says: whoever reads the marks of a class reads this too
    archive.IssuedContent: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "homeroom": may(homeroom_of),
            "worker": may(capacity("worker"), create="*"),
        },
        article="7.3",
    ),
}
