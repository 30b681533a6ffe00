"""Setting up: init, check, accounts for all staff, and the history that proves itself."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from sqlalchemy import Engine, select, text

from jobs.cli.common import REFUSED
from jobs.database import writer
from jobs.passwords import verify_password
from jobs.settings import Settings
from models.base import utc_now
from models.names import fold, sort_key
from models.people import Account, Credential, Duty, Function, Staff
from models.school import School
from permissions.actor import load_actor
from permissions.errors import NoActor
from permissions.session import system_session
from tests.conftest import Run
from tests.databases import open_url

STAFF = {
    "CB001": ("Trần Ngọc Lam", Function.PRINCIPAL),
    "CB002": ("Lê Hữu Phước", Function.VICE_PRINCIPAL),
    "CB008": ("Lưu Thị Hồng Nhung", Function.BOARD_SECRETARY),
    "CB031": ("Lâm Thị Ngọc Trâm", None),
}


def hire(engine: Engine, code: str, name: str, function: Function | None = None) -> None:
    """Put a person on the staff, with a confirmed duty."""
    with system_session(engine, "nhập từ tệp", capacities={"importer"}) as session:
        staff = Staff(code=code, full_name=name, sort_key=sort_key(name), folded=fold(name))
        session.add(staff)
        session.flush()
        if function:
            session.add(
                Duty(
                    staff_id=staff.id,
                    function=function,
                    title=str(function),
                    source="Quyết định 12/QĐ",
                    from_date=date(2020, 9, 1),
                    confirmed_at=utc_now(),
                )
            )
        session.commit()


@pytest.fixture
def records(installation: Settings) -> Iterator[Engine]:
    """Open the database of the installation, with four people on the staff."""
    engine = writer(open_url(installation.database_url))
    for code, (name, function) in STAFF.items():
        hire(engine, code, name, function)
    yield engine
    engine.dispose()


def secret(engine: Engine, username: str) -> Credential:
    """Return what is kept of an account's secrets."""
    with system_session(engine, "xem", capacities={"gatekeeper"}) as session:
        query = select(Credential).join(Account).where(Account.username == username)
        return session.scalars(query).one()


def test_init_may_run_as_often_as_one_likes(run: Run, records: Engine) -> None:
    assert run("init", "--school", "Trường Tiểu học Hoa Mai").exit_code == 0
    with records.connect() as connection:
        lines = connection.scalar(text("SELECT count(*) FROM history_line"))
    assert run("init", "--school", "Trường Tiểu học Hoa Mai").exit_code == 0
    with records.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM history_line")) == lines
        assert connection.scalar(select(School.name)) == "Trường Tiểu học Hoa Mai"


def test_the_first_accounts_are_issued_by_the_operator(run: Run, records: Engine) -> None:
    made = json.loads(run("accounts", "issue", "--json").stdout)
    assert {m["username"]: m["name"] for m in made} == {
        code.lower(): name for code, (name, _) in STAFF.items()
    }
    assert len({m["password"] for m in made}) == len(STAFF)
    kept = secret(records, "cb031")
    assert kept.must_change
    password = next(m["password"] for m in made if m["username"] == "cb031")
    assert verify_password(kept.password_hash, password)
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept.password_hash


def test_later_accounts_need_a_person_with_the_right(run: Run, records: Engine) -> None:
    run("accounts", "issue")
    hire(records, "CB032", "Mai Văn Thuận")
    refused = run("accounts", "issue")
    assert refused.exit_code == REFUSED
    assert "--as" in refused.stderr
    teacher = run("accounts", "issue", "--as", "cb031")
    assert teacher.exit_code == REFUSED
    assert "phó hiệu trưởng" in teacher.stderr
    nobody = run("accounts", "issue", "--as", "cb099")
    assert nobody.exit_code == REFUSED
    assert "cb099" in nobody.stderr
    made = json.loads(run("accounts", "issue", "--as", "cb002", "--json").stdout)
    assert [m["username"] for m in made] == ["cb032"]


