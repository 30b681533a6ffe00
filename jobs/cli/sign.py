"""so-truong sign: report books by the principal's key and the school's seal (Điều 4.6)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from jobs.cli.common import (
    Failure,
    actor_of,
    example,
    handles_refusals,
    json_option,
    print_json,
    write_engine,
    year_option,
)
from jobs.settings import Settings
from models.archive import SignRole

SECRET = "SO_TRUONG_SIGN_SECRET"  # noqa: S105 - the name of the variable


@click.group("sign", short_help="Kí số học bạ bằng khóa hoặc thiết bị kí.")
def command() -> None:
    """Kí số học bạ: hiệu trưởng trước, con dấu sau; mỗi em một tệp (Đ4.6)."""


@command.command(
    "report-books",
    short_help="Kí học bạ đã in chính thức của một lớp.",
    help=(
        "Kí học bạ đã in chính thức của một lớp. Em chờ đánh giá bổ sung để lại; kí lần nữa không"
        f" kí trùng. Mật khẩu hoặc mã PIN hỏi lúc kí, hoặc lấy từ {SECRET}; không lưu ở đâu cả."
    ),
    epilog=example(
        "so-truong sign report-books --year 2025-2026 --class 3A --as cb001 --role principal"
        " --key hieu-truong.p12"
    ),
)
@year_option
@click.option("--class", "class_name", required=True, metavar="LỚP", help="3A")
@click.option("--as", "account", required=True, metavar="TÀI_KHOẢN", help="Làm với quyền này.")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in SignRole]),
    help="principal: hiệu trưởng; seal: con dấu.",
)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Tệp khóa .p12."
)
@click.option("--driver", type=click.Path(path_type=Path), help="Thư viện của thiết bị kí.")
@click.option("--token", help="Tên thiết bị kí.")
@click.option("--certificate", help="Tên chứng thư trên thiết bị.")
@json_option
@click.pass_obj
@handles_refusals
def report_books(settings: Settings, *, as_json: bool, **asked: Any) -> None:
    """Sign and say who was left out and why."""
    from jobs.signing.books import Place, sign_class  # noqa: PLC0415 - heavy
    from jobs.signing.verify import roots_in  # noqa: PLC0415

    engine = write_engine(settings)
    actor = actor_of(engine, asked["account"])
    place = Place(engine, settings.data, settings.address, roots_in(settings.trust))
    with _signer(asked) as signer:
        done = sign_class(
            place, actor, asked["year"], asked["class_name"], signer, SignRole(asked["role"])
        )
    if as_json:
        left = [{"pupil": name, "reason": why} for name, why in done.left]
        print_json({"class": asked["class_name"], "signed": list(done.signed), "left": left})
        return
    click.echo(f"Đã kí {len(done.signed)} học bạ lớp {asked['class_name']}.")
    for name, why in done.left:
        click.echo(f"  để lại: {name}, {why}")


@contextmanager
def _signer(asked: dict[str, Any]) -> Iterator[Any]:
    from jobs.signing.keys import Token, from_file, from_token  # noqa: PLC0415 - heavy

    on_token = [asked[name] for name in ("driver", "token", "certificate")]
    if bool(asked["key"]) == any(on_token) or (any(on_token) and not all(on_token)):
        raise Failure("Kí bằng --key TỆP, hoặc bằng --driver, --token và --certificate.")
    secret = os.environ.get(SECRET) or click.prompt("Mật khẩu hoặc mã PIN", hide_input=True)
    if asked["key"]:
        yield from_file(asked["key"], secret)
        return
    with from_token(Token(asked["driver"], asked["token"], asked["certificate"]), secret) as signer:
        yield signer
