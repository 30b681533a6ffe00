"""What the cells of a round take, and the tables behind its grids (TTLT 13/2016 Mẫu 01)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from models.base import Base
from models.batch import Table, enrolled
from models.health.measurement import Measurement, VitalSigns
from models.health.specialist import SpecialistCheck
from models.typed import Kind, Number, Text

_EYE = Number(0, 20, rule="Thị lực ghi phần mười, từ 0 đến 20: 10 là 10/10.")
_FOUND = Text(200, "Điều thấy được", lines=False)

BODY: Mapping[str, Kind] = {
    "height": Number(50, 220, 1, "Chiều cao ghi bằng cm, từ 50 đến 220, một chữ số thập phân."),
    "weight": Number(5, 200, 1, "Cân nặng ghi bằng kg, từ 5 đến 200, một chữ số thập phân."),
    "vision_right": _EYE,
    "vision_left": _EYE,
    "glasses_right": _EYE,
    "glasses_left": _EYE,
}
SIGNS: Mapping[str, Kind] = {
    "systolic": Number(40, 250, rule="Huyết áp tối đa ghi bằng mmHg, từ 40 đến 250."),
    "diastolic": Number(20, 180, rule="Huyết áp tối thiểu ghi bằng mmHg, từ 20 đến 180."),
    "pulse": Number(30, 250, rule="Mạch là số lần một phút, từ 30 đến 250."),
}
CHECK: Mapping[str, Kind] = {
    "paediatric": _FOUND,
    "eyes": _FOUND,
    "ears": _FOUND,
    "teeth": _FOUND,
    "bones": _FOUND,
    "conclusion": Text(300, "Kết luận", lines=False),
    "referral": Text(300, "Hướng xử trí", lines=False),
    "doctor": Text(100, "Tên bác sĩ", lines=False),
}
#: the grids: measuring, and the specialists' findings
MEASURING: Sequence[tuple[type[Base], Mapping[str, Kind]]] = (
    (Measurement, BODY),
    (VitalSigns, SIGNS),
)
CHECKING: Sequence[tuple[type[Base], Mapping[str, Kind]]] = ((SpecialistCheck, CHECK),)
#: a new row bears the day on which it was made
_DAYS: Mapping[type[Base], str] = {Measurement: "measured_on", SpecialistCheck: "checked_on"}


def tables(
    grid: Sequence[tuple[type[Base], Mapping[str, Kind]]],
    class_id: int,
    period_id: int,
    today: date,
) -> list[Table]:
    """Return the tables of a grid for a class in a round."""
    place = {"class_id": class_id, "period_id": period_id}
    return [
        Table(
            model,
            place,
            kind=_kind_in(kinds),
            refusal=lambda _: "Ghi số đo và kết quả khám là việc của bộ phận y tế (Đ6.2).",
            columns=_dated(_DAYS.get(model), today),
            known=enrolled(class_id),
        )
        for model, kinds in grid
    ]


def _kind_in(kinds: Mapping[str, Kind]) -> Callable[[Any, str], Kind | None]:
    return lambda _, name: kinds.get(name)


def _dated(column: str | None, today: date) -> Callable[[Any], dict[str, Any]]:
    return lambda _: {column: today} if column else {}
