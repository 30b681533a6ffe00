"""The check page: for anybody with a code, never a name, slow to guess; more for those inside."""

from __future__ import annotations

from sqlalchemy import select, update

from jobs.printing.content import hash_of
from jobs.printing.issue import now
from models.archive import IssuedCopy
from models.archive.codes import new_code, shown
from permissions.session import system_session
from tests.views.conftest import AsPerson
from tests.world import World


def code_of(school: World, name: str = "3A", *, true: bool = True) -> str:
    """Give the copy of a class's first pupil a code, and the hash of what its records say."""
    code = new_code()
    with system_session(school.engine, "thử", capacities={"worker"}) as session:
        copy = session.scalars(
            select(IssuedCopy).where(IssuedCopy.class_id == school.klass[name])
        ).one()
        said = now(session, copy)
        assert said is not None
    with school.engine.begin() as connection:
        values = {"code": code} | ({"sha256": hash_of(said)} if true else {})
        connection.execute(
            update(IssuedCopy.__table__).where(IssuedCopy.id == copy.id).values(**values)  # type: ignore[arg-type]
        )
    return shown(code)


def test_a_stranger_hears_whether_a_paper_holds_and_no_name(
    school: World, as_person: AsPerson
) -> None:
    stranger = as_person("office")
    stranger.post("/dang-xuat")
    assert "Mã kiểm tra" in stranger.get("/kiem-tra").text
    code = code_of(school)
    page = stranger.get(f"/kiem-tra?ma={code.lower()}")
    assert page.status_code == 200
    assert "Khớp với sổ của trường" in page.text
    assert "3A-1" not in page.text
    assert "Thu hồi bản này" not in page.text
    other = code_of(school, "3B", true=False)
    assert "Sổ đã thay đổi sau khi in" in stranger.get(f"/kiem-tra?ma={other}").text
    # guessing is slow, and a right code is no guess
    answers = [stranger.get(f"/kiem-tra?ma={new_code()}").status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
    assert stranger.get(f"/kiem-tra?ma={code}").status_code == 429


def test_the_office_takes_a_paper_out_of_use_for_a_reason(
    school: World, as_person: AsPerson
) -> None:
    office, code = as_person("office"), code_of(school, true=False)
    page = office.get(f"/kiem-tra?ma={code}").text
    assert "Thu hồi bản này" in page
    # the office keeps the register, it reads no marks
    assert "Ban giám hiệu và GVCN" in page
    with system_session(school.engine, "thử") as session:
        copy = session.scalars(
            select(IssuedCopy).where(IssuedCopy.class_id == school.klass["3A"])
        ).one()
    here = f"/kiem-tra/{copy.id}/thu-hoi"
    assert as_person("homeroom3a").post(here, {"why": "x"}).status_code == 403
    assert as_person("nurse").post(here, {"why": "x"}).status_code == 404
    assert office.post(here, {"why": " "}).status_code == 303
    assert "Thu hồi bản này" in office.get(f"/kiem-tra?ma={code}").text
    assert office.post(here, {"why": "sai tên"}).status_code == 303
    said = office.get(f"/kiem-tra?ma={code}").text
    assert "Đã thu hồi" in said
    assert "sai tên" in said
    assert office.post(here, {"why": "lần nữa"}).status_code == 409


def test_the_register_notes_stamp_hand_over_and_place(school: World, as_person: AsPerson) -> None:
    office = as_person("office")
    with system_session(school.engine, "thử") as session:
        copy = session.scalars(
            select(IssuedCopy).where(IssuedCopy.class_id == school.klass["3A"])
        ).one()
    form = office.get(f"/so/ban-chinh-thuc/edit/?id={copy.id}")
    assert form.status_code == 200
    done = office.post(
        f"/so/ban-chinh-thuc/edit/?id={copy.id}",
        {"version": str(copy.version), "stamped_by": "cô Văn thư", "handed_to": "mẹ em",
         "kept_at": "Tủ 2"},
    )  # fmt: skip
    assert done.status_code in (302, 303)
    seen = office.get("/so/ban-chinh-thuc/").text
    assert "Tủ 2" in seen
    assert as_person("nurse").get("/so/ban-chinh-thuc/").status_code == 403


def test_the_health_record_is_printed_behind_the_wall(school: World, as_person: AsPerson) -> None:
    pupil, room = school.pupil["3A"][0], school.klass["3A"]
    for address in (f"/suc-khoe/em/{pupil}/so.pdf", f"/suc-khoe/lop/{room}/so.pdf"):
        made = as_person("nurse").post(address)
        assert made.status_code == 200
        assert made.data.startswith(b"%PDF-")
        assert as_person("homeroom3a").post(address).status_code == 403
