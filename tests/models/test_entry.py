"""The desk's batch: an answer for every cell, nothing lost, nothing overwritten silently."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from jobs.database import writer
from models.access.authors import authors_of
from models.assessment import SubjectResult, TraitResult
from models.assessment.cells import cell_rules
from models.assessment.entry import confirm_from_file, desk_tables, save_batch
from models.assessment.sheet import load_sheet, readable_classes
from models.base import utc_now
from models.batch import Answer, Cell, save_cells
from models.school import Period, SchoolClass
from models.undo import written_by
from permissions import guard
from permissions.errors import Forbidden, Locked
from permissions.outlook import outlook
from permissions.session import actor_session, system_session
from tests.conftest import Lay
from tests.models.desk import Desk, build, close


@pytest.fixture
def desk(lay: Lay) -> Desk:
    return lay(build, pupils=5)


def save(desk: Desk, who: str, period: str, *cells: tuple[Any, ...]) -> list[Answer]:
    """Save cells (pupil number, unit code, field, old, new) as one person's batch."""
    batch = [Cell(desk.pupils[n], desk.units[unit], f, old, new) for n, unit, f, old, new in cells]
    with actor_session(writer(desk.engine), desk.actor(who)) as session:
        answers = save_batch(session, guard, desk.class_id, desk.periods[period], batch)
        session.commit()
    return answers


def stored(desk: Desk, model: type[Any] = SubjectResult) -> list[tuple[Any, ...]]:
    with system_session(desk.engine, "xem") as session:
        rows = session.scalars(select(model).order_by(model.unit_id, model.pupil_id)).all()
    return [(r.level, getattr(r, "score", None), r.comment) for r in rows]


def test_a_batch_creates_and_changes_rows_and_answers_every_cell(desk: Desk) -> None:
    answers = save(
        desk,
        "GV01",
        "CN",
        (0, "TOAN", "level", None, "t"),
        (0, "TOAN", "score", None, "10"),
        (0, "TOAN", "comment", "", "  Tính nhanh. "),
        (1, "TOAN", "level", None, "H"),
    )
    assert [a.state for a in answers] == ["saved"] * 4
    assert [a.value for a in answers] == ["T", 10, "Tính nhanh.", "H"]
    assert stored(desk) == [("T", 10, "Tính nhanh."), ("H", None, None)]
    answers = save(desk, "GV01", "CN", (0, "TOAN", "level", "T", "H"), (2, "TV", "level", "", ""))
    assert [a.value for a in answers] == ["H", None]
    assert stored(desk) == [("H", 10, "Tính nhanh."), ("H", None, None)]


TYPED = [
    ("TOAN", "level", "c", "C"),
    ("PC1", "level", "d", "Đ"),
    ("PC1", "level", "dd", "Đ"),
    ("PC1", "level", "đ", "Đ"),
    ("PC1", "level", "Đ", "Đ"),
    ("TOAN", "score", "8,0", 8),
    ("TOAN", "score", 9, 9),
    ("TOAN", "comment", "a\u0300 \x00b", "à b"),
    ("TOAN", "level", " ", None),
]
REFUSED = [
    ("CN", "TOAN", "level", "Đ", "Đ dùng cho phẩm chất"),
    ("CN", "PC1", "level", "H", "H dùng cho môn học"),
    ("CN", "TOAN", "level", "TT", "chỉ có T, H, C (TT 27/2020, Điều 7)"),
    ("CN", "TOAN", "score", "8,5", "không có phần thập phân"),
    ("CN", "TOAN", "score", "11", "từ 1 đến 10"),
    ("CN", "TOAN", "score", "0", "không nhận điểm 0"),
    ("GHK1", "TOAN", "score", "8", "không có bài kiểm tra giữa học kì I"),
    ("CN", "DD", "score", "8", "không có bài kiểm tra"),
    ("CN", "PC1", "score", "8", "không có bài kiểm tra"),
    ("CN", "LSDL", "level", "T", "Khối 3 không đánh giá"),
    ("CN", "TOAN", "comment", "x" * 1001, "chỉ ghi được 1000"),
    ("CN", "TOAN", "level", ["T"], "chỉ nhận chữ hoặc số"),
    ("CN", "NN1", "level", "T", "không thuộc phần được phân công"),
]


