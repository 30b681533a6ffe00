"""From the words of a staff file to duties: whose words give which function (RIGHTS.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.imports.words import key, words
from models.people import Function


@dataclass(frozen=True, slots=True)
class Grant:
    """A duty that a file names; ``of_department``: it is held over the person's own Tổ."""

    function: Function
    title: str
    of_department: bool = False


def is_teaching(department: str) -> bool:
    """Tell a Tổ that teaches from Tổ Văn phòng and Ban giám hiệu."""
    folded = key(department)
    return folded not in words().office_departments | words().other_departments


def grants_of(
    position: str | None, department: str | None, duties: Sequence[str]
) -> tuple[list[Grant], list[str]]:
    """Return the grants that position, Tổ and duties give, and the words that give none."""
    listed = words()
    found: list[Grant] = []
    unknown: list[str] = []
    by_position = listed.positions.get(key(position or ""))
    if by_position and position:
        found.append(Grant(Function(by_position), position))
    for word in duties:
        function = listed.duties.get(key(word))
        if function == Function.DEPARTMENT_HEAD:
            grant = _head(word, department)
        else:
            grant = Grant(Function(function), word) if function else None
        if grant is None:
            unknown.append(word)
        elif not any(one.function is grant.function for one in found):
            found.append(grant)
    return found, unknown


def _head(word: str, department: str | None) -> Grant | None:
    """Return the right of a "Tổ trưởng": of a teaching Tổ, or of Tổ Văn phòng (office)."""
    if not department:
        return None
    if key(department) in words().office_departments:
        return Grant(Function.OFFICE, f"{word} {department}")
    if is_teaching(department):
        return Grant(Function.DEPARTMENT_HEAD, f"{word} {department}", of_department=True)
    return None
