"""The policy table: for each record type who reads which rows and writes which fields, and when.

Read aloud: "A subject result is open to the principal, the vice-principal and the board; to the
homeroom teacher of its class; to the teacher of its subject in its class, who may create it and
change level, score and comment; it closes with the lock on its period, class, unit and kind."
RIGHTS.md is what this table answers to; anything not listed is refused.
"""

from __future__ import annotations

from sqlalchemy import false

from models import access, archive, assessment, people, plans, pupils, school, yearend
from models.base import Base
from models.people import Function as F
from permissions.actor import Actor
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    both,
    capacity,
    department_pupil,
    everyone,
    head_of,
    head_of_class,
    head_of_homeroom,
    head_of_pair,
    holds,
    homeroom_of,
    homeroom_of_moved,
    inspects,
    may,
    mine,
    my_account,
    not_mine,
    not_the_principals,
    null_or_mine,
    of_a_head,
    own_pupil,
    taught_pupil,
    teaches,
    teaches_in,
)

PRINCIPAL, VICE = holds(F.PRINCIPAL), holds(F.VICE_PRINCIPAL)
BOARD = holds(F.BOARD, F.BOARD_SECRETARY)
OFFICE = holds(F.OFFICE)
SETUP, IMPORT = capacity("operator"), capacity("importer")


def _frame(**writers: Capacity) -> dict[str, Capacity]:
    """The school's frame: everyone signed in reads it; set-up and import write it."""
    return {
        "everyone": may(everyone),
        "operator": may(SETUP, create="*", update="*"),
        "importer": may(IMPORT, create="*", update="*"),
    } | writers


def _vice(*, delete: bool = False) -> Capacity:
    return may(VICE, create="*", update="*", delete=delete)


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
        "nurse": may(holds(F.NURSE)),
        "conduct": may(holds(F.CONDUCT)),
        "importer": may(IMPORT, create="*", update="*"),
    } | others


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


def _lock(*, update: str) -> dict[str, Capacity]:
    """Closing and opening: Trưởng ban and Phó ban, nobody else (Điều 2.3)."""
    return {
        "everyone": may(everyone),
        "operator": may(SETUP, create="*"),
        "importer": may(IMPORT, create="*"),
        "principal": may(both(PRINCIPAL, mine("made_by")), create="*", update=update),
        "vice_principal": may(both(VICE, mine("made_by")), create="*", update=update),
    }


_KEYS = "class_id unit_id period_id pupil_id"
_PLAN = "staff_id period_id"
_DECIDE = "decision decided_at decided_by decided_hash remark"
_RESULT_LOCK = {"period": "period_id", "class_": "class_id", "unit": "unit_id"}
_PLAN_LOCK = LockPath(kind="plan", period="period_id")
_GRANT = "granted_by granted_at"
_ASK = (
    "closure_id year_id period_id class_id unit_id kind grade reason ends_at"
    " requested_by requested_at"
)
_BACKGROUND = (
    "nationality birth_place native_place address poor_household disability note"
)


