"""The day of a class: who is away, who has called the roll, leave that was asked for."""

from models.daily.absence import Absence, HalfDay, RollCall
from models.daily.leave import AttendanceRule, Leave

__all__ = ["Absence", "AttendanceRule", "HalfDay", "Leave", "RollCall"]
