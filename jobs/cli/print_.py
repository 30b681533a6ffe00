"""so-truong print: report books and class summary sheets as PDF, in the foreground (Điều 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

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
from jobs.database import open_engine
from jobs.printing import register, runs, work
from jobs.printing.filling import layouts
from jobs.printing.frame import UnknownError, frame
from jobs.printing.gaps import Gap, summed_up
from jobs.printing.render import PrintError
from jobs.settings import Settings
from models.archive import PrintDocument
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.session import system_session


@dataclass(frozen=True)
class Order:
    """What was asked for on the command line."""

    document: PrintDocument
    year: str
    classes: tuple[str, ...]
    out: Path
    account: str | None


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        json_option,
        as_option,
        click.option(
            "--out",
            required=True,
            type=click.Path(file_okay=False, path_type=Path),
            metavar="THƯ_MỤC",
            help="Nơi ghi các tệp PDF.",
        ),
        click.option(
            "--class",
            "classes",
            multiple=True,
            metavar="LỚP",
            help="3A; ghi nhiều lần được; không ghi thì in cả trường.",
        ),
        year_option,
    ):
        function = option(function)
    return function


@click.group("print")
def command() -> None:
    """In học bạ và bảng tổng hợp thành tệp PDF."""


def _add_command(document: PrintDocument, told: str, typed: str) -> None:
    """Add the command that prints a kind of document; ``told``: its help, ``typed``: an example."""
    name = document.value

    @command.command(name, help=told, epilog=example(f"so-truong print {name} {typed}"))
    @_options
    @click.pass_obj
    @handles_refusals
    def run(
        settings: Settings,
        year: str,
        classes: tuple[str, ...],
        out: Path,
        account: str | None,
        as_json: bool,  # noqa: FBT001
    ) -> None:
        _print(settings, Order(document, year, classes, out, account), as_json=as_json)


_add_command(
    PrintDocument.REPORT_BOOKS,
    "In học bạ: mỗi lớp một tệp hoc-ba-LỚP.pdf. Không có --as thì in bản BẢN XEM.",
    "--year 2025-2026 --class 3A --out in",
)
_add_command(
    PrintDocument.SUMMARY_SHEETS,
    "In bảng tổng hợp cuối năm: mỗi lớp một tệp bang-tong-hop-LỚP.pdf.",
    "--year 2025-2026 --class 3A --out in --as cb006",
)


def _print(settings: Settings, order: Order, *, as_json: bool) -> None:
    engine = open_engine(settings)
    actor = actor_of(engine, order.account) if order.account else None
    if actor is not None and not runs.may_print_officially(actor):
        raise Forbidden(runs.NOT_OFFICIAL)
    try:
        read = _read(engine, order)
    except UnknownError as error:
        raise Failure(str(error)) from error
    if not as_json:
        _tell_gaps(read)
    order.out.mkdir(parents=True, exist_ok=True)
    make = _preview if actor is None else _official
    try:
        files = [make(engine, settings, order, actor, *item) for item in read]
    except PrintError as error:
        raise Failure(f"Chưa in được: {error}") from error
    if as_json:
        print_json(
            {
                "document": order.document.value,
                "year": order.year,
                "official": actor is not None,
                "files": files,
                "gaps": [
                    {"class": room.name, "pupil": gap.pupil, "field": gap.field}
                    for room, _, found in read
                    for gap in found
                ],
            }
        )
        return
    pages = sum(file["pages"] for file in files)
    click.echo(f"Đã in {len(files)} tệp, {pages} trang vào {order.out}.")


def _read(engine: Engine, order: Order) -> list[tuple[Any, Any, tuple[Gap, ...]]]:
    with system_session(engine, "in văn bản từ dòng lệnh") as session:
        shared = frame(session, order.year)
        rooms = shared.chosen(order.classes)
        found = work.documents_of(session, shared, rooms, order.document)
    return [
        (room, found[room.id], work.all_gaps(found[room.id])) for room in rooms if room.id in found
    ]


def _tell_gaps(read: Sequence[tuple[Any, Any, tuple[Gap, ...]]]) -> None:
    for room, _, found in read:
        if not found:
            continue
        click.echo(f"Lớp {room.name}: những mục chưa có sẽ in dòng chấm:", err=True)
        for field, pupils in summed_up(found):
            click.echo(f"  {field}" + (f" · {pupils} em" if pupils else ""), err=True)


def _preview(
    engine: Engine,
    settings: Settings,
    order: Order,
    actor: Actor | None,
    room: Any,
    documents: Any,
    found: tuple[Gap, ...],
) -> dict[str, Any]:
    del found
    title = work.title_of(order.document, room, order.year)
    runs.record_of_reading(engine, actor, order.document, room, work.pupils_in(documents))
    bar, kept = _bar(room, documents), settings.data / layouts.FOLDER
    made = work.printed(documents, title, official=False, progress=bar, kept=kept)
    path = order.out / work.file_name(order.document, room.name)
    register.write_whole(path, made.data)
    return {"class": room.name, "file": str(path), "pupils": made.pupils, "pages": made.pages}


def _official(
    engine: Engine,
    settings: Settings,
    order: Order,
    actor: Actor | None,
    room: Any,
    documents: Any,
    found: tuple[Gap, ...],
) -> dict[str, Any]:
    del documents, found
    assert actor is not None  # noqa: S101 - official copies have a person
    wanted = runs.Wanted(order.document, order.year, room.name, official=True)
    job = runs.ask(engine, actor, wanted)
    (document,) = runs.run(engine, settings.data, job, settings.address)
    path = order.out / document.file_name
    register.write_whole(path, register.path_of(settings.data, document).read_bytes())
    return {
        "class": room.name,
        "file": str(path),
        "pupils": document.pupils,
        "pages": document.pages,
        "copy": document.copy_number,
        "sha256": document.sha256,
    }


def _bar(room: Any, documents: Any) -> Callable[[int], None]:
    total, done = work.pupils_in(documents), 0

    def tick(pupils: int) -> None:
        nonlocal done
        done += pupils
        click.echo(f"\rLớp {room.name}: {done} trong {total}", err=True, nl=done >= total)

    return tick
