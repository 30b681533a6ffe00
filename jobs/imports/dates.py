"""Reads days: date cells, Excel's day numbers, and the ways people type dd/mm/yyyy."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from jobs.imports.cells import Converter, Taken, plain
from jobs.imports.errors import BadCell

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?:\s+0?0:00(?::00)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, with its leap year of 1900
_FIRST_SERIAL = 5_000  # 08/09/1913; smaller numbers are years or slips
_LAST_SERIAL = 80_000  # 10/01/2119
_MONTHS = 12
_FORM = "cần dạng dd/mm/yyyy"


def _real(day: int, month: int, year: int) -> date:
    if not 1 <= month <= _MONTHS:
        msg = f"Không có tháng {month}; {_FORM}"
        raise BadCell(msg)
    last = monthrange(year, month)[1] if year else 31
    if not 1 <= day <= last:
        msg = f"Tháng {month} năm {year} chỉ có {last} ngày"
        raise BadCell(msg)
    return date(year, month, day)


def day(first: date, last: date) -> Converter:
    """Read a day between ``first`` and ``last``, both included."""

    def convert(raw: Any) -> Taken:
        found, shown = _read(raw)
        if found is not None and not first <= found <= last:
            msg = f"Ngày {found:%d/%m/%Y} không thể đúng; {_FORM}"
            raise BadCell(msg)
        return found, shown

    return convert


def _read(raw: Any) -> Taken:
    if isinstance(raw, datetime):
        return raw.date(), None
    if isinstance(raw, date):
        return raw, None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        if not _FIRST_SERIAL <= raw < _LAST_SERIAL:
            msg = f"Không phải ngày; {_FORM}"
            raise BadCell(msg)
        return _EPOCH + timedelta(days=int(raw)), None
    value, repaired = plain(raw)
    if not value:
        return None, None
    found, short = _from_text(value)
    return found, f"{found:%d/%m/%Y}" if repaired or short else None


def _from_text(value: str) -> tuple[date, bool]:
    """Return the day, and whether a leading zero is missing."""
    found = _DAY_FIRST.fullmatch(value)
    if found:
        real = _real(int(found[1]), int(found[2]), int(found[3]))
        return real, "" in (found[1][1:], found[2][1:])
    found = _YEAR_FIRST.fullmatch(value)
    if found:
        return _real(int(found[3]), int(found[2]), int(found[1])), False
    what = "Ô này là công thức" if value.startswith("=") else "Không phải ngày đầy đủ"
    msg = f"{what}; {_FORM}"
    raise BadCell(msg)
