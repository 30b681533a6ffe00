"""so-truong worker: long work beside the screens; as many on as many machines as wanted."""

from __future__ import annotations

import click

from jobs.cli.common import example, handles_refusals
from jobs.settings import Settings


@click.command(
    "worker",
    short_help="Làm việc nền: in, nhập từ tệp, gửi tin, nhắc việc.",
    help=(
        "Nhận và làm việc nền cho đến khi dừng. Việc dở của một tiến trình bị tắt được làm tiếp."
    ),
    epilog=example("so-truong worker", "so-truong worker --workers 2"),
)
@click.option("--workers", default=1, show_default=True, help="Số việc làm cùng lúc.")
@click.pass_obj
@handles_refusals
def command(settings: Settings, *, workers: int) -> None:
    """Work until the process is told to stop."""
    from jobs.queue import Queue  # noqa: PLC0415 - the print engine is heavy, other commands light

    click.echo("Đang chờ việc (Ctrl+C để dừng).")
    Queue(settings).work(workers)
