"""A field that the office declares is in file, list, filter, search and export at once (Đ4.1)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from models.base import Base
from tests.views.conftest import AsPerson, Browser
from tests.world import World

BUS = {
    "name": "Tuyến xe", "kind": "choice", "options": "Tuyến Đông\nTuyến Tây", "position": "5",
    "from_date": "01/09/2020",
}  # fmt: skip


def declare(office: Browser, **change: str) -> Any:
    return office.post("/so/muc-cua-truong/new/", BUS | change)


def field_id(world: World, name: str) -> int:
    table = Base.metadata.tables["declared_field"]
    with world.engine.connect() as connection:
        return int(connection.scalar(select(table.c.id).where(table.c.name == name)) or 0)


def fill(browser: Browser, pupil: int, field: int, value: str, seen: str = "") -> Any:
    data = {f"declared.{field}": value, f"seen.declared.{field}": seen}
    return browser.post(f"/ho-so/{pupil}", data)


def exported(browser: Browser) -> list[list[Any]]:
    file = browser.post("/so/hoc-sinh/export/xlsx/")
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(file.data)).active.values]


def test_a_declared_field_is_everywhere_at_once(school: World, as_person: AsPerson) -> None:
    office, teacher = as_person("office"), as_person("homeroom3a")
    first, second = school.pupil["3A"][:2]
    assert declare(office).status_code == 303
    bus = field_id(school, "Tuyến xe")
    assert f'name="declared.{bus}"' in teacher.get(f"/so/hoc-sinh/details/?id={first}").text
    assert fill(teacher, first, bus, "Tuyến Đông").status_code == 303
    fill(teacher, second, bus, "Tuyến Tây")
    shown = teacher.get(f"/so/hoc-sinh/?f_cot={bus}").text
    assert "Cột thêm: Tuyến xe" in shown
    assert "Tuyến Đông" in shown[shown.index("<tbody>") :]
    narrowed = teacher.get(f"/so/hoc-sinh/?f_x{bus}=Tuyến Đông").text
    assert ("Em 3A-1" in narrowed, "Em 3A-2" in narrowed) == (True, False)
    without = teacher.get(f"/so/hoc-sinh/?f_x{bus}=-").text
    assert ("Em 3A-1" in without, "Em 3A-3" in without) == (False, True)
    found = teacher.get("/so/hoc-sinh/?search=tuyen dong").text
    assert ("Em 3A-1" in found, "Em 3A-2" in found) == (True, False)
    table = exported(teacher)
    heads = next(row for row in table if row[0] == "STT")
    at = heads.index("Tuyến xe")
    assert {row[heads.index("Họ và tên")]: row[at] for row in table}["Em 3A-1"] == "Tuyến Đông"


def test_other_readers_of_names_see_nothing_of_it(school: World, as_person: AsPerson) -> None:
    declare(as_person("office"))
    bus = field_id(school, "Tuyến xe")
    fill(as_person("office"), school.pupil["3A"][0], bus, "Tuyến Đông")
    for person in ("english3a", "nurse", "seat"):
        reader = as_person(person)
        assert "Tuyến" not in reader.get(f"/so/hoc-sinh/?f_cot={bus}").text, person
        assert "Em 3A-1" not in reader.get("/so/hoc-sinh/?search=tuyen dong").text, person
        assert "Tuyến" not in str(exported(reader)), person


def test_a_sensitive_field_stays_on_the_page_and_in_the_recorded_export(
    school: World, as_person: AsPerson
) -> None:
    office, pupil = as_person("office"), school.pupil["3A"][0]
    declare(office, sensitive="y")
    bus = field_id(school, "Tuyến xe")
    fill(office, pupil, bus, "Tuyến Đông")
    assert "Dữ liệu nhạy cảm" in office.get(f"/so/hoc-sinh/details/?id={pupil}").text
    assert "Tuyến" not in office.get(f"/so/hoc-sinh/?f_cot={bus}").text
    assert "Em 3A-1" not in office.get("/so/hoc-sinh/?search=tuyen dong").text
    assert "Tuyến Đông" in str(exported(office))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "DÂN TỘC"}, "đã có mục tên này"),
        ({"name": "đưa   đón"}, "đã có mục tên này"),
        ({"name": "???"}, "đã có mục tên này"),
        ({"options": ""}, "Ghi các lựa chọn"),
        ({"kind": "text"}, "Chỉ kiểu chọn mới có."),
        ({"to_date": "01/01/2020"}, "Dùng"),
    ],
)
def test_a_declaration_that_can_not_work_is_refused_beside_its_field(
    school: World, as_person: AsPerson, change: dict[str, str], sentence: str
) -> None:
    answer = declare(as_person("office"), **change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not field_id(school, "Tuyến xe")


def test_a_field_in_use_keeps_its_kind_and_its_options(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    declare(office)
    bus = field_id(school, "Tuyến xe")
    fill(office, school.pupil["3A"][0], bus, "Tuyến Đông")
    edit, same = f"/so/muc-cua-truong/edit/?id={bus}", BUS | {"version": "1"}
    other = office.post(edit, same | {"kind": "text", "options": ""})
    assert other.status_code == 422
    assert "không đổi kiểu được" in other.text
    fewer = office.post(edit, same | {"options": "Tuyến Tây"})
    assert "giữ lựa chọn đó" in fewer.text
    more = office.post(edit, same | {"options": "Tuyến Đông\nTuyến Tây\nTuyến Bắc"})
    assert more.status_code == 303


def test_a_field_ends_with_a_day(school: World, as_person: AsPerson) -> None:
    office, pupil = as_person("office"), school.pupil["3A"][0]
    declare(office, to_date="02/09/2020")
    bus = field_id(school, "Tuyến xe")
    shown = office.get(f"/so/hoc-sinh/details/?id={pupil}").text
    assert f'name="declared.{bus}"' not in shown
    assert fill(office, pupil, bus, "Tuyến Đông").status_code == 303
    values = Base.metadata.tables["declared_value"]
    with school.engine.connect() as connection:
        kept = connection.execute(select(values).where(values.c.field_id == bus)).all()
    assert kept == []


@pytest.mark.parametrize("person", ["homeroom3a", "vice", "principal", "english3a"])
def test_nobody_but_the_office_declares(school: World, as_person: AsPerson, person: str) -> None:
    assert declare(as_person(person)).status_code == 403
    assert not field_id(school, "Tuyến xe")
