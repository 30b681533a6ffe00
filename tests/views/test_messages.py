"""Writing to families on screen: to whom, the preview, once, by hand, the second person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from models.base import Base
from tests.views.conftest import AsPerson
from tests.views.turning import turned
from tests.world import World

T = Base.metadata.tables


@pytest.fixture(autouse=True)
def trial_log(app: Flask, monkeypatch: pytest.MonkeyPatch, school: World) -> None:
    """The program sends into the trial log, as a demo school; families have telephones."""
    from jobs.channels.log import TrialLog  # noqa: PLC0415
    from models.messages import Channel  # noqa: PLC0415

    for place in ("views.messages.asking", "jobs.queue"):
        monkeypatch.setattr(f"{place}.installed", lambda _: {Channel.LOG: TrialLog()})
    monkeypatch.setitem(app.config, "TESTING", True)  # the queue works at once
    with school.engine.begin() as connection:
        for name in ("attempt_address", "delivery_attempt", "recipient", "message"):
            connection.execute(T[name].delete())
        g = T["guardian"]
        for row_id in connection.scalars(select(g.c.id)).all():
            connection.execute(update(g).where(g.c.id == row_id).values(phone=f"09000{row_id:05}"))


def form(browser: Any, to: str, **more: Any) -> dict[str, Any]:
    """Return a filled form as the browser got it."""
    page = browser.get(f"/tin-nhan/soan?toi={to}").text
    nonce = re.search(r'name="lan" value="(\w+)"', page)
    assert nonce, page[:3000]
    filled = {"toi": to, "lan": nonce[1], "subject": "Họp", "text": "Kính gửi {phu_huynh} em {ten}"}
    return filled | {"em": re.findall(r'name="em" value="(\d+)"', page)} | more


def rows(school: World, table: str) -> list[Any]:
    """All rows of a table."""
    with school.engine.connect() as connection:
        return list(connection.execute(select(T[table]).order_by(T[table].c.id)))


def test_a_homeroom_teacher_writes_to_the_own_class_and_sees_it_arrive(
    as_person: AsPerson, school: World
) -> None:
    browser = as_person("homeroom3a")
    data = form(browser, f"lop-{school.klass['3A']}")
    look = browser.post("/tin-nhan/soan", data).text
    assert "Kính gửi mẹ em Em 3A-1" in look
    assert "4 người nhận" in look
    assert rows(school, "message") == []
    assert 'href="/tin-nhan/soan"' in browser.get("/tin-nhan").text
    first = browser.post("/tin-nhan/soan/gui", data)
    again = browser.post("/tin-nhan/soan/gui", data)
    assert first.headers["Location"] == again.headers["Location"]
    (message,) = rows(school, "message")
    assert (message.audience, message.kind) == ("class", "notice")
    assert [a.state for a in rows(school, "delivery_attempt")] == ["sent"] * 4
    page = browser.get(first.headers["Location"]).text
    assert "đã tới 4 trong 4" in page
    assert "0900000001" not in page
    assert "Họp" in browser.get("/tin-nhan").text


def test_ticking_some_writes_to_some(as_person: AsPerson, school: World) -> None:
    browser = as_person("homeroom3a")
    one = str(school.pupil["3A"][1])
    browser.post("/tin-nhan/soan/gui", form(browser, f"lop-{school.klass['3A']}", em=[one]))
    assert [m.audience for m in rows(school, "message")] == ["pupils"]
    assert [r.pupil_id for r in rows(school, "recipient")] == [int(one)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "Chào {tên}"}, "{tên} không thay được"),
        ({"text": " "}, "Chưa có lời nào"),
        ({"em": []}, "Chưa chọn em nào"),
        ({"subject": "Về em {ten}"}, "Tiêu đề chung"),
    ],
)
def test_a_bad_form_says_what_and_where(
    as_person: AsPerson, school: World, fields: dict[str, Any], said: str
) -> None:
    browser = as_person("homeroom3a")
    answer = browser.post("/tin-nhan/soan", form(browser, f"lop-{school.klass['3A']}", **fields))
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(school, "message") == []


@pytest.mark.parametrize("person", ["english3a", "conduct", "principal", "nobody", "seat"])
def test_who_may_not_write_is_told_who_may(as_person: AsPerson, person: str) -> None:
    browser = as_person(person)
    answer = browser.get("/tin-nhan/soan")
    assert answer.status_code == 403
    assert "việc của GVCN" in answer.text
    assert "/tin-nhan/soan" not in browser.get("/tin-nhan").text


def test_nobody_writes_to_a_class_that_is_not_theirs(as_person: AsPerson, school: World) -> None:
    """The address of another class gives the own one; what is posted by hand is judged again."""
    browser = as_person("homeroom3a")
    other = f"lop-{school.klass['3C']}"
    assert "Lớp 3C" not in browser.get(f"/tin-nhan/soan?toi={other}").text
    data = form(browser, f"lop-{school.klass['3A']}", toi=other)
    browser.post("/tin-nhan/soan/gui", data | {"em": [str(p) for p in school.pupil["3C"]]})
    assert {r.class_id for r in rows(school, "recipient")} <= {school.klass["3A"]}


def test_the_nurse_writes_in_health_alone_and_sees_no_telephone(
    as_person: AsPerson, school: World
) -> None:
    nurse = as_person("nurse")
    one = str(school.pupil["3B"][0])
    data = form(nurse, f"y-te-{school.klass['3B']}", em=[one], text="Em {ten} bị sốt")
    look = nurse.post("/tin-nhan/soan", data).text
    assert "Em Em 3B-1 bị sốt" in look
    assert "09000" not in look
    where = nurse.post("/tin-nhan/soan/gui", data).headers["Location"]
    (message,) = rows(school, "message")
    assert (message.kind, message.audience) == ("health", "pupils")
    for person, status in (("nurse", 200), ("vice", 200), ("head3", 404), ("office", 404)):
        assert as_person(person).get(where).status_code == status, person


def test_many_classes_wait_for_the_principal_and_can_be_stopped(
    as_person: AsPerson, school: World
) -> None:
    office, principal = as_person("office"), as_person("principal")
    where = office.post("/tin-nhan/soan/gui", form(office, "truong")).headers["Location"]
    assert rows(school, "delivery_attempt") == []
    assert office.post(f"{where}/duyet").status_code == 403
    assert "Họp" in principal.get("/tin-nhan?muc=cho").text
    assert "Duyệt tin “Họp” gửi cả trường" in principal.get("/hom-nay/").text
    assert "Duyệt tin" not in office.get("/hom-nay/").text
    assert principal.post(f"{where}/duyet").status_code == 303
    assert len(rows(school, "delivery_attempt")) == 9
    assert principal.post(f"{where}/dung", {"reason": "Nhầm ngày"}).status_code == 303
    page = office.get(where).text
    assert "Đã dừng" in page
    assert "Nhầm ngày" in page


def _failing(school: World) -> None:
    with school.engine.begin() as connection:
        g = T["guardian"]
        own = g.c.pupil_id == school.pupil["3A"][0]
        connection.execute(update(g).where(own).values(phone="0900000000"))


def test_one_that_failed_is_seen_and_sent_again_or_called(
    as_person: AsPerson, school: World
) -> None:
    _failing(school)
    browser = as_person("homeroom3a")
    data = form(browser, f"lop-{school.klass['3A']}")
    where = browser.post("/tin-nhan/soan/gui", data).headers["Location"]
    assert "1 chưa tới" in browser.get(where).text
    assert "không liên lạc được" in browser.get("/tin-nhan?muc=chua-toi").text
    failed = next(a for a in rows(school, "delivery_attempt") if a.state == "failed")
    browser.post(f"{where}/gui-lai", {"nguoi": failed.recipient_id})
    assert [a.state for a in rows(school, "delivery_attempt")].count("failed") == 2
    sent = next(a for a in rows(school, "delivery_attempt") if a.state == "sent")
    refused = browser.post(f"{where}/gui-lai", {"nguoi": sent.recipient_id})
    assert refused.status_code == 409
    called = {"duong": "goi", "toi": "1", "words": "Mẹ em nghe máy"}
    browser.post(f"{where}/ghi-tay/{failed.recipient_id}", called)
    page = browser.get(where).text
    assert "chưa tới" not in page
    assert "Mẹ em nghe máy" in page
    assert "Mọi tin đã tới" in browser.get("/tin-nhan?muc=chua-toi").text


def test_slips_are_printed_and_noted(as_person: AsPerson, school: World) -> None:
    browser = as_person("homeroom3a")
    data = form(browser, f"lop-{school.klass['3A']}", duong="phieu")
    where = browser.post("/tin-nhan/soan/gui", data).headers["Location"]
    pdf = browser.post(f"{where}/phieu.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert {a.channel for a in rows(school, "delivery_attempt")} == {"slip"}
    first = rows(school, "recipient")[0]
    browser.post(f"{where}/ghi-tay/{first.id}", {"duong": "phieu", "toi": "1"})
    assert "đã tới 1 trong 4" in browser.get(where).text


def test_silent_families_are_listed_for_those_who_keep_them(
    as_person: AsPerson, school: World
) -> None:
    browser = as_person("homeroom3a")
    assert "4 gia đình" in browser.get("/tin-nhan?muc=lau").text
    one = str(school.pupil["3A"][0])
    browser.post("/tin-nhan/soan/gui", form(browser, f"lop-{school.klass['3A']}", em=[one]))
    page = browser.get("/tin-nhan?muc=lau").text
    assert "3 gia đình" in page
    assert "Em 3A-1" not in page
    assert "Lâu chưa nhận tin" not in as_person("nurse").get("/tin-nhan").text


def test_a_head_reads_what_members_sent(as_person: AsPerson, school: World) -> None:
    teacher = as_person("homeroom3a")
    data = form(teacher, f"lop-{school.klass['3A']}")
    where = teacher.post("/tin-nhan/soan/gui", data).headers["Location"]
    head = as_person("head3")
    assert "Họp" in head.get("/tin-nhan").text
    page = head.get(where).text
    assert "Kính gửi mẹ em Em 3A-1" in page
    assert "Gửi lại" not in page
    assert as_person("homeroom3c").get(where).status_code == 404
    assert "Kính gửi mẹ" in teacher.get(f"/tin-nhan/gia-dinh/{school.pupil['3A'][0]}").text


def test_a_page_asks_little(app: Flask, as_person: AsPerson, school: World) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    browser = as_person("vice")
    where = browser.post("/tin-nhan/soan/gui", form(browser, "truong")).headers["Location"]
    asked: list[str] = []
    listen = lambda *a: asked.append(a[2]) if a[2] != "BEGIN" else None  # noqa: E731
    event.listen(app.extensions["so_truong_engines"].read, "before_cursor_execute", listen)
    del school
    for page in ("/tin-nhan", "/tin-nhan?muc=cho", "/tin-nhan?muc=chua-toi", "/tin-nhan?muc=lau",
                 where, "/tin-nhan/soan"):  # fmt: skip
        asked.clear()
        assert browser.get(page).status_code == 200
        assert len(asked) <= 25, (page, len(asked))


def test_the_history_is_looked_at_by_teacher_department_and_class(
    as_person: AsPerson, school: World
) -> None:
    for person, room in (("homeroom3a", "3A"), ("homeroom3c", "3C")):
        browser = as_person(person)
        data = form(browser, f"lop-{school.klass[room]}", subject=f"Tin của {room}")
        browser.post("/tin-nhan/soan/gui", data)
    with school.engine.connect() as connection:
        m = T["membership"]
        mine = m.c.staff_id == school.staff["homeroom3a"]
        department = connection.scalars(select(m.c.department_id).where(mine)).one()
    vice = as_person("vice")
    for asked in (
        f"nguoi={school.staff['homeroom3a']}",
        f"to={department}",
        f"lop={school.klass['3A']}",
    ):
        page = vice.get(f"/tin-nhan?{asked}").text
        assert "Tin của 3A" in page, asked
        assert "Tin của 3C" not in page, asked
    assert "Tin của 3C" in vice.get("/tin-nhan").text


def walked(browser: Any, address: str, row: str) -> list[list[Any]]:
    """Follow "Trang sau" from an address to the end; each page's rows by a pattern."""
    return turned(lambda page: str(browser.get(page).text), address, row)


