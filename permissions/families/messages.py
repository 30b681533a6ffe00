"""Messages: the homeroom teacher to own families, office and vice-principal to many, the nurse.

Health goes from the nurse to that pupil's guardians and is read by nobody else than management.
The principal is the second person of mass messages; addresses are for those who read guardians'
phones (Điều 4.2, 6.2, 7.4).
"""

from __future__ import annotations

from models import messages
from models.base import Base
from models.messages import Audience, MessageKind
from models.messages.message import MASS
from models.people import Function
from permissions.families.common import OFFICE, PRINCIPAL, SETUP, VICE, frame
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
    not_mine,
)

WORKER = capacity("worker")
NURSE = holds(Function.NURSE)
_OPEN = but("kind", MessageKind.HEALTH)
_HEALTH = among("kind", MessageKind.HEALTH)
_TO_MANY = both(among("audience", *MASS), _OPEN)
_TO_CLASS = both(homeroom_of, among("audience", Audience.PUPILS, Audience.CLASS), _OPEN)
_COMPOSED = (
    "kind author_id on_behalf audience year_id grade class_id subject text event_key created_at"
    " queued_at"
)
_STEPS = "queued_at stopped_at stopped_by stop_reason"
_APPROVAL = "approved_at approved_by stopped_at stopped_by stop_reason"
_KEYS = "kind author_id audience class_id pupil_id"
_RECEIVES = f"message_id {_KEYS} relation channel text"
_TRIED = f"recipient_id {_KEYS} number channel state due_at at answer made_by"


def _readers(**others: Capacity) -> dict[str, Capacity]:
    """Management, the class's teacher, the author's head, the office what went to many."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "office reads": may(both(OFFICE, _TO_MANY)),
        "homeroom": may(both(homeroom_of, _OPEN)),
        "head": may(both(head_of("author_id"), _OPEN)),
        "nurse reads": may(both(NURSE, _HEALTH)),
    } | others


def _written(by: str, create: str, update: str = "") -> dict[str, Capacity]:
    """Name who writes to families besides the teacher, each as far as RIGHTS; ``by``: whose row."""

    def own(who: Where, rows: Where) -> Capacity:
        return may(both(who, rows, mine(by)), create=create, update=update)

    return {
        "vice_principal writes": own(VICE, _TO_MANY),
        "office writes": own(OFFICE, _TO_MANY),
        "nurse writes": own(NURSE, both(_HEALTH, among("audience", Audience.PUPILS))),
    }


def _teacher(create: str) -> Capacity:
    """Own families, by the class's teacher."""
    return may(both(_TO_CLASS, mine("author_id")), create=create)


def _tried() -> dict[str, Capacity]:
    """Trying again, and calling: whoever may write such a message, and the class's teacher."""
    return _written("made_by", _TRIED) | {
        "homeroom calls": may(both(homeroom_of, _OPEN, mine("made_by")), create=_TRIED),
        "worker": may(WORKER, create="*", update="*"),
    }


RULES: dict[type[Base], Rule] = {
    messages.MessageTemplate: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal reads": may(VICE),
            "everyone": may(both(everyone, blank("owner_id"))),
            "vice_principal": may(
                both(VICE, blank("owner_id")), create="*", update="*", delete=True
            ),
            "own": may(mine("owner_id"), create="*", update="*", delete=True),
            "operator": may(SETUP, create="*", update="*"),
        },
        article="4.2",
    ),
    messages.SendingRule: Rule(
        frame(vice_principal=may(VICE, create="*", update="*")), article="4.2"
    ),
    messages.SendingSettings: Rule(
        frame(vice_principal=may(VICE, create="*", update="*")), article="4.2"
    ),
    messages.Message: Rule(
        _readers(
            **_written("author_id", _COMPOSED, _STEPS),
            homeroom=may(_TO_CLASS, update=_STEPS),
            homeroom_writes=_teacher(_COMPOSED),
            **{
                "second person": may(
                    both(PRINCIPAL, among("audience", *MASS), not_mine("author_id")),
                    update=_APPROVAL,
                ),
                "worker": may(WORKER, create="*", update="stopped_at stop_reason"),
            },
        ),
        article="4.2",
    ),
    messages.Recipient: Rule(
        _readers(
            **_written("author_id", _RECEIVES),
            homeroom_writes=_teacher(_RECEIVES),
            worker=may(WORKER, create="*"),
        ),
        article="4.2",
    ),
    messages.DeliveryAttempt: Rule(_readers(**_tried()), article="7.4"),
    messages.AttemptAddress: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "office": may(OFFICE),
            "worker": may(WORKER, create="*"),
        },
        article="4.2",
    ),
}
