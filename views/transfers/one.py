"""One transfer: its steps with the next one to note, its papers, its packet as a PDF."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from jobs.printing import runs
from jobs.printing.packet_file import packet_json
from models.archive import PrintDocument, PrintedDocument, PrintJob
from models.clock import school_today
from models.pupils import FormerResult, Pupil, StepKind, Way
from models.pupils.transfer_steps import step_of
from models.pupils.transferring import Said, stop, take, take_back
from models.refusal import NotReady, Refusal, Unfit
from models.school import SchoolYear
from permissions.history import record_reading
from permissions.policy import can
from permissions.session import GuardedSession
from views.database import engines, request_session
from views.queue import queue
from views.rooms import rooms_now
from views.transfers.frame import Line, line_of, noted, notes, said_of, transfers

#: what the last step of a way does, said before it is done
LAST = {
    StepKind.LEFT: (
        (
            "Sau ngày này em không còn trong danh sách lớp và không còn ô phải ghi; kết quả đã ghi"
            " giữ nguyên, GVCN lớp vẫn đọc được."
        ),
        "Ghi thôi học",
    ),
    StepKind.ENTERED: (
        (
            "Em vào danh sách lớp từ ngày này. Ô phải ghi tính từ thời điểm kết thúc sau đó ít nhất"
            " 15 ngày; kết quả trước đó lấy từ hồ sơ trường cũ."
        ),
        "Ghi vào lớp",
    ),
}


@transfers.get("/<int:transfer_id>")
def show(transfer_id: int) -> str:
    """Show where it stands; whoever notes the steps notes the next one here."""
    session = request_session()
    return _page(session, line_of(session, transfer_id))


def _page(session: GuardedSession, here: Line, refusal: Refusal | None = None) -> str:
    writes, step = notes(g.actor), here.next
    chooses = writes and step is not None and step.kind is StepKind.PLACED
    rooms = rooms_now(session) if chooses else []
    former = select(func.count(FormerResult.id)).where(FormerResult.transfer_id == here.row.id)
    entered = here.row.way is Way.IN and here.row.pupil_id is not None
    last = here.taken[-1]
    return render_template(
        "screens/transfers/one.html",
        here=here,
        step=step if writes else None,
        last=LAST.get(step.kind) if step else None,
        room_options=[(r.id, r.name) for r in rooms if r.grade == here.row.grade],
        day=school_today(),
        given=request.form,
        refusal=refusal,
        bad=refusal.facts.get("field") if refusal else None,
        may_stop=writes and step is not None,
        may_take_back=writes and len(here.taken) > 1 and last.kind is not StepKind.ENTERED,
        last_word=step_of(here.row.way, last.kind).label,
        may_print=writes and here.row.way is Way.OUT and can(g.actor, "create", PrintJob),
        printed=_printed(session, here) if here.row.way is Way.OUT else [],
        former=session.scalar(former) if entered else None,
    )


def _printed(session: GuardedSession, here: Line) -> list[PrintedDocument]:
    d = PrintedDocument
    mine = select(d).join(PrintJob, PrintJob.id == d.job_id)
    return list(session.scalars(mine.where(PrintJob.transfer_id == here.row.id).order_by(d.id)))


@transfers.post("/<int:transfer_id>")
def note(transfer_id: int) -> Any:
    """Note the next step."""
    session = noted()
    here = line_of(session, transfer_id)
    try:
        step = take(session, here.row, said_of(), g.actor.staff_id, school_today())
    except Unfit as no:
        session.rollback()
        return _page(session, line_of(session, transfer_id), no), no.status
    session.commit()
    flash(f"Đã ghi: {step.label}.", "ok")
    return _back(transfer_id)


@transfers.post("/<int:transfer_id>/dung")
def end(transfer_id: int) -> Any:
    """End it without its last step."""
    session = noted()
    here = line_of(session, transfer_id)
    said = Said(day=school_today(), paper=request.form.get("why", ""))
    try:
        stop(session, here.row, said, g.actor.staff_id, school_today())
    except Unfit as no:
        session.rollback()
        no.facts["field"] = "why"
        return _page(session, line_of(session, transfer_id), no), no.status
    session.commit()
    flash("Đã dừng hồ sơ chuyển trường.", "ok")
    return _back(transfer_id)


@transfers.post("/<int:transfer_id>/bo-buoc")
def undo(transfer_id: int) -> Response:
    """Take back the step that was noted last."""
    session = noted()
    step = take_back(session, line_of(session, transfer_id).row)
    session.commit()
    flash(f"Đã bỏ bước “{step.label}”; lịch sử vẫn giữ.", "ok")
    return _back(transfer_id)


@transfers.post("/<int:transfer_id>/in")
def packet(transfer_id: int) -> Response:
    """Put the packet's PDF on the queue."""
    session = noted()
    here = line_of(session, transfer_id)
    if here.row.way is not Way.OUT or here.room is None:
        raise NotReady("Hồ sơ giao đi chỉ in cho em chuyển đi.")
    year = session.get_one(SchoolYear, here.row.year_id).name
    wanted = runs.Wanted(
        PrintDocument.TRANSFER_PACKET,
        year,
        here.room.name,
        official=True,
        transfer_id=transfer_id,
    )
    session.rollback()
    job_id = runs.ask(engines().read, g.actor, wanted)
    queue().print_run(job_id)
    return redirect(url_for("printing.run", job_id=job_id), 303)  # type: ignore[return-value]


@transfers.post("/<int:transfer_id>/ho-so.json")
def packet_file(transfer_id: int) -> Response:
    """Send the packet as a file that the other school's program reads; kept in the history."""
    session = noted()
    here = line_of(session, transfer_id)
    if here.row.way is not Way.OUT or here.room is None or not can(g.actor, "create", PrintJob):
        raise NotReady("Hồ sơ giao đi chỉ lập cho em chuyển đi.")
    what = f"lập tệp hồ sơ chuyển trường lớp {here.room.name}"
    record_reading(session, Pupil, 1, what, row_id=here.row.pupil_id or 0)
    session.commit()
    with runs.reading(engines().read, g.actor) as reader:
        name, content = packet_json(reader, transfer_id)
    return send_file(
        io.BytesIO(content), "application/json", as_attachment=True, download_name=name
    )


def _back(transfer_id: int) -> Response:
    return redirect(url_for("transfers.show", transfer_id=transfer_id), 303)  # type: ignore[return-value]
