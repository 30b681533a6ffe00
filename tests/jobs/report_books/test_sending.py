"""A pupil's digital report book: what is said before it is sent, and what a bad receiver can do."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from jobs.channels.config import Gateway
from jobs.channels.gateway import signature
from jobs.database import writer
from jobs.report_books import checks, send
from jobs.report_books.document import faults
from jobs.report_books.mapping import mapping
from jobs.seal import parsed, xml_valid
from jobs.settings import Settings
from models.archive import LineState, SubmissionLine
from models.base import Base, utc_now
from models.refusal import NotReady
from permissions.actor import Actor, load_actor
from permissions.errors import Forbidden
from permissions.session import system_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay
from tests.databases import settings_for
from tests.jobs.archive.seals import seal
from tests.jobs.printing.conftest import approved

YEAR = "2025-2026"
SECRET = "a secret that only tests sign with"  # noqa: S105 - of the tests alone
PDF = b"%PDF-1.7 a signed report book"
T = Base.metadata.tables
SLOW = 0.4


@dataclass
class Receiver:
    """What arrived by key, and how it answers from now on (then: accepted)."""

    answers: list[Any] = field(default_factory=list)
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: int = 0
    unsigned: int = 0


@contextmanager
def receiver() -> Iterator[tuple[Receiver, Gateway]]:
    """Give a receiver on loopback: slow, failing, repeating, rejecting as it is told."""
    box = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.requests += 1
            box.unsigned += self.headers["X-Signature"] != signature(
                SECRET, self.headers["X-Timestamp"], body
            )
            key, told = self.headers["Idempotency-Key"], json.loads(body)
            answer = box.answers.pop(0) if box.answers else None
            if answer != 503:
                box.packages.setdefault(key, told)
            if answer == "slow":
                time.sleep(SLOW * 2)
            accepted = {"status": "accepted", "receipt": f"BN-{list(box.packages).index(key)}"}
            if answer == 503:
                self._say(503, {})
            elif isinstance(answer, dict):
                self._say(200, answer)
            else:
                self._say(200, accepted)

        def _say(self, status: int, told: dict[str, Any]) -> None:
            said = json.dumps(told).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield (
            box,
            Gateway(f"http://127.0.0.1:{server.server_address[1]}/hoc-ba", SECRET, timeout=SLOW),
        )
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    """Class 4A, approved; An lacks the personal ID; "english" is the office's clerk."""
    made: CompleteClass = lay(complete_class.build, "seeded")
    approved(made)
    with made.engine.begin() as connection:
        connection.execute(update(T["school"]).values(code="01001", place="Hoa Sen"))
        duty = {"function": "office", "title": "văn thư", "source": "QĐ 2"}
        when = {"from_date": made.first_day, "confirmed_at": utc_now()}
        connection.execute(
            insert(T["duty"]).values(version=1, staff_id=made.staff["english"], **duty, **when)
        )
        for number, pupil in enumerate(made.pupil.values()):
            of = {"version": 1, "pupil_id": pupil}
            birth = {"birth_date": made.first_day.replace(year=2016), "sex": "Nam"}
            connection.execute(insert(T["pupil_birth"]).values(**of, **birth))
            home = {"ethnic_group_id": 1, "poor_household": False, "disability": False}
            connection.execute(insert(T["pupil_background"]).values(**of, **home))
            if number:
                connection.execute(
                    insert(T["personal_id"]).values(**of, number=f"00121600000{number}")
                )
    return made


def clerk(school: CompleteClass) -> Actor:
    return load_actor(school.engine, username="english")


def settings(school: CompleteClass, place: Path, gateway: Gateway | None = None) -> Settings:
    url = school.engine.url.render_as_string(hide_password=False)
    return replace(settings_for(url, place / "data"), national=gateway)


def signed(pupil: int, year: int, says: str) -> bytes:
    assert year
    assert says.startswith("{")
    return PDF + str(pupil).encode()


def unsigned(*_: object) -> None:
    """Nothing is signed yet."""


def lines(school: CompleteClass) -> list[SubmissionLine]:
    with system_session(school.engine, "thử") as session:
        return list(session.scalars(select(SubmissionLine).order_by(SubmissionLine.id)))


def put(school: CompleteClass, place: Path, pdf: Any = signed) -> send.Put:
    return send.put(school.engine, clerk(school), settings(school, place), YEAR, "4A", pdf, seal())


def later(school: CompleteClass, place: Path, gateway: Gateway, minutes: int = 0) -> int:
    when = utc_now() + timedelta(minutes=minutes)
    return send.send_due(school.engine, settings(school, place, gateway), when)


def corrected(school: CompleteClass, pupil: str) -> None:
    """Give a pupil a nationality: the content of the book is another one."""
    row = T["pupil_background"]
    mine = row.c.pupil_id == school.pupil[pupil]
    school.run(update(row).where(mine).values(nationality="Việt Nam"))


