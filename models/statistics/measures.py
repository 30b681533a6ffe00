"""What is counted of pupils, and the groups of pupils that school reports count beside the whole.

A measure is one number of a table; ``base`` names the measure that it is a share of. ``sums`` says
which measures add up to which: shown on paper by the reader's own addition, and what masking has
to know, because a number that is left out could be had by subtracting the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.assessment.rules import Rule


class Group(StrEnum):
    """The columns of a school's report."""

    ALL = "tong"
    GIRLS = "nu"
    MINORITY = "dan-toc"
    MINORITY_GIRLS = "nu-dan-toc"
    DISABLED = "khuyet-tat"
    HARDSHIP = "kho-khan"


GROUP_LABEL = {
    Group.ALL: "Tổng số",
    Group.GIRLS: "Nữ",
    Group.MINORITY: "Dân tộc thiểu số",
    Group.MINORITY_GIRLS: "Nữ dân tộc",
    Group.DISABLED: "Khuyết tật",
    Group.HARDSHIP: "Hoàn cảnh khó khăn",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One number: its code, its words, what it is a share of.

    ``tone``: the colour token in which the chart draws it ("": not drawn). ``quiet``: its line is
    left out where it is 0.
    """

    code: str
    label: str
    base: str | None = "n"
    tone: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """A measure that is the sum of others."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a table in their order, and how they hang together."""

    all: tuple[Measure, ...]
    sums: tuple[Sum, ...]


PUPILS = Measure("n", "Số học sinh", None)
#: score bands of the school's reports: code → lowest and highest score
BANDS = {"9-10": (9, 10), "7-8": (7, 8), "5-6": (5, 6), "1-4": (0, 4)}
_BAND_LABEL = {"9-10": "Điểm 9–10", "7-8": "Điểm 7–8", "5-6": "Điểm 5–6", "1-4": "Điểm dưới 5"}

SUBJECT = Measures(
    (
        PUPILS,
        Measure("T", "Hoàn thành tốt (T)", tone="h4"),
        Measure("H", "Hoàn thành (H)", tone="h2"),
        Measure("C", "Chưa hoàn thành (C)", tone="bad"),
        Measure("none", "Chưa có mức", tone="line5", quiet=True),
        Measure("tested", "Có bài kiểm tra", None, quiet=True),
        *(Measure(code, label, "tested", quiet=True) for code, label in _BAND_LABEL.items()),
        Measure("unscored", "Chưa có điểm", "tested", quiet=True),
    ),
    (Sum("n", ("T", "H", "C", "none")), Sum("tested", (*BANDS, "unscored"))),
)
TRAIT = Measures(
    (
        PUPILS,
        Measure("T", "Tốt (T)", tone="h4"),
        Measure("Đ", "Đạt (Đ)", tone="h2"),
        Measure("C", "Cần cố gắng (C)", tone="bad"),
        Measure("none", "Chưa có mức", tone="line5", quiet=True),
    ),
    (Sum("n", ("T", "Đ", "C", "none")),),
)
ATTENDANCE = Measures(
    (
        PUPILS,
        Measure("never", "Không vắng buổi nào", tone="h4"),
        Measure("away", "Có vắng", tone="h2"),
        Measure("excused", "Số buổi vắng có phép", None),
        Measure("unexcused", "Số buổi vắng không phép", None),
    ),
    (Sum("n", ("never", "away")),),
)


#: colours of the overall results, the best first
_TONES = ("h4", "h3", "h2", "bad", "warn", "ok")


def outcome_measures(rules: Iterable[Rule]) -> Measures:
    """Return what is counted of outcomes under these rules: results, completion, awards."""
    rules = list(rules)
    steps = {step.code: step.name for rule in rules for step in rule.overall}
    awards = list(dict.fromkeys(award.name for rule in rules for award in rule.awards))
    done = tuple(dict.fromkeys(s.code for r in rules for s in r.overall if r.completes(s.code)))
    return Measures(
        (
            PUPILS,
            *(
                Measure(code, f"{name} ({code})", tone=tone)
                for (code, name), tone in zip(steps.items(), _TONES, strict=False)
            ),
            Measure("missing", "Còn thiếu", tone="line5", quiet=True),
            Measure("individual", "Học theo kế hoạch cá nhân", tone="edge", quiet=True),
            Measure("completed", "Hoàn thành chương trình lớp học"),
            Measure("not-completed", "Chưa hoàn thành chương trình"),
            Measure("not-judged", "Chưa xét hoàn thành", quiet=True),
            Measure("promoted", "Được lên lớp"),
            Measure("not-promoted", "Chưa được lên lớp"),
            Measure("not-decided", "Chưa xét lên lớp", quiet=True),
            *(Measure(award_code(name), f"Khen thưởng: {name}") for name in awards),
        ),
        (
            Sum("n", (*steps, "missing", "individual")),
            Sum("n", ("completed", "not-completed", "not-judged")),
            Sum("n", ("promoted", "not-promoted", "not-decided")),
            Sum("completed", done),
        ),
    )


def award_code(name: str) -> str:
    """Return the code of the measure that counts an award."""
    return f"award:{name}"


def band_of(score: int) -> str:
    """Return the band of a score (0 to 10)."""
    return next(code for code, (low, high) in BANDS.items() if low <= score <= high)