def test_the_secretary_issues_to_everybody_but_the_principal(run: Run, records: Engine) -> None:
    run("accounts", "issue")
    hire(records, "CB003", "Võ Thị Mỹ Duyên", Function.PRINCIPAL)
    hire(records, "CB032", "Mai Văn Thuận")
    made = json.loads(run("accounts", "issue", "--as", "cb008", "--json").stdout)
    assert [m["username"] for m in made] == ["cb032"]
    assert run("accounts", "reset", "cb001", "--as", "cb008").exit_code == REFUSED
    assert run("accounts", "reset", "cb031", "--as", "cb008").exit_code == 0


def test_the_hand_out_sheet_bears_every_password(run: Run, records: Engine, tmp_path: Path) -> None:
    run("init", "--school", "Trường Tiểu học Hoa Mai")
    sheet = tmp_path / "phieu.pdf"
    made = json.loads(run("accounts", "issue", "--out", str(sheet), "--json").stdout)
    with pdfplumber.open(sheet) as document:
        printed = "\n".join(page.extract_text() for page in document.pages)
    assert all(m["password"] in printed and m["name"] in printed for m in made)
    assert "Trường Tiểu học Hoa Mai" in printed
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600


def test_a_sheet_that_can_not_be_written_issues_nothing(
    run: Run, records: Engine, tmp_path: Path
) -> None:
    assert run("accounts", "issue", "--out", str(tmp_path / "no" / "a.pdf")).exit_code == 2
    with system_session(records, "xem") as session:
        assert session.scalars(select(Account)).all() == []


def test_a_reset_ends_the_sessions_and_asks_for_a_new_password(run: Run, records: Engine) -> None:
    run("accounts", "issue")
    before = secret(records, "cb031")
    made = json.loads(run("accounts", "reset", "CB031", "--as", "cb002", "--json").stdout)
    after = secret(records, "cb031")
    assert after.session_token != before.session_token
    assert verify_password(after.password_hash, made[0]["password"])
    assert after.must_change


def test_a_suspended_account_is_nobody_and_its_duties_are_listed(run: Run, records: Engine) -> None:
    run("accounts", "issue")
    asked = ("accounts", "suspend", "cb008", "--left-on", "2026-03-01", "--as", "cb002", "--json")
    assert json.loads(run(*asked).stdout)["to_hand_over"] == ["Nhiệm vụ: board_secretary"]
    with pytest.raises(NoActor):
        load_actor(records, username="cb008")
    with system_session(records, "xem") as session:
        left = session.scalars(select(Staff.left_on).where(Staff.code == "CB008")).one()
    assert left == date(2026, 3, 1)
    assert run("accounts", "suspend", "cb002", "--as", "cb002").exit_code == REFUSED


def test_who_issued_stands_in_the_history(run: Run, records: Engine) -> None:
    run("accounts", "issue")
    run("accounts", "reset", "cb031", "--as", "cb002")
    with records.connect() as connection:
        who = connection.scalars(text("SELECT who FROM history_set ORDER BY id DESC LIMIT 1")).one()
        lines = connection.scalars(text("SELECT changes FROM history_line")).all()
    assert who.endswith("Lê Hữu Phước")
    assert not any("argon2" in line for line in lines)


def test_verify_finds_what_was_changed_behind_the_program(run: Run, records: Engine) -> None:
    assert run("history", "verify").exit_code == 0
    with records.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER final_history_line_update")
        connection.exec_driver_sql("UPDATE history_line SET changes = '{}' WHERE id = 3")
    broken = run("history", "verify", "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["faults"]


def test_check_names_a_missing_bolt_and_what_mends_it(run: Run, records: Engine) -> None:
    assert run("check").exit_code == 0
    with records.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER final_history_line_update")
    found = json.loads(run("check", "--json").stdout)
    assert any("final_history_line_update" in f["what"] and f["fault"] for f in found)
    run("init")
    assert run("check").exit_code == 0
