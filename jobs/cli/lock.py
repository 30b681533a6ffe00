"""`so-truong lock`: closing, opening and reopening with the rights of --as (Điều 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click
from sqlalchemy import Engine, select
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
from jobs.cli.places import class_named, period_named, unit_named, year_named
from jobs.database import open_engine
from jobs.settings import Settings
from models.access import Closure, LockKind, Opening, Reopening
from models.access.closing import (
    Scope,
    close,
    closures_over,
    open_scope,
    what_if,
)
from models.access.lock import LOCK_KIND_LABEL
from models.access.reopening import grant, request_reopening
from models.assessment.missing import by_person
from models.clock import SCHOOL_TIME, moment_vi
from models.people import Staff
from models.refusal import Unfit
from models.school import Period, SchoolClass
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import actor_session, system_session
from permissions.writers import has_unit

EVERY = "all"
KINDS = (*(kind.value for kind in LockKind), EVERY)
TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M")
Function = TypeVar("Function", bound=Callable[..., Any])


class Moment(click.ParamType[datetime]):
    """A moment of the school's clock: 2026-05-14 17:00 or 14/05/2026 17:00."""

    name = "GIỜ"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it as school time; wrong usage when it is none of the three ways."""
        if isinstance(value, datetime):
            return value
        for form in TIMES:
            try:
                return datetime.strptime(value, form).replace(tzinfo=SCHOOL_TIME)
            except ValueError:
                continue
        raise click.BadParameter(
            f"“{value}” không phải là giờ; viết như 2026-05-14 17:00", ctx, param
        )


def scope_options(function: Function) -> Function:
    """Take year, period, kind, grade, class and unit."""
    for option in (
        click.option("--class", "class_name", metavar="LỚP", help="Chỉ lớp này: 3A."),
        click.option("--unit", metavar="MÃ", help="Chỉ môn, phẩm chất, năng lực này: TOAN."),
        click.option("--grade", type=click.IntRange(1, 5), help="Chỉ khối này."),
        click.option("--kind", required=True, type=click.Choice(KINDS), help="Loại sổ."),
        click.option(
            "--period", required=True, metavar="MÃ", help="GHK1, CHK1, GHK2, CN, T05, all."
        ),
        year_option,
    ):
        function = option(function)
    return function


@click.group("lock")
def command() -> None:
    """Đóng, mở sổ theo thời điểm, loại sổ, môn và toàn trường, khối hoặc lớp."""


@command.command(
    "close",
    epilog=example(
        "so-truong lock close --year 2025-2026 --period CN --kind result --as cb002",
        "so-truong lock close --year 2025-2026 --period CN --kind all"
        ' --at "14/05/2026 17:00" --as cb002',
    ),
)
@scope_options
@as_option
@click.option("--at", type=Moment(), help="Hẹn giờ đóng; bỏ trống là đóng ngay.")
@click.option("--reason", metavar="LÍ_DO", help="Lí do, ghi vào lịch sử.")
@json_option
@click.pass_obj
@handles_refusals
def close_scope(settings: Settings, /, **given: Any) -> None:
    """Đóng sổ ngay hoặc hẹn giờ, và cho biết còn ô trống của ai."""
    engine = write_engine(settings)
    actor = _actor(engine, given["account"])
    with actor_session(engine, actor, given["reason"]) as session:
        scope = _scope(session, given)
        left = by_person(what_if(session, scope))
        made = close(session, scope, actor.staff_id or 0, at=given["at"], reason=given["reason"])
        session.commit()
    told = {
        "closure": made.id,
        "starts_at": _moment(made.starts_at),
        "left": [
            {"owner": d.owner_code, "name": d.owner_name, "cells": d.cells, "places": d.places}
            for d in left
        ],
    }
    if given["as_json"]:
        print_json(told)
        return
    click.echo(f"Đã đóng từ {moment_vi(made.starts_at)} (lần đóng {made.id}).")
    for debt in left:
        click.echo(f"  còn {debt.cells} ô: {debt.owner_name}")


@command.command(
    "open",
    epilog=example(
        "so-truong lock open --year 2025-2026 --period CN --kind result --as cb002",
        "so-truong lock open --year 2025-2026 --period GHK1 --kind result --class 4C --as cb002"
        ' --reason "chấm nhầm đề" --until "14/05/2026 12:00" --second cb001',
    ),
)
@scope_options
@as_option
@click.option("--at", type=Moment(), help="Hẹn giờ mở; bỏ trống là mở ngay.")
@click.option("--reason", metavar="LÍ_DO", help="Lí do; cần khi mở lại phần đã đóng.")
@click.option("--until", type=Moment(), help="Hạn; cần khi mở lại phần đã đóng.")
@click.option("--second", metavar="TÀI_KHOẢN", help="Người thứ hai cho mở lại.")
@json_option
@click.pass_obj
@handles_refusals
def open_or_reopen(settings: Settings, /, **given: Any) -> None:
    """Mở sổ; phần đã đóng thì mở lại: có lí do, hạn và người thứ hai (Đ2.3)."""
    engine = write_engine(settings)
    actor = _actor(engine, given["account"])
    with actor_session(engine, actor, given["reason"]) as session:
        scope = _scope(session, given)
        standing = closures_over(session, scope)
        if not standing:
            made = open_scope(
                session,
                scope,
                actor.staff_id or 0,
                at=given["at"],
                until=given["until"],
                reason=given["reason"],
            )
            session.commit()
            told: dict[str, Any] = {
                "opening": made.id,
                "starts_at": _moment(made.starts_at),
                "ends_at": _moment(made.ends_at),
            }
            sentence = f"Đã mở (lần mở {made.id})."
            return _say(told, sentence, as_json=given["as_json"])
    ids = _reopen(engine, actor, scope, standing, given)
    told = {
        "reopenings": ids,
        "closures": [c.id for c in standing],
        "ends_at": _moment(given["until"]),
    }
    return _say(told, f"Đã mở lại đến {moment_vi(given['until'])}.", as_json=given["as_json"])


@command.command("list", epilog=example("so-truong lock list --year 2025-2026 --json"))
@year_option
@json_option
@click.pass_obj
@handles_refusals
def list_locks(settings: Settings, year: str, *, as_json: bool) -> None:
    """Các lần mở, đóng, mở lại của năm học."""
    with system_session(open_engine(settings), "xem lịch đóng, mở") as session:
        here = year_named(session, year)
        people = {s.id: s.code for s in session.scalars(select(Staff))}
        places = {
            "period": {p.id: p.code for p in session.scalars(select(Period))},
            "class": {c.id: c.name for c in session.scalars(select(SchoolClass))},
        }
        told = {
            "openings": [
                _line(row, places) | _made(row, people) | {"ends_at": _moment(row.ends_at)}
                for row in session.scalars(select(Opening).where(Opening.year_id == here.id))
            ],
            "closures": [
                _line(row, places) | _made(row, people)
                for row in session.scalars(select(Closure).where(Closure.year_id == here.id))
            ],
            "reopenings": [
                _line(row, places)
                | {
                    "closure": row.closure_id,
                    "requested_by": people.get(row.requested_by),
                    "granted_by": people.get(row.granted_by or 0),
                    "ends_at": _moment(row.ends_at),
                }
                for row in session.scalars(select(Reopening).where(Reopening.year_id == here.id))
            ],
        }
    if as_json:
        print_json(told)
        return
    for word, rows in (("Mở", "openings"), ("Đóng", "closures"), ("Mở lại", "reopenings")):
        for row in told[rows]:
            where = row["class"] or (f"khối {row['grade']}" if row["grade"] else "toàn trường")
            kind = LOCK_KIND_LABEL[LockKind(row["kind"])] if row["kind"] else "mọi loại sổ"
            click.echo(f"{word}\t{row['period'] or 'mọi thời gian'}\t{kind}\t{where}")


def _actor(engine: Engine, account: str | None) -> Actor:
    if account is None:
        raise Forbidden("Đóng, mở sổ là việc của Trưởng ban, Phó ban: thêm --as TÀI_KHOẢN (Đ2.3).")
    return actor_of(engine, account)


def _scope(session: Session, given: dict[str, Any]) -> Scope:
    year = year_named(session, given["year"])
    code, name, unit = given["period"], given["class_name"], given["unit"]
    if unit and (given["kind"] == EVERY or not has_unit(LockKind(given["kind"]))):
        raise Unfit("Loại sổ này không đóng, mở riêng theo môn; bỏ --unit.")
    return Scope(
        year.id,
        period_id=None if code == EVERY else period_named(session, year, code).id,
        kind=None if given["kind"] == EVERY else LockKind(given["kind"]),
        grade=given["grade"],
        class_id=class_named(session, year, name).id if name else None,
        unit_id=unit_named(session, unit).id if unit else None,
    )


def _reopen(
    engine: Engine, actor: Actor, scope: Scope, standing: list[Closure], given: dict[str, Any]
) -> list[int]:
    missing = [f"--{name}" for name in ("reason", "until", "second") if not given[name]]
    if missing:
        raise Unfit(f"Phần này đã đóng; mở lại cần thêm {', '.join(missing)} (Đ2.3).")
    second = actor_of(engine, given["second"])
    if second.staff_id == actor.staff_id:
        raise Forbidden("Người xin không tự cho mở lại; cần người thứ hai (Đ2.3).")
    if not can(second, "update", Reopening, "granted_by"):
        raise Forbidden(f"{second.name} không thuộc Ban quản trị nên không cho mở lại được (Đ2.3).")
    with actor_session(engine, actor, given["reason"]) as session:
        asked = [
            request_reopening(
                session,
                scope,
                closure,
                actor.staff_id or 0,
                reason=given["reason"],
                until=given["until"],
            ).id
            for closure in standing
        ]
        session.commit()
    with actor_session(engine, second, given["reason"]) as session:
        for reopening in session.scalars(select(Reopening).where(Reopening.id.in_(asked))):
            grant(session, reopening, second.staff_id or 0)
        session.commit()
    return asked


def _say(told: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        click.echo(sentence)


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(SCHOOL_TIME).isoformat() if at is not None else None


def _line(row: Any, places: dict[str, dict[int, str]]) -> dict[str, Any]:
    return {
        "id": row.id,
        "period": places["period"].get(row.period_id),
        "kind": row.kind.value if row.kind else None,
        "grade": row.grade,
        "class": places["class"].get(row.class_id),
        "reason": row.reason,
    }


def _made(row: Any, people: dict[int, str]) -> dict[str, Any]:
    return {"starts_at": _moment(row.starts_at), "made_by": people.get(row.made_by or 0)}
