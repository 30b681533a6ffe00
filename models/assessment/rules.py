"""The rules of assessment, pure: from the cells of a pupil to the outcome and what decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["subject", "trait"]
Field = Literal["level", "score"]

COMPLETION = "HTCT"


def circular(name: str) -> str:
    """Shorten a circular's name: "Thông tư 27/2020/TT-BGDĐT" → "TT 27/2020"."""
    return name.split("/TT-", maxsplit=1)[0].replace("Thông tư", "TT")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that the outcome needs: a level of a subject or trait, or a score; None is empty."""

    unit: str
    kind: Kind
    field: Field
    value: str | int | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What every subject level, every trait level and every score must satisfy."""

    subject: frozenset[str]
    trait: frozenset[str]
    score: int

    def holds(self, cell: Cell) -> bool:
        """Tell whether a filled cell satisfies the condition."""
        if isinstance(cell.value, int):
            return cell.value >= self.score
        return cell.value in (self.subject if cell.kind == "subject" else self.trait)


@dataclass(frozen=True, slots=True)
class Step:
    """An overall result and its condition; the lowest one has none and takes what remains."""

    code: str
    name: str
    when: Condition | None


@dataclass(frozen=True, slots=True)
class Award:
    """An award by rule; ``recognised``: only when the class recognised the pupil."""

    code: str
    name: str
    title: str
    when: Condition
    recognised: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A circular on assessment, read from its data (seeds/rule_sets, ``RuleSet.rules``).

    ``overall`` is empty where the circular knows no overall result (TT 22/2016, TT 30/2014).
    """

    circular: str
    decided_at: str
    subject_scale: tuple[str, ...]
    trait_scale: tuple[str, ...]
    level_names: Mapping[tuple[Kind, str], str]
    overall: tuple[Step, ...]
    completion: Condition
    awards: tuple[Award, ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Rule:
        """Read a rule from its data; a name that stands nowhere is a KeyError."""
        conditions = {
            name: Condition(frozenset(c["subject"]), frozenset(c["trait"]), int(c["score"]))
            for name, c in data["conditions"].items()
        }
        scales = data["scales"]
        return cls(
            circular=circular(data.get("name", "")),
            decided_at=data["decided_at"],
            subject_scale=tuple(scales["subject"]),
            trait_scale=tuple(scales["trait"]),
            level_names={("subject", k): v for k, v in scales["subject"].items()}
            | {("trait", k): v for k, v in scales["trait"].items()},
            overall=tuple(
                Step(s["code"], s["name"], conditions[s["when"]] if "when" in s else None)
                for s in data["overall"]
            ),
            completion=conditions[data["completion"]],
            awards=tuple(
                Award(
                    a["code"],
                    a["name"],
                    a.get("title", a["name"]),
                    conditions[a["when"]],
                    bool(a.get("recognised")),
                )
                for a in data["awards"]
            ),
        )

    @property
    def goals(self) -> tuple[Step, ...]:
        """What a pupil may fall short of: overall results, or completion where there are none."""
        completed = Step(COMPLETION, "Hoàn thành chương trình lớp học", self.completion)
        return tuple(step for step in self.overall if step.when is not None) or (completed,)

    def step(self, code: str) -> Step:
        """Return the overall result (or goal) of that code; KeyError for one of another rule."""
        return {step.code: step for step in (*self.goals, *self.overall)}[code]

    def above(self, code: str | None) -> Step:
        """Return the next better result than one that isn't the best; None: completion."""
        codes = [step.code for step in self.overall]
        return self.overall[codes.index(code) - 1] if code is not None else self.goals[0]

    def completes(self, code: str) -> bool:
        """Tell whether an overall result means completion of the class programme (Đ11)."""
        for step in self.overall:
            if step.code == code:
                return True
            if step.when == self.completion:
                return False
        return False

    def award_for(self, code: str, *, recognised: bool) -> str | None:
        """Return the award that goes with an overall result (Đ13), or None."""
        when = self.step(code).when
        for award in self.awards:
            if when is not None and award.when == when:
                return award.name if recognised or not award.recognised else None
        return None

    def award_of(
        self, overall: str | None, cells: Iterable[Cell], *, recognised: bool
    ) -> str | None:
        """Return the award of an overall result, or of the cells where the rule knows none."""
        if self.overall:
            return None if overall is None else self.award_for(overall, recognised=recognised)
        filled = last_cells(cells)
        if not filled or any(cell.value is None for cell in filled):
            return None
        return _award(filled, self, recognised=recognised)

    def scale(self, kind: Kind) -> tuple[str, ...]:
        """Return the levels of subjects or traits, the best first."""
        return self.subject_scale if kind == "subject" else self.trait_scale


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rule says of a pupil, and why.

    ``completed`` is None exactly when something is ``missing`` or the pupil learns by an individual
    plan, ``overall`` then and where the rule knows no overall result. ``deciding``: the cells that
    keep the pupil from the next better result (none for the best). ``borderline``: one single cell
    keeps the pupil from a better result or from completing, or stands just on the mark that
    completing needs.
    """

    overall: str | None
    completed: bool | None
    award: str | None
    deciding: tuple[Cell, ...] = ()
    missing: tuple[Cell, ...] = ()
    borderline: bool = False
    individual: bool = False


def last_cells(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Keep one cell per unit and field: the last filled one counts (re-test, TT 27 Đ7)."""
    kept: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        key = (cell.unit, cell.field)
        if key not in kept or cell.value is not None:
            kept[key] = cell
    return tuple(kept.values())


