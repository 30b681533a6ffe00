"""Assessment: own pairs are written by their teacher, traits by the homeroom teacher."""

from __future__ import annotations

from models import assessment
from models.base import Base
from permissions.families.common import BOARD, IMPORT, PRINCIPAL, ROLLER, SETUP, VICE, frame
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    Where,
    among,
    blank,
    both,
    either,
    everyone,
    head_of_homeroom,
    head_of_pair,
    homeroom_of,
    homeroom_of_moved,
    in_my_department,
    inspects,
    leads,
    may,
    mine,
    teaches,
    teaches_in,
)
from permissions.settled import of_own_set, unused, without_results

_KEYS = "class_id unit_id period_id pupil_id"


def _results(kind: str, **writers: Capacity) -> dict[str, Capacity]:
    """Results of pupils: management and board read; their own people write."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "board": may(BOARD),
        "inspector": may(inspects(kind)),
        "homeroom of moved": may(homeroom_of_moved),
        "importer": may(IMPORT, create="*", update="*"),
    } | writers


def _kept(unsettled: Where, **writers: Capacity) -> dict[str, Capacity]:
    """What everyone reads and nobody changes once pupils were assessed by it."""
    return {
        "everyone": may(everyone),
        "operator": may(both(SETUP, unsettled), create="*", update="*"),
        "importer": may(both(IMPORT, unsettled), create="*", update="*"),
    } | writers


#: units and tests of a draft
_DRAFTED = both(VICE, of_own_set, unused("rule_set_id"))

_OF_THE_SCHOOL = both(blank("department_id"), blank("staff_id"))


def _lock(kind: str) -> LockPath:
    return LockPath(
        kind=kind, period="period_id", class_="class_id", unit="unit_id", pupil="pupil_id"
    )


RULES: dict[type[Base], Rule] = {
    assessment.Unit: Rule(frame()),
    # The rules are the board's to keep up to date (Đ2.10); RIGHTS.md gives no more: as with the
    # calendar, whose year they belong to, the vice-principal writes, on the school's own sets.
    assessment.RuleSet: Rule(
        _kept(
            unused("id"),
            vice_principal=may(
                both(VICE, among("own", True), unused("id")),
                create="code name rules own",
                update="code name rules",
                delete=True,
            ),
        ),
        article="2.10",
    ),
    assessment.RuleStart: Rule(
        {
            "everyone": may(everyone),
            "operator": may(SETUP, create="*"),
            "vice_principal": may(_DRAFTED, delete=True),
            "dates": may(both(VICE, of_own_set), create="*"),
        },
        article="2.10",
    ),
    assessment.RuleApplication: Rule(
        _kept(
            without_results,
            vice_principal=may(both(VICE, without_results), create="*", update="rule_set_id"),
            roller=may(ROLLER, create="*", delete=True),
        ),
        article="2.10",
    ),
    assessment.RuleUnit: Rule(
        _kept(
            unused("rule_set_id"),
            vice_principal=may(_DRAFTED, create="*", update="mandatory", delete=True),
        ),
        article="2.10",
    ),
    assessment.RuleTest: Rule(
        _kept(unused("rule_set_id"), vice_principal=may(_DRAFTED, create="*", delete=True)),
        article="2.10",
    ),
    assessment.RuleRequest: Rule(
        {
            "principal": may(PRINCIPAL),
            "board": may(BOARD),
            "vice_principal": may(
                both(VICE, mine("asked_by")),
                create="*",
                update="to_kind to_name what basis rule_set_id sent_on",
            ),
            "answer": may(VICE, update="state answer answered_on"),
        },
        article="2.10",
    ),
    assessment.Retest: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "inspector": may(inspects("result")),
            "homeroom": may(homeroom_of),
            "homeroom of moved": may(homeroom_of_moved),
            "head": may(head_of_pair),
            "subject": may(
                teaches, create=f"{_KEYS} taken_on score reason", update="taken_on score reason"
            ),
        },
        lock=_lock("result"),
        article="5.1",
    ),
    assessment.SubjectResult: Rule(
        _results(
            "result",
            homeroom=may(homeroom_of),
            head=may(head_of_pair),
            subject=may(
                teaches,
                create=f"{_KEYS} level score comment",
                update="level score comment from_file",
            ),
        ),
        lock=_lock("result"),
        article="5.1",
    ),
    assessment.TraitResult: Rule(
        _results(
            "trait",
            homeroom=may(
                homeroom_of, create=f"{_KEYS} level comment", update="level comment from_file"
            ),
            head=may(head_of_homeroom),
        ),
        lock=_lock("trait"),
        article="4.3",
    ),
    assessment.MonthlyComment: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "inspector": may(inspects("monthly")),
            "head": may(head_of_homeroom),
            "homeroom of moved": may(homeroom_of_moved),
            "homeroom": may(
                homeroom_of, create="class_id period_id pupil_id comment", update="comment"
            ),
        },
        lock=LockPath(kind="monthly", period="period_id", class_="class_id", pupil="pupil_id"),
        article="4.3",
    ),
    assessment.CommentTemplate: Rule(
        {
            "everyone": may(both(everyone, _OF_THE_SCHOOL)),
            "vice_principal": may(both(VICE, _OF_THE_SCHOOL), create="*", update="*", delete=True),
            "member": may(in_my_department("department_id")),
            "head": may(leads, create="*", update="*", delete=True),
            "own": may(mine("staff_id"), create="*", update="*", delete=True),
            "operator": may(SETUP, create="*", update="*"),
        },
        article="4.3",
    ),
    assessment.HintAnswer: Rule(
        {
            "own": may(
                both(either(homeroom_of, teaches_in), mine("staff_id")),
                create="staff_id class_id period_id pupil_id digest",
                delete=True,
            ),
        },
        article="4.3",
    ),
    assessment.DeclaredAbsence: Rule(
        _results(
            "absence",
            homeroom=may(
                homeroom_of,
                create="class_id period_id pupil_id excused unexcused",
                update="excused unexcused from_file",
            ),
        ),
        lock=LockPath(kind="absence", period="period_id", class_="class_id", pupil="pupil_id"),
        article="4.2",
    ),
}
