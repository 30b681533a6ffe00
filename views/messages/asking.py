"""From the form to a draft: to whom this person may write at all, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import current_app, g
from sqlalchemy import select

from jobs.channels.installed import installed
from models.base import utc_now
from models.clock import school_today
from models.messages import Audience, Channel, Message, MessageKind
from models.messages.compose import Draft, Line, preview
from models.messages.message import BY_HAND
from models.people import Staff
from models.pupils import Pupil
from models.pupils.roll import roll
from models.refusal import Unfit
from models.school import SchoolClass
from permissions import guard
from permissions.errors import Forbidden
from permissions.reach import guardians_to_reach
from permissions.session import GuardedSession
from views.frame import current_year
from views.ids import row_id

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

NOT_YOURS = "Gửi tin cho gia đình là việc của GVCN với lớp mình, văn phòng và phó hiệu trưởng với khối và trường, y tế với gia đình của em (Đ4.2, 6.2)."  # noqa: E501 - one sentence
NONCE = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer to "to whom": its word in the address, its name, what it means."""

    value: str
    label: str
    audience: Audience
    class_id: int | None = None
    grade: int | None = None
    kinds: tuple[MessageKind, ...] = (MessageKind.NOTICE, MessageKind.MEETING)

    @property
    def by_pupil(self) -> bool:
        """Whether single pupils are ticked."""
        return self.class_id is not None


def may_write(session: GuardedSession, **row: Any) -> bool:
    """Tell whether this person may write such a message."""
    blank = {"kind": MessageKind.NOTICE, "class_id": None, "author_id": g.actor.staff_id}
    (fact,) = guard.facts_new(session, Message, [blank | row])
    return any("text" in fact.create_fields(name) for name in fact.capacities)


def choices(session: GuardedSession) -> list[Choice]:
    """Return to whom this person may write, the own class first."""
    year = current_year(session)
    if year is None or g.actor.staff_id is None:
        return []
    rooms = list(
        session.scalars(
            select(SchoolClass)
            .where(SchoolClass.year_id == year.id)
            .order_by(SchoolClass.grade, SchoolClass.name)
        )
    )
    own = (MessageKind.NOTICE, MessageKind.MEETING, MessageKind.ABSENCE, MessageKind.CONDUCT)
    found = [
        Choice(f"lop-{r.id}", f"Lớp {r.name}", Audience.CLASS, r.id, kinds=own)
        for r in rooms
        if r.id in g.actor.homeroom and may_write(session, audience=Audience.CLASS, class_id=r.id)
    ]
    if may_write(session, audience=Audience.SCHOOL):
        found += [
            Choice(f"khoi-{grade}", f"Khối {grade}", Audience.GRADE, grade=grade)
            for grade in sorted({r.grade for r in rooms})
        ]
        found.append(Choice("truong", "Cả trường", Audience.SCHOOL))
    if may_write(session, audience=Audience.PUPILS, kind=MessageKind.HEALTH):
        health = (MessageKind.HEALTH,)
        found += [
            Choice(f"y-te-{r.id}", f"Em của lớp {r.name}", Audience.PUPILS, r.id, kinds=health)
            for r in rooms
        ]
    return found


def chosen(session: GuardedSession, word: str | None) -> tuple[Choice, list[Choice]]:
    """Return the choice that the address names (else the first) and all; Forbidden without any."""
    every = choices(session)
    if not every:
        raise Forbidden(NOT_YOURS)
    return next((c for c in every if c.value == word), every[0]), every


def pupils_of(session: GuardedSession, choice: Choice) -> list[Pupil]:
    """Return the pupils who may be ticked."""
    if choice.class_id is None:
        return []
    return roll(session, [choice.class_id], school_today())[choice.class_id]


def draft_of(session: GuardedSession, choice: Choice, form: MultiDict[str, str]) -> Draft:
    """Read the form; Unfit for what can't be."""
    year = current_year(session)
    kind = next((k for k in choice.kinds if k.value == form.get("kind")), choice.kinds[0])
    ticked = tuple(i for i in map(row_id, form.getlist("em")) if i is not None)
    pupils = pupils_of(session, choice)
    everybody = {pupil.id for pupil in pupils} <= set(ticked)
    audience = choice.audience
    if choice.by_pupil:
        whole = everybody and bool(pupils) and choice.audience is Audience.CLASS
        audience = Audience.CLASS if whole else Audience.PUPILS
    nonce = form.get("lan", "")
    if not nonce.isalnum() or len(nonce) > NONCE:
        raise Unfit("Trang soạn tin đã cũ; mở lại rồi gửi.", field="lan")
    channel = {"phieu": Channel.SLIP, "goi": Channel.CALL}.get(form.get("duong", ""))
    return Draft(
        kind=kind,
        audience=audience,
        year_id=year.id if year else 0,
        subject=form.get("subject", "").replace("\x00", ""),
        text=form.get("text", "").replace("\x00", "").replace("\r\n", "\n"),
        class_id=choice.class_id,
        grade=choice.grade,
        pupil_ids=ticked if audience is Audience.PUPILS else (),
        channel=channel,
        event_key=f"{BY_HAND}{utc_now():%Y-%m}:{g.actor.staff_id}:{nonce}",
    )


def lines_of(session: GuardedSession, draft: Draft) -> tuple[Staff, list[Line]]:
    """Return the author and each family's words; Unfit for a bad draft."""
    author = session.get_one(Staff, g.actor.staff_id)
    reach = partial(guardians_to_reach, session)
    return author, preview(session, draft, author, reach, ways())


def ways() -> frozenset[Channel]:
    """Return the channels that this installation delivers by."""
    return frozenset(installed(current_app.extensions["so_truong_settings"]))
