"""From facts to counts: by class, grade and school, unit, measure and group of pupils."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from models.school.classes import SchoolClass
from models.statistics.facts import Fact, Members
from models.statistics.measures import Group


class Place(NamedTuple):
    """A class by its id, a grade by its number, or the whole (kind "school")."""

    kind: str
    id: int = 0


SCHOOL = Place("school")
#: a count of every group; None where the group may not be known of a class that belongs to it
Counts = dict[Group, int | None]


@dataclass
class Cube:
    """Counts by (place, unit) and measure; ``parts``: which places make up another."""

    counts: dict[tuple[Place, int], dict[str, Counts]] = field(default_factory=dict)
    parts: dict[Place, list[Place]] = field(default_factory=dict)

    def amount(self, place: Place, unit_id: int, measure: str, group: Group) -> int | None:
        """Return a count: 0 where there is no such fact, None where it may not be known."""
        here = self.counts.get((place, unit_id))
        if here is None:
            return 0
        counts = here.get(measure)
        return counts[group] if counts is not None else self._zero(here, group)

    @staticmethod
    def _zero(here: Mapping[str, Counts], group: Group) -> int | None:
        """Return 0, or None where not even the number of pupils of the group is known."""
        return None if here["n"][group] is None else 0


def count(
    facts: Iterable[Fact],
    rooms: Iterable[SchoolClass],
    members: Members,
    groups: tuple[Group, ...],
) -> Cube:
    """Count facts of these classes, then add classes up to grades and the whole."""
    cube, grades = Cube(), {room.id: Place("grade", room.grade) for room in rooms}
    belongs: dict[int, list[Group]] = {}
    for fact in facts:
        if fact.class_id not in grades:
            continue
        mine = belongs.get(fact.pupil_id)
        if mine is None:
            mine = [g for g in members.groups_of(fact.pupil_id) if g in groups]
            belongs[fact.pupil_id] = mine
        here = cube.counts.setdefault((Place("class", fact.class_id), fact.unit_id), {})
        for measure, amount in fact.amounts.items():
            counts = here.setdefault(measure, dict.fromkeys(groups, 0))
            for group in mine:
                counts[group] = (counts[group] or 0) + amount
    _forget(cube, members, groups)
    _add_up(cube, grades)
    return cube


def _forget(cube: Cube, members: Members, groups: tuple[Group, ...]) -> None:
    for (place, _), here in cube.counts.items():
        unknown = [group for group in groups if not members.knows(group, place.id)]
        for counts in here.values():
            counts.update(dict.fromkeys(unknown))


def _add_up(cube: Cube, grades: Mapping[int, Place]) -> None:
    for (place, unit_id), here in list(cube.counts.items()):
        grade = grades[place.id]
        for above, below in ((grade, place), (SCHOOL, grade)):
            known = cube.parts.setdefault(above, [])
            if below not in known:
                known.append(below)
            sums = cube.counts.setdefault((above, unit_id), {})
            for measure, counts in here.items():
                total = sums.setdefault(measure, dict.fromkeys(counts, 0))
                for group, amount in counts.items():
                    before = total[group]
                    total[group] = None if before is None or amount is None else before + amount
    _spread_unknown(cube)


def _spread_unknown(cube: Cube) -> None:
    """Make a group unknown in every measure of a place where its number of pupils is."""
    for here in cube.counts.values():
        unknown = [group for group, amount in here["n"].items() if amount is None]
        for counts in here.values():
            counts.update(dict.fromkeys(unknown))