def test_each_list_is_turned_over_to_its_end(
    as_person: AsPerson, school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = as_person("homeroom3a")
    for _ in range(3):
        teacher.post("/tin-nhan/soan/gui", form(teacher, f"lop-{school.klass['3A']}"))
    with school.engine.begin() as connection:
        m, a = T["message"], T["delivery_attempt"]
        twice = connection.execute(select(m.c.queued_at).order_by(m.c.id)).scalars().first()
        connection.execute(update(m).where(m.c.id < 3).values(queued_at=twice))
        connection.execute(update(a).values(state="failed"))
    silent = r"/tin-nhan/gia-dinh/(\d+)"
    (families,) = walked(teacher, "/tin-nhan?muc=lau", silent)
    for name in ("MOST", "MOST_UNDONE"):
        monkeypatch.setattr(f"views.messages.index.{name}", 2)
    mine = f"/tin-nhan?nguoi={school.staff['homeroom3a']}"
    sent = walked(teacher, mine, r'/tin-nhan/(\d+)"')
    assert sent == [["3", "2"], ["1"]]
    undone = walked(teacher, "/tin-nhan?muc=chua-toi", r'href="/tin-nhan/(\d+)">Xem')
    assert [len(page) for page in undone] == [2] * 6
    assert sorted(at for page in undone for at in page) == ["1"] * 4 + ["2"] * 4 + ["3"] * 4
    assert walked(teacher, "/tin-nhan?muc=lau", silent) == [families[:2], families[2:]]
    with school.engine.begin() as connection:
        connection.execute(update(T["message"]).values(queued_at=None))
    waits = walked(teacher, "/tin-nhan?muc=cho", r'/tin-nhan/(\d+)"')
    assert waits == [["1", "2"], ["3"]]
    assert teacher.get("/tin-nhan?sau=1").status_code == 404


def test_one_message_shows_its_families_in_pages_whom_nothing_reached_first(
    as_person: AsPerson, school: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, a = as_person("homeroom3a"), T["delivery_attempt"]
    teacher.post("/tin-nhan/soan/gui", form(teacher, f"lop-{school.klass['3A']}"))
    with school.engine.begin() as connection:
        found = connection.execute(select(a.c.id, a.c.recipient_id).order_by(a.c.id)).all()
        late = [found[-1].id, found[1].id]
        connection.execute(update(a).values(state="sent"))
        connection.execute(update(a).where(a.c.id.in_(late)).values(state="failed"))
    row = r'<tr( class="gap")?><td>3A</td><td><a class="rec" href="/tin-nhan/gia-dinh/(\d+)"'
    (whole,) = walked(teacher, "/tin-nhan/1", row)
    assert [bool(gap) for gap, _ in whole] == [True, True, False, False]
    for size in (1, 2, 3):
        monkeypatch.setattr("views.messages.one.PAGE", size)
        pages = walked(teacher, "/tin-nhan/1", row)
        assert [line for page in pages for line in page] == whole
        assert max(map(len, pages)) == size
    behind = f"/tin-nhan/1?phan=con-lai&sau={found[0].recipient_id}"
    assert 'href="/tin-nhan/1">Về đầu' in teacher.get(behind).text
    monkeypatch.setattr("views.messages.compose.PAGE", 3)
    data = form(teacher, f"lop-{school.klass['3A']}")
    first = teacher.post("/tin-nhan/soan", data).text
    second = teacher.post("/tin-nhan/soan", data | {"trang": "2"}).text
    assert "Trang 1 trong 2" in first
    shown = [page.count('<td class="wrap msg-text">') for page in (first, second)]
    assert shown == [3, 1]
