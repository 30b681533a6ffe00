"""A pupil's file on screen: one page to read and write, legal fields by proposal (Điều 4.1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from models.base import Base
from tests.views.conftest import AsPerson, Browser
from tests.world import World


def rows(world: World, table: str, **where: Any) -> list[Any]:
    found = Base.metadata.tables[table]
    with world.engine.connect() as connection:
        asked = select(found).where(*(found.c[name] == value for name, value in where.items()))
        return list(connection.execute(asked.order_by(found.c.id)))


def page(pupil: int) -> str:
    return f"/so/hoc-sinh/details/?id={pupil}"


def send(browser: Browser, pupil: int, **fields: str) -> Any:
    """Save a file; __ in a key stands for a dot, what was seen is blank unless given by seen__."""
    return browser.post(f"/ho-so/{pupil}", {k.replace("__", "."): v for k, v in fields.items()})


def test_a_changed_address_and_telephone_are_one_page_and_one_save(
    school: World, as_person: AsPerson
) -> None:
    teacher, pupil = as_person("homeroom3a"), school.pupil["3A"][0]
    shown = teacher.get(page(pupil)).text
    assert 'name="home.address"' in shown
    assert 'name="family.mother.phone"' in shown
    saved = send(teacher, pupil, home__address="Ấp 5,  xã Hoa Mai", family__mother__phone="0911")
    assert saved.status_code == 303
    assert rows(school, "pupil_background", pupil_id=pupil)[0].address == "Ấp 5, xã Hoa Mai"
    assert rows(school, "guardian", pupil_id=pupil)[0].phone == "0911"
    again = teacher.get(page(pupil)).text
    assert "Ấp 5, xã Hoa Mai" in again
    history = teacher.get(f"/so/hoc-sinh/history/?id={pupil}").text
    assert "0911" in history
    assert "Ấp 5, xã Hoa Mai" in history


def test_the_office_writes_legal_fields_and_gives_one_number(
    school: World, as_person: AsPerson
) -> None:
    office, pupil = as_person("office"), school.pupil["3B"][0]
    seen = {"seen__legal__full_name": "Em 3B-1", "seen__legal__birth_date": "01/01/2017"}
    send(
        office, pupil, **seen, legal__full_name="Lê Thị Bé Đào", legal__birth_date="5/1/2017",
        numbers__register_number="500",
    )  # fmt: skip
    (row,) = rows(school, "pupil", id=pupil)
    assert (row.full_name, row.folded, row.register_number) == (
        "Lê Thị Bé Đào", "le thi be dao", 500,
    )  # fmt: skip
    assert f"{rows(school, 'pupil_birth', pupil_id=pupil)[0].birth_date}" == "2017-01-05"
    assert 'name="numbers.register_number"' not in office.get(page(pupil)).text
    twice = send(office, school.pupil["3B"][1], numbers__register_number="500")
    assert twice.status_code == 422
    assert "Số đăng bộ này đã có." in twice.text
    changed = send(office, pupil, seen__numbers__register_number="500", numbers__register_number="")
    assert changed.status_code == 403


def test_a_teacher_writes_no_legal_field_and_no_other_class(
    school: World, as_person: AsPerson
) -> None:
    teacher, own, other = as_person("homeroom3a"), school.pupil["3A"][0], school.pupil["3C"][0]
    assert send(teacher, own, legal__sex="Nữ").status_code == 403
    assert rows(school, "pupil_birth", pupil_id=own)[0].sex == "Nam"
    assert send(teacher, other, home__address="x").status_code == 404
    assert teacher.get(page(other)).status_code == 404


@pytest.mark.parametrize("person", ["english3a", "nurse", "seat", "principal"])
def test_who_writes_no_particulars_has_no_form(
    school: World, as_person: AsPerson, person: str
) -> None:
    pupil = school.pupil["3A"][0]
    with school.engine.begin() as connection:
        connection.execute(text("UPDATE pupil_background SET address = 'Ấp Kín'"))
    reader = as_person(person)
    shown = reader.get(page(pupil))
    assert shown.status_code == 200
    assert "Ghi hồ sơ" not in shown.text
    assert ("Ấp Kín" in shown.text) is (person == "principal")
    assert ("Nhà cách trường" in shown.text) is (person == "principal")
    assert send(reader, pupil, home__address="x").status_code == 403


def test_what_another_wrote_meanwhile_is_told_and_the_second_save_counts(
    school: World, as_person: AsPerson
) -> None:
    teacher, office, pupil = as_person("homeroom3a"), as_person("office"), school.pupil["3A"][0]
    send(office, pupil, home__address="Ấp 1")
    late = send(teacher, pupil, home__address="Ấp 2", home__nationality="Việt Nam")
    assert late.status_code == 409
    assert "Vừa có người ghi “Ấp 1”" in late.text
    assert 'value="Ấp 2"' in late.text
    assert rows(school, "pupil_background", pupil_id=pupil)[0].nationality is None
    send(teacher, pupil, home__address="Ấp 2", seen__home__address="Ấp 1")
    assert rows(school, "pupil_background", pupil_id=pupil)[0].address == "Ấp 2"


def test_a_field_that_was_only_seen_leaves_what_another_wrote(
    school: World, as_person: AsPerson
) -> None:
    teacher, pupil = as_person("homeroom3a"), school.pupil["3A"][0]
    send(as_person("office"), pupil, home__address="Ấp 1")
    answer = send(teacher, pupil, home__address="", home__birth_place="Cần Thơ")
    assert answer.status_code == 303
    row = rows(school, "pupil_background", pupil_id=pupil)[0]
    assert (row.address, row.birth_place) == ("Ấp 1", "Cần Thơ")


def test_a_guardian_has_a_name_and_goes_when_emptied(school: World, as_person: AsPerson) -> None:
    teacher, pupil = as_person("homeroom3a"), school.pupil["3A"][0]
    nameless = send(teacher, pupil, family__father__phone="0933", home__address="Ấp 9")
    assert nameless.status_code == 422
    assert "còn trống" in nameless.text
    assert rows(school, "pupil_background", pupil_id=pupil)[0].address is None
    send(teacher, pupil, family__father__phone="0933", family__father__full_name="Lê Văn Ba")
    assert [g.relation for g in rows(school, "guardian", pupil_id=pupil)] == ["mẹ", "cha"]
    seen = {"seen__family__father__phone": "0933", "seen__family__father__full_name": "Lê Văn Ba"}
    send(teacher, pupil, **seen, family__father__phone="", family__father__full_name="")
    assert [g.relation for g in rows(school, "guardian", pupil_id=pupil)] == ["mẹ"]


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("legal__birth_date", "31/02/2017", "Ngày ghi như"),
        ("legal__personal_id", "12", "12 chữ số"),
        ("legal__ethnic_group", "Sao Hỏa", "Ô này nhận một trong"),
        ("legal__full_name", "", "Họ và tên còn trống."),
        ("declared__1", "xa lắm", "Số có nhiều nhất"),
    ],
)
def test_a_bad_value_is_explained_beside_its_field(
    school: World, as_person: AsPerson, key: str, value: str, sentence: str
) -> None:
    seen = {"seen__legal__full_name": "Em 3C-2", "seen__legal__birth_date": "01/01/2017"}
    pupil = school.pupil["3C"][1]
    number = rows(school, "personal_id", pupil_id=pupil)[0].number
    seen |= {"seen__legal__personal_id": number}
    answer = send(as_person("office"), pupil, **seen, **{key: value})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_teacher_proposes_the_office_accepts_and_the_teacher_is_told(
    school: World, as_person: AsPerson
) -> None:
    teacher, office, pupil = as_person("homeroom3a"), as_person("office"), school.pupil["3A"][1]
    asked = {"field": "birth_date", "new": "7/1/2017", "evidence": "Giấy khai sinh số 7"}
    poor = teacher.post(f"/ho-so/{pupil}/de-nghi", asked | {"evidence": ""})
    assert poor.status_code == 422
    assert "Ghi minh chứng" in poor.text
    assert 'value="7/1/2017"' in poor.text
    assert teacher.post(f"/ho-so/{pupil}/de-nghi", asked).status_code == 303
    made = rows(school, "legal_change", pupil_id=pupil)[0]
    assert "07/01/2017" in teacher.get(page(pupil)).text
    assert rows(school, "pupil_birth", pupil_id=pupil)[0].birth_date.year == 2017
    assert teacher.post(f"/ho-so/de-nghi/{made.id}", {"decision": "accepted"}).status_code == 403
    assert "Giấy khai sinh số 7" in office.get("/hom-nay/").text
    assert "Giấy khai sinh số 7" in office.get("/ho-so/de-nghi").text
    office.post(f"/ho-so/de-nghi/{made.id}", {"decision": "accepted"})
    assert f"{rows(school, 'pupil_birth', pupil_id=pupil)[0].birth_date}" == "2017-01-07"
    history = office.get(f"/so/hoc-sinh/history/?id={pupil}").text
    assert "homeroom3a đề nghị" in history
    assert "Đã nhận" in teacher.get("/hom-nay/").text
    twice = office.post(f"/ho-so/de-nghi/{made.id}", {"decision": "accepted"})
    assert twice.status_code == 409


def test_a_refusal_comes_back_with_its_reason(school: World, as_person: AsPerson) -> None:
    teacher, office = as_person("homeroom3a"), as_person("office")
    change = rows(school, "legal_change", pupil_id=school.pupil["3A"][0])[0].id
    blank = office.post(f"/ho-so/de-nghi/{change}", {"decision": "refused", "answer": ""})
    assert blank.status_code == 422
    office.post(f"/ho-so/de-nghi/{change}", {"decision": "refused", "answer": "Bản sao mờ quá"})
    assert "Bản sao mờ quá" in teacher.get("/hom-nay/").text
    assert "Bản sao mờ quá" in teacher.get("/ho-so/de-nghi").text
    assert rows(school, "legal_change", id=change)[0].decision == "refused"


def test_a_stale_proposal_says_so_and_offers_no_acceptance(
    school: World, as_person: AsPerson
) -> None:
    pupil = school.pupil["3A"][0]
    with school.engine.begin() as connection:
        changed = "UPDATE pupil_birth SET birth_date = '2017-03-03' WHERE pupil_id = :p"
        connection.execute(text(changed), {"p": pupil})
    office = as_person("office")
    shown = office.get(page(pupil)).text
    assert "Đã cũ" in shown
    assert "Nhận và ghi" not in shown
    change = rows(school, "legal_change", pupil_id=pupil)[0].id
    assert office.post(f"/ho-so/de-nghi/{change}", {"decision": "accepted"}).status_code == 409


def test_a_proposal_is_taken_back_by_its_author_alone(school: World, as_person: AsPerson) -> None:
    change = rows(school, "legal_change", pupil_id=school.pupil["3A"][0])[0].id
    assert as_person("office").post(f"/ho-so/de-nghi/{change}/rut").status_code == 403
    as_person("homeroom3a").post(f"/ho-so/de-nghi/{change}/rut")
    assert rows(school, "legal_change", id=change) == []


def test_the_class_list_names_what_each_pupil_lacks(school: World, as_person: AsPerson) -> None:
    teacher, pupil = as_person("homeroom3a"), school.pupil["3A"][0]
    own = f"/ho-so/lop/{school.klass['3A']}"
    assert teacher.get("/ho-so/").headers["Location"] == own
    assert "4 em còn thiếu 8 mục" in teacher.get(own).text
    send(teacher, pupil, home__address="Ấp 1", home__birth_place="Cần Thơ")
    shown = teacher.get(f"{own}?thieu=1").text
    assert "3 em còn thiếu 6 mục" in shown
    assert "Em 3A-1" not in shown
    assert teacher.get(f"/ho-so/lop/{school.klass['3B']}").status_code == 404
    assert as_person("nurse").get(own).status_code == 403


def test_numbers_are_given_as_they_were_seen(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    shown = office.get("/ho-so/so-dang-bo?thu-tu=ten&tu-so=200").text
    mark = shown.split('name="mark" value="')[1].split('"')[0]
    form = {"thu-tu": "ten", "tu-so": "200", "mark": mark}
    other = office.post("/ho-so/so-dang-bo", form | {"thu-tu": "lop", "tu-so": "201"})
    assert other.status_code == 409
    assert office.post("/ho-so/so-dang-bo", form).status_code == 303
    given = sorted(p.register_number for p in rows(school, "pupil"))
    assert given == [101, 102, 103, *range(200, 206)]
    assert "Mọi em đang học đã có số đăng bộ." in office.get("/ho-so/so-dang-bo").text
    assert office.get("/ho-so/so-dang-bo?tu-so=101").status_code == 422
    assert as_person("homeroom3a").get("/ho-so/so-dang-bo").status_code == 403
    assert as_person("homeroom3a").post("/ho-so/so-dang-bo", form).status_code == 403


def test_the_board_sees_numbers_of_what_it_does_not_read(
    school: World, as_person: AsPerson
) -> None:
    for person, seen in (("seat", True), ("vice", True), ("conduct", False), ("nurse", False)):
        shown = as_person(person).get("/tien-do/profile").text
        assert ("homeroom3a" in shown) is seen, person
        assert school.pupil
