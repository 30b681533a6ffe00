"""A table of statistics: blocks (a class, a unit or a year), in each a line a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.figures import count_vi, percent_vi
from models.statistics.cube import Cube, Place
from models.statistics.mask import Key
from models.statistics.measures import GROUP_LABEL, Group, Measure, Measures

SMALL, PROTECTING, UNKNOWN = "< 5", "ẩn", "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and what it is a share of; ``hidden`` is what stands in its place, if anything."""

    group: Group
    amount: int
    base: int | None
    hidden: str = ""

    @property
    def text(self) -> str:
        """Write the count."""
        return self.hidden or count_vi(self.amount)

    @property
    def share(self) -> float | None:
        """Return the share (0 to 1); None where there is none, or it would tell what is hidden."""
        return None if self.hidden or not self.base else self.amount / self.base

    @property
    def percent(self) -> str:
        """Write the share."""
        return "" if self.share is None else percent_vi(self.share)

    @property
    def value(self) -> int | str:
        """Return the count as a cell of a workbook holds it."""
        return self.hidden or self.amount


@dataclass(frozen=True, slots=True)
class Line:
    """A measure with its figures, a group each."""

    measure: Measure
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What the lines are of: a place, a unit (0: none) and a year (by name)."""

    title: str
    place: Place
    unit_id: int
    year: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A block that is asked for, and the cube in which it is counted."""

    title: str
    place: Place
    unit_id: int
    year: str
    cube: Cube
    hidden: Mapping[Key, bool]


@dataclass(frozen=True, slots=True)
class Table:
    """The blocks, and the groups that stand in the columns."""

    groups: tuple[Group, ...]
    measures: Measures
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> int:
        """How many lines the table has."""
        return sum(len(block.lines) for block in self.blocks)

    @property
    def labels(self) -> list[str]:
        """Name the columns."""
        return [GROUP_LABEL[group] for group in self.groups]


def table_of(headings: Iterable[Heading], measures: Measures, groups: tuple[Group, ...]) -> Table:
    """Build the table; a block of which nothing is counted is left out."""
    blocks = [
        Block(
            one.title,
            one.place,
            one.unit_id,
            one.year,
            tuple(_lines(one, measures, groups)),
        )
        for one in headings
        if (one.place, one.unit_id) in one.cube.counts
    ]
    return Table(groups, measures, tuple(blocks))


def _lines(one: Heading, measures: Measures, groups: tuple[Group, ...]) -> Iterable[Line]:
    for measure in measures.all:
        figures = tuple(_figure(one, measure, group) for group in groups)
        if measure.quiet and not any(f.amount or f.hidden not in ("", UNKNOWN) for f in figures):
            continue
        yield Line(measure, figures)


def _figure(one: Heading, measure: Measure, group: Group) -> Figure:
    amount = one.cube.amount(one.place, one.unit_id, measure.code, group)
    if amount is None:
        return Figure(group, 0, None, UNKNOWN)
    small = one.hidden.get((one.place, one.unit_id, measure.code))
    if small is not None:
        return Figure(group, amount, None, SMALL if small else PROTECTING)
    base = None
    if measure.base and (one.place, one.unit_id, measure.base) not in one.hidden:
        base = one.cube.amount(one.place, one.unit_id, measure.base, group)
    return Figure(group, amount, base)
