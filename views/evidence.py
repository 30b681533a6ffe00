"""Why the rule says what it says of a pupil, in chips and half a sentence (TT 27/2020 Đ9.2a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.assessment.missing import FIELD_LABEL
from models.assessment.rules import Cell, Rule
from models.yearend.outcomes import PupilOutcome

MOST_CHIPS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Chips (text, and whether it stands against the pupil) with the words around them."""

    before: str
    chips: tuple[tuple[str, bool], ...]
    after: str


def evidence(pupil: PupilOutcome, rule: Rule, names: Mapping[str, str]) -> Evidence:
    """Say what decides a pupil's outcome; ``names``: unit code → short name."""
    told = pupil.outcome
    if told.individual:
        return Evidence("học theo kế hoạch cá nhân, không xét theo ngưỡng", (), "")
    if told.missing:
        chips = _missing(told.missing, names)
        if len(chips) <= MOST_CHIPS:
            return Evidence("", chips, "trống")
        return Evidence("", chips[:1], f"trống, và {len(chips) - 1} chỗ khác")
    if told.completed is None:
        return Evidence("chưa có ô nào phải nhập cho em ở thời điểm này", (), "")
    if not told.deciding:
        lowest = min((c.value for c in pupil.cells if isinstance(c.value, int)), default=None)
        points = f", mọi điểm từ {lowest}" if lowest is not None else ""
        every = "tất cả T và Tốt" if rule.overall else "mọi ô đạt mức hoàn thành"
        return Evidence(f"{every}{points}", (), "")
    return _against(pupil, rule, names)


def why(cell: Cell, rule: Rule, code: str) -> str:
    """Say of one cell why it doesn't satisfy an overall result: "8, cần từ 9"."""
    when = rule.step(code).when
    if cell.value is None:
        return "còn trống"
    if when is None or when.holds(cell):
        return "đủ"
    if isinstance(cell.value, int):
        return f"{cell.value}, cần từ {when.score}"
    wanted = when.subject if cell.kind == "subject" else when.trait
    needed = " hoặc ".join(
        rule.level_names[cell.kind, level] for level in rule.scale(cell.kind) if level in wanted
    )
    return f"{rule.level_names[cell.kind, str(cell.value)]}, cần {needed}"


def chip(cell: Cell, names: Mapping[str, str]) -> str:
    """Name a cell with its value: "Toán 8", "Âm nhạc · H"."""
    name = names.get(cell.unit, cell.unit)
    plain = isinstance(cell.value, int) and not name[-1:].isdecimal()
    return f"{name} {cell.value}" if plain else f"{name} · {cell.value}"


def _missing(cells: Sequence[Cell], names: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    fields: dict[str, list[str]] = {}
    for cell in cells:
        fields.setdefault(cell.unit, []).append(FIELD_LABEL[cell.field])
    return tuple(
        (f"{names.get(unit, unit)} · {', '.join(words)}", True) for unit, words in fields.items()
    )


def _against(pupil: PupilOutcome, rule: Rule, names: Mapping[str, str]) -> Evidence:
    told = pupil.outcome
    failed = not told.completed
    just = [c for c in pupil.cells if c.value == rule.completion.score]
    if just and not failed:
        on_mark = tuple((chip(c, names), False) for c in just[:MOST_CHIPS])
        return Evidence("", on_mark, f"vừa đủ {rule.completion.score}")
    chips = tuple((chip(cell, names), failed) for cell in told.deciding)
    above = rule.above(told.overall)
    goal = above.name.removeprefix("Hoàn thành ") if not failed else above.name.lower()
    if len(chips) == 1:
        (cell,) = told.deciding
        if isinstance(cell.value, int) and above.when is not None:
            gap = above.when.score - cell.value
            return Evidence("", chips, f"thiếu {gap} điểm để {goal}")
        return Evidence("", chips, f"còn lại đủ {goal}")
    scores = [c for c in told.deciding if isinstance(c.value, int)]
    if len(scores) == len(told.deciding) and not failed:
        lowest = min(scores, key=lambda c: int(c.value or 0))
        return Evidence("tất cả T và Tốt, thấp nhất", ((chip(lowest, names), False),), "")
    if len(chips) <= MOST_CHIPS:
        return Evidence("", chips, "")
    return Evidence("", chips[:1], f"và {len(chips) - 1} ô khác")
