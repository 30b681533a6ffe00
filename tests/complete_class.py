"""A class that lacks nothing: 4A under TT 27/2020 with every cell of its year filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from models.access import Closure
from models.assessment import (
    RuleApplication,
    RuleSet,
    RuleTest,
    RuleUnit,
    SubjectResult,
    TraitResult,
    Unit,
    UnitKind,
)
from models.base import Base, utc_now
from models.people import Account, Credential, Duty, Staff
from models.pupils import Enrolment, EnrolmentInterval, Pupil
from models.school import (
    HomeroomAssignment,
    Period,
    School,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
)
from permissions.session import system_session
from seeds.school_year import propose

LONG_AGO = datetime(2025, 8, 1, tzinfo=UTC)
TERMS = ("GHK1", "CHK1", "GHK2", "CN")
#: the whole staff: the homeroom teacher teaches everything but English and music
STAFF = {
    "principal": "principal",
    "vice": "vice_principal",
    "seat": "board",
    "homeroom": "",
    "english": "",
    "music": "",
}
TEACHER = {"NN1": "english", "AN": "music"}
PUPILS = ("An", "Bình", "Chi")


@dataclass
class CompleteClass:
    """Ids by name; ``set`` and friends change one thing by plain SQL, past the kernel."""

    engine: Engine
    grade: int = 4
    class_id: int = 0
    year_id: int = 0
    first_day: date = date(2025, 9, 8)
    staff: dict[str, int] = field(default_factory=dict)
    unit: dict[str, int] = field(default_factory=dict)
    period: dict[str, int] = field(default_factory=dict)
    pupil: dict[str, int] = field(default_factory=dict)

    def set(self, pupil: str, unit: str, period: str, **values: Any) -> None:
        """Change the fields of one cell."""
        model = self.model(unit)
        with self.engine.begin() as connection:
            done = connection.execute(
                update(model)
                .where(
                    model.pupil_id == self.pupil[pupil],
                    model.unit_id == self.unit[unit],
                    model.period_id == self.period[period],
                )
                .values(**values)
            )
        assert done.rowcount == 1

    def drop_row(self, pupil: str, unit: str, period: str) -> None:
        """Remove the whole row of one cell."""
        model = self.model(unit)
        with self.engine.begin() as connection:
            connection.execute(
                delete(model).where(
                    model.pupil_id == self.pupil[pupil],
                    model.unit_id == self.unit[unit],
                    model.period_id == self.period[period],
                )
            )

    def add(self, model: type[Base], **values: Any) -> int:
        """Insert a row of any table."""
        with self.engine.begin() as connection:
            return _add(connection, model, **values)

    def run(self, statement: Any) -> None:
        """Run one statement past the kernel."""
        with self.engine.begin() as connection:
            connection.execute(statement)

    def close_results(self, period: str = "GHK1") -> int:
        """Close the results of a period for the whole school, since yesterday."""
        return self.add(
            Closure,
            year_id=self.year_id,
            period_id=self.period[period],
            kind="result",
            starts_at=utc_now() - timedelta(days=1),
            made_by=self.staff["principal"],
        )

    def enrol(
        self, name: str, from_date: date, to_date: date | None = None, *, newcomer: bool = False
    ) -> None:
        """Bring a pupil into the class, without any result."""
        with self.engine.begin() as connection:
            _enrol(self, connection, name, from_date, to_date, newcomer=newcomer)

    def model(self, unit: str) -> type[SubjectResult | TraitResult]:
        """Return the table in which the unit's results stand."""
        return TraitResult if unit[:2] in ("PC", "NL") else SubjectResult


def _add(connection: Connection, model: type[Base], **values: Any) -> int:
    result = connection.execute(insert(model), values)
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _enrol(
    made: CompleteClass,
    connection: Connection,
    name: str,
    from_date: date,
    to_date: date | None = None,
    *,
    newcomer: bool = False,
) -> None:
    pupil = made.pupil[name] = _add(
        connection, Pupil, code=f"HS{name}", full_name=f"Lê {name}", sort_key=name, folded=name
    )
    enrolment = _add(connection, Enrolment, pupil_id=pupil, class_id=made.class_id)
    _add(
        connection,
        EnrolmentInterval,
        enrolment_id=enrolment,
        pupil_id=pupil,
        class_id=made.class_id,
        from_date=from_date,
        to_date=to_date,
        newcomer=newcomer,
    )


