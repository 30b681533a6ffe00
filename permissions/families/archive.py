"""Paper, the digital report book and the archive (Điều 7.3, 8).

The office sends and lists what may be destroyed; the principal decides about destruction, never
the own list. Packages are sealed by board and office, as paper is printed and archived by them.
"""

from __future__ import annotations

from models import archive
from models.base import Base
from permissions.families.common import BOARD, OFFICE, PRINCIPAL, VICE, frame
from permissions.rules import (
    Capacity,
    Rule,
    among,
    blank,
    both,
    capacity,
    homeroom_of,
    may,
    mine,
    my_account,
    not_mine,
)

_READERS = {
    "principal": may(PRINCIPAL),
    "vice_principal": may(VICE),
    "board": may(BOARD),
    "office": may(OFFICE),
}
_PACKED = "account_id year_id number created_at"


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
_SIGNED = (
    "copy_id class_id role signer issuer serial valid_to sha256 file_sha256 signed_at account_id"
)
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
    archive.PaperSignature: Rule(
        {
            "principal signs": may(both(PRINCIPAL, my_account), create=_SIGNED),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "office seals": may(both(OFFICE, my_account), create=_SIGNED),
            "principal": may(PRINCIPAL),
            "office": may(OFFICE),
            "homeroom": may(homeroom_of),
        },
        article="4.6",
    ),
    archive.Submission: Rule(
        _READERS
        | {
            "office sends": may(
                both(OFFICE, my_account),
                create="account_id year_id class_id schema_version created_at",
            ),
        },
        article="8.2",
    ),
    archive.SubmissionLine: Rule(
        _READERS
        | {
            "homeroom": may(homeroom_of),
            "office sends": may(
                OFFICE, create="submission_id year_id class_id pupil_id key sha256 due_at"
            ),
            # handed over once more, with the same content under the same key
            "office again": may(
                both(OFFICE, among("state", "rejected")), update="state due_at reason"
            ),
            "worker": may(capacity("worker"), update="*"),
        },
        article="8.2",
    ),
    archive.RetentionClass: Rule(
        frame(principal=may(PRINCIPAL, create="*", update="name years source position")),
        article="8.3",
    ),
    archive.YearPackage: Rule(
        _READERS
        | {
            "board seals": may(both(BOARD, my_account), create=_PACKED),
            "office seals": may(both(OFFICE, my_account), create=_PACKED),
            "operator": may(capacity("operator"), create="*"),
            "worker": may(capacity("worker"), update="*"),
        },
        article="8.1",
    ),
    archive.DestructionList: Rule(
        _READERS
        | {
            "office lists": may(
                both(OFFICE, mine("proposed_by")),
                create="package_id retention_id reason items proposed_by proposed_at",
            ),
            "principal decides": may(
                both(PRINCIPAL, not_mine("proposed_by"), blank("decided_at")),
                update="decided_by decided_at approved answer",
            ),
            "worker": may(capacity("worker"), update="*"),
        },
        article="8.3",
    ),
}
