"""A pupil's file (hồ sơ) as one sheet: every particular with its place, read and written together.

What somebody typed is compared with what they saw and with what stands now, so that a change by
another is told and never lost. All or nothing is written (Điều 4.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models import typed
from models.base import Base
from models.clock import in_force, school_today
from models.names import fold, sort_key
from models.pupils.declared import DeclaredField, DeclaredValue, kept
from models.pupils.guardian import Guardian, Relation
from models.pupils.legal import LegalField
from models.pupils.propose import LABEL, PLACES, holds
from models.pupils.pupil import PersonalId, Pupil, PupilBackground, PupilBirth
from models.pupils.register import HIGHEST
from models.pupils.required import BUILT_IN

_YES_NO = typed.Choice({True: "có", False: "không"})
_HOME: dict[str, typed.Kind] = {
    "address": typed.Text(300, "Chỗ ở", lines=False),
    "birth_place": typed.Text(200, "Nơi sinh", lines=False),
    "native_place": typed.Text(200, "Quê quán", lines=False),
    "nationality": typed.Text(60, "Quốc tịch", lines=False),
    "poor_household": _YES_NO,
    "disability": _YES_NO,
    "note": typed.Text(1000, "Ghi chú"),
}
_FAMILY: dict[str, typed.Kind] = {
    "full_name": typed.Text(100, "Họ và tên", lines=False),
    "phone": typed.Text(20, "Điện thoại", lines=False),
    "occupation": typed.Text(100, "Nghề nghiệp", lines=False),
    "email": typed.Text(200, "Email", lines=False),
}
_NUMBERS: dict[str, typed.Kind] = {
    "code": typed.Text(20, "Mã học sinh", lines=False),
    "register_number": typed.Number(1, HIGHEST),
}
Key = tuple[type[Base], Any]


@dataclass(frozen=True, eq=False)
class Place:
    """Where one particular stands: the row (``at``: which of the table's) and its column."""

    group: str
    key: str
    label: str
    kind: typed.Kind
    model: type[Base]
    column: str
    at: Any = None
    help: str = ""
    sensitive: bool = False

    @property
    def row(self) -> Key:
        """What names the row within the pupil's file."""
        return self.model, self.at

    @property
    def needed(self) -> bool:
        """Whether the row can't be without it."""
        return not self.model.__table__.columns[self.column].nullable


@dataclass
class Profile:
    """A pupil's file as this person reads it."""

    pupil: Pupil
    rows: dict[Key, Any]
    fields: list[DeclaredField]
    places: list[Place]
    groups: dict[int, str]

    def text(self, place: Place) -> str:
        """Return what stands there, as it is written on paper."""
        row = self.rows.get(place.row)
        value = getattr(row, place.column) if row is not None else None
        return (value or "") if place.model is DeclaredValue else place.kind.text(value)

    def lacks(self) -> list[str]:
        """Name what is required and missing today."""
        today = school_today()
        has = {key[0]: row for key, row in self.rows.items()}
        found = [
            one.label
            for one in BUILT_IN
            if (row := has.get(one.model)) is None
            or (one.column and getattr(row, one.column) in (None, ""))
        ]
        for one in self.fields:
            value = self.rows.get((DeclaredValue, one.id))
            due = one.required_from is not None and one.required_from <= today
            if due and (value is None or value.value is None):
                found.append(one.name)
        return found


def read_profile(session: Session, pupil: Pupil, groups: dict[int, str]) -> Profile:
    """Read a pupil's file; ``groups``: ethnic groups by id. Three statements."""
    mine, today = pupil.id, school_today()
    birth, home, number = session.execute(
        select(PupilBirth, PupilBackground, PersonalId)
        .select_from(Pupil)
        .outerjoin(PupilBirth, PupilBirth.pupil_id == Pupil.id)
        .outerjoin(PupilBackground, PupilBackground.pupil_id == Pupil.id)
        .outerjoin(PersonalId, PersonalId.pupil_id == Pupil.id)
        .where(Pupil.id == mine)
    ).one()
    family = session.scalars(select(Guardian).where(Guardian.pupil_id == mine))
    rows: dict[Key, Any] = {
        (Pupil, None): pupil,
        (PupilBirth, None): birth,
        (PupilBackground, None): home,
        (PersonalId, None): number,
        **{(Guardian, one.relation): one for one in family},
    }
    v, fields = DeclaredValue, []
    declared = session.execute(
        select(DeclaredField, v)
        .outerjoin(v, and_(v.field_id == DeclaredField.id, v.pupil_id == mine))
        .where(in_force(DeclaredField, today))
        .order_by(DeclaredField.position, DeclaredField.id)
    )
    for one, value in declared:
        fields.append(one)
        rows[DeclaredValue, one.id] = value
    there = {key: row for key, row in rows.items() if row is not None}
    return Profile(pupil, there, fields, _places(fields, groups), groups)


def _places(fields: Iterable[DeclaredField], groups: dict[int, str]) -> list[Place]:
    legal = [
        Place("legal", f"legal.{one.value}", LABEL[one], holds(one, groups), *PLACES[one])
        for one in LegalField
    ]
    numbers = [_column("numbers", Pupil, name, kind) for name, kind in _NUMBERS.items()]
    home = [_column("home", PupilBackground, name, kind) for name, kind in _HOME.items()]
    family = [
        _column("family", Guardian, name, kind, relation)
        for relation in (Relation.MOTHER, Relation.FATHER, Relation.GUARDIAN)
        for name, kind in _FAMILY.items()
    ]
    declared = [
        Place("declared", f"declared.{one.id}", one.name, one.holds, DeclaredValue, "value",
              one.id, one.help or "", one.sensitive)
        for one in fields
    ]  # fmt: skip
    return [*legal, *numbers, *home, *family, *declared]


def _column(
    group: str, model: type[Base], name: str, kind: typed.Kind, at: Relation | None = None
) -> Place:
    info = model.__table__.columns[name].info
    key = f"{group}.{at.name.lower()}.{name}" if at else f"{group}.{name}"
    return Place(group, key, info["label"], kind, model, name, at, info.get("help", ""))


@dataclass
class Draft:
    """What somebody typed, judged: values to write, and what is wrong with the others by key."""

    changes: dict[Place, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stale: bool = False


def judge(
    profile: Profile, places: Iterable[Place], given: Mapping[str, str], seen: Mapping[str, str]
) -> Draft:
    """Judge what was typed into these places; ``given`` and ``seen`` by key."""
    draft = Draft()
    for place in places:
        if place.key not in given:
            continue
        before, now = _read(place, seen.get(place.key, ""))[1], profile.text(place)
        try:
            value = place.kind.value(given[place.key])
        except typed.UnfitError as no:
            draft.errors[place.key] = str(no)
            continue
        text = place.kind.text(value)
        if text in (now, before):
            continue
        if now != before:
            draft.errors[place.key] = (
                f"Vừa có người ghi “{now or 'trống'}”. Ghi lần nữa thì thay bằng giá trị ở đây."
            )
            draft.stale = True
        else:
            draft.changes[place] = value
    _judge_rows(profile, draft)
    return draft


def _read(place: Place, text: str) -> tuple[Any, str]:
    try:
        value = place.kind.value(text)
    except typed.UnfitError:
        return None, text
    return value, place.kind.text(value)


def _judge_rows(profile: Profile, draft: Draft) -> None:
    """Refuse a row that would lack what it can't be without; an emptied guardian goes."""
    for key in {place.row for place in draft.changes}:
        row = profile.rows.get(key)
        own = [place for place in profile.places if place.row == key]
        after = {
            p: draft.changes.get(p, getattr(row, p.column) if row is not None else None)
            for p in own
        }
        if key[0] is Guardian and not any(after.values()):
            continue
        for place in own:
            bool_left = place.kind is _YES_NO and row is None and place not in draft.changes
            if place.needed and after[place] is None and not bool_left:
                draft.errors.setdefault(place.key, f"{place.label} còn trống.")


def write(session: Session, profile: Profile, draft: Draft) -> int:
    """Write what changed and return how many particulars; the caller commits."""
    groups: dict[Key, dict[Place, Any]] = {}
    for place, value in draft.changes.items():
        groups.setdefault(place.row, {})[place] = value
    for key, changes in groups.items():
        row = profile.rows.get(key)
        if row is None:
            row = _new(profile, key)
            session.add(row)
        for place, value in changes.items():
            if place.model is DeclaredValue:
                for name, kept_value in kept(place.kind.text(value)).items():
                    setattr(row, name, kept_value)
            else:
                setattr(row, place.column, value)
        if key[0] is Pupil and row.full_name:
            row.sort_key, row.folded = sort_key(row.full_name), fold(row.full_name)
        if key[0] is Guardian and not any(getattr(row, name) for name in _FAMILY):
            session.delete(row)
    return len(draft.changes)


def _new(profile: Profile, key: Key) -> Any:
    model, at = key
    row: Any = model(pupil_id=profile.pupil.id)
    if model is Guardian:
        row.relation = at
    elif model is DeclaredValue:
        row.field_id = at
        row.kind = next(one.kind for one in profile.fields if one.id == at)
    return row
