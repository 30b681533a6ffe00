"""Composing a message: whom it reaches by which channel, each family's own words, and sending it.

The author's session writes; what it may not read (telephones) it is told only as "there is one".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.clock import in_force, school_today
from models.messages.attempt import Channel
from models.messages.message import Audience, Message, MessageKind
from models.messages.recipient import Recipient
from models.messages.template import check_placeholders, render
from models.people.staff import Staff
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.guardian import Relation
from models.pupils.pupil import Pupil
from models.refusal import NotReady, Unfit
from models.school.classes import SchoolClass
from models.school.school import School

#: by machine, the first that is installed and that the family has an address for
PREFERRED = (Channel.ZALO, Channel.SMS, Channel.EMAIL, Channel.LOG)


@dataclass(frozen=True, slots=True)
class Reachable:
    """A guardian as far as a sender needs to know: who, and whether there is a phone, an email."""

    pupil_id: int
    relation: Relation
    phone: bool
    email: bool

    def by(self, channel: Channel) -> bool:
        """Tell whether this guardian has an address for a channel."""
        match channel:
            case Channel.SMS | Channel.ZALO | Channel.CALL:
                return self.phone
            case Channel.EMAIL:
                return self.email
            case Channel.LOG:
                return self.phone or self.email
        return True


#: pupils → their guardians (permissions.reach.guardians_to_reach)
Reach = Callable[[Collection[int]], Sequence[Reachable]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the author wants to send; ``pupil_ids`` for the audience PUPILS alone.

    ``channel``: None chooses for each family; SLIP and CALL are done by people. ``said``: what the
    placeholder of an event becomes.
    """

    kind: MessageKind
    audience: Audience
    year_id: int
    subject: str
    text: str
    class_id: int | None = None
    grade: int | None = None
    pupil_ids: tuple[int, ...] = ()
    channel: Channel | None = None
    day: date | None = None
    event_key: str | None = None
    said: str | None = None
    #: what it becomes for a pupil whose own result it is
    said_of: Mapping[int, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One guardian of the preview, or a pupil nobody can be reached for (``guardian`` None)."""

    pupil: Pupil
    room: SchoolClass
    guardian: Reachable | None
    channel: Channel | None
    text: str


def check(draft: Draft) -> None:
    """Refuse (Unfit) a draft with no words, unknown placeholders or nobody named."""
    for field, value, longest in (("subject", draft.subject, 150), ("text", draft.text, 2000)):
        if not value.strip():
            raise Unfit("Chưa có lời nào.", field=field)
        if len(value) > longest:
            raise Unfit(f"Dài quá {longest} kí tự.", field=field)
        check_placeholders(value, field, rule=draft.said is not None or bool(draft.said_of))
    if draft.audience is Audience.PUPILS and not draft.pupil_ids:
        raise Unfit("Chưa chọn em nào.", field="pupils")


def way(
    guardian: Reachable, installed: Collection[Channel], wanted: Channel | None = None
) -> Channel:
    """Return by which channel a guardian is reached; paper where nothing else is there."""
    if wanted in (Channel.SLIP, Channel.CALL):
        return wanted
    fit = (c for c in PREFERRED if c in installed and guardian.by(c))
    return next(fit, Channel.SLIP)


def preview(
    session: Session,
    draft: Draft,
    author: Staff,
    reach: Reach,
    installed: Collection[Channel],
) -> list[Line]:
    """Return each guardian's own words, by class and name; raises Unfit for a bad draft."""
    check(draft)
    found = _pupils(session, draft)
    guardians: dict[int, list[Reachable]] = {}
    for one in reach([pupil.id for pupil, _ in found]):
        guardians.setdefault(one.pupil_id, []).append(one)
    school = session.scalars(select(School).order_by(School.id).limit(1)).first()
    shared = {
        "ngay": f"{draft.day or school_today():%d/%m/%Y}",
        "nguoi_gui": f"{author.address} {author.full_name}",
        "truong": school.name if school else "",
        "noi_dung": draft.said or "",
    }
    lines = []
    for pupil, room in found:
        own = shared | {"ten": pupil.full_name, "lop": room.name}
        if pupil.id in draft.said_of:
            own["noi_dung"] = draft.said_of[pupil.id]
        for one in chosen(guardians.get(pupil.id, ()), installed, draft.channel):
            text = render(draft.text, own | {"phu_huynh": one.relation.value})
            lines.append(Line(pupil, room, one, way(one, installed, draft.channel), text))
        if pupil.id not in guardians:
            lines.append(Line(pupil, room, None, None, render(draft.text, own)))
    return lines


def chosen(
    guardians: Sequence[Reachable], installed: Collection[Channel], wanted: Channel | None
) -> Sequence[Reachable]:
    """Return who of a pupil's guardians is written to.

    All whom a machine reaches; one slip, or one call, a pupil where it is done by hand.
    """
    if wanted is None:
        reached = [g for g in guardians if way(g, installed) is not Channel.SLIP]
        return reached or guardians[:1]
    if wanted is Channel.CALL:
        return [g for g in guardians if g.phone][:1] or guardians[:1]
    return guardians[:1]


def _pupils(session: Session, draft: Draft) -> list[tuple[Pupil, SchoolClass]]:
    conditions = []
    if draft.class_id is not None:
        conditions.append(SchoolClass.id == draft.class_id)
    if draft.grade is not None:
        conditions.append(SchoolClass.grade == draft.grade)
    if draft.audience is Audience.PUPILS:
        conditions.append(Pupil.id.in_(draft.pupil_ids))
    return pupils_now(session, draft.year_id, *conditions)


def pupils_now(
    session: Session, year_id: int, *conditions: ColumnElement[bool]
) -> list[tuple[Pupil, SchoolClass]]:
    """Return the year's pupils of today with their class, by class and name, each once."""
    query = (
        select(Pupil, SchoolClass)
        .join(EnrolmentInterval, EnrolmentInterval.pupil_id == Pupil.id)
        .join(SchoolClass, SchoolClass.id == EnrolmentInterval.class_id)
        .where(
            SchoolClass.year_id == year_id,
            in_force(EnrolmentInterval, school_today()),
            *conditions,
        )
        .order_by(EnrolmentInterval.from_date)
    )
    # the class that was entered last, should an older interval still be open
    found = {pupil.id: (pupil, room) for pupil, room in session.execute(query)}
    return sorted(found.values(), key=lambda one: (one[1].grade, one[1].name, one[0].sort_key))


def write(
    session: Session,
    draft: Draft,
    author: Staff,
    lines: Iterable[Line],
    *,
    queue: bool = True,
    on_behalf: str | None = None,
) -> Message:
    """Write message and recipients; the worker delivers once it is queued (and approved).

    Raises NotReady when there is nobody to write to, or this event has its message already.
    """
    reached = [line for line in lines if line.guardian is not None and line.channel is not None]
    if not reached:
        raise NotReady("Chưa gửi được: không có người thân nào của các em này trong sổ.")
    if draft.event_key is not None and known(session, draft.event_key):
        raise NotReady("Việc này đã có tin rồi, mỗi việc chỉ báo gia đình một lần.")
    now = utc_now()
    message = Message(
        kind=draft.kind,
        author_id=author.id,
        on_behalf=on_behalf,
        audience=draft.audience,
        year_id=draft.year_id,
        grade=draft.grade,
        class_id=draft.class_id,
        subject=title(draft.subject.strip(), reached),
        text=draft.text.strip(),
        event_key=draft.event_key,
        created_at=now,
        queued_at=now if queue else None,
    )
    session.add(message)
    session.flush()
    session.add_all(
        Recipient(
            message_id=message.id,
            kind=message.kind,
            author_id=message.author_id,
            audience=message.audience,
            class_id=line.room.id,
            pupil_id=line.pupil.id,
            relation=line.guardian.relation,
            channel=line.channel,
            text=line.text,
        )
        for line in reached
        if line.guardian is not None
    )
    session.flush()
    return message


def title(subject: str, lines: Sequence[Line]) -> str:
    """Return the subject that all recipients share; Unfit when it would have to differ."""
    pupils = {line.pupil.full_name for line in lines}
    rooms = {line.room.name for line in lines}
    shared = {"ten": pupils, "lop": rooms}
    for word, values in shared.items():
        if f"{{{word}}}" in subject and len(values) > 1:
            raise Unfit(f"Tiêu đề chung cho nhiều em nên không có {{{word}}}.", field="subject")
    return render(subject, {word: min(values) for word, values in shared.items() if values})


def known(session: Session, event_key: str) -> bool:
    """Tell whether an event has its message already, sent, proposed or dropped."""
    query = select(Message.id).where(Message.event_key == event_key)
    return session.scalars(query).first() is not None
