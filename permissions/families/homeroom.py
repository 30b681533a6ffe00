"""The homeroom book: its teacher writes it, management reads it, the head what isn't sensitive.

Of a class of the own department the head reads plans, officers, meetings and notes about the whole
class; telephones of parents, single pupils and the hand-over stay with teacher and management
(RIGHTS: sensitive, DOMAIN §2.4). A new homeroom teacher reads the class's earlier rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models import homeroom
from models.base import Base
from permissions.families.common import PRINCIPAL, VICE
from permissions.rules import (
    Capacity,
    LockPath,
    Rule,
    blank,
    both,
    head_of_homeroom,
    homeroom_of,
    homeroom_of_moved,
    may,
    mine,
)

_LOCK = LockPath(kind="homeroom", period="period_id", class_="class_id")
_DAY = LockPath(kind="homeroom", period="week_id", class_="class_id")
_FROM_TO = "from_date to_date"
_PROFILE = "features strengths difficulties measures excellent good done not_done completed"
_SUPPORT = f"kind plan actions outcome status {_FROM_TO}"
_MOVED = {"homeroom of moved": may(homeroom_of_moved)}
_HEAD = {"head": may(head_of_homeroom)}


def _book(
    fields: str, keys: str = "", readers: Mapping[str, Capacity] = MappingProxyType({})
) -> dict[str, Capacity]:
    """Give the class's teacher its rows; ``keys`` are given once, ``fields`` change."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "homeroom": may(
            homeroom_of,
            create=f"class_id period_id {keys} {fields}",
            update=fields,
            delete=True,
        ),
        **readers,
    }


def _signed(
    fields: str, keys: str, readers: Mapping[str, Capacity] = MappingProxyType({})
) -> dict[str, Capacity]:
    """Give the class's teacher to read, and to write what bears the own name."""
    return {
        "principal": may(PRINCIPAL),
        "vice_principal": may(VICE),
        "homeroom reads": may(homeroom_of),
        "homeroom": may(
            both(homeroom_of, mine("made_by")),
            create=f"class_id made_by {keys} {fields}",
            update=fields,
            delete=True,
        ),
        **readers,
    }


def _rule(capacities: dict[str, Capacity], lock: LockPath = _LOCK) -> Rule:
    return Rule(capacities, lock=lock, article="4.4")


RULES: dict[type[Base], Rule] = {
    homeroom.ClassOfficer: _rule(_book(f"role pupil_id {_FROM_TO}", readers=_HEAD)),
    homeroom.Seat: _rule(_book("team line place", "pupil_id", readers=_HEAD)),
    homeroom.ParentsBoardMember: _rule(_book(f"role full_name pupil_id phone {_FROM_TO}")),
    homeroom.ClassProfile: _rule(_book(_PROFILE, readers=_HEAD)),
    homeroom.ClassTarget: _rule(_book("high middle low", "unit_id", readers=_HEAD)),
    homeroom.ClassPlan: _rule(_book("theme content result", readers=_HEAD)),
    homeroom.WeekTask: _rule(_book("task due_on result", readers=_HEAD)),
    homeroom.DayNote: _rule(
        _signed(
            "kind pupil_id text",
            "date week_id made_at",
            _MOVED | {"head": may(both(head_of_homeroom, blank("pupil_id")))},
        ),
        _DAY,
    ),
    homeroom.PupilSupport: _rule(_book(_SUPPORT, "pupil_id", readers=_MOVED)),
    homeroom.ParentMeeting: _rule(_book("occasion held_on subject minutes", readers=_HEAD)),
    homeroom.MeetingFamily: _rule(_book("", "meeting_id pupil_id")),
    homeroom.TermSummary: _rule(_book("text", readers=_HEAD)),
    homeroom.HandOver: _rule(_signed("handed_on text", "period_id")),
}
