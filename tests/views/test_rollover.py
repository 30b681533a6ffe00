"""Năm học mới on screen: seen first, written by one act, drafts confirmed, taken back."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import func, select

from models.pupils import EnrolmentInterval
from models.rollover import AssignmentDraft, Rollover
from models.school import HomeroomAssignment, SchoolClass, SchoolYear
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.jobs.test_rollover import freeze
from tests.views.conftest import browser

NEXT = "2026-2027"


def classes(made: CompleteClass) -> set[str]:
    with system_session(made.engine, "thử") as session:
        rows = select(SchoolClass.name).join(SchoolYear).where(SchoolYear.name == NEXT)
        return set(session.scalars(rows))


def test_the_whole_way(made: CompleteClass, app_of: Flask) -> None:
    app_of.testing = True
    freeze(made, {"An": (True, True), "Bình": (False, False), "Chi": (None, None)})
    vice = browser(app_of, "vice")
    page = vice.get("/nam-hoc-moi/?nam=2025-2026").text
    assert "1 em lên lớp, 1 em học lại" in page
    assert "chưa có quyết định" in page
    assert classes(made) == set()
    chosen = {"nam": "2025-2026", "first_monday": "2026-09-14", "up-4A": "5B", "usual-up-4A": "5A"}
    assert vice.post("/nam-hoc-moi/lop", chosen).status_code == 303
    assert 'value="5B"' in vice.get("/nam-hoc-moi/?nam=2025-2026").text
    wrong = vice.post("/nam-hoc-moi/lop", chosen | {"first_monday": "2026-09-15"})
    assert wrong.status_code == 422
    assert vice.post("/nam-hoc-moi/ghi", {"nam": "2025-2026"}).status_code == 303
    assert classes(made) == {"4A", "5B"}
    with system_session(made.engine, "thử") as session:
        year = session.scalars(select(SchoolYear).where(SchoolYear.name == NEXT)).one()
        assert year.first_day.isoformat() == "2026-09-14"
    assert vice.post("/nam-hoc-moi/ghi", {"nam": "2025-2026"}).status_code == 409
    page = vice.get("/nam-hoc-moi/du-thao?nam=2025-2026").text
    assert re.search(r"Chủ nhiệm</span>\s*<a [^>]*>Trần homeroom</a>", page)
    assert "dòng chờ xác nhận" in page
    assert "&lt;Macro" not in page
    with system_session(made.engine, "thử") as session:
        room = session.scalars(select(AssignmentDraft.class_id).limit(1)).one()
    done = vice.post("/nam-hoc-moi/du-thao/xac-nhan", {"nam": "2025-2026", "lop": str(room)})
    assert done.status_code == 303
    with system_session(made.engine, "thử") as session:
        assert not session.scalars(select(AssignmentDraft)).all()
        assert session.scalars(
            select(HomeroomAssignment).where(HomeroomAssignment.class_id == room)
        )
    assert vice.post("/nam-hoc-moi/hoan-tac", {"nam": "2025-2026"}).status_code == 303
    assert classes(made) == set()
    with system_session(made.engine, "thử") as session:
        assert session.scalar(select(func.count(EnrolmentInterval.id))) == 3
        assert session.scalars(select(Rollover.undone_at)).first() is not None


def test_it_is_the_vice_principals_alone(made: CompleteClass, app_of: Flask) -> None:
    for person in ("principal", "homeroom", "seat"):
        here = browser(app_of, person)
        assert here.get("/nam-hoc-moi/").status_code == 403
        for act in ("lop", "ghi", "hoan-tac", "du-thao/xac-nhan"):
            assert here.post(f"/nam-hoc-moi/{act}").status_code == 403