def test_what_people_type_comes_to_its_one_form(desk: Desk) -> None:
    cells = [(n % 5, unit, field, None, typed) for n, (unit, field, typed, _) in enumerate(TYPED)]
    answers = save(desk, "GV01", "CN", *cells)
    assert [(a.state, a.value) for a in answers] == [("saved", value) for *_, value in TYPED]


def test_what_does_not_fit_is_refused_beside_its_cell_and_the_rest_goes_in(desk: Desk) -> None:
    for period, unit, field, typed, said in REFUSED:
        bad, good = save(
            desk, "GV01", period, (0, unit, field, None, typed), (1, "DD", "level", None, "T")
        )
        assert (bad.state, good.state) == ("refused", "saved"), said
        assert said in str(bad.reason)
    assert stored(desk) == [("T", None, None)] * 2


def test_two_teachers_on_one_cell_see_both_values_and_whose_they_are(desk: Desk) -> None:
    save(desk, "GV01", "CN", (0, "TOAN", "level", None, "H"))
    answers = save(
        desk,
        "GV01",
        "CN",
        (0, "TOAN", "level", None, "T"),
        (0, "TOAN", "score", None, "9"),
        (1, "TOAN", "level", None, "T"),
    )
    clash = answers[0]
    assert [a.state for a in answers] == ["conflict", "saved", "saved"]
    assert (clash.value, clash.given) == ("H", "T")
    assert clash.row_id is not None
    with system_session(desk.engine, "xem") as session:
        found = authors_of(session, SubjectResult, {clash.row_id: ["level", "comment"]})
    assert {key: author.who for key, author in found.items()} == {
        (clash.row_id, "level"): "cô Nguyễn Thị Bích Trâm"
    }
    (mine,) = save(desk, "GV01", "CN", (0, "TOAN", "level", "H", "T"))
    assert mine.state == "saved"
    (same,) = save(desk, "GV01", "CN", (0, "TOAN", "level", "H", "T"))
    assert same.state == "saved"


def test_a_cell_twice_in_a_batch_keeps_its_order(desk: Desk) -> None:
    answers = save(
        desk, "GV01", "CN", (0, "TOAN", "level", None, "H"), (0, "TOAN", "level", "H", "T")
    )
    assert [a.state for a in answers] == ["saved", "saved"]
    assert stored(desk) == [("T", None, None)]


def test_a_closed_period_refuses_with_when_and_by_whom(desk: Desk) -> None:
    save(desk, "GV01", "CHK1", (0, "TOAN", "level", None, "H"))
    close(desk, "CHK1")
    answers = save(
        desk,
        "GV01",
        "CHK1",
        (0, "TOAN", "level", "H", "T"),
        (1, "TOAN", "level", None, "T"),
        (0, "PC1", "level", None, "T"),
    )
    assert {a.state for a in answers} == {"refused"}
    assert all("đã đóng lúc" in str(a.reason) for a in answers)
    assert stored(desk) == [("H", None, None)]
    assert stored(desk, TraitResult) == []


def test_who_only_reads_and_who_sees_nothing_writes_nothing(desk: Desk) -> None:
    save(desk, "GV01", "CN", (0, "TOAN", "level", None, "H"))
    for who in ("GV02", "HT01"):
        answers = save(
            desk, who, "CN", (0, "TOAN", "level", "H", "T"), (1, "TOAN", "level", None, "T")
        )
        assert {a.state for a in answers} == {"refused"}
    assert stored(desk) == [("H", None, None)]


