"""The small school with telephones, and short ways to write from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select, update

from jobs.database import writer
from models.base import Base
from models.messages import (
    AttemptState,
    Audience,
    Channel,
    DeliveryAttempt,
    Message,
    MessageKind,
)
from models.messages.compose import Draft, preview, write
from models.people import Staff
from permissions.reach import guardians_to_reach
from permissions.session import actor_session, system_session
from tests.world import World

SMS = {Channel.SMS: None}


def give_addresses(engine: Engine) -> None:
    """Give each family a telephone and an e-mail, and take away what was sent before."""
    tables = Base.metadata.tables
    with engine.begin() as connection:
        for name in ("attempt_address", "delivery_attempt", "recipient", "message"):
            connection.execute(tables[name].delete())
        guardian = tables["guardian"]
        for row in connection.execute(select(guardian.c.id)).all():
            connection.execute(
                update(guardian)
                .where(guardian.c.id == row.id)
                .values(phone=f"09{row.id:08}", email=f"nha{row.id}@example.org")
            )


@dataclass
class Writer:
    """Somebody of the school who writes to families."""

    world: World
    person: str

    def send(self, installed: Collection[Channel] = (Channel.SMS,), **draft: Any) -> int:
        """Compose and queue as this person; return the message's id."""
        world = self.world
        fields = {
            "kind": MessageKind.NOTICE,
            "audience": Audience.CLASS,
            "year_id": world.year,
            "subject": "Thông báo",
            "text": "Kính gửi {phu_huynh} em {ten}, lớp {lop}.",
        } | draft
        if fields["audience"] is Audience.CLASS and "class_id" not in fields:
            fields["class_id"] = world.klass["3A"]
        wanted = Draft(**fields)
        with actor_session(writer(world.engine), world.actor(self.person)) as session:
            author = session.get_one(Staff, world.staff[self.person])
            lines = preview(
                session, wanted, author, lambda ids: guardians_to_reach(session, ids), installed
            )
            message = write(session, wanted, author, lines)
            session.commit()
            return message.id

    def change(self, message_id: int, act: Any, *arguments: Any) -> None:
        """Do something to a message as this person."""
        with actor_session(writer(self.world.engine), self.world.actor(self.person)) as session:
            act(session.get_one(Message, message_id), *arguments)
            session.commit()


def attempts(engine: Engine, message_id: int | None = None) -> list[tuple[int, int, AttemptState]]:
    """Return (recipient, number, state) of all attempts, in order."""
    del message_id
    with system_session(engine, "thử", capacities=frozenset()) as session:
        rows = session.scalars(
            select(DeliveryAttempt).order_by(DeliveryAttempt.recipient_id, DeliveryAttempt.number)
        )
        return [(row.recipient_id, row.number, row.state) for row in rows]


def states(engine: Engine) -> list[str]:
    """Return the states of all attempts, in order."""
    return [state.value for _, _, state in attempts(engine)]


def due_times(engine: Engine) -> list[datetime]:
    """Return when the attempts are due, in order."""
    with system_session(engine, "thử", capacities=frozenset()) as session:
        query = select(DeliveryAttempt.due_at)
        return list(
            session.scalars(query.order_by(DeliveryAttempt.recipient_id, DeliveryAttempt.number))
        )
