"""`so-truong import`: a file of one kind into the books, with the report that the screen shows."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import click

from jobs.cli.common import (
    REFUSED,
    Failure,
    actor_of,
    as_option,
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
from permissions.importing import GRIDS, KINDS, importer_of
from permissions.session import GuardedSession, actor_session, system_session
from seeds.school_year import UnknownYearError

NEEDS_AS = "Loại tệp này là sổ của người ghi: thêm --as TÀI_KHOẢN (Đ3)."
NO_AS = "Loại tệp này nhập bằng lệnh của máy, không dùng --as."


def _session(
    settings: Settings, kind: str, account: str | None, reason: str
) -> AbstractContextManager[GuardedSession]:
    """Open the session of the import: the machine's, or for a grid that of who fills it in."""
    engine = write_engine(settings)
    if account is None:
        return system_session(engine, reason, capacities={"importer"})
    return actor_session(engine, importer_of(actor_of(engine, account), kind), reason)


@click.command(
    "import",
    epilog=example(
        "so-truong import staff can_bo.xlsx --year 2025-2026 --dry-run",
        "so-truong import pupils hoc_sinh.xlsx --year 2025-2026 --only-valid --json",
        "so-truong import monthly nhan_xet.xlsx --year 2025-2026 --as cb014",
    ),
)
@click.argument("kind", metavar="LOẠI", type=click.Choice(KINDS))
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path))
@year_option
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước, không ghi gì.")
@click.option("--only-valid", is_flag=True, help="Ghi các dòng đúng, để lại các dòng bị từ chối.")
@as_option
@json_option
@click.pass_obj
@handles_refusals
def command(  # noqa: PLR0913 - one argument for each option
    settings: Settings,
    kind: str,
    file: Path,
    year: str,
    *,
    dry_run: bool,
    only_valid: bool,
    account: str | None,
    as_json: bool,
) -> None:
    """Nhập một tệp Excel: staff, assignments, timetable, pupils hoặc results.

    monthly, attendance, measures, checks là sổ của người ghi: cần --as, với quyền của người ấy.
    Không có --only-valid thì một ô bị từ chối là không ghi gì. Nhập lần thứ hai không đổi gì.
    """
    if (kind in GRIDS) != (account is not None):
        raise Failure(NEEDS_AS if kind in GRIDS else NO_AS)
    request = Request(kind, file, file.name, year, only_valid=only_valid, dry_run=dry_run)
    reason = f"nhập từ tệp {file.name}"
    try:
        with _session(settings, kind, account, reason) as session:
            report = run_import(session, request)
    except (UnreadableFile, UnknownYearError) as error:
        raise Failure(str(error)) from error
    if as_json:
        print_json(report.as_json())
    else:
        click.echo("\n".join(sentences(report)))
    if report.refused and not only_valid:
        raise SystemExit(REFUSED)