def test_a_pupil_of_another_class_is_refused_and_the_others_go_in(desk: Desk) -> None:
    batch = [Cell(row, desk.units["TOAN"], "level", None, "T") for row in (desk.pupils[0], 10_000)]
    with actor_session(writer(desk.engine), desk.actor("GV01")) as session:
        answers = save_batch(session, guard, desk.class_id, desk.periods["CN"], batch)
        session.commit()
    assert [a.state for a in answers] == ["saved", "refused"]


def test_marks_from_a_file_go_by_confirming_or_by_replacing_all_that_came(desk: Desk) -> None:
    with system_session(desk.engine, "nhập", capacities={"importer"}) as session:
        for number in range(3):
            session.add(
                SubjectResult(
                    class_id=desk.class_id,
                    unit_id=desk.units["TOAN"],
                    period_id=desk.periods["CN"],
                    pupil_id=desk.pupils[number],
                    level="T",
                    score=9,
                    from_file=True,
                )
            )
        session.commit()

    def marks() -> list[bool]:
        with system_session(desk.engine, "xem") as session:
            return list(
                session.scalars(select(SubjectResult.from_file).order_by(SubjectResult.pupil_id))
            )

    save(desk, "GV01", "CN", (0, "TOAN", "score", 9, 10), (1, "TOAN", "comment", None, "Tốt."))
    assert marks() == [True, True, True]
    save(desk, "GV01", "CN", (2, "TOAN", "score", 9, 8), (2, "TOAN", "level", "T", "H"))
    assert marks() == [True, True, False]
    place = (desk.class_id, desk.units["TOAN"], desk.periods["CN"])
    with actor_session(desk.engine, desk.actor("HT01")) as session, pytest.raises(Forbidden):
        confirm_from_file(session, guard, *place)
    with actor_session(writer(desk.engine), desk.actor("GV01")) as session:
        assert confirm_from_file(session, guard, *place) == 2
        session.commit()
    assert marks() == [False, False, False]
    close(desk, "CN")
    with actor_session(desk.engine, desk.actor("GV01")) as session:
        assert confirm_from_file(session, guard, *place) == 0


def test_confirming_in_a_closed_period_is_refused(desk: Desk) -> None:
    with system_session(desk.engine, "nhập", capacities={"importer"}) as session:
        session.add(
            TraitResult(
                class_id=desk.class_id,
                unit_id=desk.units["PC1"],
                period_id=desk.periods["CN"],
                pupil_id=desk.pupils[0],
                level="T",
                from_file=True,
            )
        )
        session.commit()
    close(desk, "CN", kind="trait")
    with actor_session(desk.engine, desk.actor("GV01")) as session, pytest.raises(Locked):
        confirm_from_file(session, guard, desk.class_id, desk.units["PC1"], desk.periods["CN"])


def test_the_outlook_says_beforehand_what_the_guard_will_say(desk: Desk) -> None:
    close(desk, "CHK1", unit_id=desk.units["TOAN"])
    units = [desk.units[code] for code in ("TOAN", "NN1")]
    periods = [desk.periods[code] for code in ("CHK1", "CN")]
    with actor_session(desk.engine, desk.actor("GV01")) as session:
        found = outlook(session, SubjectResult, desk.class_id, units, periods)
    toan, nn1 = units
    chk1, cn = periods
    assert {key: seen.open for key, seen in found.items()} == {
        (toan, chk1): False,
        (toan, cn): True,
        (nn1, chk1): True,
        (nn1, cn): True,
    }
    assert found[toan, chk1].closure_id is not None
    assert found[toan, cn].closure_id is None
    assert {"level", "score", "comment"} <= found[toan, cn].fields
    assert not found[nn1, cn].fields


def test_the_outlook_knows_when_a_deadline_will_close(desk: Desk) -> None:
    moment = utc_now() + timedelta(days=9)
    close(desk, "CN", at=moment, kind="result")
    units, periods = [desk.units["TOAN"]], [desk.periods[code] for code in ("CHK1", "CN")]
    with actor_session(desk.engine, desk.actor("GV01")) as session:
        found = outlook(session, SubjectResult, desk.class_id, units, periods)
    assert [found[units[0], period].until for period in periods] == [None, moment]
    assert not any(seen.reopened for seen in found.values())


