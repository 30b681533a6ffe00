"""From records to documents: what is read, in how many statements, and what stays empty."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from jobs.printing.documents import ReportBook
from jobs.printing.frame import UnknownError, frame
from jobs.printing.load import completion, report_books
from jobs.printing.load_sheet import summary_sheets
from models.assessment import DeclaredAbsence, TraitResult
from models.health import Measurement
from models.pupils import Guardian, IndividualPlan, PupilBackground, PupilBirth
from permissions.session import actor_session, system_session
from tests.complete_class import CompleteClass
from tests.jobs.printing.conftest import approved, person

YEAR = "2025-2026"


def _books(school: CompleteClass) -> list[ReportBook]:
    with system_session(school.engine, "in văn bản") as session:
        shared = frame(session, YEAR)
        return report_books(session, shared, shared.classes)[school.class_id]


def test_a_book_holds_what_the_records_hold(school: CompleteClass) -> None:
    pupil = school.pupil["An"]
    school.add(PupilBirth, pupil_id=pupil, birth_date=date(2016, 9, 5), sex="Nữ")
    school.add(PupilBackground, pupil_id=pupil, birth_place="An Giang", address="Ấp 2")
    school.add(Guardian, pupil_id=pupil, relation="cha", full_name="Lê Văn Hào")
    school.add(
        DeclaredAbsence,
        pupil_id=pupil,
        class_id=school.class_id,
        period_id=school.period["CN"],
        excused=2,
        unexcused=0,
    )
    school.set("An", "TOAN", "CN", level="H", score=7, comment="Cần cẩn thận hơn.")
    first = next(book for book in _books(school) if book.code == "HSAn")
    year = first.spreads[0]
    maths = next(line for line in year.subjects if line.name == "Toán")
    assert (maths.level, maths.score, maths.comment) == ("H", 7, "Cần cẩn thận hơn.")
    assert (year.excused, year.unexcused) == (2, 0)
    assert first.bio.birth_date == date(2016, 9, 5)
    assert first.bio.father == "Lê Văn Hào"
    assert first.bio.nationality is None
    assert first.process[0].entered == school.first_day
    assert (year.homeroom, year.head) == ("Trần homeroom", "Trần principal")
    assert [line.name for line in year.subjects if line.under == "Nghệ thuật"] == [
        "Âm nhạc",
        "Mĩ thuật",
    ]
    # the traits of the circular that applies, and of no other that the school knows
    kinds = (year.qualities, year.general, year.specific)
    assert [len(lines) for lines in kinds] == [5, 3, 7]
    assert year.outcome is None


def test_height_and_weight_are_those_measured_last(school: CompleteClass) -> None:
    cell = {"class_id": school.class_id, "pupil_id": school.pupil["An"]}
    first, last = school.period["SK1"], school.period["SK2"]
    school.add(Measurement, **cell, period_id=first, height=131.5, weight=27.0)
    before = next(book for book in _books(school) if book.code == "HSAn").spreads[0]
    assert (before.height, before.weight) == ("131,5 cm", "27 kg")
    school.add(Measurement, **cell, period_id=last, height=134.0)
    after = {book.code: book.spreads[0] for book in _books(school)}
    assert (after["HSAn"].height, after["HSAn"].weight) == ("134 cm", "27 kg")
    assert (after["HSBình"].height, after["HSBình"].weight) == (None, None)


def test_parts_four_to_six_come_from_the_frozen_list(school: CompleteClass) -> None:
    approved(school)
    outcome = _books(school)[0].spreads[0].outcome
    assert outcome is not None
    assert outcome.overall == "Hoàn thành xuất sắc"
    assert outcome.awards == ("Học sinh Xuất sắc",)
    assert outcome.completion == "Hoàn thành chương trình lớp 4. Được lên lớp 5."


def test_the_sheet_ticks_what_was_approved(school: CompleteClass) -> None:
    school.add(IndividualPlan, pupil_id=school.pupil["Chi"], year_id=school.year_id)
    approved(school)
    with system_session(school.engine, "in văn bản") as session:
        shared = frame(session, YEAR)
        sheet = summary_sheets(session, shared, shared.classes)[school.class_id]
    first = sheet.rows[0]
    ticks = {key for key, value in first.cells.items() if value == "x"}
    assert ticks == {"HTXS", "award", "completed", "promoted"}
    assert sheet.approved_on is not None
    assert sheet.rows[2].exempt
    assert "x" not in {sheet.rows[2].cells[key] for key in ("HTXS", "HTT", "HT", "CHT")}


def test_a_pupil_who_left_has_no_book_and_a_newcomer_has(school: CompleteClass) -> None:
    school.enrol("Dung", date(2026, 3, 2), date(2026, 4, 1), newcomer=True)
    school.enrol("Yến", date(2026, 3, 2), newcomer=True)
    assert [book.code for book in _books(school)] == ["HSAn", "HSBình", "HSChi", "HSYến"]


def test_reading_takes_few_statements_however_many_classes_there_are(school: CompleteClass) -> None:
    with system_session(school.engine, "in văn bản") as session:
        shared = frame(session, YEAR)
        counted: list[str] = []
        event.listen(school.engine, "before_cursor_execute", lambda *a: counted.append(str(a[2])))
        report_books(session, shared, shared.classes)
        assert len(counted) <= 10
        counted.clear()
        summary_sheets(session, shared, shared.classes)
        assert len(counted) <= 5


def test_a_preview_shows_no_more_than_its_reader_may_see(school: CompleteClass) -> None:
    pupil = school.pupil["An"]
    school.add(PupilBackground, pupil_id=pupil, address="Ấp 2")
    school.add(Guardian, pupil_id=pupil, relation="mẹ", full_name="Nguyễn Thị Xuân")
    seen = {}
    for name in ("homeroom", "english"):
        with actor_session(school.engine, person(school, name)) as session:
            shared = frame(session, YEAR)
            seen[name] = report_books(session, shared, shared.classes)[school.class_id][0]
    assert seen["homeroom"].bio.mother == "Nguyễn Thị Xuân"
    assert seen["english"].bio.mother is None
    assert seen["english"].bio.address is None
    levels = {line.name: line.level for line in seen["english"].spreads[0].subjects}
    assert {name for name, level in levels.items() if level} == {"Ngoại ngữ 1"}


def test_the_year_end_columns_are_the_year_ends(school: CompleteClass) -> None:
    school.set("An", "TV", "CHK1", score=3, comment="Học kì I.")
    assert _books(school)[0].spreads[0].subjects[0].score == 10


def test_trait_comments_print(school: CompleteClass) -> None:
    school.set("An", "PC1", "CN", comment="Em yêu quê hương.")
    assert _books(school)[0].spreads[0].qualities[0].comment == "Em yêu quê hương."
    assert TraitResult.__tablename__ == "trait_result"


def test_a_year_or_class_that_does_not_exist_is_named(school: CompleteClass) -> None:
    with system_session(school.engine, "in văn bản") as session:
        with pytest.raises(UnknownError, match="2030-2031"):
            frame(session, "2030-2031")
        with pytest.raises(UnknownError, match="9Z"):
            frame(session, YEAR).chosen(["9Z"])


@pytest.mark.parametrize(
    ("grade", "completed", "promoted", "words"),
    [
        (3, True, True, "Hoàn thành chương trình lớp 3. Được lên lớp 4."),
        (3, False, True, "Chưa hoàn thành chương trình lớp 3. Được lên lớp 4."),
        (3, False, False, "Chưa hoàn thành chương trình lớp 3. Chưa được lên lớp."),
        (5, True, None, "Hoàn thành chương trình lớp 5. Hoàn thành chương trình tiểu học."),
        (5, False, False, "Chưa hoàn thành chương trình tiểu học."),
        (3, None, None, None),
    ],
)
def test_completion_in_words(grade: int, completed, promoted, words) -> None:  # noqa: ANN001
    assert completion(grade, completed, promoted) == words
