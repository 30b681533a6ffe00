"""Official copies and their codes: on every page, kept with what they say, compared with today."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.printing import register, runs
from jobs.printing.content import differences, hash_of
from jobs.printing.foot import LETTER, Foot
from jobs.printing.issue import now
from jobs.printing.revoke import revoke
from models.archive import IssuedContent, IssuedCopy, PrintDocument, PrintedDocument
from models.archive.codes import LETTERS, new_code, read_code, shown
from models.refusal import NotReady, Unfit
from permissions.actor import load_actor
from permissions.errors import Forbidden
from permissions.session import actor_session, system_session
from tests.complete_class import CompleteClass
from tests.jobs.printing import reading
from tests.jobs.printing.conftest import approved, person

YEAR = "2025-2026"
ADDRESS = "https://so.example"


def printed(
    school: CompleteClass, data: Path, document: PrintDocument, *, official: bool = True
) -> PrintedDocument:
    who = person(school, "seat" if official else "homeroom")
    job = runs.ask(school.engine, who, runs.Wanted(document, YEAR, "4A", official=official))
    (made,) = runs.run(school.engine, data, job, ADDRESS)
    return made


def copies(school: CompleteClass) -> list[IssuedCopy]:
    with system_session(school.engine, "xem") as session:
        return list(session.scalars(select(IssuedCopy).order_by(IssuedCopy.id)))


def says_now(school: CompleteClass, copy: IssuedCopy) -> str | None:
    with system_session(school.engine, "xem", capacities={"worker"}) as session:
        return now(session, copy)


def test_each_book_has_a_code_on_each_page_and_still_says_the_same(
    school: CompleteClass, tmp_path: Path
) -> None:
    made = printed(school, tmp_path, PrintDocument.REPORT_BOOKS)
    found = copies(school)
    assert [copy.pupil_id for copy in found] == [school.pupil[n] for n in ("An", "Bình", "Chi")]
    pages = reading.pages(register.path_of(tmp_path, made).read_bytes())
    assert len(pages) == 15
    for number, copy in enumerate(found):
        mine = pages[5 * number : 5 * number + 5]
        assert all(f"Mã kiểm tra {shown(copy.code)}" in page for page in mine)
        assert all("so.example/kiem-tra" in page for page in mine)
        said = says_now(school, copy)
        assert said is not None
        assert hash_of(said) == copy.sha256
    # one mark later the paper is out of date, and it is said where
    school.set("An", "TOAN", "CN", score=7)
    an, binh = found[0], found[1]
    changed = says_now(school, an)
    assert changed is not None
    with system_session(school.engine, "xem") as session:
        before = session.scalars(
            select(IssuedContent.content).where(IssuedContent.copy_id == an.id)
        ).one()
    ((where, was, is_now),) = differences(before, changed)
    assert where.endswith("Toán · điểm")
    assert (was, is_now) == ("10", "7")
    assert hash_of(says_now(school, binh) or "") == binh.sha256


def test_a_preview_has_no_code(school: CompleteClass, tmp_path: Path) -> None:
    made = printed(school, tmp_path, PrintDocument.REPORT_BOOKS, official=False)
    text = " ".join(reading.pages(register.path_of(tmp_path, made).read_bytes()))
    assert "Mã kiểm tra" not in text
    assert copies(school) == []


@pytest.mark.parametrize(
    ("document", "number"),
    [
        (PrintDocument.SUMMARY_SHEETS, 1),
        (PrintDocument.PROMOTION_DECISION, 1),
        (PrintDocument.CERTIFICATES, 2),
    ],
)
def test_sheets_decisions_and_certificates_have_codes_too(
    school: CompleteClass, tmp_path: Path, document: PrintDocument, number: int
) -> None:
    school.set("Chi", "TOAN", "CN", level="C", score=3)
    approved(school)
    made = printed(school, tmp_path, document)
    found = copies(school)
    assert len(found) == number
    pages = reading.pages(register.path_of(tmp_path, made).read_bytes())
    for copy in found:
        assert any(shown(copy.code) in page for page in pages)
        assert hash_of(says_now(school, copy) or "") == copy.sha256
    if document is PrintDocument.CERTIFICATES:
        assert "GIẤY KHEN" in pages[0]
        assert "Đạt danh hiệu: Học sinh Xuất sắc" in pages[0]
        assert len(pages) == number
    else:
        assert all("Mã kiểm tra" in page for page in pages)


def test_a_copy_is_revoked_for_a_reason_and_replaced_by_the_next(
    school: CompleteClass, tmp_path: Path
) -> None:
    for _ in range(2):
        printed(school, tmp_path, PrintDocument.SUMMARY_SHEETS)
    first, second = copies(school)
    assert (first.copy_number, second.copy_number) == (1, 2)
    actor = load_actor(school.engine, username="seat")
    with actor_session(school.engine, actor) as session:
        copy = session.get_one(IssuedCopy, first.id)
        with pytest.raises(Unfit):
            revoke(session, copy, actor.staff_id, " ")
        newer = revoke(session, copy, actor.staff_id, "sai tên em An")
        assert newer is not None
        assert newer.id == second.id
        session.commit()
        with pytest.raises(NotReady):
            revoke(session, copy, actor.staff_id, "lần nữa")
    with actor_session(school.engine, load_actor(school.engine, username="homeroom")) as session:
        copy = session.get_one(IssuedCopy, second.id)
        with pytest.raises(Forbidden):
            revoke(session, copy, school.staff["homeroom"], "không phải việc của tôi")


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert set(code) <= set(LETTERS)
    assert read_code(shown(code).lower()) == code
    assert read_code(f" {code[:5]} {code[5:]} ") == code
    wrong = code[:3] + LETTERS[(LETTERS.index(code[3]) + 1) % 32] + code[4:]
    assert read_code(wrong) is None
    assert read_code("") is None
    assert read_code("A" * 500) is None
    assert "kiem-tra?ma=" in Foot(code, LETTER, ADDRESS).link
    assert Foot(code, LETTER).link == shown(code)
