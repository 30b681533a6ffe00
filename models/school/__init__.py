"""The school's frame: places, years, periods, classes, who teaches what, and when."""

from models.school.assignment import HomeroomAssignment, TeachingAssignment
from models.school.classes import SchoolClass
from models.school.day import SchoolDay
from models.school.department import Department, Membership
from models.school.move import ClassMove
from models.school.school import Campus, School
from models.school.timetable import TimetableSlot
from models.school.year import Period, PeriodKind, SchoolYear

__all__ = [
    "Campus",
    "ClassMove",
    "Department",
    "HomeroomAssignment",
    "Membership",
    "Period",
    "PeriodKind",
    "School",
    "SchoolClass",
    "SchoolDay",
    "SchoolYear",
    "TeachingAssignment",
    "TimetableSlot",
]
