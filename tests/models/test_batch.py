"""One batch for every grid: several tables behind it, kinds of cells, lines not made here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from jobs.database import writer
from models.base import utc_now
from models.batch import Answer, Cell, Table, enrolled, save_cells
from models.health import Measurement, VitalSigns
from models.people import Duty, Function
from models.pupils import Pupil
from models.school import Period, PeriodKind
from models.typed import Choice, Day, Kind, Number, Text, UnfitError
from permissions import guard
from permissions.session import actor_session, system_session
from tests.conftest import Lay
from tests.models.desk import Desk, build

MEASURED: dict[str, Kind] = {
    "height": Number(50, 220, 1),
    "measured_on": Day(date(2026, 8, 1), date(2099, 5, 31)),
}
SIGNS: dict[str, Kind] = {"pulse": Number(30, 250)}


@pytest.fixture
def desk(lay: Lay) -> Desk:
    """GV02 is the nurse besides."""
    desk = lay(build, pupils=3)
    with system_session(desk.engine, "y tế", capacities={"operator", "gatekeeper"}) as session:
        nurse = desk.actor("GV02").staff_id
        session.add(
            Duty(
                staff_id=nurse,
                function=Function.NURSE,
                title="Nhân viên y tế",
                source="Quyết định 2/QĐ",
                from_date=date(2020, 1, 1),
                confirmed_at=utc_now(),
            )
        )
        session.commit()
    return desk


def tables(desk: Desk) -> list[Table]:
    with system_session(desk.engine, "xem") as session:
        found = session.scalars(select(Period.id).where(Period.kind == PeriodKind.ROUND)).first()
    place = {"class_id": desk.class_id, "period_id": found}
    return [
        Table(
            model=model,
            place=place,
            kind=lambda _unit, name, kinds=kinds: kinds.get(name),
            refusal=lambda cell: f"{cell.field} do y tế ghi (Đ6).",
            known=enrolled(desk.class_id),
        )
        for model, kinds in ((Measurement, MEASURED), (VitalSigns, SIGNS))
    ]


def save(desk: Desk, who: str, behind: list[Table], *cells: tuple[Any, ...]) -> list[Answer]:
    batch = [Cell(row, None, name, old, new) for row, name, old, new in cells]
    with actor_session(writer(desk.engine), desk.actor(who)) as session:
        answers = save_cells(session, guard, behind, batch)
        session.commit()
    return answers


def test_one_batch_writes_several_tables_and_compares_typed_values(desk: Desk) -> None:
    behind, (a, b, _) = tables(desk), desk.pupils
    answers = save(
        desk, "GV02", behind,
        (a, "height", None, "120.50"), (a, "pulse", "", "80"), (b, "measured_on", None, "5/9/2026"),
        (b, "height", None, "12"), (b, "weight", None, "20"), (999, "pulse", None, "70"),
    )  # fmt: skip
    assert [x.state for x in answers] == ["saved"] * 3 + ["refused"] * 3
    assert [x.kind.text(x.value) for x in answers[:3] if x.kind] == ["120,5", "80", "05/09/2026"]
    assert [x.reason for x in answers[3:]] == [
        "Số có nhiều nhất 1 chữ số thập phân, từ 50 đến 220.",
        "Ô này không có trong sổ.",
        "Em này không học ở lớp đó.",
    ]
    again = save(desk, "GV02", behind, (a, "height", "120,5", "121"), (a, "pulse", "79", "81"))
    assert [x.state for x in again] == ["saved", "conflict"]
    assert (again[1].value, again[1].given, again[1].model) == (80, 81, VitalSigns)
    with system_session(desk.engine, "xem") as session:
        heights = session.scalars(select(Measurement.height).order_by(Measurement.pupil_id)).all()
        assert heights == [121.0, None]
        assert session.scalars(select(VitalSigns.pulse)).all() == [80]


def test_who_only_reads_or_sees_nothing_is_told_whose_the_cells_are(desk: Desk) -> None:
    behind, first = tables(desk), desk.pupils[0]
    save(desk, "GV02", behind, (first, "height", None, "120"), (first, "pulse", None, "80"))
    answers = save(
        desk, "GV01", behind, (first, "height", "120", "121"), (first, "pulse", "80", "81")
    )
    assert [x.reason for x in answers] == ["height do y tế ghi (Đ6).", "pulse do y tế ghi (Đ6)."]
    with system_session(desk.engine, "xem") as session:
        assert session.scalars(select(Measurement.height)).all() == [120.0]


def test_a_table_whose_lines_are_not_made_here_refuses_unknown_ones(desk: Desk) -> None:
    own = Table(
        model=Pupil,
        place={},
        kind=lambda _unit, name: Text(200, "Tên", lines=False) if name == "full_name" else None,
        refusal=lambda _cell: "Họ tên do văn phòng sửa.",
        row="id",
        absent="Không thấy em này.",
    )
    answers = save(
        desk, "GV01", [own], (desk.pupils[0], "full_name", None, "X"), (999, "full_name", "", "Y")
    )
    assert [x.reason for x in answers] == ["Họ tên do văn phòng sửa.", "Không thấy em này."]


FITS: list[tuple[Kind, Any, Any, str]] = [
    (Number(0, 200, 2), "23,50", 23.5, "23,5"),
    (Number(0, 200, 2), "100", 100.0, "100"),
    (Number(0, 200, 2), 23.5, 23.5, "23,5"),
    (Number(-5, 5), "-3,0", -3, "-3"),
    (Day(date(2026, 1, 1), date(2026, 12, 31)), "1/2/2026", date(2026, 2, 1), "01/02/2026"),
    (Day(date(2026, 1, 1), date(2026, 12, 31)), "2026-02-01", date(2026, 2, 1), "01/02/2026"),
    (Choice({"male": "Nam", "female": "Nữ"}), "nu", "female", "Nữ"),
    (Choice({"male": "Nam", "female": "Nữ"}), "female", "female", "Nữ"),
    (Choice({"a": "Nghèo", "b": "Cận nghèo", "c": "Nghèo lâu năm"}), "nghèo", "a", "Nghèo"),
    (Text(5, "Tên", lines=False), " a\n b ", "a b", "a b"),
    (Text(5), "  ", None, ""),
]
UNFIT: list[tuple[Kind, Any, str]] = [
    (Number(0, 200, 1), "23,55", "nhiều nhất 1 chữ số thập phân"),
    (Number(0, 9), "1.5", "Số nguyên, từ 0 đến 9."),
    (Number(0, 9), "10", "Số nguyên, từ 0 đến 9."),
    (Number(0, 9, rule="Số con từ 0 đến 9."), "x", "Số con"),
    (Day(date(2026, 1, 1), date(2026, 12, 31)), "31/2/2026", "từ 01/01/2026"),
    (Day(date(2026, 1, 1), date(2026, 12, 31)), "1/2/26", "Ngày ghi như"),
    (Day(date(2026, 1, 1), date(2026, 12, 31)), "1/2/2027", "đến 31/12/2026"),
    (Choice({"male": "Nam", "female": "Nữ"}), "n", "một trong: Nam, Nữ"),
    (Text(3, "Ghi chú"), "abcd", "Ghi chú dài 4 chữ"),
    (Text(3), 1.5, "chỉ nhận chữ hoặc số"),
]


@pytest.mark.parametrize(("kind", "typed", "value", "text"), FITS)
def test_a_kind_reads_what_is_typed_and_writes_what_is_stored(
    kind: Kind, typed: Any, value: Any, text: str
) -> None:
    assert kind.value(typed) == value
    assert type(kind.value(typed)) is type(value)
    assert kind.text(value) == text
    assert kind.value(kind.text(value)) == value


@pytest.mark.parametrize(("kind", "typed", "said"), UNFIT)
def test_a_kind_says_what_it_takes(kind: Kind, typed: Any, said: str) -> None:
    with pytest.raises(UnfitError, match=said):
        kind.value(typed)
