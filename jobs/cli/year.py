"""`so-truong year`: carrying a school year over, with the rights of --as (Điều 2.11)."""

from __future__ import annotations

from typing import Any

import click

from jobs.cli.common import (
    actor_of,
    as_option,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
)
from jobs.cli.places import year_named
from jobs.rollover import carry_over, kept_of, look, runs_of, said
from jobs.rollover_undo import undo
from jobs.settings import Settings
from models.rollover.shape import Plan
from permissions.errors import Forbidden
from permissions.rollover import roller_of
from permissions.session import actor_session


@click.group("year")
def command() -> None:
    """Chuyển sang năm học mới."""


@command.command(
    "roll-over",
    epilog=example(
        "so-truong year roll-over --from 2025-2026 --dry-run --as cb002",
        "so-truong year roll-over --from 2025-2026 --as cb002 --json",
        "so-truong year roll-over --from 2025-2026 --undo --as cb002",
    ),
)
@click.option("--from", "name", required=True, metavar="NĂM", help="Năm học kết thúc: 2025-2026.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không ghi gì.")
@click.option("--undo", "back", is_flag=True, help="Hoàn tác, khi năm mới chưa có ghi chép nào.")
@as_option
@json_option
@click.pass_obj
@handles_refusals
def roll_over(settings: Settings, /, **given: Any) -> None:
    """Chuyển năm học: tạo năm, lớp, chuyển học sinh theo danh sách đã chốt, phân công dự thảo."""
    if given["account"] is None:
        raise Forbidden("Chuyển năm học là việc của phó hiệu trưởng: thêm --as TÀI_KHOẢN (Đ2.11).")
    engine = write_engine(settings)
    actor = roller_of(actor_of(engine, given["account"]))
    with actor_session(engine, actor) as session:
        year = year_named(session, given["name"])
        kept = kept_of(runs_of(session, year))
        seen = None if given["back"] else look(session, year, kept)
    if given["back"]:
        gone = undo(engine, actor, year.id)
        return _say({"undone": gone}, f"Đã hoàn tác: bỏ {gone} dòng.", given)
    assert seen is not None  # noqa: S101 - planned unless it is taken back
    made = seen if given["dry_run"] else carry_over(engine, actor, year.id)
    sentence = "Không còn gì để ghi." if made.empty else f"{said(made.report())}."
    if given["dry_run"] and not made.empty:
        sentence = f"Xem trước, chưa ghi gì: {sentence}"
    held = "".join(f"\n  chưa chuyển: {h.room} {h.name}: {h.why}" for h in made.held)
    return _say(_told(made, written=not given["dry_run"]), sentence + held, given)


def _told(made: Plan, *, written: bool) -> dict[str, Any]:
    return {
        "from": made.source.name,
        "to": made.target,
        "first_day": made.first_day.isoformat(),
        "written": written and not made.empty,
        "changes": not made.empty,
        "counts": made.report(),
        "classes": [one.name for one in made.made],
        "moves": [
            {"name": m.name, "class": m.room, "way": m.way.value, "to": m.target}
            for m in made.moves
        ],
        "held": [{"name": h.name, "class": h.room, "why": h.why} for h in made.held],
    }


def _say(told: dict[str, Any], sentence: str, given: dict[str, Any]) -> None:
    if given["as_json"]:
        print_json(told)
    else:
        click.echo(sentence)
