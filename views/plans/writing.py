"""Writing a plan on screen: saved by itself while typed, pasted from Word, handed in (Đ4.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select

from models.assessment import Unit
from models.base import utc_now
from models.clock import school_today
from models.plans import LessonPlan, PlanDraft
from models.plans.clean import clean
from models.plans.drafting import copy, grade_of, hand_in, save, sources, start, start_again
from models.plans.expected import SlotState
from models.plans.text import PARTS
from models.refusal import NotReady, Refusal, Unfit
from models.school import Period
from permissions.errors import OutOfScope
from views.database import request_session
from views.frame import current_year
from views.ids import row_id
from views.plans.mine import closed_week, only_teachers, own_slots, places_given
from views.plans.one import parts_of
from views.plans.rows import (
    authors_of,
    cards,
    friday,
    groups,
    names_of,
    week_called,
    weeks_of,
)
from views.words import time_vi

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

    from permissions.session import GuardedSession

writing = Blueprint("plan_writing", __name__, url_prefix="/ke-hoach/soan")
#: characters of a paste that is still cleaned; Word puts pictures into it as text
MOST_PASTED = 1_500_000
EXAMPLES = {
    "aims": "Học sinh làm được gì sau bài; mỗi ý một dòng.",
    "materials": "Giáo viên: … Học sinh: …",
    "activities": "Mở đầu, Hình thành kiến thức mới, Luyện tập, Vận dụng.",
}


def _draft(session: GuardedSession, draft_id: int) -> PlanDraft:
    draft: PlanDraft | None = session.get(PlanDraft, draft_id)
    if draft is None:
        raise OutOfScope("Bản nháp này không còn: đã nộp hoặc đã bỏ.")
    return draft


def _address(draft: PlanDraft) -> str:
    return url_for("plan_writing.edit", draft_id=draft.id)


@writing.post("/")
def begin() -> Any:
    """Begin a draft for lessons of a week, or from a plan that came back."""
    only_teachers()
    session = request_session()
    week = week_called(weeks_of(session, current_year(session)), request.form.get("tuan"))
    if week is None:
        raise OutOfScope
    if request.form.get("thay"):
        returned = session.get(LessonPlan, row_id(request.form["thay"]))
        if returned is None or returned.staff_id != g.actor.staff_id:
            raise OutOfScope
        draft = start_again(session, returned)
    else:
        places = places_given()
        own = {slot.place[1:]: slot for slot in own_slots(session, [week])}
        chosen = [own[place] for place in places if place in own]
        if not chosen:
            raise Unfit("Chưa chọn tiết nào của mình trong tuần này.", field="slots")
        here = tuple(place for place in places if place in own)
        draft = start(session, g.actor.staff_id, week.id, chosen[0].unit_id, here)
    session.commit()
    return redirect(_address(draft), 303)


@writing.get("/<int:draft_id>")
def edit(draft_id: int) -> str:
    """Show the editor."""
    only_teachers()
    return _page(request_session(), draft_id)


def _page(session: GuardedSession, draft_id: int, refusal: Refusal | None = None) -> str:
    draft = _draft(session, draft_id)
    week = session.scalars(select(Period).where(Period.id == draft.period_id)).one()
    names = names_of(session)
    own = own_slots(session, [week])
    before = session.get(LessonPlan, draft.replaces_id) if draft.replaces_id else None
    free = [
        slot
        for slot in own
        if slot.unit_id == draft.unit_id
        and (slot.state is SlotState.OWED or (before is not None and slot.plan_id == before.id))
    ]
    unit = session.scalars(select(Unit).where(Unit.id == draft.unit_id)).one()
    return render_template(
        "screens/plans/write.html",
        draft=draft,
        unit=unit,
        week=week,
        last_day=friday(week),
        due=own[0].due if own else None,
        today=school_today(),
        parts=[
            (name, title, Markup(clean(getattr(draft, name))), EXAMPLES[name])  # noqa: S704 - cleaned
            for name, title in PARTS.items()
        ],
        groups=groups(free, names),
        chosen=set(draft.chosen()),
        before=cards(session, [before], names)[0] if before else None,
        saved=time_vi(draft.saved_at),
        refusal=refusal,
        field=refusal.facts.get("field") if refusal else None,
        closed=closed_week(session, week.id),
    )


@writing.post("/<int:draft_id>")
def keep(draft_id: int) -> Any:
    """Save what was typed; answer with the version to save upon next, and the time."""
    only_teachers()
    session = request_session()
    draft = _draft(session, draft_id)
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or type(given.get("version")) is not int:
        raise Unfit("Không đọc được bản gửi lên; tải lại trang.")
    save(draft, given["version"], given, utc_now())
    session.commit()
    return jsonify(version=draft.version, at=time_vi(draft.saved_at))


@writing.post("/sach")
def cleaned() -> Any:
    """Give back a paste with what may stay of it: words, lists and tables."""
    only_teachers()
    given = request.get_json(silent=True)
    markup = given.get("html") if isinstance(given, dict) else None
    if not isinstance(markup, str) or len(markup) > MOST_PASTED:
        raise Unfit("Đoạn dán lớn quá; dán từng phần, hoặc nộp tệp Word.")
    return jsonify(html=clean(markup))


@writing.post("/<int:draft_id>/nop")
def send(draft_id: int) -> Any:
    """Hand the draft in as it is kept."""
    only_teachers()
    session = request_session()
    draft = _draft(session, draft_id)
    week = session.scalars(select(Period).where(Period.id == draft.period_id)).one()
    try:
        if str(draft.version) != request.form.get("ban", ""):
            raise NotReady("Bản này vừa được sửa ở cửa sổ khác, nên chưa nộp. Xem lại rồi nộp.")
        plan = hand_in(session, draft, school_today())
    except (Unfit, NotReady) as no:
        session.rollback()
        session.expire_all()
        return _page(session, draft_id, no), no.status
    session.commit()
    flash(f"Đã nộp “{plan.title}”, chờ duyệt.", "ok")
    return redirect(url_for("plans.index", tuan=week.code), 303)


@writing.post("/<int:draft_id>/bo")
def drop(draft_id: int) -> Any:
    """Throw a draft away."""
    only_teachers()
    session = request_session()
    draft = _draft(session, draft_id)
    week = session.scalars(select(Period).where(Period.id == draft.period_id)).one()
    session.delete(draft)
    session.commit()
    flash("Đã bỏ bản nháp.", "info")
    return redirect(url_for("plans.index", tuan=week.code), 303)


@writing.get("/<int:draft_id>/chep")
def choose(draft_id: int) -> str:
    """Show older plans of this unit to copy from: own ones, and those shared by colleagues."""
    only_teachers()
    session = request_session()
    draft = _draft(session, draft_id)
    found = sources(session, draft, grade_of(session, draft))
    asked = request.args.get("q", "").strip().casefold()
    listed = [s for s in found if asked in s.text.title.casefold()][:60]
    wanted = row_id(request.args.get("bai"))
    chosen = next((s for s in listed if s.text.id == wanted), listed[0] if listed else None)
    names = names_of(session)
    return render_template(
        "screens/plans/copy.html",
        draft=draft,
        unit=names.units.get(draft.unit_id, "–"),
        listed=listed,
        chosen=chosen,
        authors=authors_of(session, [s.text.staff_id for s in listed]),
        parts=parts_of(chosen.text) if chosen else [],
        written=any(getattr(draft, name) for name in PARTS),
        asked=request.args.get("q", ""),
    )


@writing.post("/<int:draft_id>/chep")
def fill(draft_id: int) -> Any:
    """Fill the draft from an older plan."""
    only_teachers()
    session = request_session()
    draft = _draft(session, draft_id)
    wanted = row_id(request.form.get("bai"))
    found = sources(session, draft, grade_of(session, draft))
    source = next((s for s in found if s.text.id == wanted), None)
    if source is None:
        raise OutOfScope("Bài này không còn được chia sẻ.")
    copy(draft, source.text)
    session.commit()
    flash(f"Đã chép từ “{source.text.title}”. Sửa lại cho lớp mình rồi nộp.", "ok")
    return redirect(_address(draft), 303)


def register(app: Flask, _admin: Admin) -> None:
    """Register the editor."""
    app.register_blueprint(writing)
