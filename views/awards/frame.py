"""What the pages of Khen thưởng share: proposals with their pupils, words of how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from sqlalchemy import select

from models.awards import AwardForm, AwardState, Decider, PupilAward, StaffCase
from models.people import Staff
from models.pupils import Pupil
from models.school import SchoolClass
from permissions.actor import Actor
from permissions.errors import OutOfScope
from permissions.policy import can, sees_all
from permissions.session import GuardedSession
from views.tabs import Tab

awards = Blueprint("awards", __name__, url_prefix="/khen-thuong")
BADGES = {
    AwardState.ASKED: ("Chờ quyết định", "warn", "clock"),
    AwardState.SENT: ("Đã trình cấp trên", "info", "send"),
    AwardState.GRANTED: ("Đã khen", "ok", "tick"),
    AwardState.REFUSED: ("Không khen", "", "refused"),
    AwardState.WITHDRAWN: ("Đã rút", "", "returned"),
}


def decides_all(actor: Actor) -> bool:
    """Tell whether this person decides what lies with the school, and sends up what doesn't."""
    return can(actor, "update", PupilAward, "sent_to")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed together: one row a pupil, the rest is the same in each."""

    rows: tuple[PupilAward, ...]
    pupils: tuple[tuple[str, str], ...]
    form: AwardForm
    maker: Staff

    @property
    def row(self) -> PupilAward:
        """One of its rows, for what they have in common."""
        return self.rows[0]

    @property
    def badge(self) -> tuple[str, str, str]:
        """Word, colour and sign of how it stands."""
        return BADGES[self.row.state]

    @property
    def whom(self) -> str:
        """Name the pupil, or the group and how many they are."""
        if len(self.pupils) == 1:
            return self.pupils[0][0]
        return f"{self.row.group_name or self.pupils[0][0] + ' và các bạn'} ({len(self.pupils)} em)"

    @property
    def rooms(self) -> str:
        """Name the classes."""
        return ", ".join(dict.fromkeys(room for _, room in self.pupils))

    @property
    def open(self) -> bool:
        """Whether it can still be decided."""
        return self.row.state in (AwardState.ASKED, AwardState.SENT)

    @property
    def paper(self) -> str:
        """Name the paper that can be opened now; empty: there is none."""
        state, decider = self.row.state, self.row.decider
        if state in (AwardState.REFUSED, AwardState.WITHDRAWN):
            return ""
        if decider is Decider.HIGHER:
            return "Tờ trình"
        granted = state is AwardState.GRANTED
        if decider is Decider.CLASS:
            return "Thư khen" if granted else ""
        return "Quyết định" if granted else "Dự thảo quyết định"


def proposals(session: GuardedSession, where: Any) -> list[Proposal]:
    """Return the proposals that this person reads, the newest first; three statements."""
    a = PupilAward
    found = session.execute(
        select(a, AwardForm, SchoolClass.name)
        .join(AwardForm, AwardForm.id == a.form_id)
        .join(SchoolClass, SchoolClass.id == a.class_id)
        .where(where)
        .order_by(a.made_at.desc(), a.id)
    ).all()
    ids, makers = {row.pupil_id for row, _, _ in found}, {row.made_by for row, _, _ in found}
    names: dict[int, str] = dict(
        session.execute(select(Pupil.id, Pupil.full_name).where(Pupil.id.in_(ids))).all()
    )
    staff = {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(makers)))}
    batches: dict[str, list[tuple[PupilAward, AwardForm, str]]] = {}
    for row, form, room in found:
        batches.setdefault(row.batch, []).append((row, form, room))
    return [
        Proposal(
            tuple(row for row, _, _ in lines),
            tuple((names.get(row.pupil_id, "–"), room) for row, _, room in lines),
            lines[0][1],
            staff[lines[0][0].made_by],
        )
        for lines in batches.values()
    ]


def proposal_of(session: GuardedSession, row_id: int) -> Proposal:
    """Return the proposal that a row belongs to; OutOfScope when this person doesn't read it."""
    row = session.get(PupilAward, row_id)
    if row is None:
        raise OutOfScope("Đề nghị khen này không thuộc lớp được phân công (Đ2.9).")
    return proposals(session, PupilAward.batch == row.batch)[0]


def tabs_of(here: str) -> list[Tab]:
    """Return the words above these pages; staff cases are a word of those who see all of them."""
    found = []
    if g.actor.homeroom or sees_all(g.actor, PupilAward):
        found.append(Tab("Học sinh", url_for("awards.index"), here == "pupils"))
    if sees_all(g.actor, StaffCase):
        found.append(Tab("Cán bộ, giáo viên", url_for("cases.index"), here == "staff"))
    return found


def again() -> bool:
    """Tell whether the person wants to change what was typed; nothing of it is lost."""
    return "sua" in request.form


def look(title: str, back: str, sentences: Sequence[str], does: str, lists: Any = ()) -> str:
    """Show in words what will be written; nothing is yet. ``lists``: (heading, lines)."""
    return render_template(
        "screens/awards/look.html",
        title=title,
        back=back,
        sentences=sentences,
        does=does,
        lists=lists,
        fields=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in ("csrf_token", "chac", "sua")
        ],
    )
