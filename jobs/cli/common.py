"""What the commands share: exit codes, options, and how a person's rights are taken on."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from jobs.database import open_engine, writer
from jobs.settings import Settings
from permissions.actor import Actor, load_actor
from permissions.errors import NoActor, Refusal

WRONG_USAGE = 2
REFUSED = 3
CREATE_APP = "so_truong.create_app"
YEAR = re.compile(r"(\d{4})-(\d{4})")

Function = TypeVar("Function", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Wrong usage, or something that can't be read at all: exit 2, the sentence on stderr."""

    exit_code = WRONG_USAGE

    def show(self, file: Any = None) -> None:
        """Print the sentence as it is."""
        del file
        click.echo(self.message, err=True)


def handles_refusals(function: Function) -> Function:
    """Turn a refusal (right, lock, content) into its sentence on stderr and exit 3."""

    @functools.wraps(function)
    def handled(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            raise SystemExit(REFUSED) from refusal
        except (OperationalError, ProgrammingError) as error:
            raise Failure(
                "Không dùng được cơ sở dữ liệu. Chạy so-truong init nếu chưa cài đặt,"
                " hoặc so-truong check để biết thiếu gì."
            ) from error

    handled.handles_refusals = True  # type: ignore[attr-defined]
    return handled  # type: ignore[return-value]


def write_engine(settings: Settings) -> Engine:
    """Return the engine for commands and jobs: theirs are writers."""
    return writer(open_engine(settings))


def actor_of(engine: Engine, account: str) -> Actor:
    """Return the actor of ``--as ACCOUNT``; refuse with the name when there is none."""
    try:
        return load_actor(engine, username=account)
    except NoActor as error:
        raise NoActor(f"Không có tài khoản “{account}” đang hoạt động (Đ3).") from error


def print_json(data: Any) -> None:
    """Print what a program reads, letters as they are."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _checked_year(ctx: click.Context, option: click.Parameter, value: str | None) -> str | None:
    del ctx, option
    match = YEAR.fullmatch(value or "")
    if value is not None and (match is None or int(match[2]) != int(match[1]) + 1):
        raise click.BadParameter("năm học viết như 2025-2026")
    return value


def example(*lines: str) -> str:
    """Return the epilog of a command: how it is typed, one example a line."""
    return "\b\nVí dụ:\n" + "\n".join(f"  {line}" for line in lines)


def year_option(function: Function) -> Function:
    """Take the school year as ``year`` ("2025-2026"), required."""
    return click.option(
        "--year", required=True, callback=_checked_year, metavar="NĂM", help="Năm học: 2025-2026."
    )(function)


def as_option(function: Function) -> Function:
    """Take ``--as ACCOUNT`` as ``account``: the command runs with that account's rights."""
    return click.option(
        "--as", "account", metavar="TÀI_KHOẢN", help="Làm với quyền của tài khoản này."
    )(function)


def json_option(function: Function) -> Function:
    """Take ``--json`` as ``as_json``: report for a program."""
    return click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")(function)
