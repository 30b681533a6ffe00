"""The rows of a class's year-end review: outcome, evidence, proposal, and what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.assessment.rules import Outcome, Rule
from models.yearend import Proposal
from models.yearend.outcomes import PupilOutcome
from views.evidence import Evidence, chip, evidence

UNKNOWN = "Chưa đủ dữ liệu"
INDIVIDUAL = "Kế hoạch cá nhân"
COMPLETED = {True: "Hoàn thành CTLH", False: "Chưa hoàn thành CTLH"}
AWARDS = {"Học sinh Xuất sắc": "HS Xuất sắc", "Học sinh Tiêu biểu": "HS Tiêu biểu"}


class Group(StrEnum):
    """How soon a pupil wants looking at."""

    FIRST = "Cần xem trước"
    CLOSE = "Sát ngưỡng"
    USUAL = "Đúng quy tắc"


@dataclass(frozen=True, slots=True)
class Row:
    """One pupil of the review; ``number`` is the place in the class list."""

    number: int
    pupil_id: int
    code: str
    name: str
    by_rule: str
    evidence: Evidence
    proposed: str | None
    completed: bool | None
    promoted: bool | None
    award: str | None
    reason: str | None
    gap: bool
    differs: bool
    group: Group
    borderline: bool
    summer: bool
    failing: tuple[str, ...]


def rows_of(
    pupils: Sequence[PupilOutcome],
    proposals: Mapping[int, Proposal],
    rule: Rule,
    names: Mapping[str, str],
    *,
    judged: bool = True,
) -> list[Row]:
    """Lay out the class in the order of its list.

    ``judged`` is False for who reads the list but no results: the rule's outcome is then the one
    that stood when the class was proposed, without its evidence.
    """
    overall = {step.code: step.name for step in rule.overall}
    return [
        _row(number, pupil, proposals.get(pupil.pupil_id), rule, names, overall)
        if judged
        else _listed(number, pupil, proposals.get(pupil.pupil_id), overall)
        for number, pupil in enumerate(pupils, start=1)
    ]


def _row(
    number: int,
    pupil: PupilOutcome,
    proposal: Proposal | None,
    rule: Rule,
    names: Mapping[str, str],
    overall: Mapping[str, str],
) -> Row:
    told = pupil.outcome
    gap = told.completed is None and not told.individual
    differs = proposal is not None and (
        proposal.overall != told.overall or proposal.reason is not None
    )
    group = Group.FIRST if gap or differs else Group.CLOSE if told.borderline else Group.USUAL
    by_rule = INDIVIDUAL if told.individual else _by_rule(told, overall)
    source = proposal or told
    return Row(
        number=number,
        pupil_id=pupil.pupil_id,
        code=pupil.code,
        name=pupil.name,
        by_rule=by_rule,
        evidence=evidence(pupil, rule, names),
        proposed=_proposed(proposal, overall),
        completed=source.completed,
        promoted=proposal.promoted if proposal is not None else told.completed,
        award=AWARDS.get(source.award or "", source.award),
        reason=proposal.reason if proposal is not None else None,
        gap=gap,
        differs=differs,
        group=group,
        borderline=told.borderline,
        summer=proposal.summer_support if proposal is not None else told.completed is False,
        failing=tuple(chip(c, names) for c in pupil.cells if not rule.completion.holds(c)),
    )


def outcome_vi(told: Outcome, rule: Rule) -> str:
    """Say an outcome in words: the overall result, or completion where the rule knows none."""
    return _by_rule(told, {step.code: step.name for step in rule.overall})


def _by_rule(told: Outcome, overall: Mapping[str, str]) -> str:
    if told.overall is None and told.completed is not None:
        return COMPLETED[told.completed]
    return overall.get(told.overall or "", UNKNOWN)


def _proposed(proposal: Proposal | None, overall: Mapping[str, str]) -> str | None:
    """Say what is proposed; where the rule set knows no overall result, the completion."""
    if proposal is None:
        return None
    if not overall and proposal.completed is not None:
        return COMPLETED[proposal.completed]
    return overall.get(proposal.overall or "")


def _listed(
    number: int, pupil: PupilOutcome, proposal: Proposal | None, overall: Mapping[str, str]
) -> Row:
    deviates = proposal is not None and proposal.reason is not None
    return Row(
        number=number,
        pupil_id=pupil.pupil_id,
        code=pupil.code,
        name=pupil.name,
        by_rule=overall.get(proposal.rule_overall or "", "–") if proposal is not None else "–",
        evidence=Evidence("", (), ""),
        proposed=_proposed(proposal, overall),
        completed=proposal.completed if proposal is not None else None,
        promoted=proposal.promoted if proposal is not None else None,
        award=AWARDS.get(proposal.award or "", proposal.award) if proposal is not None else None,
        reason=proposal.reason if proposal is not None else None,
        gap=False,
        differs=deviates,
        group=Group.FIRST if deviates else Group.USUAL,
        borderline=False,
        summer=proposal is not None and proposal.summer_support,
        failing=(),
    )


def grouped(rows: Sequence[Row]) -> list[tuple[Group, list[Row]]]:
    """Put what needs eyes first; groups without a pupil are left out."""
    groups = [(group, [row for row in rows if row.group is group]) for group in Group]
    return [(group, members) for group, members in groups if members]


#: filter chips: word in the address → (label, which rows)
FILTERS = {
    "khac": ("Khác quy tắc", lambda row: row.differs),
    "sat": ("Sát ngưỡng", lambda row: row.borderline),
    "thieu": ("Thiếu ô", lambda row: row.gap),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the homeroom teacher's four lists: its name, in both vocabularies, and who is on it.

    ``law``: by TT 27/2020; ``school``: in the words of the regulation (Đ2.5, 4.5).
    """

    name: str
    law: str
    school: str
    holds: Callable[[Row], bool]


LISTS = {
    "len-lop": Listed(
        "Được lên lớp",
        "hoàn thành chương trình lớp học (Đ11); hiệu trưởng quyết định lên lớp",
        "học sinh lên lớp",
        lambda row: row.promoted is True,
    ),
    "chua-len-lop": Listed(
        "Chưa lên lớp",
        "chưa hoàn thành chương trình lớp học (Đ11)",
        "học sinh không được lên lớp",
        lambda row: row.promoted is False,
    ),
    "khen-thuong": Listed(
        "Khen thưởng",
        "Học sinh Xuất sắc, Học sinh Tiêu biểu (Đ13)",
        "danh hiệu thi đua của học sinh",
        lambda row: row.award is not None,
    ),
    "bo-sung": Listed(
        "Đánh giá bổ sung, rèn luyện hè",
        "đánh giá bổ sung môn học, phẩm chất, năng lực chưa đạt (Đ11)",
        "học sinh phải kiểm tra lại các môn học, rèn luyện hạnh kiểm trong hè",
        lambda row: row.summer,
    ),
}


def summary(rows: Sequence[Row]) -> str:
    """Count the class by outcome in one line, the best first."""
    counts = Counter(row.by_rule for row in rows)
    known = ("Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành", "Chưa hoàn thành")
    words = [f"{name} {counts.pop(name)}" for name in known if counts[name]]
    return " · ".join(words + [f"{name} {count}" for name, count in counts.items() if count])
