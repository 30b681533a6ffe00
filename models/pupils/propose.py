"""Proposing a change of a legal field with its evidence, and deciding on it (RIGHTS, Điều 4.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import typed
from models.names import fold, sort_key
from models.people.staff import Sex
from models.pupils.ethnic import EthnicGroup
from models.pupils.legal import LegalChange, LegalDecision, LegalField
from models.pupils.pupil import PersonalId, Pupil, PupilBackground, PupilBirth
from models.refusal import NotReady, Unfit

LONGEST = 200
#: where a legal field stands: table and column
PLACES: dict[LegalField, tuple[Any, str]] = {
    LegalField.NAME: (Pupil, "full_name"),
    LegalField.BIRTH: (PupilBirth, "birth_date"),
    LegalField.SEX: (PupilBirth, "sex"),
    LegalField.ETHNIC: (PupilBackground, "ethnic_group_id"),
    LegalField.PERSONAL_ID: (PersonalId, "number"),
}
LABEL = {
    LegalField.NAME: "Họ và tên",
    LegalField.BIRTH: "Ngày sinh",
    LegalField.SEX: "Giới tính",
    LegalField.ETHNIC: "Dân tộc",
    LegalField.PERSONAL_ID: "Số ĐDCN",
}


class _Digits(typed.Text):
    """A personal ID: 12 digits (DOMAIN §5.3)."""

    def value(self, given: Any) -> str | None:
        """Return the digits without spaces."""
        text = "".join(typed.clean(given).split())
        if text and not (text.isascii() and text.isdigit() and len(text) == 12):  # noqa: PLR2004
            msg = "Số ĐDCN có 12 chữ số."
            raise typed.UnfitError(msg)
        return text or None


def holds(field: LegalField, groups: dict[int, str]) -> typed.Kind:
    """Return what a legal field takes; ``groups``: ethnic groups by id."""
    if field is LegalField.BIRTH:
        return typed.Day(date(1990, 1, 1), date(2100, 12, 31))
    if field is LegalField.SEX:
        return typed.Choice({sex: sex.value for sex in Sex})
    if field is LegalField.ETHNIC:
        return typed.Choice(groups)
    if field is LegalField.PERSONAL_ID:
        return _Digits(20, LABEL[field], lines=False)
    return typed.Text(100, LABEL[field], lines=False)


def ethnic_groups(session: Session) -> dict[int, str]:
    """Return the names of the ethnic groups by id, in the order of their list."""
    rows = session.execute(select(EthnicGroup.id, EthnicGroup.name).order_by(EthnicGroup.code))
    return {group_id: name for group_id, name in rows}  # noqa: C416 - rows


def row_of(session: Session, field: LegalField, pupil_id: int) -> Any:
    """Return the row that holds a legal field of a pupil, None while there is none."""
    model, _ = PLACES[field]
    owner = model.id if model is Pupil else model.pupil_id
    return session.scalars(select(model).where(owner == pupil_id)).one_or_none()


def stands(field: LegalField, row: Any, groups: dict[int, str]) -> str | None:
    """Return what a legal field says now, as it is read on paper."""
    value = getattr(row, PLACES[field][1]) if row is not None else None
    return holds(field, groups).text(value) or None


def propose(
    session: Session, pupil_id: int, field: LegalField, given: tuple[str, str], by: int,
    now: datetime,
) -> LegalChange:  # fmt: skip
    """Propose a new value; ``given``: (value as typed, evidence). The caller commits.

    Raises Unfit when the value doesn't fit, says nothing new or has no evidence, NotReady while
    another proposal for the field waits.
    """
    typed_value, evidence = given
    groups = ethnic_groups(session)
    kind, old = holds(field, groups), stands(field, row_of(session, field, pupil_id), groups)
    try:
        new = kind.text(kind.value(typed_value))
    except typed.UnfitError as no:
        raise Unfit(str(no), field=field.value) from no
    if not new or new == old:
        raise Unfit(f"{LABEL[field]}: ghi giá trị mới, khác trong sổ.", field=field.value)
    proof = " ".join(typed.clean(evidence).split())
    if not proof:
        raise Unfit("Ghi minh chứng, ví dụ Giấy khai sinh số 123/2018.", field=field.value)
    if len(proof) > LONGEST:
        raise Unfit(f"Minh chứng dài quá {LONGEST} chữ.", field=field.value)
    waiting = select(LegalChange.id).where(
        LegalChange.pupil_id == pupil_id,
        LegalChange.field == field,
        LegalChange.decision.is_(None),
    )
    if session.scalars(waiting).first() is not None:
        raise NotReady(f"Đã có đề nghị đổi {LABEL[field].lower()} của em này đang chờ Văn phòng.")
    made = LegalChange(
        pupil_id=pupil_id, field=field, old=old, new=new, evidence=proof, proposed_by=by,
        proposed_at=now,
    )  # fmt: skip
    session.add(made)
    return made


def accept(session: Session, change: LegalChange, by: int, now: datetime) -> None:
    """Write the proposed value and the decision; the caller commits, with a reason.

    Raises NotReady when it was decided already, or when the value has changed since.
    """
    _refuse_decided(change)
    groups = ethnic_groups(session)
    row = row_of(session, change.field, change.pupil_id)
    now_says = stands(change.field, row, groups)
    if now_says not in (change.old, change.new):
        raise NotReady(
            f"Từ lúc đề nghị, {LABEL[change.field].lower()} đã đổi thành “{now_says or 'trống'}”,"
            " nên không nhận nguyên như đề nghị. Trả lời không nhận; GVCN đề nghị lại nếu cần."
        )
    if now_says != change.new:
        _write(session, change, row, holds(change.field, groups).value(change.new))
    change.decision, change.decided_by, change.decided_at = LegalDecision.ACCEPTED, by, now


def refuse(change: LegalChange, by: int, answer: str, now: datetime) -> None:
    """Refuse with a reason, which the proposer reads; the caller commits."""
    _refuse_decided(change)
    said = " ".join(typed.clean(answer).split())[:LONGEST]
    if not said:
        raise Unfit("Ghi lí do không nhận, để GVCN biết.", field="answer")
    change.decision, change.decided_by, change.decided_at = LegalDecision.REFUSED, by, now
    change.answer = said


def _refuse_decided(change: LegalChange) -> None:
    if change.decision is not None:
        raise NotReady("Đề nghị này đã có kết quả.")


def _write(session: Session, change: LegalChange, row: Any, value: Any) -> None:
    model, column = PLACES[change.field]
    if row is None:
        if model is PupilBirth:
            raise NotReady("Em chưa có ngày sinh, giới tính: ghi cả hai ở trang hồ sơ trước.")
        row = model(pupil_id=change.pupil_id)
        session.add(row)
    setattr(row, column, value)
    if change.field is LegalField.NAME:
        row.sort_key, row.folded = sort_key(value), fold(value)