def test_the_sheet_lists_pupils_by_name_and_units_in_the_order_of_the_form(desk: Desk) -> None:
    save(desk, "GV01", "CN", (0, "TOAN", "level", None, "T"), (0, "TOAN", "score", None, 9))
    found = {}
    for who in ("GV01", "GV02"):
        with actor_session(desk.engine, desk.actor(who)) as session:
            room = session.get_one(SchoolClass, desk.class_id)
            period = session.get_one(Period, desk.periods["CN"])
            rules = cell_rules(session, room.id, period.id)
            assert rules
            assert readable_classes(session, room.year_id) == [room]
            found[who] = load_sheet(session, room, period, rules, traits=False)
    mine, theirs = found["GV01"], found["GV02"]
    assert [line.name.split()[-1] for line in mine.lines] == ["An", "Ánh", "Ân", "Bảo", "Châu"]
    heads = [(c.unit.code, c.field) for c in mine.columns][:7]
    assert heads == [
        *(("TV", f) for f in ("level", "score", "comment")),
        *(("TOAN", f) for f in ("level", "score", "comment")),
        ("NN1", "level"),
    ]
    assert {c.unit.code for c in theirs.columns} == {"NN1"}
    assert theirs.results == {}
    missing = mine.missing_by_owner()
    assert len(missing) == 3
    assert sum(missing.values()) == 5 * (4 * 3 + 6 * 2) - 2


def taken_back(desk: Desk, who: str, nth: int = 0) -> list[Answer]:
    """Take back the nth newest batch of a person, as the screen does."""
    actor = desk.actor(who)
    with actor_session(writer(desk.engine), actor) as session:
        rules = cell_rules(session, desk.class_id, desk.periods["CN"])
        assert rules
        tables = desk_tables(rules, desk.class_id, desk.periods["CN"])
        with system_session(desk.engine, "lịch sử", capacities=set()) as history:
            found = written_by(history, session, actor.account_id or 0, tables)
        answers = save_cells(session, guard, tables, found[nth].reversed())
        session.commit()
    return answers


def test_a_batch_is_taken_back_from_the_history_and_spares_what_came_later(desk: Desk) -> None:
    save(desk, "GV01", "CN", (0, "TOAN", "level", None, "H"), (0, "PC1", "level", None, "T"))
    save(
        desk, "GV01", "CN",
        (0, "TOAN", "level", "H", "T"), (0, "TOAN", "score", None, "9"),
        (1, "PC1", "level", "", "C"),
    )  # fmt: skip
    save(desk, "GV01", "CN", (0, "TOAN", "score", "9", "10"))
    answers = taken_back(desk, "GV01", 1)
    assert {(a.cell.field, a.state, a.value) for a in answers} == {
        ("level", "saved", "H"),
        ("score", "conflict", 10),
        ("level", "saved", None),
    }
    assert stored(desk) == [("H", 10, None)]
    assert stored(desk, TraitResult) == [("T", None, None), (None, None, None)]
    assert [a.state for a in taken_back(desk, "GV01")] == ["saved", "saved"]
    assert stored(desk) == [("T", 10, None)]


def test_nobody_takes_back_what_another_wrote_or_what_is_closed_by_now(desk: Desk) -> None:
    save(desk, "GV02", "CN", (0, "NN1", "level", None, "H"))
    save(desk, "GV01", "CN", (0, "TOAN", "level", None, "H"))
    (mine,) = taken_back(desk, "GV01")
    assert (mine.cell.unit, mine.state) == (desk.units["TOAN"], "saved")
    close(desk, "CN")
    (shut,) = taken_back(desk, "GV02")
    assert (shut.state, shut.value) == ("refused", "H")
    assert "đã đóng lúc" in str(shut.reason)
