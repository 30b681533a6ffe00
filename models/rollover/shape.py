"""What a roll-over's plan is made of: ways, classes, drafts; and how classes are named on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from models.school.classes import SchoolClass
from models.school.year import SchoolYear

ONE = timedelta(days=1)
LAST_GRADE = 5
LONGEST = 20
#: as the report book says it (DOMAIN §1.6)
COMPLETED = "Hoàn thành chương trình tiểu học"
NOT_FROZEN = "Lớp chưa chốt danh sách cuối năm"
NOT_LISTED = "Không có trong danh sách đã chốt của lớp"
UNDECIDED = "Chưa có quyết định lên lớp"
NOT_COMPLETED = "Khối 5 được lên lớp mà chưa hoàn thành chương trình: cần quyết định lại"
NO_CLASS = "Chưa chọn lớp của năm sau"


class Way(StrEnum):
    """Where a pupil goes."""

    UP = "up"
    STAY = "stay"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the vice-principal chose: classes by the name of last year's class."""

    first_monday: date
    up: Mapping[str, str] = field(default_factory=dict)
    stay: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """A pupil's way; ``target`` names the new class, None: leaves the school."""

    way: Way
    pupil_id: int
    name: str
    room: str
    interval_id: int
    ended: date | None
    target: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """A pupil who isn't moved, and why."""

    name: str
    room: str
    why: str


@dataclass(frozen=True, slots=True)
class Room:
    """A class of last year with the classes into which its pupils go."""

    room: SchoolClass
    frozen: bool
    up: str | None
    stay: str


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class of the new year; ``id`` None: doesn't stand yet."""

    name: str
    grade: int
    campus_id: int | None
    id: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """An assignment to be proposed; ``unit_id`` None: homeroom."""

    room: str
    unit_id: int | None
    staff_id: int


@dataclass(slots=True)
class Plan:
    """What would be written; ``settled``: how many pupils have been moved before.

    ``ends``: ids of last year's assignments without an end, by table. ``first``: no run has
    written into the new year yet.
    """

    source: SchoolYear
    target: str
    first_day: date
    year_id: int | None
    first: bool
    rooms: list[Room] = field(default_factory=list)
    classes: list[NewClass] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    ends: dict[type[Any], list[int]] = field(default_factory=dict)
    settled: int = 0

    @property
    def eve(self) -> date:
        """The last day of last year's places and assignments."""
        return self.first_day - ONE

    def count(self, way: Way) -> int:
        """How many pupils go this way."""
        return sum(move.way == way for move in self.moves)

    @property
    def made(self) -> list[NewClass]:
        """The classes that don't stand yet."""
        return [one for one in self.classes if one.id is None]

    @property
    def empty(self) -> bool:
        """Nothing would be written."""
        ended = any(self.ends.values())
        return not (self.year_id is None or self.made or self.moves or self.drafts or ended)

    def report(self) -> dict[str, int]:
        """Count what is written."""
        return {
            "classes": len(self.made),
            "promoted": self.count(Way.UP),
            "staying": self.count(Way.STAY),
            "leaving": self.count(Way.LEAVE),
            "drafts": len(self.drafts),
            "ended": sum(len(ids) for ids in self.ends.values()),
            "held": len(self.held),
        }


def next_name(name: str) -> str:
    """Return the name of the year after: "2025-2026" → "2026-2027"."""
    return f"{int(name[:4]) + 1}-{int(name[:4]) + 2}"


def raised(name: str, grade: int) -> str | None:
    """Return a class's name a grade up: 3A → 4A; None when it doesn't begin with its grade.

    >>> raised("3A1", 3), raised("Hoa Mai", 3)
    ('4A1', None)
    """
    first, rest = name[:1], name[1:]
    return f"{grade + 1}{rest}" if first == str(grade) and not rest[:1].isdecimal() else None
