"""``so-truong demo``: an invented school to try everything on, with its accounts printed."""

from __future__ import annotations

from collections.abc import Sequence

import click
from sqlalchemy import Engine, inspect, select

from jobs.cli.common import (
    Failure,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
)
from jobs.migrate import downgrade, upgrade
from jobs.passwords import hash_password
from jobs.settings import Settings
from models.clock import school_today
from models.people import Account
from models.refusal import NotReady
from models.school import School, SchoolYear
from permissions.session import system_session
from seeds.demo import DemoAccount, accounts, build, demo_school


@click.command(
    "demo",
    short_help="Dựng trường mẫu.",
    help=(
        "Dựng trường mẫu (tên người, số liệu đều đặt ra) quanh ngày hôm nay và in các tài khoản."
        " Trường mẫu đã có thì chỉ in tài khoản."
    ),
    epilog=example("SO_TRUONG_ENV=demo so-truong demo", "so-truong demo --yes --reset"),
)
@click.option("--reset", is_flag=True, help="Xóa trường mẫu đang có và dựng lại.")
@click.option("--yes", is_flag=True, help="Dựng cả khi SO_TRUONG_ENV không phải demo.")
@json_option
@click.pass_obj
@handles_refusals
def command(settings: Settings, *, reset: bool, yes: bool, as_json: bool) -> None:
    """Build the demo school unless it stands, and print its accounts."""
    if not settings.demo and not yes:
        raise Failure("Trường mẫu chỉ dựng khi SO_TRUONG_ENV=demo; muốn dựng ở đây, thêm --yes.")
    engine = write_engine(settings)
    stands = demo_stands(engine)
    if stands and reset:
        downgrade(engine)
        stands = False
    if stands and not is_finished(engine):
        raise NotReady("Trường mẫu ở đây dựng dở dang. Chạy lại với --reset.")
    if not stands:
        upgrade(engine)
        build(engine, school_today(), hash_password, lambda step: click.echo(step, err=True))
    if as_json:
        print_json([{"username": a.username, "password": a.password} for a in accounts()])
    else:
        click.echo(table(accounts()))


def demo_stands(engine: Engine) -> bool:
    """Tell whether this database holds the demo school; False when it is empty.

    NotReady when it holds another school.
    """
    if not inspect(engine).has_table(School.__tablename__):
        return False
    with system_session(engine, "xem có trường mẫu chưa", capacities=frozenset()) as session:
        school = session.scalars(select(School).order_by(School.id).limit(1)).first()
        begun = session.scalars(select(SchoolYear.id).limit(1)).first() is not None
    demo = demo_school()["school"]
    if school is not None and (school.name, school.code) == (demo["name"], demo["code"]):
        return True
    if school is not None or begun:
        raise NotReady(
            f"Cơ sở dữ liệu này là của {school.name if school else 'một trường khác'}, nên không"
            " dựng trường mẫu ở đây. Đặt SO_TRUONG_DATA hoặc DATABASE_URL sang chỗ khác."
        )
    return False


def is_finished(engine: Engine) -> bool:
    """Tell whether the demo was built to its end (the leaver's account is suspended last)."""
    with system_session(engine, "xem trường mẫu đã xong chưa", capacities=frozenset()) as session:
        query = select(Account.id).where(Account.suspended_at.is_not(None)).limit(1)
        return session.scalars(query).first() is not None


def table(rows: Sequence[DemoAccount]) -> str:
    """Return the accounts as a table for the terminal; it names no address of the server."""
    lines = [("Tên đăng nhập", "Mật khẩu", "Ai")]
    lines += [(a.username, a.password, f"{a.name}: {a.who}") for a in rows]
    return "\n".join(f"{name:<15} {password:<14} {who}" for name, password, who in lines)
