"""A pupil's file on one page: everything seen and changed in one place (Điều 4.1).

The office writes all of it, the homeroom teacher the own class's; legal fields change by proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from models.awards import AwardDecision, PupilAward
from models.clock import in_force, school_today
from models.people import Staff
from models.pupils import (
    DeclaredValue,
    EnrolmentInterval,
    Guardian,
    IndividualPlan,
    LegalChange,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
    Transfer,
)
from models.pupils.profile import Draft, Place, Profile, judge, read_profile, write
from models.pupils.propose import ethnic_groups
from models.pupils.roll import roll
from models.school import HomeroomAssignment, SchoolClass
from permissions import guard
from permissions.errors import Forbidden, Invalid, OutOfScope, Refusal
from permissions.policy import can
from permissions.session import GuardedSession
from views.breach import refusal_for
from views.database import request_session
from views.frame import current_year
from views.health.frame import rooms_by_pupil
from views.names import Names
from views.pages import Companion, companions_of
from views.profile.frame import profile
from views.profile.legal import Asked, asked_of

COMPANIONS = (
    Companion(
        EnrolmentInterval, "pupil_id", ("class_id", "from_date", "to_date", "reason"), "Ở lớp"
    ),
    Companion(IndividualPlan, "pupil_id", ("year_id", "note"), "Kế hoạch giáo dục cá nhân"),
    Companion(
        PupilAward,
        "pupil_id",
        ("happened_on", "form_id", "content", "number"),
        "Khen trong năm",
        written_here=False,
        only=PupilAward.decision == AwardDecision.GRANTED,
    ),
)
#: what the page shows by itself; other books about the pupil are links
SHOWN = {
    PupilBirth, PupilBackground, PersonalId, Guardian, DeclaredValue, EnrolmentInterval,
    IndividualPlan, LegalChange,
}  # fmt: skip
FAMILY = {"mother": "Mẹ", "father": "Cha", "guardian": "Người giám hộ"}
SEEN = "seen."


@dataclass(frozen=True)
class Cell:
    """One particular on the page. ``seen``: what stands in the book; ``text``: what is shown."""

    place: Place
    text: str
    seen: str
    writable: bool
    error: str = ""

    @property
    def options(self) -> list[str]:
        """What may be chosen, empty where one types."""
        offered = self.place.kind.data().get("options")
        return str(offered).split("|") if offered else []

    @property
    def lines(self) -> bool:
        """Whether the text may have several lines."""
        return "lines" in self.place.kind.data()

    @property
    def most(self) -> int | None:
        """The longest text."""
        most = self.place.kind.data().get("most")
        return int(most) if most else None

    @property
    def optional(self) -> bool:
        """Whether it may be left empty."""
        return not self.place.needed

    @property
    def sensitive(self) -> bool:
        """Whether the office declared it sensitive."""
        return self.place.sensitive


def pupil_of(session: GuardedSession, pupil_id: int) -> Pupil:
    """Return a pupil in scope, or refuse as not there."""
    found: Pupil | None = session.get(Pupil, pupil_id)
    if found is None:
        raise OutOfScope
    return found


def rows_of(session: GuardedSession, pupil: Pupil) -> list[Any]:
    """Return every row of a pupil's file that this person reads, for its history."""
    file = read_profile(session, pupil, {})
    others = (LegalChange, EnrolmentInterval, IndividualPlan)
    more = [row for m in others for row in session.scalars(select(m).where(m.pupil_id == pupil.id))]
    return [*file.rows.values(), *more]


def _rights(session: GuardedSession, pupil: Pupil) -> tuple[bool, bool]:
    """Tell whether this person reads, and whether they write, the particulars of a pupil."""
    (fact,) = guard.facts_new(session, PupilBackground, [{"pupil_id": pupil.id}])
    return bool(fact.capacities), any(fact.create_fields(name) for name in fact.capacities)


def _writable(file: Profile, *, writes: bool) -> list[Place]:
    return [
        place
        for place in file.places
        if writes
        and can(g.actor, "update", place.model, place.column)
        and not (place.column == "register_number" and file.text(place))
    ]


