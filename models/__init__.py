"""What the school keeps: one table (or a table and its lines) per file, one folder per family."""

from models import (
    access,
    archive,
    assessment,
    awards,
    completion,
    conduct,
    daily,
    health,
    homeroom,
    messages,
    people,
    plans,
    pupils,
    rollover,
    school,
    supervision,
    yearend,
)
from models.base import Base

__all__ = [
    "Base",
    "access",
    "archive",
    "assessment",
    "awards",
    "completion",
    "conduct",
    "daily",
    "health",
    "homeroom",
    "messages",
    "people",
    "plans",
    "pupils",
    "rollover",
    "school",
    "supervision",
    "yearend",
]
