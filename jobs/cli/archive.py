"""`so-truong archive`: sealing a year into files, and checking such a package (Điều 8.1, 8.3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from cryptography import x509
from sqlalchemy import Engine

from jobs.archive.package import Places, begin, seal_year
from jobs.archive.verify import Verdict
from jobs.archive.verify import verify as check
from jobs.cli.common import (
    Failure,
    actor_of,
    as_option,
    example,
    handles_refusals,
    json_option,
    print_json,
    year_option,
)
from jobs.cli.places import year_named
from jobs.database import open_engine, writer
from jobs.settings import Settings
from models.archive import YearPackage
from models.refusal import Unfit
from permissions.session import actor_session, system_session

BROKEN = 1
PATH = click.Path(path_type=Path)


@click.group("archive", short_help="Đóng gói năm học để lưu trữ, và kiểm tra gói.")
def command() -> None:
    """Lưu trữ năm học: gói đọc được không cần phần mềm, có bản kê SHA-256 (Đ8.1, Đ8.3)."""


@command.command(
    "year",
    short_help="Niêm phong một năm học vào một thư mục.",
    epilog=example(
        "so-truong archive year --year 2025-2026 --to /kho/luu-tru",
        "so-truong archive year --year 2025-2026 --to E:/luu-tru --second F:/luu-tru --zip",
    ),
)
@year_option
@click.option("--to", "first", required=True, type=PATH, metavar="THƯ_MỤC", help="Nơi giữ gói.")
@click.option("--second", type=PATH, metavar="THƯ_MỤC", help="Nơi giữ thứ hai.")
@click.option("--zip", "zipped", is_flag=True, help="Gói thành một tệp .zip.")
@as_option
@json_option
@click.pass_obj
@handles_refusals
def seal(settings: Settings, /, **given: Any) -> None:
    """Niêm phong một năm học: bản in, dữ liệu, lịch sử, bản kê. Chạy lại là phiên bản mới."""
    engine = open_engine(settings)
    try:
        made = _sealed(engine, settings, given)
    finally:
        engine.dispose()
    _told(made, as_json=given["as_json"])


def _sealed(engine: Engine, settings: Settings, given: dict[str, Any]) -> YearPackage:
    to, sealing = writer(engine), settings.seal()
    who = given["account"]
    actor = actor_of(engine, who) if who else None
    with actor_session(to, actor) if actor else system_session(to, "lưu trữ dòng lệnh") as session:
        year = year_named(session, given["year"])
        row = begin(session, year, actor.account_id if actor else None)
        session.commit()
    second = given["second"]
    places = Places(
        given["first"].absolute(), second.absolute() if second else None, given["zipped"]
    )
    return seal_year(engine, settings.data, row.id, places, sealing)


def _told(made: YearPackage, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "folder": made.folder,
                "second": made.second_folder,
                "number": made.number,
                "files": made.files,
                "bytes": made.size,
                "manifest_sha256": made.manifest_sha256,
                "history_head": made.history_head,
                "signed": made.signed,
            }
        )
        return
    signed = "có chữ kí số" if made.signed else "chưa có chữ kí số"
    click.echo(f"Đã niêm phong {made.files} tệp, phiên bản {made.number}, {signed}: {made.folder}")
    click.echo(f"Mã bản kê: {made.manifest_sha256}")


@command.command(
    "verify",
    short_help="So một gói với bản kê của nó; sai thì mã thoát 1.",
    epilog=example(
        "so-truong archive verify /kho/luu-tru/luu-tru-2025-2026-v1",
        "so-truong archive verify goi.zip --certificate truong.pem",
    ),
)
@click.argument("package", type=PATH, metavar="THƯ_MỤC_HOẶC_ZIP")
@click.option("--certificate", type=PATH, metavar="TỆP", help="Phải do chứng thư (PEM) này kí.")
@json_option
@handles_refusals
def verify(package: Path, certificate: Path | None, *, as_json: bool) -> None:
    """Kiểm tra gói: thiếu, đổi, thừa tệp nào; chữ kí. Mã thoát 0 khi nguyên vẹn, 1 khi không."""
    try:
        verdict = check(package, _certificate(certificate))
    except Unfit as error:
        raise Failure(str(error)) from error
    if as_json:
        print_json(verdict.as_json())
    else:
        click.echo("\n".join(said(verdict)))
    if not verdict.ok:
        raise SystemExit(BROKEN)


def _certificate(path: Path | None) -> x509.Certificate | None:
    if path is None:
        return None
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Failure(f"Không đọc được chứng thư số {path.name}.") from error


def said(verdict: Verdict) -> list[str]:
    """Say a verdict in lines."""
    words = {"valid": "đúng", "none": "không có", "invalid": "SAI"}
    lines = ["Gói còn nguyên." if verdict.ok else "Gói KHÔNG còn nguyên."]
    lines.append(f"{verdict.files} tệp trong bản kê · chữ kí: {words[verdict.signature]}")
    if verdict.signer:
        lines.append(f"Người kí: {verdict.signer} · vân tay {verdict.fingerprint}")
    for word, names in (
        ("thiếu", verdict.missing),
        ("đã đổi", verdict.changed),
        ("thừa", verdict.extra),
        ("đã hủy theo danh mục", verdict.destroyed),
    ):
        lines += [f"  {word}: {name}" for name in names]
    return lines
