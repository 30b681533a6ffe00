"""Openings and closures, reminders and tasks, imports, jobs, history (Điều 2.1, 2.3, 7.4)."""

from __future__ import annotations

from models import access
from models.base import Base
from models.people import Function
from permissions.families.common import IMPORT, PRINCIPAL, ROLLER, SETUP, VICE, frame
from permissions.rules import (
    Capacity,
    Rule,
    Where,
    among,
    blank,
    both,
    but,
    capacity,
    everyone,
    head_of,
    holds,
    homeroom_of,
    may,
    mine,
    my_account,
    not_mine,
    null_or_mine,
    teaches,
    teaches_at_all,
    teaches_my_class,
)

_ASKED = "to_id from_id text link sent_at rule_key"
_GRANT = "granted_by granted_at refused_by refused_at answer ends_at"
_ASK = (
    "closure_id year_id period_id class_id unit_id pupil_id kind grade reason ends_at batch"
    " requested_by requested_at"
)
_HEALTH = (access.LockKind.HEALTH_VISIT, access.LockKind.HEALTH_CHECK)


def _lock(*, update: str, **others: Capacity) -> dict[str, Capacity]:
    """Closing and opening: Trưởng ban and Phó ban, nobody else; each in the own name (Điều 2.3).

    What is set for later either of them changes or takes back; the belt keeps what is in force.
    """
    return others | {
        "everyone": may(everyone),
        "principal makes": may(both(PRINCIPAL, mine("made_by")), create="*"),
        "vice_principal makes": may(both(VICE, mine("made_by")), create="*"),
        "principal": may(PRINCIPAL, update=update, delete=True),
        "vice_principal": may(VICE, update=update, delete=True),
    }


def _asks(where: Where) -> Capacity:
    """Whose cells they are asks in the own name, and may end early what was granted."""
    return may(both(where, mine("requested_by")), create=_ASK, update="ends_at")


RULES: dict[type[Base], Rule] = {
    access.Opening: Rule(
        _lock(
            update="starts_at ends_at reason",
            operator=may(SETUP, create="*"),
            importer=may(IMPORT, create="*"),
            roller=may(ROLLER, create="*"),
        ),
        article="2.3",
    ),
    access.Closure: Rule(_lock(update="starts_at reason sealed"), article="2.3"),
    access.Reopening: Rule(
        {
            "everyone": may(everyone),
            "asks": _asks(holds(Function.PRINCIPAL, Function.VICE_PRINCIPAL)),
            "homeroom asks": _asks(homeroom_of),
            "teacher asks": _asks(teaches),
            "nurse asks": _asks(both(holds(Function.NURSE), among("kind", *_HEALTH))),
            "committee asks": _asks(
                both(holds(Function.CONDUCT), among("kind", access.LockKind.CONDUCT))
            ),
            "author asks": _asks(both(teaches_at_all, among("kind", access.LockKind.PLAN))),
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
                update=_GRANT,
            ),
        },
        article="2.3",
    ),
    access.Procedure: Rule(
        {
            "everyone": may(everyone),
            "principal": may(PRINCIPAL, create="*", update="*", delete=True),
            "vice_principal": may(VICE, create="*", update="*", delete=True),
        },
        article="2.3",
    ),
    access.Reminder: Rule(
        {
            "principal reads": may(PRINCIPAL),
            "vice_principal reads": may(VICE),
            "sender": may(
                both(holds(Function.PRINCIPAL, Function.VICE_PRINCIPAL), mine("from_id")),
                create=_ASKED,
            ),
            "head": may(both(head_of("to_id"), mine("from_id")), create=_ASKED),
            # whoever helps to see that marks are given as prescribed (Điều 4.4)
            "homeroom": may(
                both(teaches_my_class("to_id"), mine("from_id")),
                create=_ASKED,
            ),
            "recipient": may(mine("to_id"), update="read_at"),
            # by rule: nobody's name stands under it
            "rule": may(
                both(capacity("worker"), blank("from_id")),
                create="to_id text link sent_at rule_key",
            ),
            "worker": may(capacity("worker"), update="mailed_at"),
        },
        article="7.4",
    ),
    access.Task: Rule(
        {
            "vice_principal reads": may(VICE),
            "principal reads": may(PRINCIPAL),
            "principal": may(
                both(PRINCIPAL, mine("assigned_by")),
                create="to_id assigned_by assigned_at batch target through title text due_on",
                update="title text due_on withdrawn_at",
            ),
            "own": may(mine("to_id"), update="done_at remark"),
            "worker": may(capacity("worker"), update="mailed_at"),
        },
        article="2.1",
    ),
    # of tasks by whoever assigns them, of deadlines by whoever keeps the school's settings
    access.ReminderRule: Rule(
        frame(
            principal=may(
                both(PRINCIPAL, among("kind", access.ReminderKind.TASK)), create="*", update="*"
            ),
            vice_principal=may(
                both(VICE, but("kind", access.ReminderKind.TASK)), create="*", update="*"
            ),
        ),
        article="2.1",
    ),
    access.ImportRun: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(my_account, create="*", update="state report corrections"),
        },
        article="2.11",
    ),
    # quiet things of the machine: who asked for what, how far it is
    access.Job: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "own": may(
                my_account,
                create="kind key account_id subject_id what created_at updated_at",
                update="state message updated_at cancel_at",
            ),
            "worker": may(capacity("worker"), create="*", update="*"),
        }
    ),
    access.HistorySet: Rule({"principal": may(PRINCIPAL), "vice_principal": may(VICE)}),
    access.HistoryLine: Rule({"principal": may(PRINCIPAL), "vice_principal": may(VICE)}),
}
