"""The school's frame: everyone reads it, the vice-principal keeps it (Điều 2.11, 7.2)."""

from __future__ import annotations

from models import school
from models.base import Base
from permissions.families.common import IMPORT, ROLLER, VICE, frame, vice
from permissions.rules import Rule, everyone, may

#: a roll-over makes these rows, and takes back what it made
_ROLLED = may(ROLLER, create="*", delete=True)

RULES: dict[type[Base], Rule] = {
    school.School: Rule(frame(vice_principal=may(VICE, update="*")), article="2.11"),
    school.Campus: Rule(frame(vice_principal=vice()), article="2.11"),
    school.SchoolYear: Rule(frame(vice_principal=vice(), roller=_ROLLED), article="2.11"),
    school.Period: Rule(frame(vice_principal=vice(), roller=_ROLLED), article="2.3"),
    school.SchoolDay: Rule(frame(vice_principal=vice(delete=True)), article="2.11"),
    school.Department: Rule(frame(vice_principal=vice()), article="2.9"),
    school.Membership: Rule(frame(vice_principal=vice(delete=True)), article="2.9"),
    school.SchoolClass: Rule(frame(vice_principal=vice(), roller=_ROLLED), article="2.11"),
    school.ClassMove: Rule(
        {"everyone": may(everyone), "vice_principal": may(VICE, create="*")}, article="2.11"
    ),
    school.HomeroomAssignment: Rule(frame(vice_principal=vice(delete=True)), article="4"),
    school.TeachingAssignment: Rule(frame(vice_principal=vice(delete=True)), article="5"),
    school.TimetableSlot: Rule(
        frame(
            vice_principal=vice(delete=True),
            importer=may(IMPORT, create="*", update="*", delete=True),
        ),
        article="4.7",
    ),
}
