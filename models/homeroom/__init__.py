"""The homeroom book (sổ chủ nhiệm) of a class, as its teacher keeps it from day to day (Đ4.4)."""

from models.homeroom.ending import HandOver, TermSummary
from models.homeroom.meeting import MeetingFamily, Occasion, ParentMeeting
from models.homeroom.note import DayNote, NoteKind
from models.homeroom.people import BoardRole, ClassOfficer, ParentsBoardMember, Seat
from models.homeroom.plan import ClassPlan, WeekTask
from models.homeroom.profile import ClassProfile, ClassTarget
from models.homeroom.support import PupilSupport, SupportKind, SupportStatus

__all__ = [
    "BoardRole",
    "ClassOfficer",
    "ClassPlan",
    "ClassProfile",
    "ClassTarget",
    "DayNote",
    "HandOver",
    "MeetingFamily",
    "NoteKind",
    "Occasion",
    "ParentMeeting",
    "ParentsBoardMember",
    "PupilSupport",
    "Seat",
    "SupportKind",
    "SupportStatus",
    "TermSummary",
    "WeekTask",
]
