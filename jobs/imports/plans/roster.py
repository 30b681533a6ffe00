"""Who sits in the classes that a file names: where in the books a row of it belongs."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import select

from jobs.imports.context import Context, same_name
from jobs.imports.kinds.grids import OF_THE_CLASS
from jobs.imports.row import Row
from jobs.imports.titles import class_key
from models.pupils import Enrolment, Pupil
from models.school import Period, SchoolClass


class Line(Protocol):
    """A row of a file about one pupil; ``code`` None: refused already."""

    row: Row
    code: str | None
    name: str | None
    class_name: str | None


class Roster:
    """Pupils by code and who is, or once was, of which of the file's classes."""

    def __init__(self, context: Context, names: set[str]) -> None:
        """Read the classes of these names, as far as the session's actor reads their pupils."""
        self._context = context
        self.class_ids = [one.id for name, one in context.classes.items() if name in names]
        everyone = context.session.execute(select(Pupil.code, Pupil.id, Pupil.full_name))
        self._pupils = {code: (pupil_id, name) for code, pupil_id, name in everyone}
        placed = select(Enrolment.pupil_id, Enrolment.class_id).where(
            Enrolment.class_id.in_(self.class_ids)
        )
        self._enrolled = {tuple(pair) for pair in context.session.execute(placed)}
        #: (sheet, class, period, pupil) → its first row
        self._first_row: dict[tuple[str, int, int, int], int] = {}

    def place(
        self, line: Line, period: Period | None, time: str
    ) -> tuple[SchoolClass, Period, int] | None:
        """Return class, period and pupil (0: the whole class) of a row, or refuse it.

        ``time``: what a period of this kind of file is called.
        """
        known = self._context.classes.get(class_key(line.class_name or ""))
        if line.code is None:
            return None
        if line.class_name is None or period is None:
            what = "lớp" if line.class_name is None else time
            line.row.refuse("class", f"Không biết {what}: tiêu đề và tên trang tính không ghi")
        elif known is None:
            line.row.refuse("class", self._context.no_class(line.class_name))
        elif (pupil_id := self._pupil(line, known, period)) is not None:
            return known, period, pupil_id
        return None

    def _pupil(self, line: Line, room: SchoolClass, period: Period) -> int | None:
        row, code = line.row, line.code or ""
        if code == OF_THE_CLASS:
            return 0
        pupil_id, name = self._pupils.get(code, (0, ""))
        if (pupil_id, room.id) not in self._enrolled:
            row.refuse("code", f"Không có em nào mã {code} ở lớp {room.name} năm học này")
            return None
        key = (row.table.sheet, room.id, period.id, pupil_id)
        first = self._first_row.setdefault(key, row.number)
        if first != row.number:
            row.refuse("code", f"Em này đã có ở dòng {first}; dòng đầu được giữ")
            return None
        if line.name and not same_name(line.name, name):
            row.warn("name", f"Mã này trong sổ là {name}")
        return pupil_id