def build(engine: Engine, grade: int = 4, rule_set: str = "") -> CompleteClass:
    """Lay out the class on a database with its catalogues; everything is open.

    ``rule_set``: the code of the one that its grade follows, where it isn't the year's.
    """
    made = CompleteClass(engine, grade)
    with system_session(engine, "thiết lập") as session:
        if not session.scalars(select(School)).first():
            session.add(School(name="Trường Tiểu học Hoa Sen"))
        made.year_id = propose(session, "2025-2026").id
        session.commit()
    with engine.begin() as connection:
        if rule_set:
            wanted = select(RuleSet.id).where(RuleSet.code == rule_set).scalar_subquery()
            connection.execute(update(RuleApplication).values(rule_set_id=wanted))
        made.first_day = connection.scalar(
            select(SchoolYear.first_day).where(SchoolYear.id == made.year_id)
        ) or date(2025, 9, 8)
        made.unit = {code: i for i, code in connection.execute(select(Unit.id, Unit.code))}
        made.period = {code: i for i, code in connection.execute(select(Period.id, Period.code))}
        made.class_id = _add(
            connection, SchoolClass, year_id=made.year_id, grade=grade, name=f"{grade}A"
        )
        _people(made, connection)
        for name in PUPILS:
            _enrol(made, connection, name, made.first_day)
        _assign(made, connection)
        _fill(made, connection)
    return made


def _people(made: CompleteClass, connection: Connection) -> None:
    for name, function in STAFF.items():
        staff = made.staff[name] = _add(
            connection,
            Staff,
            code=name.upper(),
            full_name=f"Trần {name}",
            sort_key=name,
            folded=name,
            sex="Nữ",
        )
        account = _add(connection, Account, staff_id=staff, username=name, issued_at=LONG_AGO)
        _add(
            connection,
            Credential,
            account_id=account,
            password_hash="x",  # noqa: S106 - nobody signs in with it
            must_change=False,
            session_token=f"token {name}",
        )
        if function:
            _add(
                connection,
                Duty,
                staff_id=staff,
                function=function,
                title=function,
                source="QĐ 1",
                from_date=made.first_day,
                confirmed_at=LONG_AGO,
            )
    _add(
        connection,
        HomeroomAssignment,
        class_id=made.class_id,
        staff_id=made.staff["homeroom"],
        from_date=made.first_day,
    )


def _rule_set(made: CompleteClass) -> Any:
    """Select the rule set that the class's grade follows."""
    a = RuleApplication
    here = select(a.rule_set_id).where(a.year_id == made.year_id, a.grade == made.grade)
    return here.scalar_subquery()


def _mandatory(made: CompleteClass, connection: Connection) -> list[tuple[int, str, UnitKind]]:
    rows = connection.execute(
        select(Unit.id, Unit.code, Unit.kind)
        .join(RuleUnit, RuleUnit.unit_id == Unit.id)
        .where(RuleUnit.rule_set_id == _rule_set(made))
        .where(RuleUnit.grade == made.grade, RuleUnit.mandatory)
    )
    return [(unit, code, kind) for unit, code, kind in rows]


def _assign(made: CompleteClass, connection: Connection) -> None:
    for unit, code, kind in _mandatory(made, connection):
        if kind is UnitKind.SUBJECT:
            _add(
                connection,
                TeachingAssignment,
                class_id=made.class_id,
                unit_id=unit,
                staff_id=made.staff[TEACHER.get(code, "homeroom")],
                from_date=made.first_day,
            )


def _fill(made: CompleteClass, connection: Connection) -> None:
    tested = {
        (unit, period)
        for unit, period in connection.execute(
            select(RuleTest.unit_id, RuleTest.period_code).where(
                RuleTest.grade == made.grade, RuleTest.rule_set_id == _rule_set(made)
            )
        )
    }
    written = connection.scalar(select(RuleSet.rules).where(RuleSet.id == _rule_set(made)))
    scales = (written or {})["scales"]
    best = {
        subject: next(iter(scales["subject" if subject else "trait"])) for subject in (True, False)
    }
    subjects: list[dict[str, Any]] = []
    traits: list[dict[str, Any]] = []
    for unit, _, kind in _mandatory(made, connection):
        for term in TERMS:
            for pupil in made.pupil.values():
                cell: dict[str, Any] = {
                    "class_id": made.class_id,
                    "unit_id": unit,
                    "period_id": made.period[term],
                    "pupil_id": pupil,
                    "level": best[kind is UnitKind.SUBJECT],
                }
                if kind is UnitKind.SUBJECT:
                    score = 10 if (unit, term) in tested else None
                    subjects.append(cell | {"score": score, "comment": "Em học tốt."})
                else:
                    traits.append(cell)
    connection.execute(insert(SubjectResult), subjects)
    connection.execute(insert(TraitResult), traits)
