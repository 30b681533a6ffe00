"""A year's package: what it holds, that it is never overwritten, that one changed byte is found."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select, update

from app import cli
from jobs.archive import data, package
from jobs.archive.package import Places
from jobs.archive.verify import verify
from jobs.database import writer
from models.access import HistoryLine
from models.archive import YearPackage
from models.base import Base
from models.refusal import NotReady
from permissions.session import system_session
from seeds.data import read
from tests.databases import Databases
from tests.jobs.archive.seals import PASSWORD, seal, seal_file
from tests.world import World, lay_out

YEAR = "2025-2026"
T = Base.metadata.tables
PDF = b"%PDF-1.7 an official copy"


@pytest.fixture
def school(databases: Databases, kind: str, tmp_path: Path) -> Iterator[World]:
    """The small school, in which a report book was printed officially and nothing is sealed."""
    with databases.school(kind, lay_out) as world:
        with world.engine.begin() as connection:
            for table in ("destruction_list", "year_package"):
                connection.execute(T[table].delete())
            digest = hashlib.sha256(PDF).hexdigest()
            told = update(T["printed_document"]).where(T["printed_document"].c.id == 1)
            connection.execute(told.values(official=True, sha256=digest))
            note = update(T["pupil_background"]).where(T["pupil_background"].c.id == 1)
            connection.execute(note.values(address="=1+1"))
        job = world.rows["printed_document"][0]["job_id"]
        paper = tmp_path / "data" / "printed" / str(job) / "hoc-ba.pdf"
        paper.parent.mkdir(parents=True)
        paper.write_bytes(PDF)
        yield world


def typed(school: World, place: Path, *words: object, **settings: str) -> Result:
    """Run the console over that school."""
    url = school.engine.url.render_as_string(hide_password=False)
    environment = {
        "DATABASE_URL": url,
        "SO_TRUONG_DATA": str(place / "data"),
        "SO_TRUONG_ENV": "test",
        "SECRET_KEY": "một khóa dài để thử, 0123456789 abc xyz",
    } | settings
    return CliRunner(env=environment).invoke(cli, [str(word) for word in words])


def sealed(school: World, place: Path, *words: object, **settings: str) -> dict[str, Any]:
    """Seal the year; return what the console says."""
    command = ("archive", "year", "--year", YEAR, "--to", place / "kho", "--json")
    done = typed(school, place, *command, *words, **settings)
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_year_is_sealed_and_read_without_the_program(school: World, tmp_path: Path) -> None:
    made = sealed(
        school,
        tmp_path,
        *("--second", tmp_path / "kho2", "--as", "office"),
        SO_TRUONG_SEAL_P12=str(seal_file(tmp_path)),
        SO_TRUONG_SEAL_PASSWORD=PASSWORD,
    )
    folder = Path(made["folder"])
    assert made["signed"]
    assert folder.name == f"luu-tru-{YEAR}-v1"
    assert (folder / "pdf/report-books/1-ban-1-hoc-ba.pdf").read_bytes() == PDF
    pupils = json.loads((folder / "du-lieu/pupil.json").read_text())
    assert {p["full_name"] for p in pupils} >= {"Em 3A-1", "Em 3B-1"}
    schema = json.loads((folder / "du-lieu/pupil.schema.json").read_text())
    assert schema["items"]["properties"]["full_name"]["title"] == "Họ và tên"
    with (folder / "du-lieu/pupil_background.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["address"] == "'=1+1"
    assert json.loads((folder / "du-lieu/pupil_background.json").read_text())[0]["address"] == (
        "=1+1"
    )
    text = "".join(p.read_text() for p in (folder / "du-lieu").glob("*.json"))
    assert "password_hash" not in text
    assert "sha256sum" in (folder / "DOC-TRUOC.txt").read_text()
    manifest = json.loads((folder / "manifest.json").read_text())
    kinds = {one["path"]: one["kind"] for one in manifest["files"]}
    assert kinds["pdf/report-books/1-ban-1-hoc-ba.pdf"] == "report_books"
    links = [json.loads(line) for line in (folder / "lich-su.jsonl").read_text().splitlines()]
    assert manifest["history"]["sets"] == len(links)
    # both folders are whole, and signed by the school
    pem = tmp_path / "truong.pem"
    pem.write_bytes(seal().certificate.public_bytes(Encoding.PEM))
    for place in (folder, Path(made["second"])):
        told = typed(school, tmp_path, "archive", "verify", place, "--json", "--certificate", pem)
        assert told.exit_code == 0, told.output
        assert json.loads(told.output)["signature"] == "valid"
    assert verify(folder, seal("Trường khác").certificate).signature == "invalid"
    wrong = typed(
        school,
        tmp_path,
        *("archive", "year", "--year", YEAR, "--to", tmp_path / "kho3"),
        SO_TRUONG_SEAL_P12=str(tmp_path / "truong.p12"),
        SO_TRUONG_SEAL_PASSWORD="đoán mò",  # noqa: S106 - of the tests alone
    )
    assert wrong.exit_code == 3
    assert "sai mật khẩu" in wrong.output
    assert "đoán mò" not in wrong.output
    # what was read in bulk stands in the history, and a second run is a second version
    with system_session(school.engine, "thử") as session:
        read = select(HistoryLine.entity).where(HistoryLine.action == "read")
        assert {"personal_id", "health_note", "guardian"} <= set(session.scalars(read))
    before = (folder / "manifest.json").read_bytes()
    again = sealed(school, tmp_path)
    assert (again["number"], again["signed"]) == (2, False)
    assert (folder / "manifest.json").read_bytes() == before


def test_what_was_changed_is_found(school: World, tmp_path: Path) -> None:
    folder = Path(sealed(school, tmp_path)["folder"])
    whole = verify(folder)
    assert (whole.ok, whole.signature) == (True, "none")
    spoilt = tmp_path / "spoilt"
    shutil.copytree(folder, spoilt)
    data = bytearray((spoilt / "du-lieu/pupil.json").read_bytes())
    data[40] ^= 1
    (spoilt / "du-lieu/pupil.json").write_bytes(data)
    (spoilt / "du-lieu/unit.csv").unlink()
    (spoilt / "them.txt").write_text("x")
    done = typed(school, tmp_path, "archive", "verify", spoilt, "--json")
    verdict = json.loads(done.output)
    assert done.exit_code == 1
    assert verdict["changed"] == ["du-lieu/pupil.json"]
    assert verdict["missing"] == ["du-lieu/unit.csv"]
    assert verdict["extra"] == ["them.txt"]
    # a list that was changed is no longer what was signed; a list that leads outside is refused
    (folder / "manifest.p7s").write_bytes(seal().detached((folder / "manifest.json").read_bytes()))
    assert verify(folder).signature == "valid"
    # in a signed package a list of what was destroyed counts when it is signed too
    gone = json.loads((folder / "manifest.json").read_text())["files"][-1]
    (folder / gone["path"]).unlink()
    told = {"approved_by": "Cô A", "approved_at": "2031-01-01T00:00:00Z", "items": [gone]}
    body = json.dumps(told).encode()
    (folder / "da-huy").mkdir()
    (folder / "da-huy/1.json").write_bytes(body)
    assert verify(folder).missing == [gone["path"]]
    (folder / "da-huy/1.json.p7s").write_bytes(seal("Trường khác").detached(body))
    assert verify(folder).missing == [gone["path"]]
    (folder / "da-huy/1.json.p7s").write_bytes(seal().detached(body))
    assert (verify(folder).ok, verify(folder).destroyed) == (True, [gone["path"]])
    list_ = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(list_))
    assert (verify(folder).ok, verify(folder).signature) == (False, "invalid")
    list_["files"][0]["path"] = "../../etc/passwd"
    (folder / "manifest.json").write_text(json.dumps(list_))
    assert typed(school, tmp_path, "archive", "verify", folder).exit_code == 2
    assert typed(school, tmp_path, "archive", "verify", tmp_path / "nothing").exit_code == 2


@pytest.mark.parametrize("kind", ["sqlite"])
def test_killed_half_way_it_goes_on_and_a_lost_paper_stops_it(
    school: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, places = writer(school.engine), Places(tmp_path / "kho", tmp_path / "kho2")
    with system_session(engine, "thử") as session:
        row = package.begin(session, session.get_one(_year(), school.year), None)
        session.commit()
    kept = tmp_path / "data" / "printed"
    kept.rename(tmp_path / "away")
    with pytest.raises(NotReady, match="Không thấy tệp đã in"):
        package.seal_year(engine, tmp_path / "data", row.id, places, None)
    (tmp_path / "away").rename(kept)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(package, "_note", dies)  # the machine stops before it is noted
        with pytest.raises(KeyboardInterrupt):
            package.seal_year(engine, tmp_path / "data", row.id, places, None)
    with system_session(engine, "thử") as session:
        again = package.begin(session, session.get_one(_year(), school.year), None)
        assert (again.id, again.sealed_at) == (row.id, None)
    first = json.loads((tmp_path / "kho" / f"luu-tru-{YEAR}-v1" / "manifest.json").read_text())
    made = package.seal_year(engine, tmp_path / "data", row.id, places, None)
    assert made.history_head == first["history"]["head"]
    assert sorted(p.name for p in (tmp_path / "kho").iterdir()) == [f"luu-tru-{YEAR}-v1"]
    zipped = Path(sealed(school, tmp_path, "--zip")["folder"])
    assert zipped.suffix == ".zip"
    assert verify(zipped).ok
    with zipfile.ZipFile(zipped, "a") as file:
        file.writestr("them.txt", "x")
    assert verify(zipped).extra == ["them.txt"]
    with system_session(engine, "thử") as session:
        assert [p.number for p in session.scalars(select(YearPackage))] == [1, 2]


def test_every_table_is_archived_by_its_kind_or_left_out_by_name() -> None:
    kinds = data.assigned()
    names = [name for group in kinds.values() for name in group]
    assert sorted(names) == sorted(T)
    known = {line["code"] for line in read("catalogues/retention")}
    assert kinds.keys() - {data.LEFT_OUT} <= known


def _year() -> Any:
    from models.school import SchoolYear  # noqa: PLC0415

    return SchoolYear
