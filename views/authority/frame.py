"""What the pages of Phân quyền share: who enters, the words above, and the page before an act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from sqlalchemy import or_, select

from models.clean import one_line
from models.clock import school_today
from models.people import Account, Delegation, Duty, Staff
from models.refusal import Unfit
from models.school import TeachingAssignment
from permissions.actor import Actor
from permissions.errors import Forbidden, OutOfScope
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import request_session
from views.ids import row_id
from views.tabs import Tab

authority = Blueprint("authority", __name__, url_prefix="/phan-quyen")
NOT_YOURS = "Phân quyền là của hiệu trưởng và phó hiệu trưởng (Đ2.9, Đ7.2)."
#: how far ahead or back a day of rights may lie
FURTHEST = timedelta(days=3660)


def manages(actor: Actor) -> bool:
    """Tell whether this person gives duties or stand-ins, and so sees everybody's rights."""
    return can(actor, "create", Delegation)


def gives_duties() -> bool:
    """Tell whether this person gives duties."""
    return can(g.actor, "create", Duty)


def assigns() -> bool:
    """Tell whether this person changes who teaches what."""
    return can(g.actor, "create", TeachingAssignment)


def suspends() -> bool:
    """Tell whether this person ends the service of a leaver: the account and the day of leaving."""
    return can(g.actor, "update", Account, "suspended_at") and can(
        g.actor, "update", Staff, "left_on"
    )


def managed() -> GuardedSession:
    """Return the request's session; Forbidden for whoever manages no rights."""
    if not manages(g.actor):
        raise Forbidden(NOT_YOURS)
    return request_session()


def tabs_of(here: str) -> list[Tab]:
    """Return the words above these pages."""
    return [
        Tab("Đang có hiệu lực", url_for("authority.index"), here == "index"),
        Tab("Một người được làm gì", url_for("authority.person"), here == "person"),
        Tab("Ai xem được một em", url_for("authority.pupil"), here == "pupil"),
        Tab("Đăng nhập", url_for("authority.signs"), here == "signs"),
    ]


def people(session: GuardedSession) -> list[Staff]:
    """Return whoever works here today, as names sort."""
    works = or_(Staff.left_on.is_(None), Staff.left_on > school_today())
    return list(session.scalars(select(Staff).where(works).order_by(Staff.sort_key)))


def one_of(rows: Sequence[Any], text: str | None, said: str, field: str) -> Any:
    """Return the row of these that a form names; Unfit with a sentence when it names none."""
    found = next((row for row in rows if row.id == row_id(text)), None)
    if found is None:
        raise Unfit(said, field=field)
    return found


def loaded(session: GuardedSession, model: Any, row: int) -> Any:
    """Return a row that this person reads, or refuse as not there."""
    found = session.get(model, row)
    if found is None:
        raise OutOfScope
    return found


def asked_day(field: str, said: str = "Chọn ngày.") -> date:
    """Read a day of a form or an address; Unfit where it is none, or too far away."""
    try:
        day = date.fromisoformat(request.values.get(field, ""))
    except ValueError:
        raise Unfit(said, field=field) from None
    if abs(day - school_today()) > FURTHEST:
        raise Unfit("Ngày này xa quá; xem lại năm.", field=field)
    return day


def words_typed(field: str, longest: int, said: str) -> str:
    """Read words of a form; Unfit where there are none or too many."""
    text = one_line(request.form.get(field, ""))
    if not text or len(text) > longest:
        raise Unfit(said if not text else f"Viết gọn trong {longest} chữ.", field=field)
    return text


def sure() -> bool:
    """Tell whether the person has seen in words what will change and says yes."""
    return request.form.get("chac") == "1"


def look(title: str, sentences: Sequence[str], does: str, lists: Sequence[Any] = ()) -> str:
    """Show in words what will change; nothing is written.

    ``does``: the word of the button; ``lists``: (heading, lines) of what goes along.
    """
    return render_template(
        "screens/authority/look.html",
        title=title,
        sentences=sentences,
        does=does,
        lists=[(heading, lines) for heading, lines in lists if lines],
        fields=[
            (name, value)
            for name, value in request.form.items()
            if name not in ("csrf_token", "chac")
        ],
    )


def named(staff: Staff) -> str:
    """Name a person in a sentence."""
    return f"{staff.address} {staff.full_name}"


def hers(staff: Staff) -> str:
    """Begin a sentence with a person."""
    said = named(staff)
    return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class Field:
    """A question of a form; ``kind``: select, date or text; ``options``: (value, words)."""

    name: str
    label: str
    kind: str = "text"
    options: Sequence[tuple[Any, str]] = ()
    help: str = ""
    value: str = ""
    longest: int = 300


def ask(title: str, subtitle: str, fields: Sequence[Field], refusal: Unfit | None = None) -> Any:
    """Show a form that leads to the page of words before the act; what was typed stays."""
    page = render_template(
        "screens/authority/form.html",
        title=title,
        subtitle=subtitle,
        fields=fields,
        given=request.values,
        refusal=refusal,
        bad=refusal.facts.get("field") if refusal else None,
    )
    return page, refusal.status if refusal else 200


def choices(rows: Sequence[Staff]) -> list[tuple[int, str]]:
    """Return staff as a form offers them."""
    return [(one.id, f"{one.full_name} ({one.code})") for one in rows]
