"""The demo under construction: the engine, its days, and rows by the names that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine, select

from models.assessment import Unit
from models.people import Staff
from models.school import Period, SchoolClass
from permissions.actor import Actor, load_actor
from permissions.session import GuardedSession, actor_session, system_session
from seeds.demo.days import DemoDays

#: What the set-up of the demo may write; whatever decides is done by the demo's people themselves.
SETUP = frozenset({"operator", "importer", "gatekeeper"})
REASON = "dựng trường mẫu"


@dataclass
class World:
    """Ids by code or name; filled once the frame stands. Actors are kept per person and day."""

    engine: Engine
    days: DemoDays
    hash_password: Callable[[str], str]
    year_id: int = 0
    units: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def learn(self) -> None:
        """Read the ids of the frame."""
        with self.setup() as s:
            self.units = {u.code: u.id for u in s.scalars(select(Unit))}
            self.classes = {c.name: c.id for c in s.scalars(select(SchoolClass))}
            self.staff = {p.code: p.id for p in s.scalars(select(Staff))}
            found = s.scalars(select(Period).where(Period.year_id == self.year_id))
            self.periods = {p.code: p for p in found}

    @contextmanager
    def setup(self) -> Iterator[GuardedSession]:
        """Open the session of the set-up."""
        with system_session(self.engine, REASON, capacities=SETUP) as session:
            yield session

    @contextmanager
    def acting(
        self, code: str, on: date | None = None, reason: str | None = None
    ) -> Iterator[GuardedSession]:
        """Open the session of a person as of a day (default: today); commits at the end."""
        day = on or self.days.today
        if (code, day) not in self._actors:
            found = load_actor(self.engine, username=code.lower(), today=day)
            self._actors[code, day] = found
        with actor_session(self.engine, self._actors[code, day], reason) as session:
            yield session
            session.commit()
