"""What staff and pupil files share: a name in one or two columns, a sex in one or the other."""

from __future__ import annotations

from jobs.imports import cells
from jobs.imports.row import Row


def take_name(row: Row, missing: str) -> str | None:
    """Return the full name from "Họ và tên", or from "Họ đệm" and "Tên"."""
    columns = row.table.columns
    if "name" in columns or "given" not in columns:
        return row.need("name", cells.person, missing)  # type: ignore[no-any-return]
    given = row.need("given", cells.person, missing)
    family = row.take("family", cells.person)
    return None if given is None else f"{family} {given}" if family else given


def take_sex(row: Row) -> str | None:
    """Return Nam or Nữ from "Giới tính", or from a column "Nữ" that is ticked."""
    if "sex" in row.table.columns:
        return row.take("sex", cells.sex)  # type: ignore[no-any-return]
    if "female" not in row.table.columns:
        return None
    raw = row.raw("female")
    if isinstance(raw, str) and raw.strip().casefold() == "nữ":
        return "Nữ"
    return "Nữ" if row.take("female", cells.flag) else "Nam"


class FirstRows:
    """Remembers where a code stood first: the first row stands, later ones are refused."""

    def __init__(self) -> None:
        """Begin with an unread file."""
        self._seen: dict[str, tuple[str, int, str]] = {}

    def check(self, row: Row, code: str | None, name: str | None) -> None:
        """Refuse the row when its code came before, even in a row that was refused."""
        if code is None:
            return
        here = (row.table.sheet, row.number, name or "không có tên")
        sheet, number, who = self._seen.setdefault(code, here)
        if (sheet, number) != here[:2]:
            where = "" if sheet == row.table.sheet else f" trang “{sheet}”"
            row.refuse("code", f"Mã này đã có ở dòng {number}{where} ({who}); dòng đầu được giữ")
