"""so-truong accounts: one person, one account; issued, reset, suspended (Điều 2.2, Đ3)."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, select

from jobs import accounts
from jobs.accounts import Issued
from jobs.cli.common import (
    Failure,
    actor_of,
    as_option,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
)
from jobs.settings import Settings
from models.school import School
from permissions.session import system_session

FORM = "accounts.html"


@click.group("accounts", short_help="Cấp, cấp lại, ngừng tài khoản.")
def command() -> None:
    """Tài khoản của cán bộ: tên là mã cán bộ viết thường, mật khẩu dùng một lần (Đ2.2)."""


@command.command(
    "issue",
    short_help="Cấp tài khoản cho mọi cán bộ chưa có.",
    help=(
        "Cấp tài khoản cho mọi cán bộ chưa có. Lần đầu do người quản máy làm; từ lần sau do phó"
        " hiệu trưởng hoặc thư kí Ban quản trị (--as)."
    ),
    epilog=example(
        "so-truong accounts issue --out phieu-tai-khoan.pdf",
        "so-truong accounts issue --as cb002 --json",
    ),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="TỆP.pdf",
    help="Ghi phiếu tài khoản để cắt phát từng người.",
)
@as_option
@json_option
@click.pass_obj
@handles_refusals
def issue(settings: Settings, *, out: Path | None, account: str | None, as_json: bool) -> None:
    """Issue the missing accounts and show their one-time passwords, this once only."""
    engine = write_engine(settings)
    actor = actor_of(engine, account) if account else None
    sheet = None if out is None else _opened(out)
    try:
        made = accounts.issue(engine, actor)
        if sheet is not None:
            os.write(sheet, _sheet(engine, made))
    finally:
        if sheet is not None:
            os.close(sheet)
    _show(made, as_json=as_json)
    if out is not None and not as_json:
        click.echo(f"Phiếu tài khoản: {out}")


@command.command(
    "reset",
    short_help="Cấp lại mật khẩu dùng một lần.",
    help="Cấp lại mật khẩu dùng một lần; mọi phiên đang mở của tài khoản đó kết thúc.",
    epilog=example("so-truong accounts reset cb015 --as cb002"),
)
@click.argument("username", metavar="TÀI_KHOẢN")
@click.option("--as", "account", required=True, metavar="TÀI_KHOẢN", help="Người có quyền cấp.")
@json_option
@click.pass_obj
@handles_refusals
def reset(settings: Settings, *, username: str, account: str, as_json: bool) -> None:
    """Reset one account and show its new one-time password."""
    engine = write_engine(settings)
    _show([accounts.reset(engine, actor_of(engine, account), username)], as_json=as_json)


@command.command(
    "suspend",
    short_help="Ngừng tài khoản ngay.",
    help="Ngừng tài khoản ngay và liệt kê việc người đó đang giữ, để bàn giao.",
    epilog=example(
        "so-truong accounts suspend cb015 --as cb002",
        "so-truong accounts suspend cb015 --left-on 2026-03-01 --as cb002",
    ),
)
@click.argument("username", metavar="TÀI_KHOẢN")
@click.option("--left-on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày thôi làm ở trường.")
@click.option("--as", "account", required=True, metavar="TÀI_KHOẢN", help="Người có quyền ngừng.")
@json_option
@click.pass_obj
@handles_refusals
def suspend(
    settings: Settings, *, username: str, left_on: datetime | None, account: str, as_json: bool
) -> None:
    """Suspend one account and list what is left to hand over."""
    engine = write_engine(settings)
    day = left_on.date() if left_on else None
    left = accounts.suspend(engine, actor_of(engine, account), username, day)
    if as_json:
        print_json({"username": username.casefold(), "to_hand_over": left})
        return
    click.echo(f"Đã ngừng tài khoản {username.casefold()}.")
    click.echo("\n".join(["Việc cần bàn giao:", *left]) if left else "Không còn việc nào để ngỏ.")


def _show(made: list[Issued], *, as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {"username": m.username, "password": m.password, "code": m.code, "name": m.name}
                for m in made
            ]
        )
    elif made:
        click.echo("\n".join(f"{m.username:<12} {m.password:<16} {m.name}" for m in made))
        click.echo(f"{len(made)} tài khoản. Mật khẩu chỉ hiện lần này; đổi khi đăng nhập lần đầu.")
    else:
        click.echo("Ai cũng đã có tài khoản.")


def _opened(path: Path) -> int:
    """Open the sheet before anything is issued: a password that isn't written down is lost."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise Failure(f"Không ghi được {path}: {error.strerror}.") from error


def _sheet(engine: Engine, made: list[Issued]) -> bytes:
    from jobs.printing import render  # noqa: PLC0415 - the engine is heavy, the sheet is rare

    with system_session(engine, "in phiếu tài khoản", capacities=frozenset()) as session:
        school: Any = session.scalars(select(School)).first()
    pairs = [made[i : i + 2] for i in range(0, len(made), 2)]
    return render.pdf(FORM, official=True, school=school, rows=pairs)
