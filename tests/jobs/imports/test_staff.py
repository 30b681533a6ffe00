"""Staff files: people, departments, and which words give which duty (RIGHTS.md)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, select

from models.people import Duty, Staff, StaffParticulars
from models.school import Department, Membership
from permissions.session import system_session
from tests.jobs.imports.conftest import Importer
from tests.jobs.imports.files import STAFF, STAFF_HEAD, book, titled


def person(code: str, name: str = "Lê Văn Tư", **cells: Any) -> list[Any]:
    row = {"Mã CB": code, "Họ và tên": name, "Ngày sinh": "01/02/1990", "Giới tính": "Nam"}
    row |= {"Chức vụ": "Giáo viên", "Tổ": "Tổ 1"} | cells
    return [row.get(header) for header in STAFF_HEAD]


def staff_file(*rows: list[Any]) -> bytes:
    return book(CB=titled(STAFF_HEAD, list(rows), "Năm học 2025 - 2026"))


def duties(engine: Engine) -> dict[str, set[tuple[str, bool]]]:
    with system_session(engine, "xem") as session:
        found: dict[str, set[tuple[str, bool]]] = {}
        for code, duty in session.execute(
            select(Staff.code, Duty).join(Duty, Duty.staff_id == Staff.id)
        ):
            found.setdefault(code, set()).add((duty.function.value, duty.confirmed_at is not None))
        return found


def test_words_give_the_duties_of_the_rights_page(imports: Importer, engine: Engine) -> None:
    words = {
        "A1": ("Hiệu trưởng", "Ban giám hiệu", "Trưởng ban quản trị"),
        "A2": ("Phó hiệu trưởng", "Ban giám hiệu", "Phó ban quản trị"),
        "A3": ("Nhân viên kế toán", "Tổ Văn phòng", "Tổ trưởng; Ủy viên Ban quản trị"),
        "A4": ("Nhân viên văn thư", "Tổ Văn phòng", None),
        "A5": ("Nhân viên y tế", "Tổ Văn phòng", "Y tế"),
        "A6": ("Tổng phụ trách Đội", "Tổ Văn phòng", "Ban thi đua"),
        "A7": ("Giáo viên", "Tổ 1", "tổ trưởng, chủ tịch công đoàn"),
        "A8": ("Giáo viên bộ môn", "Tổ Bộ môn", "Thư kí Ban quản trị"),
        "A9": ("Nhân viên kế toán", "Tổ Văn phòng", None),
    }
    rows = [
        person(code, **{"Chức vụ": position, "Tổ": group, "Nhiệm vụ kiêm nhiệm": extra})
        for code, (position, group, extra) in words.items()
    ]
    assert imports("staff", staff_file(*rows)).written
    found = duties(engine)
    assert {code: {name for name, _ in held} for code, held in found.items()} == {
        "A1": {"principal", "board"},
        "A2": {"vice_principal", "board"},
        "A3": {"office", "board"},
        "A4": {"office"},
        "A5": {"nurse"},
        "A6": {"conduct"},
        "A7": {"department_head", "union_chair"},
        "A8": {"board_secretary"},
    }
    assert all(confirmed for held in found.values() for _, confirmed in held)


def test_later_imports_only_propose_duties(imports: Importer, engine: Engine) -> None:
    imports("staff", staff_file(*STAFF))
    changed = [*STAFF[1][:-1], "Tổ trưởng; Ban thi đua"]
    report = imports("staff", staff_file(STAFF[0], changed, STAFF[2]))
    assert report.as_json()["updated"] == 1
    assert [(row, at_once) for _, row, _, _, at_once in report.grants] == [(5, False)]
    assert duties(engine)["CB002"] == {("department_head", True), ("conduct", False)}
    assert imports("staff", staff_file(STAFF[0], changed, STAFF[2])).as_json()["updated"] == 0


def test_an_unknown_duty_gives_no_right_and_a_warning(imports: Importer, engine: Engine) -> None:
    report = imports(
        "staff", staff_file(person("B1", **{"Nhiệm vụ kiêm nhiệm": "Thanh tra; Tổ phó"}))
    )
    assert len(report.warned) == 2
    assert {remark.column for remark in report.warned} == {"Nhiệm vụ kiêm nhiệm"}
    assert report.written
    assert duties(engine) == {}


def test_faults_of_a_staff_file_refuse_their_rows(imports: Importer) -> None:
    report = imports(
        "staff",
        staff_file(
            STAFF[0],
            person("CB001", "Người Trùng Mã"),
            person("", "Không Có Mã"),
            person("B3", ""),
            person("B4", **{"Ngày sinh": "30/02/1990"}),
            person("B5", **{"Giới tính": "?"}),
            person("B6", **{"Chức vụ": "x" * 101}),
        ),
        only_valid=True,
    ).as_json()
    assert (report["rows"], report["created"]) == (7, 1)
    assert [(entry["row"], entry["column"]) for entry in report["refused"]] == [
        (5, "Mã CB"),
        (6, "Mã CB"),
        (7, "Họ và tên"),
        (8, "Ngày sinh"),
        (9, "Giới tính"),
        (10, "Chức vụ"),
    ]


def test_what_changed_is_updated_and_blank_cells_keep_what_stands(
    imports: Importer, engine: Engine
) -> None:
    imports("staff", staff_file(*STAFF))
    changed = [2, "CB002", "Lê Văn Tâm", None, "Nam", "Giáo viên", "Tổ Bộ môn", None]
    report = imports("staff", staff_file(changed))
    assert [
        (row.outcome.value, row.changes[0].before, row.changes[0].after) for row in report.rows
    ] == [("updated", "Tổ 1", "Tổ Bộ môn")]
    with system_session(engine, "xem") as session:
        one = session.scalars(select(Staff).where(Staff.code == "CB002")).one()
        kept = session.scalars(
            select(StaffParticulars).where(StaffParticulars.staff_id == one.id)
        ).one()
        groups = session.scalars(
            select(Department.name)
            .join(Membership, Membership.department_id == Department.id)
            .where(Membership.staff_id == one.id)
        ).all()
    assert kept.birth_date is not None
    assert groups == ["Tổ Bộ môn"]


def test_departments_teach_unless_they_are_the_office_or_the_heads(
    imports: Importer, engine: Engine
) -> None:
    imports("staff", staff_file(*STAFF, person("B1", Tổ="TỔ VĂN PHÒNG")))
    with system_session(engine, "xem") as session:
        teaching = dict(session.execute(select(Department.name, Department.teaching)).all())
    assert teaching == {
        "Ban giám hiệu": False,
        "Tổ 1": True,
        "Tổ Bộ môn": True,
        "TỔ VĂN PHÒNG": False,
    }