@profile.post("/<int:pupil_id>")
def save(pupil_id: int) -> Any:
    """Write what was typed, all or nothing; what was changed by another meanwhile is told."""
    session = request_session()
    pupil = pupil_of(session, pupil_id)
    file = read_profile(session, pupil, ethnic_groups(session))
    _, writes = _rights(session, pupil)
    places = _writable(file, writes=writes)
    form = {key: value.replace("\x00", "") for key, value in request.form.items()}
    foreign = {p.key for p in file.places} - {p.key for p in places}
    if not places or not foreign.isdisjoint(form):
        raise Forbidden("Mục này của hồ sơ do Văn phòng ghi; GVCN đề nghị (Đ4.1).")
    seen = {key.removeprefix(SEEN): text for key, text in form.items() if key.startswith(SEEN)}
    draft = judge(file, places, form, seen)
    if draft.errors:
        return show(pupil, file, draft, form), 409 if draft.stale else 422
    session.reason = " ".join(form.get("change_reason", "").split())[:300] or None
    changed = write(session, file, draft)
    if refused := _commit(session, draft):
        pupil = pupil_of(session, pupil_id)
        file = read_profile(session, pupil, ethnic_groups(session))
        return show(pupil, file, Draft(errors=refused), form), 422
    flash(f"Đã ghi {changed} mục." if changed else "Không có gì thay đổi.", "ok")
    return redirect(url_for("record_pupil.details_view", id=pupil_id), 303)


def _commit(session: GuardedSession, draft: Draft) -> dict[str, str]:
    """Commit, or return the sentence beside the field that the database refused."""
    try:
        session.commit()
    except (Invalid, DBAPIError) as error:
        refusal: Refusal | None = error if isinstance(error, Invalid) else refusal_for(error)
        session.rollback()
        named = {place.column: place.key for place in draft.changes}
        key = named.get((refusal.facts if refusal else {}).get("field") or "")
        if refusal is None or key is None:
            raise (refusal or error) from error
        return {key: str(refusal)}
    return {}


def show(
    pupil: Pupil,
    file: Profile | None = None,
    draft: Draft | None = None,
    given: Mapping[str, str] | None = None,
    related: list[tuple[str, str]] | None = None,
) -> str:
    """Render a pupil's file; ``given``: what was typed, while it isn't written."""
    session = request_session()
    file = file or read_profile(session, pupil, ethnic_groups(session))
    reads, writes = _rights(session, pupil)
    may = set(_writable(file, writes=writes))
    room = rooms_by_pupil(session, [pupil.id]).get(pupil.id)
    errors = draft.errors if draft else {}
    return render_template(
        "screens/profile/one.html",
        pupil=pupil,
        groups=_groups(file, may, errors, given or {}),
        family=FAMILY,
        reads=reads,
        writes=bool(may),
        errors=errors,
        lacks=file.lacks() if reads else [],
        asked=asked_of(session, file, writes=writes) if reads else Asked(),
        change_reason=(given or {}).get("change_reason", ""),
        companions=companions_of(session, COMPANIONS, pupil, Names(session)),
        room=room,
        related=related or [],
        moves=room is not None and can(g.actor, "create", Transfer),
        birth=file.rows.get((PupilBirth, None)),
        **_around(session, pupil, room),
    )


def _groups(
    file: Profile, may: set[Place], errors: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, list[Cell]]:
    """Return the cells by group; those of the family by who it is."""
    found: dict[str, list[Cell]] = {}
    for place in file.places:
        stands = file.text(place)
        text = given.get(place.key, stands) if place in may else stands
        cell = Cell(place, text, stands, place in may, errors.get(place.key, ""))
        who = place.key.split(".")[1] if place.group == "family" else place.group
        found.setdefault(who, []).append(cell)
    return found


def _around(session: GuardedSession, pupil: Pupil, room: SchoolClass | None) -> dict[str, Any]:
    """Return the class's teacher and the pupils before and after in the class list."""
    if room is None or current_year(session) is None:
        return {"teacher": None, "before": None, "after": None}
    today = school_today()
    h = HomeroomAssignment
    teacher = session.scalars(
        select(Staff)
        .join(h, h.staff_id == Staff.id)
        .where(h.class_id == room.id, in_force(h, today))
        .order_by(h.from_date.desc())
    ).first()
    listed = roll(session, [room.id], today)[room.id]
    at = next((n for n, one in enumerate(listed) if one.id == pupil.id), None)
    return {
        "teacher": teacher,
        "before": listed[at - 1] if at else None,
        "after": listed[at + 1] if at is not None and at + 1 < len(listed) else None,
    }