def outcome(
    cells: Iterable[Cell], rule: Rule, *, recognised: bool = False, individual: bool = False
) -> Outcome:
    """Judge the expected cells of the deciding period (TT 27/2020 Đ9.2a, Đ11, Đ13).

    A missing cell makes the outcome incomplete, never "Chưa hoàn thành". No cell at all is
    incomplete too. An individual plan is judged by no threshold and misses nothing.
    """
    if individual:
        return Outcome(None, None, None, individual=True)
    filled = last_cells(cells)
    missing = tuple(cell for cell in filled if cell.value is None)
    if missing or not filled:
        return Outcome(None, None, None, missing=missing)
    reached = _reached(filled, rule.overall)
    above = _above(rule, reached)
    deciding = _failing(filled, above)
    return Outcome(
        overall=rule.overall[reached].code if rule.overall else None,
        completed=not _failing(filled, rule.completion),
        award=_award(filled, rule, recognised=recognised),
        deciding=deciding,
        borderline=_borderline(filled, deciding, rule),
    )


def why_not(cells: Iterable[Cell], rule: Rule, code: str) -> tuple[Cell, ...]:
    """Return the cells, empty ones included, that keep a pupil from an overall result."""
    when = rule.step(code).when
    return tuple(
        cell
        for cell in last_cells(cells)
        if cell.value is None or (when is not None and not when.holds(cell))
    )


def _failing(cells: Sequence[Cell], when: Condition | None) -> tuple[Cell, ...]:
    return tuple(cell for cell in cells if when is not None and not when.holds(cell))


def _reached(cells: Sequence[Cell], steps: Sequence[Step]) -> int:
    for number, step in enumerate(steps):
        if not _failing(cells, step.when):
            return number
    return len(steps) - 1


def _above(rule: Rule, reached: int) -> Condition | None:
    if not rule.overall:
        return rule.completion
    return rule.overall[reached - 1].when if reached > 0 else None


def _award(cells: Sequence[Cell], rule: Rule, *, recognised: bool) -> str | None:
    for award in rule.awards:
        if not _failing(cells, award.when):
            return award.name if recognised or not award.recognised else None
    return None


def _borderline(cells: Sequence[Cell], deciding: Sequence[Cell], rule: Rule) -> bool:
    failing = _failing(cells, rule.completion)
    if len(deciding) == 1 or len(failing) == 1:
        return True
    return not failing and any(cell.value == rule.completion.score for cell in cells)
