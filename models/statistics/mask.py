"""What an outsider may not see: small groups, and what would give them away by subtraction.

A count of 1 to 4 pupils is small. Counts hang together by sums: levels add up to pupils, classes to
grades, grades to the school. Where a single number of a sum is left out it could be had by
subtracting, so a second one goes too; and where the small ones of a sum can be only one way (two of
them, 8 together), another goes as well. Masks are laid over the whole school before anything is
selected of it, so that no two tables of the same figures can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.statistics.cube import Cube, Place
from models.statistics.measures import Group, Measures

#: a group of fewer pupils isn't told (children could be recognised)
FEWEST = 5
#: place, unit, measure
Key = tuple[Place, int, str]


def masked(cube: Cube, measures: Measures) -> dict[Key, bool]:
    """Return what is left out of a cube: True where the group is small, False to protect one."""
    hidden: dict[Key, bool] = {}
    for unit_id in sorted({unit_id for _, unit_id in cube.counts}):
        amounts = _amounts(cube, measures, unit_id)
        found = {key: True for key, amount in amounts.items() if 0 < amount < FEWEST}
        sums = list(_sums(cube, measures, unit_id, amounts))
        while any([_protect(one, amounts, found) for one in sums]):  # noqa: C419 - each acts
            pass
        hidden |= found
    return hidden


def _amounts(cube: Cube, measures: Measures, unit_id: int) -> dict[Key, int]:
    return {
        (place, unit_id, measure.code): cube.amount(place, unit_id, measure.code, Group.ALL) or 0
        for place, unit in cube.counts
        if unit == unit_id
        for measure in measures.all
    }


def _sums(
    cube: Cube, measures: Measures, unit_id: int, amounts: Iterable[Key]
) -> Iterator[list[Key]]:
    """Give every sum as its members, the total first."""
    known = set(amounts)
    places = {place for place, _, _ in known}
    for place in sorted(places):
        for one in measures.sums:
            yield [(place, unit_id, code) for code in (one.total, *one.parts)]
    for above, below in cube.parts.items():
        if above in places:
            for measure in measures.all:
                keys = [(place, unit_id, measure.code) for place in (above, *below)]
                yield [key for key in keys if key in known]


def _protect(one: list[Key], amounts: dict[Key, int], found: dict[Key, bool]) -> bool:
    """Leave one more number of a sum out where what is left out could be had; tell whether."""
    out = [key for key in one if key in found]
    if not out or not _given_away(one, out, amounts, found):
        return False
    rest = [key for key in one if key not in found]
    if not rest:
        return False
    # the smallest number tells least; a nought only where there is nothing else
    second = min(rest, key=lambda key: (amounts[key] == 0, key == one[0], amounts[key], key))
    found[second] = 0 < amounts[second] < FEWEST
    return True


def _given_away(
    one: list[Key], out: list[Key], amounts: dict[Key, int], found: dict[Key, bool]
) -> bool:
    """Tell whether some number left out follows from the others of its sum."""
    if len(out) == 1:
        return True
    if one[0] in out or not all(found[key] for key in out):
        return False
    together, most = sum(amounts[key] for key in out), FEWEST - 1
    return together in (len(out), len(out) * most)
