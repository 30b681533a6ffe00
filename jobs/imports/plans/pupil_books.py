"""The pupils' files as they stand, read once for an import."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from jobs.imports.context import Context
from jobs.imports.plan import by_key
from jobs.imports.words import key
from models.assessment import DeclaredAbsence, SubjectResult, TraitResult
from models.clock import school_today
from models.pupils import (
    DeclaredValue,
    Enrolment,
    EnrolmentInterval,
    EthnicGroup,
    Guardian,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
)
from models.pupils.declared import declared_on
from models.school import Campus


class PupilBooks:
    """Everything that a pupils file is compared with."""

    def __init__(self, context: Context) -> None:
        """Read every pupil, and the year's classes."""
        session = context.session
        self.pupils = by_key(session.scalars(select(Pupil)), "code")
        self.births = by_key(session.scalars(select(PupilBirth)), "pupil_id")
        self.backgrounds = by_key(session.scalars(select(PupilBackground)), "pupil_id")
        self.numbers = by_key(session.scalars(select(PersonalId)), "pupil_id")
        self.guardians = by_key(session.scalars(select(Guardian)), "pupil_id", "relation")
        self.fields = {field.id: field for field in declared_on(session, school_today())}
        values = select(DeclaredValue).where(DeclaredValue.field_id.in_(self.fields))
        self.declared = by_key(session.scalars(values), "pupil_id", "field_id")
        codes = {pupil.id: pupil.code for pupil in self.pupils.values()}
        self.owner_of_number: dict[str, str] = {
            one.number: codes[one.pupil_id] for one in self.numbers.values()
        }
        self.ethnic_ids: dict[str, int] = {
            group.name: group.id for group in session.scalars(select(EthnicGroup))
        }
        self.campuses: dict[str, Campus] = {
            key(campus.name): campus for campus in session.scalars(select(Campus))
        }
        self._read_enrolments(context)

    def _read_enrolments(self, context: Context) -> None:
        session = context.session
        self.class_ids = [one.id for one in context.classes.values()]
        placed = select(Enrolment).where(Enrolment.class_id.in_(self.class_ids))
        enrolments = session.scalars(placed)
        self.enrolments: dict[tuple[int, int], Enrolment] = by_key(
            enrolments, "pupil_id", "class_id"
        )
        self.intervals: dict[int, list[EnrolmentInterval]] = {}
        for one in session.scalars(
            select(EnrolmentInterval)
            .where(EnrolmentInterval.class_id.in_(self.class_ids))
            .order_by(EnrolmentInterval.from_date)
        ):
            self.intervals.setdefault(one.pupil_id, []).append(one)

    def has_results(self, context: Context, pupil_id: int, class_id: int) -> bool:
        """Tell whether anything was given to the pupil in that class."""
        models: tuple[Any, ...] = (SubjectResult, TraitResult, DeclaredAbsence)
        return any(
            context.session.scalars(
                select(model.id)
                .where(model.pupil_id == pupil_id, model.class_id == class_id)
                .limit(1)
            ).first()
            for model in models
        )
