"""so-truong history: is every line of the history as it was written? (Điều 2.9)."""

from __future__ import annotations

import click

from jobs.cli.common import example, handles_refusals, json_option, print_json
from jobs.database import open_engine
from jobs.settings import Settings
from permissions import history

BROKEN = 1


@click.group("history", short_help="Kiểm tra lịch sử sửa đổi.")
def command() -> None:
    """Lịch sử sửa đổi: chuỗi mã nối từng lần ghi, sửa một chữ là lộ (Đ2.9)."""


@command.command(
    "verify",
    short_help="Tính lại cả chuỗi; sai thì mã thoát 1.",
    help="Tính lại cả chuỗi mã của lịch sử. Mã thoát 0 khi nguyên vẹn, 1 khi có chỗ bị thay đổi.",
    epilog=example("so-truong history verify", "so-truong history verify --json"),
)
@json_option
@click.pass_obj
@handles_refusals
def verify(settings: Settings, *, as_json: bool) -> None:
    """Recompute the chain; exit 1 when something was changed."""
    with open_engine(settings).connect() as connection:
        faults, head = history.verify(connection), history.head(connection)
    if as_json:
        print_json({"intact": not faults, "head": head, "faults": faults})
    else:
        click.echo("\n".join(faults) if faults else f"Lịch sử nguyên vẹn. Mã cuối: {head}")
    if faults:
        raise SystemExit(BROKEN)
