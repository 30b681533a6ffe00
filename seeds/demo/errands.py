"""The demo's tasks, and messages to families: given, done, late; sent, failed, waiting."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from models.access import Reminder, Task
from models.access.target import people_of, words_of
from models.messages import (
    AttemptState,
    Audience,
    Channel,
    DeliveryAttempt,
    Message,
    MessageKind,
    Recipient,
)
from models.messages.compose import Draft, Line, preview
from models.people import Staff
from permissions import guard
from permissions.reach import guardians_to_reach
from permissions.session import system_session
from seeds.data import read
from seeds.demo.data import accounts, demo_school
from seeds.demo.world import REASON, World

PRINCIPAL, VICE, CLERK = "CB001", "CB002", "CB003"
#: one family in so many isn't reached
LOST, FIRST_LOST = 17, 11


def build_errands(world: World) -> None:
    """Give tasks as the principal, have some done; write to families as their teachers."""
    errands = read("demo/errands")
    for number, task in enumerate(errands["tasks"]):
        _give(world, number, task, errands["remarks"])
    with world.acting(VICE) as s:
        at = world.days.at(world.days.today - timedelta(days=1), 16)
        to = {"to_id": world.staff[PRINCIPAL], "from_id": world.staff[VICE], "sent_at": at}
        guard.write(s, Reminder, creates=[errands["reminder"] | to])
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    for line in errands["messages"]:
        draft = Draft(
            kind=MessageKind(line["kind"]),
            audience=Audience.CLASS,
            year_id=world.year_id,
            subject=line["subject"],
            text=line["text"],
            class_id=world.classes[line["class"]],
        )
        at = world.days.at(world.days.today - timedelta(days=line["ago"]), 16, 30)
        ids, rows = _written(world, homeroom[line["class"]], draft, at)
        _deliver(world, ids, rows, at, errands["unreached"])
    waits = Draft(
        kind=MessageKind.NOTICE, audience=Audience.GRADE, year_id=world.year_id, **errands["grade"]
    )
    _written(world, CLERK, waits, world.days.at(world.days.today - timedelta(days=1), 9))


def _give(world: World, number: int, task: dict[str, Any], remarks: list[str]) -> None:
    today, target = world.days.today, task["target"]
    given = world.days.at(today - timedelta(days=task["ago"]), 8, 10 * number)
    with world.acting(PRINCIPAL) as s:
        people = people_of(s, target, today, world.staff[PRINCIPAL])
        row = {
            "assigned_by": world.staff[PRINCIPAL],
            "assigned_at": given,
            "batch": f"demo{number}",
            "target": target,
            "through": words_of(s, target, today),
            "title": task["title"],
            "text": task["text"] or None,
            "due_on": today + timedelta(days=task["due"]),
        }
        ids = guard.write(s, Task, creates=[row | {"to_id": person.id} for person in people])
    done = list(zip(ids, people, strict=True))[task["every"] - 1 :: task["every"]]
    at = world.days.at(given.date() + timedelta(days=1), 15)
    shown = {account.username for account in accounts()}
    for task_id, person in done:
        if person.code.lower() in shown:
            said = {"done_at": at, "remark": remarks[task_id % len(remarks)] if number else None}
            with world.acting(person.code) as s:
                guard.write(s, Task, updates={task_id: said})


def _written(
    world: World, author: str, draft: Draft, at: datetime
) -> tuple[list[int], list[dict[str, Any]]]:
    """Write a message and its recipients as its author; return the recipients."""
    with world.acting(author) as s:
        me = s.get_one(Staff, world.staff[author])
        lines = preview(s, draft, me, partial(guardians_to_reach, s), {Channel.LOG})
        message = {
            "kind": draft.kind,
            "author_id": me.id,
            "audience": draft.audience,
            "year_id": draft.year_id,
            "grade": draft.grade,
            "class_id": draft.class_id,
            "subject": draft.subject,
            "text": draft.text,
            "event_key": f"hand:demo:{draft.subject}:{draft.class_id}",
            "created_at": at,
            "queued_at": at,
        }
        (message_id,) = guard.write(s, Message, creates=[message])
        rows = [_recipient(message_id, message, line) for line in lines if line.guardian]
        return guard.write(s, Recipient, creates=rows), rows


def _recipient(message_id: int, message: dict[str, Any], line: Line) -> dict[str, Any]:
    keys = {name: message[name] for name in ("kind", "author_id", "audience")}
    return keys | {
        "message_id": message_id,
        "class_id": line.room.id,
        "pupil_id": line.pupil.id,
        "relation": line.guardian.relation if line.guardian else None,
        "channel": line.channel,
        "text": line.text,
    }


def _deliver(
    world: World, ids: list[int], rows: list[dict[str, Any]], at: datetime, unreached: str
) -> None:
    """Let the trial log take what it can; slips wait to be handed out."""
    tries = []
    keys = ("kind", "author_id", "audience", "class_id", "pupil_id", "channel")
    for place, (recipient_id, row) in enumerate(zip(ids, rows, strict=True)):
        slip, lost = row["channel"] is Channel.SLIP, place % LOST == FIRST_LOST
        state = AttemptState.FAILED if lost else AttemptState.SENT
        tries.append(
            {name: row[name] for name in keys}
            | {
                "recipient_id": recipient_id,
                "number": 1,
                "state": AttemptState.WAITING if slip else state,
                "due_at": at,
                "at": None if slip else at,
                "answer": unreached if lost and not slip else None,
            }
        )
    with system_session(world.engine, REASON, capacities={"worker"}) as s:
        guard.write(s, DeliveryAttempt, creates=tries)
        s.commit()
