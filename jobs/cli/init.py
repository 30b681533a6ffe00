"""so-truong init: database, catalogues and rule sets, as often as one likes."""

from __future__ import annotations

import click
from sqlalchemy import Engine, select

import seeds
from jobs import migrate
from jobs.cli.common import example, handles_refusals, write_engine
from jobs.settings import Settings
from models.school import School
from permissions.session import system_session


@click.command(
    "init",
    short_help="Dựng hoặc nâng cấp cơ sở dữ liệu.",
    help=(
        "Dựng cơ sở dữ liệu, danh mục và bộ quy định đánh giá; chạy lại thì nâng cấp và bổ sung,"
        " sổ sách đã có giữ nguyên."
    ),
    epilog=example(
        'so-truong init --school "Trường Tiểu học Hoa Mai"', "so-truong init   (sau khi nâng cấp)"
    ),
)
@click.option("--school", metavar="TÊN", help="Tên trường, như in trên học bạ.")
@click.pass_obj
@handles_refusals
def command(settings: Settings, *, school: str | None) -> None:
    """Bring the database to the newest schema and the catalogues to what seeds/ says."""
    engine = write_engine(settings)
    migrate.upgrade(engine)
    set_up(engine, school)
    click.echo("Cơ sở dữ liệu đã sẵn sàng.")


def set_up(engine: Engine, school: str | None) -> None:
    """Load the catalogues and, when given, the school's name."""
    with system_session(engine, "cài đặt") as session:
        seeds.load(session)
        if school:
            found = session.scalars(select(School)).first()
            if found is None:
                session.add(School(name=school))
            elif found.name != school:
                found.name = school
        session.commit()
