"""`so-truong import`: a file of one kind into the books, with the report that the screen shows."""

from __future__ import annotations

from pathlib import Path

import click

from jobs.cli.common import (
    REFUSED,
    Failure,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
    year_option,
)
from jobs.imports.errors import UnreadableFile
from jobs.imports.run import Request, run_import
from jobs.imports.summary import sentences
from jobs.settings import Settings
from permissions.importing import KINDS
from permissions.session import system_session
from seeds.school_year import UnknownYearError


@click.command(
    "import",
    epilog=example(
        "so-truong import staff can_bo.xlsx --year 2025-2026 --dry-run",
        "so-truong import pupils hoc_sinh.xlsx --year 2025-2026 --only-valid --json",
    ),
)
@click.argument("kind", metavar="LOẠI", type=click.Choice(KINDS))
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@year_option
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không ghi gì.")
@click.option("--only-valid", is_flag=True, help="Ghi các dòng đúng, để lại các dòng bị từ chối.")
@json_option
@click.pass_obj
@handles_refusals
def command(
    settings: Settings,
    kind: str,
    file: Path,
    year: str,
    *,
    dry_run: bool,
    only_valid: bool,
    as_json: bool,
) -> None:
    """Nhập một tệp Excel: staff, assignments, timetable, pupils hoặc results.

    Không có --only-valid thì một ô bị từ chối là không ghi gì. Nhập lần thứ hai không đổi gì.
    """
    request = Request(kind, file, file.name, year, only_valid=only_valid, dry_run=dry_run)
    reason = f"nhập từ tệp {file.name}"
    try:
        with system_session(write_engine(settings), reason, capacities={"importer"}) as session:
            report = run_import(session, request)
    except (UnreadableFile, UnknownYearError) as error:
        raise Failure(str(error)) from error
    if as_json:
        print_json(report.as_json())
    else:
        click.echo("\n".join(sentences(report)))
    if report.refused and not only_valid:
        raise SystemExit(REFUSED)
