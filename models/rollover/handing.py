"""What is handed over of a class, drawn from the data, and the two signatures (TT 27/2020 Đ12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import utc_now
from models.clock import in_force
from models.homeroom.support import PupilSupport, SupportStatus
from models.people.staff import Staff
from models.pupils.enrolment import EnrolmentInterval
from models.pupils.pupil import Pupil
from models.refusal import NotReady, Unfit
from models.rollover.minutes import HandOverMinutes, Stage
from models.school.classes import SchoolClass
from models.school.year import SchoolYear
from models.yearend.approve import content_hash
from models.yearend.proposal import Proposal

LONGEST = 500
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A pupil as handed over.

    ``overall``: a code (HTXS, HTT, HT, CHT) or None; ``completed``, ``promoted``: None while it
    isn't decided. ``support``: what the pupil needs, in the words of the class's book.
    """

    code: str
    name: str
    overall: str | None
    completed: bool | None
    promoted: bool | None
    support: str
    note: str

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> PupilLine:
        """Read a signed line."""
        return cls(**{name: kept[name] for name in cls.__slots__})

    def kept(self) -> dict[str, Any]:
        """Return the line as it is signed."""
        return {name: getattr(self, name) for name in self.__slots__}


def begin(session: Session, room: SchoolClass, giver_id: int, receiver_id: int) -> HandOverMinutes:
    """Begin the record of a class; Unfit when the receiver is the giver or works here no more."""
    _refuse_receiver(session, giver_id, receiver_id)
    made = HandOverMinutes(
        class_id=room.id, giver_id=giver_id, receiver_id=receiver_id, notes={}, content=None
    )
    session.add(made)
    session.flush()
    return made


def write(
    session: Session, row: HandOverMinutes, receiver_id: int, text: str, notes: Mapping[str, str]
) -> None:
    """Write what the giver adds; NotReady once it is signed."""
    if row.stage is not Stage.WRITING:
        raise NotReady("Biên bản đã kí: rút chữ kí trước khi sửa.")
    _refuse_receiver(session, row.giver_id, receiver_id)
    row.receiver_id = receiver_id
    row.text = text.strip()[:LONGEST_TEXT] or None
    row.notes = {
        code: " ".join(note.split())[:LONGEST] for code, note in notes.items() if note.strip()
    }


def _refuse_receiver(session: Session, giver_id: int, receiver_id: int) -> None:
    if receiver_id == giver_id:
        raise Unfit("Người nhận là người khác với người giao.", field="receiver_id")
    found = session.scalars(select(Staff).where(Staff.id == receiver_id)).one_or_none()
    if found is None or found.left_on is not None:
        raise Unfit("Chọn người nhận trong danh sách cán bộ.", field="receiver_id")


def lines_of(session: Session, row: HandOverMinutes) -> list[PupilLine]:
    """Return the pupils: as signed, else as the class's data say now to whoever asks."""
    if row.content is not None:
        return [PupilLine.of(line) for line in row.content["pupils"]]
    year = session.scalars(
        select(SchoolYear)
        .join(SchoolClass, SchoolClass.year_id == SchoolYear.id)
        .where(SchoolClass.id == row.class_id)
    ).one()
    stay = EnrolmentInterval
    pupils = session.scalars(
        select(Pupil)
        .join(stay, stay.pupil_id == Pupil.id)
        .where(stay.class_id == row.class_id, in_force(stay, year.last_day))
        .order_by(Pupil.sort_key, Pupil.code)
    ).all()
    mine = select(Proposal).where(Proposal.class_id == row.class_id)
    proposed = {one.pupil_id: one for one in session.scalars(mine)}
    needs: dict[int, list[str]] = {}
    plans = select(PupilSupport).where(
        PupilSupport.class_id == row.class_id, PupilSupport.status != SupportStatus.REACHED
    )
    for one in session.scalars(plans.order_by(PupilSupport.from_date, PupilSupport.id)):
        needs.setdefault(one.pupil_id, []).append(one.plan)
    return [_line(pupil, proposed.get(pupil.id), needs.get(pupil.id, []), row) for pupil in pupils]


def _line(
    pupil: Pupil, proposal: Proposal | None, needs: list[str], row: HandOverMinutes
) -> PupilLine:
    told = list(needs)
    if proposal is not None and proposal.summer_support:
        told.append("Đánh giá bổ sung, rèn luyện trong hè")
    if proposal is not None and proposal.reason:
        told.append(proposal.reason)
    return PupilLine(
        code=pupil.code,
        name=pupil.full_name,
        overall=proposal.overall if proposal else None,
        completed=proposal.completed if proposal else None,
        promoted=proposal.promoted if proposal else None,
        support="; ".join(" ".join(part.split()) for part in told),
        note=row.notes.get(pupil.code, ""),
    )


def give(session: Session, row: HandOverMinutes, room: str, year: str) -> None:
    """Sign as the giver: the content stays as it is now; NotReady when signed or empty."""
    if row.stage is not Stage.WRITING:
        raise NotReady("Biên bản này đã có chữ kí của người giao.")
    lines = lines_of(session, row)
    if not lines:
        raise NotReady("Lớp không có em nào nên chưa có gì để bàn giao.")
    content = {
        "class": room,
        "year": year,
        "receiver": row.receiver_id,
        "text": row.text,
        "pupils": [line.kept() for line in lines],
    }
    row.content, row.sha256, row.given_at = content, content_hash(content), utc_now()


def take_back(row: HandOverMinutes) -> None:
    """Withdraw the first signature; NotReady once the second stands."""
    if row.stage is not Stage.GIVEN:
        raise NotReady("Chỉ rút được chữ kí khi người nhận chưa kí.")
    row.content, row.sha256, row.given_at = None, None, None


def receive(row: HandOverMinutes, staff_id: int) -> None:
    """Sign as the receiver, last; NotReady before the giver has signed or after."""
    if row.stage is not Stage.GIVEN or row.receiver_id != staff_id:
        raise NotReady("Biên bản này không chờ chữ kí của anh/chị.")
    row.received_at = utc_now()


def is_unchanged(row: HandOverMinutes) -> bool:
    """Tell whether a signed record still has the hash that it was signed with."""
    return row.content is not None and content_hash(row.content) == row.sha256