def test_what_a_book_lacks_is_said_before_it_is_sent(school: CompleteClass, tmp_path: Path) -> None:
    def lacking(pdf: Any, *, sealed: bool) -> dict[str, tuple[str, ...]]:
        found = send.look(school.engine, clerk(school), YEAR, ["4A"], pdf, sealed=sealed)
        return {one.book.full_name: one.lacks for one in found["4A"]}

    nothing = lacking(unsigned, sealed=False)
    assert nothing["Lê Bình"] == (checks.UNSIGNED, checks.NO_SEAL)
    assert lacking(signed, sealed=True) == {
        "Lê An": ("Thiếu số định danh cá nhân (NĐ 88/2026 Đ9)",),
        "Lê Bình": (),
        "Lê Chi": (),
    }
    with pytest.raises(NotReady, match="Chưa có học bạ nào"):
        put(school, tmp_path, unsigned)
    with pytest.raises(Forbidden, match=r"Đ8\.2"):
        send.look(
            school.engine,
            load_actor(school.engine, username="homeroom"),
            *(YEAR, ["4A"], signed),
            sealed=True,
        )
    school.enrol("Dũng", school.first_day)
    assert checks.NOT_APPROVED in lacking(signed, sealed=True)["Lê Dũng"]


def test_what_is_sent_is_signed_and_fits_the_schema(school: CompleteClass, tmp_path: Path) -> None:
    assert put(school, tmp_path) == send.Put(1, 2, 0, 1)
    with receiver() as (box, gateway):
        assert later(school, tmp_path, gateway) == 2
        (first, _) = box.packages.values()
        assert box.unsigned == 0
    xml = base64.b64decode(first["xml"])
    assert xml_valid(xml, seal().certificate)
    assert not xml_valid(xml.replace(b"HSB", b"HSX"), seal().certificate)
    assert not xml_valid(xml, seal("Trường khác").certificate)
    assert faults(xml) == []
    names = {one.tag.rpartition("}")[2]: one.text for one in parsed(xml).iter("{*}*")}
    assert names["madinhdanhhocba"] == "001216000001"
    assert (names["makhoi"], names["gioitinh"], names["duoclenlop"]) == ("4", "1", "1")
    assert names["nhanxet"] == "Em học tốt."
    assert [line.receipt for line in lines(school)] == ["BN-0", "BN-1"]
    # the same content is one package, whoever puts it and however often
    assert put(school, tmp_path) == send.Put(None, 0, 2, 1)
    corrected(school, "Bình")
    assert put(school, tmp_path).queued == 1


def test_a_receiver_that_is_slow_fails_repeats_and_rejects(
    school: CompleteClass, tmp_path: Path
) -> None:
    put(school, tmp_path)
    with receiver() as (box, gateway):
        box.answers = ["slow", 503]
        assert later(school, tmp_path, gateway) == 2
        assert {line.state for line in lines(school)} == {LineState.QUEUED}
        assert later(school, tmp_path, gateway) == 0  # not before its time
        # what came through the slow answer is there once, under the same key
        box.answers = [{"status": "rejected", "reason": "Sai mã trường"}, {"status": "pending"}]
        assert later(school, tmp_path, gateway, 3) == 2
        first, second = lines(school)
        assert (first.state, first.reason) == (LineState.REJECTED, "Sai mã trường")
        assert (second.state, second.attempts) == (LineState.SENT, 2)
        assert later(school, tmp_path, gateway, 20) == 1
        assert lines(school)[1].receipt == "BN-1"
        # an answer without a receipt accepts nothing
        send.again(school.engine, clerk(school), first.id)
        box.answers = [{"status": "accepted"}]
        later(school, tmp_path, gateway, 40)
        assert lines(school)[0].state is LineState.QUEUED
        later(school, tmp_path, gateway, 80)
        assert lines(school)[0].receipt == "BN-0"
        assert len(box.packages) == 2
        assert later(school, tmp_path, gateway, 600) == 0
    with pytest.raises(NotReady):
        send.again(school.engine, clerk(school), first.id)


def test_a_worker_killed_while_sending_is_followed_by_another(
    school: CompleteClass, tmp_path: Path
) -> None:
    put(school, tmp_path)
    first = lines(school)[0]
    with receiver() as (box, gateway):
        # killed after it took the line: nobody else sends it until its lease ends
        assert send._taken(writer(school.engine), first.id, utc_now()) is not None
        assert later(school, tmp_path, gateway) == 1
        assert later(school, tmp_path, gateway, 6) == 1
        assert box.requests == 2
    assert [line.state for line in lines(school)] == [LineState.ACCEPTED] * 2
    assert [line.attempts for line in lines(school)] == [2, 1]
    # a package that was changed on disk is never sent
    corrected(school, "Chi")
    put(school, tmp_path)
    third = lines(school)[-1]
    send.path_of(tmp_path / "data", third.key).write_bytes(b"{}")
    with receiver() as (box, gateway):
        later(school, tmp_path, gateway)
        assert box.requests == 0
    assert "không còn như lúc lập" in str(lines(school)[-1].reason)


def test_the_schema_names_what_the_mapping_names() -> None:
    text = (Path(send.__file__).parent / "schema" / "hoc-ba-1.0.xsd").read_text()
    m = mapping()
    for part in (m.record, m.study, m.subjects, m.traits):
        for one in part.fields:
            assert f'name="{one.theirs}"' in text
    assert m.namespace in text
