"""RecordView: every hole of its parts stays closed, and what it shows is Vietnamese."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, text

from models.base import Base, models_by_table
from models.names import fold, sort_key
from permissions.policy import POLICY
from tests.payloads import PAYLOADS
from tests.views.conftest import AsPerson
from tests.world import START, World

SECRET = {"credential", "sign_in_attempt"}


def rename(school: World, pupil: int, name: str) -> None:
    with school.engine.begin() as connection:
        connection.execute(
            text("UPDATE pupil SET full_name=:n, sort_key=:s, folded=:f WHERE id=:i"),
            {"n": name, "s": sort_key(name), "f": fold(name), "i": pupil},
        )


def test_every_record_type_but_the_secret_ones_has_a_book_of_at_most_eight_columns(
    app: Flask,
) -> None:
    views = [v for v in app.extensions["admin"][0]._views if hasattr(v, "record")]
    assert {v.record.__tablename__ for v in views} == set(models_by_table()) - SECRET
    assert all(len(view.columns) <= 8 for view in views)
    for view in views:
        assert view.record in POLICY
        assert all(n in view.record.__table__.columns or n in view.derived for n in view.columns)
        assert all(n in view.record.__table__.columns for n in view.fields_)
        assert view.edit_form_carries_version(), view.title


@pytest.mark.parametrize("row", ["999", "abc", "1,2", "", "-1", str(10**20), "1%00", "٣"])
@pytest.mark.parametrize("page", ["details", "edit", "history"])
def test_an_id_that_is_no_own_row_is_404(as_person: AsPerson, row: str, page: str) -> None:
    assert as_person("office").get(f"/so/hoc-sinh/{page}/?id={row}").status_code == 404


def test_a_row_of_another_class_is_404_by_every_way(as_person: AsPerson, school: World) -> None:
    browser, foreign = as_person("homeroom3a"), school.pupil["3B"][0]
    for page in ("details", "edit", "history"):
        assert browser.get(f"/so/hoc-sinh/{page}/?id={foreign}").status_code == 404
    assert browser.post("/so/gia-dinh/delete/", {"id": foreign}).status_code == 404
    ticked = {"action": "delete", "rowid": [1, foreign]}
    assert browser.post("/so/gia-dinh/action/", ticked).status_code == 404
    assert browser.get("/so/gia-dinh/details/?id=1").status_code == 200


def test_inline_editing_does_not_exist(as_person: AsPerson) -> None:
    data = {"list_form_pk": 1, "full_name": "X"}
    assert as_person("office").post("/so/hoc-sinh/ajax/update/", data).status_code == 404


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=-1", "sort=x&desc=y", "size=1000000", "f_@class=x"]
)
def test_absurd_addresses_still_show_a_page(as_person: AsPerson, query: str) -> None:
    assert as_person("office").get(f"/so/hoc-sinh/?{query}").status_code == 200


def test_search_needs_no_diacritics_and_names_sort_by_given_name(
    as_person: AsPerson, school: World
) -> None:
    first, second, third = school.pupil["3A"]
    rename(school, first, "Trần Thị Bé Trúc")
    rename(school, second, "Đặng Văn An")
    rename(school, third, "Bùi Gia Ân")
    browser = as_person("homeroom3a")
    page = browser.get("/so/hoc-sinh/?search=be truc").text
    assert "Bé Trúc" in page
    assert "Đặng Văn An" not in page
    assert "Đặng Văn An" in browser.get("/so/hoc-sinh/?search=dang").text
    page = browser.get("/so/hoc-sinh/").text
    assert page.index("Văn An") < page.index("Gia Ân") < page.index("Bé Trúc")
    assert "Bé Trúc" in browser.get("/so/gia-dinh/?search=truc").text
    assert "Bé Trúc" in browser.get("/tim?q=be+truc").text


def test_a_form_offers_only_what_may_be_written_and_posting_more_is_403(
    as_person: AsPerson,
) -> None:
    browser = as_person("homeroom3a")
    page = browser.get("/so/so-yeu-li-lich/edit/?id=1").text
    assert 'name="address"' in page
    assert 'name="ethnic_group_id"' not in page
    data = {"version": 1, "address": "Ấp 1", "ethnic_group_id": "1"}
    assert browser.post("/so/so-yeu-li-lich/edit/?id=1", data).status_code == 403
    assert browser.get("/so/hoc-sinh/edit/?id=1").status_code == 403


def test_a_choice_outside_the_scope_is_refused_beside_its_field(
    as_person: AsPerson, school: World
) -> None:
    browser, foreign = as_person("homeroom3a"), school.pupil["3B"][0]
    data = {"pupil_id": foreign, "relation": "cha", "full_name": "Ai đó"}
    response = browser.post("/so/gia-dinh/new/", data)
    assert response.status_code == 422
    assert "Không có trong danh sách" in response.text


def test_lookups_show_only_rows_in_scope_and_few_of_them(as_person: AsPerson) -> None:
    browser = as_person("homeroom3a")
    found = browser.get("/so/gia-dinh/ajax/lookup/?name=pupil_id&query=em&limit=1000000").json
    names = {label.split(" · ")[0] for _, label in found}
    assert {"Em 3A-1", "Em 3A-2", "Em 3A-3"} <= names
    assert not names & {"Em 3B-1", "Em 3B-3", "Em 3C-1"}
    assert browser.get("/so/gia-dinh/ajax/lookup/?name=full_name&query=em").status_code == 404
    assert browser.get("/so/gia-dinh/ajax/lookup/").status_code == 404


def test_a_stale_form_is_answered_with_both_versions(as_person: AsPerson, school: World) -> None:
    browser, pupil = as_person("office"), school.pupil["3A"][0]
    address = f"/so/hoc-sinh/edit/?id={pupil}"
    base = {"code": "3A-1", "register_number": ""}
    assert browser.post(address, base | {"version": 1, "full_name": "Em Một"}).status_code == 303
    stale = browser.post(address, base | {"version": 1, "full_name": "Em Hai"})
    assert stale.status_code == 409
    assert "Em Một" in stale.text
    assert "Em Hai" in stale.text
    assert "Giữ bản trong sổ" in stale.text
    assert 'name="version" value="2"' in stale.text
    without = browser.post(address, base | {"full_name": "Em Ba"})
    assert without.status_code == 409


def test_a_broken_rule_is_a_sentence_beside_its_field(as_person: AsPerson, school: World) -> None:
    browser, pupil = as_person("office"), school.pupil["3A"][0]
    data = {"version": 1, "full_name": "Em Một", "code": "3A-2"}
    response = browser.post(f"/so/hoc-sinh/edit/?id={pupil}", data)
    assert response.status_code == 422
    assert "Mã học sinh này đã có." in response.text
    for word in ("UNIQUE", "constraint", "INSERT", "UPDATE"):
        assert word not in response.text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("31/04/2018", "Không có ngày 31/04/2018."), ("2018-04-30", "dd/mm/yyyy"), ("", "còn trống")],
)
def test_a_bad_day_is_explained(as_person: AsPerson, value: str, sentence: str) -> None:
    data = {"version": 1, "pupil_id": 1, "sex": "Nam", "birth_date": value}
    response = as_person("office").post("/so/ngay-sinh/edit/?id=1", data)
    assert response.status_code == 422
    assert sentence in response.text


def test_history_speaks_in_sentences(as_person: AsPerson, school: World) -> None:
    rename_staff = text("UPDATE staff SET full_name='Trương Thị Ngọc Hà' WHERE id=:i")
    with school.engine.begin() as connection:
        connection.execute(rename_staff, {"i": school.staff["office"]})
    browser = as_person("office")
    data = {"version": 1, "pupil_id": 1, "sex": "Nữ", "birth_date": "20/11/2018"}
    data |= {"change_reason": "giấy khai sinh"}
    assert browser.post("/so/ngay-sinh/edit/?id=1", data).status_code == 303
    page = browser.get("/so/ngay-sinh/history/?id=1").text
    assert "<b>Cô Hà</b> sửa ngày sinh, giới tính" in page
    assert "01/01/2017 → 20/11/2018" in page
    assert "giới tính: <b>Nam → Nữ</b>" in page
    assert "lí do: “giấy khai sinh”" in page


def test_an_export_is_inert_and_stands_in_the_history(as_person: AsPerson, school: World) -> None:
    browser = as_person("homeroom3a")
    table = Base.metadata.tables["history_line"]
    for payload in (*PAYLOADS, "\t=1"):
        rename(school, school.pupil["3A"][0], payload)
        response = browser.post("/so/hoc-sinh/export/xlsx/?search=")
        assert response.status_code == 200
        sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
        rows = list(sheet.iter_rows(min_row=5))
        cells = [cell for row in rows for cell in row]
        assert payload.strip() in {str(cell.value).strip() for cell in cells}
        assert all(cell.data_type != "f" for cell in cells)
        assert "Em 3B-1" not in {cell.value for cell in cells}
        with school.engine.connect() as connection:
            found = connection.scalars(
                select(table.c.changes).where(table.c.action == "read").order_by(table.c.id)
            ).all()
        assert json.loads(found[-1])["rows"][1] == len(rows)
    assert len(found) == len(PAYLOADS) + 1


def test_export_and_delete_are_no_get(as_person: AsPerson) -> None:
    for address in ("/so/hoc-sinh/export/xlsx/", "/so/hoc-sinh/delete/", "/so/hoc-sinh/action/"):
        assert as_person("office").get(address).status_code == 405


def test_deleting_ticked_rows_is_one_act(as_person: AsPerson, school: World) -> None:
    browser = as_person("homeroom3a")
    data = {"action": "delete", "rowid": [1, 2]}
    assert browser.post("/so/gia-dinh/action/", data).status_code == 303
    assert "Đã xóa 2 người thân" in browser.get("/so/gia-dinh/").text
    page = browser.get("/so/gia-dinh/").text
    assert "Mẹ 3A-1" not in page
    assert "Mẹ 3A-3" in page
    table = Base.metadata.tables["history_line"]
    with school.engine.connect() as connection:
        gone = select(table.c.txn).where(table.c.entity == "guardian", table.c.action == "delete")
        assert len(set(connection.scalars(gone))) == 1


def test_suspending_an_account_is_a_moment_in_its_form_and_ends_its_session(
    as_person: AsPerson, school: World
) -> None:
    vice, leaver = as_person("vice"), as_person("nurse")
    address = f"/so/tai-khoan/edit/?id={school.account['nurse']}"
    assert 'name="username"' not in vice.get(address).text
    bad = vice.post(address, {"version": 1, "suspended_at": "hôm nay"})
    assert "17:00 14/05/2027" in bad.text
    stamp = {"version": 1, "issued_at": "07:00 01/09/2020", "suspended_at": "17:00 01/06/2021"}
    assert vice.post(address, stamp).status_code == 303
    assert leaver.get("/so/").status_code == 302
    history = vice.get(address.replace("edit", "history")).text
    assert "ngừng từ lúc: <b>17:00 ngày 01/06/2021</b>" in history


def test_a_row_without_a_name_is_called_by_its_first_columns(as_person: AsPerson) -> None:
    page = as_person("homeroom3a").get("/so/ket-qua/details/?id=1").text
    assert "<h1>Em 3A-1 · 3A</h1>" in page


def test_what_another_screen_writes_is_not_written_here(as_person: AsPerson) -> None:
    browser = as_person("homeroom3a")
    assert browser.get("/so/ket-qua/edit/?id=1").status_code == 403
    assert browser.get("/so/ket-qua/new/").status_code == 403
    assert "bàn nhập kết quả" in browser.get("/so/ket-qua/").text


def test_an_empty_book_says_what_to_do_next(as_person: AsPerson, school: World) -> None:
    with school.engine.begin() as connection:
        connection.execute(text("DELETE FROM guardian"))
    page = as_person("homeroom3a").get("/so/gia-dinh/").text
    assert "Chưa ghi người thân nào" in page
    assert "Thêm người thân" in page


def test_a_page_of_a_book_needs_few_queries(app: Flask, as_person: AsPerson, school: World) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    seen: list[str] = []
    engine = app.extensions["so_truong_engines"].read
    event.listen(
        engine, "before_cursor_execute", lambda *a: seen.append(a[2]) if a[2] != "BEGIN" else None
    )
    browser = as_person("office")
    for address in ("/so/hoc-sinh/", "/so/hoc-sinh/details/?id=1", "/so/gia-dinh/"):
        seen.clear()
        assert browser.get(address).status_code == 200
        assert len(seen) <= 25, (address, len(seen))


def test_a_new_pupil_goes_in_on_one_page(as_person: AsPerson, school: World) -> None:
    browser = as_person("office")
    assert "– chưa chọn –" in browser.get("/hoc-sinh-moi").text
    empty = browser.post("/hoc-sinh-moi", {"relation": "mẹ"})
    assert empty.status_code == 422
    assert "Chọn lớp." in empty.text
    day = START + timedelta(days=1)
    data = {"full_name": "Trần Thị Bé Trúc", "code": "M-1", "birth_date": "01/01/2013"}
    data |= {"sex": "Nữ", "class_id": str(school.klass["3A"]), "relation": "mẹ"}
    done = browser.post("/hoc-sinh-moi", data | {"from_date": f"{day:%d/%m/%Y}"})
    assert done.status_code == 303, done.text
    assert "Bé Trúc" in browser.get("/so/hoc-sinh/?search=be+truc").text
