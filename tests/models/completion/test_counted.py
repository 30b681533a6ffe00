"""Counting whole classes says the same as listing every cell, whatever is missing and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.assessment.counted import count_cells
from models.assessment.expected import Which, expected_cells
from models.pupils import EnrolmentInterval
from models.school import School
from permissions.actor import load_actor
from permissions.session import GuardedSession, actor_session
from tests.complete_class import CompleteClass, build
from tests.conftest import Lay

Figures = dict[tuple[int, int, int], tuple[int | None, int, int, int]]


@pytest.fixture
def gappy(lay: Lay) -> CompleteClass:
    """A class with every kind of gap: fields, rows, a newcomer, a pupil who left, no teacher."""
    made = lay(build, "seeded")
    made.set("An", "TOAN", "GHK2", score=None, comment="")
    made.set("An", "NN1", "CN", level=None)
    made.set("Bình", "NN1", "GHK2", score=None, comment=None)
    made.set("Bình", "PC3", "CN", level=None)
    made.drop_row("Chi", "NN1", "CN")
    made.drop_row("Chi", "PC1", "CHK1")
    made.enrol("Dũng", made.first_day + timedelta(days=200), newcomer=True)
    left = EnrolmentInterval.pupil_id == made.pupil["Chi"]
    day = made.first_day + timedelta(days=150)
    made.run(update(EnrolmentInterval).where(left).values(to_date=day))
    return made


def counted(session: GuardedSession, which: Which) -> Figures:
    return {
        (c.class_id, c.unit_id, c.period_id): (c.owner_id, c.expected, c.missing, c.cells)
        for c in count_cells(session, which)
    }


def listed(session: GuardedSession, which: Which) -> Figures:
    found: Figures = {}
    for cell in expected_cells(session, which):
        key = cell.class_id, cell.unit_id, cell.period_id
        _, expected, missing, cells = found.get(key, (None, 0, 0, 0))
        empty = len(cell.fields)
        found[key] = cell.owner_id, expected + 1, missing + bool(empty), cells + empty
    return found


@pytest.mark.parametrize("comments", [False, True])
@pytest.mark.parametrize("person", ["principal", "homeroom", "english"])
def test_counts_agree_with_the_list(gappy: CompleteClass, person: str, comments: bool) -> None:  # noqa: FBT001
    gappy.run(update(School).values(trait_comments=comments))
    year, english = gappy.year_id, gappy.unit["NN1"]
    with actor_session(gappy.engine, load_actor(gappy.engine, username=person)) as session:
        for which in (
            Which(year),
            Which(year, periods=("GHK2", "CN")),
            Which(year, grade=gappy.grade, traits=False),
            Which(year, class_ids=(gappy.class_id,), subjects=False),
            Which(year, unit_ids=(english,)),
            Which(year, grade=1),
        ):
            assert counted(session, which) == listed(session, which)
        assert sum(figures[2] for figures in counted(session, Which(year)).values()) > 0


def test_pupils_and_owners_are_no_matter_of_whole_classes(gappy: CompleteClass) -> None:
    with actor_session(gappy.engine, load_actor(gappy.engine, username="principal")) as session:
        for which in (Which(gappy.year_id, pupil_ids=(1,)), Which(gappy.year_id, owner_id=1)):
            with pytest.raises(ValueError, match="whole classes"):
                count_cells(session, which)
