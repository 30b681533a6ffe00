"""so-truong check: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import click

from jobs import condition
from jobs.cli.common import example, handles_refusals, json_option, print_json, write_engine
from jobs.settings import Settings

FAULTY = 1


@click.command(
    "check",
    short_help="Xem cài đặt này còn thiếu, sai gì.",
    help="Xem cài đặt này còn thiếu, sai gì và cách sửa. Mã thoát 1 khi có lỗi, 0 khi chỉ có nhắc.",
    epilog=example("so-truong check", "so-truong check --json"),
)
@json_option
@click.pass_obj
@handles_refusals
def command(settings: Settings, *, as_json: bool) -> None:
    """Print every finding with its advice; exit 1 when something doesn't work like this."""
    found = condition.findings(settings, write_engine(settings))
    if as_json:
        print_json([finding.as_dict() for finding in found])
    elif found:
        for finding in found:
            click.echo(
                f"{'LỖI ' if finding.fault else 'NHẮC'} {finding.what}\n     {finding.advice}"
            )
    else:
        click.echo("Không thấy gì cần sửa.")
    if any(finding.fault for finding in found):
        raise SystemExit(FAULTY)