def _plan(create: str = "", decide: str = "") -> dict[str, Capacity]:
    """Lesson plans: own ones are handed in; heads decide on members', never on own."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal reads": may(VICE),
        "inspector": may(inspects("plan")),
        "author": may(mine("staff_id"), create=create),
        "head": may(both(head_of("staff_id"), not_mine("staff_id")), update=decide),
        "vice_principal": may(both(VICE, of_a_head, not_mine("staff_id")), update=decide),
    }


def _dossier(**writers: Capacity) -> dict[str, Capacity]:
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "board": may(BOARD),
        "office": may(OFFICE),
        "inspector": may(inspects("dossier")),
        "homeroom": may(homeroom_of),
    } | writers


def _printing(create: str) -> dict[str, Capacity]:
    """Print runs: official copies by board and office, a preview by the homeroom teacher (Đ7.3)."""
    return {
        "principal reads": may(PRINCIPAL),
        "vice_principal reads": may(VICE),
        "board": may(BOARD, create=create),
        "office": may(OFFICE, create=create),
        "homeroom": may(
            both(homeroom_of, my_account), create=create.replace(" official", "")
        ),
    }


POLICY: dict[type[Base], Rule] = {
    # -- school: the frame ---------------------------------------------------------------------
    school.School: Rule(_frame(vice_principal=may(VICE, update="*")), article="2.11"),
    school.Campus: Rule(_frame(vice_principal=_vice()), article="2.11"),
    school.SchoolYear: Rule(_frame(vice_principal=_vice()), article="2.11"),
    school.Period: Rule(_frame(vice_principal=_vice()), article="2.3"),
    school.Department: Rule(_frame(vice_principal=_vice()), article="2.9"),
    school.Membership: Rule(_frame(vice_principal=_vice(delete=True)), article="2.9"),
    school.SchoolClass: Rule(_frame(vice_principal=_vice()), article="2.11"),
    school.HomeroomAssignment: Rule(_frame(vice_principal=_vice(delete=True)), article="4"),
    school.TeachingAssignment: Rule(_frame(vice_principal=_vice(delete=True)), article="5"),
    school.TimetableSlot: Rule(
        _frame(
            vice_principal=_vice(delete=True),
            importer=may(IMPORT, create="*", update="*", delete=True),
        ),
        article="4.7",
    ),
    # -- people --------------------------------------------------------------------------------
    people.Staff: Rule(_frame(vice_principal=_vice()), article="2.2"),
    people.StaffParticulars: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": _vice(),
            "own": may(mine("staff_id")),
            "importer": may(IMPORT, create="*", update="*"),
        },
        article="2.2",
    ),
    people.Account: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE, create="*", update="issued_at suspended_at"),
            "secretary reads": may(holds(F.BOARD_SECRETARY)),
            "secretary": may(
                both(holds(F.BOARD_SECRETARY), not_the_principals),
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
    people.Duty: Rule(
        _frame(
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
    people.RegulationDocument: Rule(_frame(vice_principal=_vice()), article="10.2"),
    people.RegulationItem: Rule(_frame(vice_principal=_vice(delete=True)), article="10.2"),
    people.Acknowledgement: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(my_account, create="document_id account_id at"),
        },
        article="3",
    ),
    # -- pupils --------------------------------------------------------------------------------
    pupils.EthnicGroup: Rule(_frame()),
    pupils.Pupil: Rule(
        _particulars(
            homeroom=may(own_pupil("id")),
            board=may(BOARD),
            head=may(department_pupil("id")),
            teacher=may(taught_pupil("id")),
            nurse=may(holds(F.NURSE)),
            conduct=may(holds(F.CONDUCT)),
        ),
        article="4.1",
    ),
    pupils.PupilBirth: Rule(
        _particulars(
            homeroom=may(own_pupil("pupil_id")), board=may(BOARD), nurse=may(holds(F.NURSE))
        ),
        article="4.1",
    ),
    pupils.PupilBackground: Rule(
        _particulars(
            homeroom=may(own_pupil("pupil_id"), create=f"pupil_id {_BACKGROUND}", update=_BACKGROUND)
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
    pupils.Enrolment: Rule(_classes(), article="4.1"),
    pupils.EnrolmentInterval: Rule(_classes(), article="4.1"),
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
    # -- assessment ----------------------------------------------------------------------------
    assessment.Unit: Rule(_frame()),
    assessment.RuleSet: Rule(_frame(), article="2.10"),
    assessment.RuleApplication: Rule(_frame(), article="2.10"),
    assessment.RuleUnit: Rule(_frame(), article="2.10"),
    assessment.RuleTest: Rule(_frame(), article="2.10"),
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
        lock=LockPath(kind="result", **_RESULT_LOCK),
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
        lock=LockPath(kind="trait", **_RESULT_LOCK),
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
        lock=LockPath(kind="absence", period="period_id", class_="class_id"),
        article="4.2",
    ),
    # -- plans ---------------------------------------------------------------------------------
    plans.LessonPlan: Rule(
        _plan(create=f"{_PLAN} title replaces_id submitted_at", decide=_DECIDE),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    plans.PlanSlot: Rule(
        _plan(create=f"plan_id {_PLAN} class_id unit_id weekday lesson"),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    plans.PlanFile: Rule(
        _plan(create=f"plan_id {_PLAN} name media_type size sha256 content"),
        lock=_PLAN_LOCK,
        article="4.7",
    ),
    # -- yearend -------------------------------------------------------------------------------
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
        _dossier(board=may(both(BOARD, mine("staff_id")), create="*"), **{"board reads": may(BOARD)}),
        article="2.5",
    ),
    yearend.FrozenList: Rule(_dossier(principal=may(PRINCIPAL, create="*")), article="2.5"),
    yearend.Proposal: Rule(
        _dossier(homeroom=may(homeroom_of, create="*", update="*", delete=True)),
        lock=LockPath(class_="class_id"),
        article="4.5",
    ),
    # -- access --------------------------------------------------------------------------------
    access.Opening: Rule(_lock(update="ends_at reason"), article="2.3"),
    access.Closure: Rule(_lock(update="starts_at reason sealed"), article="2.3"),
    access.Reopening: Rule(
        {
            "everyone": may(everyone),
            "asks": may(both(holds(F.PRINCIPAL, F.VICE_PRINCIPAL), mine("requested_by")), create=_ASK),
            "second person": may(
                both(
                    holds(F.PRINCIPAL, F.VICE_PRINCIPAL, F.BOARD, F.BOARD_SECRETARY),
                    not_mine("requested_by"),
                    null_or_mine("granted_by"),
                ),
                update=_GRANT,
            ),
        },
        article="2.3",
    ),
    access.Reminder: Rule(
        {
            "principal reads": may(PRINCIPAL),
            "vice_principal reads": may(VICE),
            "sender": may(
                both(holds(F.PRINCIPAL, F.VICE_PRINCIPAL), mine("from_id")),
                create="to_id from_id text link sent_at",
            ),
            "head": may(
                both(head_of("to_id"), mine("from_id")), create="to_id from_id text link sent_at"
            ),
            "recipient": may(mine("to_id"), update="read_at"),
        },
        article="7.4",
    ),
    access.ImportRun: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(my_account, create="*", update="state report corrections"),
        },
        article="2.11",
    ),
    access.HistorySet: Rule({"principal": may(PRINCIPAL), "vice_principal": may(VICE)}),
    access.HistoryLine: Rule({"principal": may(PRINCIPAL), "vice_principal": may(VICE)}),
    # -- archive -------------------------------------------------------------------------------
    archive.PrintJob: Rule(
        _printing("account_id year_id class_id document official created_at"), article="7.3"
    ),
    archive.PrintProgress: Rule(
        {
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
}


def can(actor: Actor, action: str, model: type[Base], field: str | None = None) -> bool:
    """Tell whether this person could ever do this with some row (menus, buttons, forms).

    action: read, create, update or delete; ``field`` narrows create and update.
    """
    if actor.system is not None and action == "read":
        return True
    for entry in POLICY[model].capacities.values():
        able = {
            "read": True,
            "create": bool(entry.create) and (field is None or not entry.create.isdisjoint({field, "*"})),
            "update": bool(entry.update) and (field is None or not entry.update.isdisjoint({field, "*"})),
            "delete": entry.delete,
        }[action]
        if able and not entry.where(actor, model).compare(false()):
            return True
    return False
