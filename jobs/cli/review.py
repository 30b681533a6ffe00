"""`so-truong review`: outcomes by rule, and the homeroom teacher's and principal's steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.cli.common import (
    actor_of,
    as_option,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
    year_option,
)
from jobs.cli.places import class_named, year_named
from jobs.database import open_engine
from jobs.settings import Settings
from models.assessment.missing import MissingCell
from models.people import Staff
from models.refusal import NotReady
from models.yearend.approve import approve
from models.yearend.outcomes import LAST_PERIOD, PupilOutcome, outcomes, rules_by_grade
from models.yearend.propose import dossier_of, propose
from permissions.errors import Forbidden
from permissions.session import actor_session, system_session

class_option = click.option("--class", "class_name", metavar="LỚP", help="Lớp: 3A.")


@click.group("review")
def command() -> None:
    """Tổng kết năm: kết quả theo quy tắc, đề nghị, duyệt và chốt."""


@command.command(
    epilog=example(
        "so-truong review outcome --year 2025-2026 --json",
        "so-truong review outcome --year 2025-2026 --class 3A",
    )
)
@year_option
@class_option
@json_option
@click.pass_obj
@handles_refusals
def outcome(settings: Settings, year: str, class_name: str | None, *, as_json: bool) -> None:
    """Kết quả của từng em theo quy tắc, và ô còn thiếu cùng người phải nhập."""
    with system_session(open_engine(settings), "xem kết quả theo quy tắc") as session:
        here = year_named(session, year)
        only = (class_named(session, here, class_name).id,) if class_name else ()
        judged = outcomes(session, here.id, only)
        names = _overall_names(session, here.id)
        staff = {s.id: s.code for s in session.scalars(select(Staff))}
    if as_json:
        print_json({pupil.code: _as_json(pupil, names, staff) for pupil in judged})
        return
    for pupil in judged:
        told = _as_json(pupil, names, staff)
        lacks = f"thiếu {len(told['blocking'])} ô" if told["blocking"] else "–"
        click.echo(
            f"{pupil.class_name}\t{pupil.code}\t{pupil.name}\t{told['overall'] or lacks}"
            f"\t{told['award'] or ''}"
        )


@command.command(
    "propose", epilog=example("so-truong review propose --year 2025-2026 --class 3A --as cb008")
)
@year_option
@class_option
@as_option
@json_option
@click.pass_obj
@handles_refusals
def propose_class(
    settings: Settings, year: str, class_name: str, account: str | None, *, as_json: bool
) -> None:
    """Giáo viên chủ nhiệm đề nghị cả lớp theo quy tắc (Đ4.5)."""
    engine = write_engine(settings)
    actor = actor_of(engine, _required(account))
    with actor_session(engine, actor) as session:
        here = class_named(session, year_named(session, year), _required_class(class_name))
        dossier = propose(session, here.id, actor.staff_id or 0)
        session.commit()
    told = {"class": here.name, "state": dossier.state.value, "at": _moment(dossier.proposed_at)}
    _say(told, f"Đã đề nghị lớp {here.name}.", as_json=as_json)


@command.command(
    "approve", epilog=example("so-truong review approve --year 2025-2026 --class 3A --as cb001")
)
@year_option
@class_option
@as_option
@json_option
@click.pass_obj
@handles_refusals
def approve_class(
    settings: Settings, year: str, class_name: str, account: str | None, *, as_json: bool
) -> None:
    """Hiệu trưởng duyệt và chốt danh sách của lớp (Đ2.5)."""
    engine = write_engine(settings)
    actor = actor_of(engine, _required(account))
    with actor_session(engine, actor) as session:
        here = class_named(session, year_named(session, year), _required_class(class_name))
        dossier = dossier_of(session, here.id)
        if dossier is None:
            raise NotReady(f"Giáo viên chủ nhiệm chưa đề nghị lớp {here.name} (Đ4.5).")
        try:
            frozen = approve(session, dossier, actor.staff_id or 0)
        except NotReady as refusal:
            blocking: Sequence[MissingCell] = refusal.facts.get("blocking", ())
            _list_blocking(here.name, blocking, as_json=as_json)
            raise
        session.commit()
    told = {"class": here.name, "state": dossier.state.value, "sha256": frozen.sha256}
    _say(told, f"Đã duyệt và chốt lớp {here.name}: {frozen.sha256}", as_json=as_json)


def _required(account: str | None) -> str:
    if account is None:
        raise Forbidden("Việc quyết định cần đúng người: thêm --as TÀI_KHOẢN (Đ2.5, 4.5).")
    return account


def _required_class(name: str | None) -> str:
    if name is None:
        raise click.UsageError("cần --class LỚP")
    return name


def _moment(at: Any) -> str | None:
    return at.isoformat() if at is not None else None


def _say(told: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        click.echo(sentence)


def _overall_names(session: Session, year_id: int) -> dict[str, str]:
    rules = rules_by_grade(session, year_id).values()
    return {step.code: step.name for rule in rules for step in rule.overall}


def _as_json(pupil: PupilOutcome, names: dict[str, str], staff: dict[int, str]) -> dict[str, Any]:
    told = pupil.outcome
    return {
        "class": pupil.class_name,
        "overall": names[told.overall] if told.overall else None,
        "completed": told.completed,
        "award": told.award,
        "blocking": [
            {
                "period": LAST_PERIOD,
                "unit": cell.unit,
                "field": cell.field,
                "owner": staff.get(pupil.owners[cell.unit] or 0),
            }
            for cell in told.missing
        ],
    }


def _list_blocking(name: str, blocking: Sequence[MissingCell], *, as_json: bool) -> None:
    if as_json and blocking:
        print_json(
            {
                "class": name,
                "blocking": [
                    {
                        "pupil": cell.pupil_code,
                        "period": cell.period_code,
                        "unit": cell.unit_code,
                        "field": field,
                        "owner": cell.owner_code,
                    }
                    for cell in blocking
                    for field in cell.fields
                ],
            }
        )
    elif blocking:
        for cell in blocking:
            click.echo(f"{cell.pupil_name}: {cell.what} ({cell.owner_name or 'chưa phân công'})")
