"""Decisions of the year's end on paper: from the frozen list alone, with its hash (Điều 2.5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.printing import register, runs
from models.archive import JobState, PrintDocument, PrintedDocument, PrintProgress
from models.refusal import NotReady
from models.yearend import FrozenList
from permissions.errors import Forbidden
from permissions.session import system_session
from tests.complete_class import CompleteClass
from tests.jobs.printing import reading
from tests.jobs.printing.conftest import approved, person

YEAR = "2025-2026"
PROMOTION, AWARDS = PrintDocument.PROMOTION_DECISION, PrintDocument.AWARD_DECISION
LISTS = PrintDocument.REVIEW_LISTS


def made(
    school: CompleteClass, data: Path, document: PrintDocument, who: str = "seat", **place: object
) -> list[PrintedDocument]:
    """Print as somebody; the class 4A unless a grade or the school is asked for."""
    wanted = runs.Wanted(document, YEAR, official=True, **({"class_name": "4A"} | place))
    return runs.run(school.engine, data, runs.ask(school.engine, person(school, who), wanted))


def frozen(school: CompleteClass) -> FrozenList:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(FrozenList)).one()


def test_nothing_is_decided_on_paper_before_the_list_is_frozen(
    school: CompleteClass, tmp_path: Path
) -> None:
    with pytest.raises(NotReady, match="Chưa chốt danh sách lớp 4A"):
        made(school, tmp_path, PROMOTION)
    with system_session(school.engine, "xem") as session:
        bar = session.scalars(select(PrintProgress)).one()
    assert bar.state is JobState.FAILED
    assert "Chưa chốt danh sách lớp 4A" in str(bar.message)


def test_a_decision_has_its_lists_and_the_hash_they_were_frozen_with(
    school: CompleteClass, tmp_path: Path
) -> None:
    school.set("Chi", "TOAN", "CN", level="C", score=3)
    approved(school)
    list_ = frozen(school)
    (paper,) = made(school, tmp_path, PROMOTION)
    pages = reading.pages(register.path_of(tmp_path, paper).read_bytes())
    text = " ".join(pages)
    assert "lên lớp: 2 em (Phụ lục 1)" in pages[0]
    assert "chưa được lên lớp: 1 em (Phụ lục 2)" in pages[0]
    assert "Nơi nhận:" in pages[0]
    assert list_.sha256 in text
    second = text[text.index("PHỤ LỤC 2") : text.index("PHỤ LỤC 3")]
    assert "Chưa hoàn thành chương trình lớp học" in second
    assert paper.pages == len(pages)


def test_awards_and_lists_name_those_who_are_on_them(school: CompleteClass, tmp_path: Path) -> None:
    school.set("Chi", "TOAN", "CN", level="C", score=3)
    approved(school)
    (awards,) = made(school, tmp_path, AWARDS)
    text = reading.letters(register.path_of(tmp_path, awards).read_bytes())
    assert "HọcsinhXuấtsắc" in text
    names = {line["name"]: line["award"] for line in frozen(school).content["pupils"]}
    for name, award in names.items():
        assert (reading.squeezed(name) in text) == (award is not None), name
    (lists,) = made(school, tmp_path, LISTS, "seat", class_name=None, grade=4)
    text = " ".join(reading.pages(register.path_of(tmp_path, lists).read_bytes()))
    assert "Khối 4" in text
    assert text.count("Không có em nào.") == 0


@pytest.mark.parametrize("who", ["homeroom", "english"])
def test_decisions_are_printed_by_board_and_office(
    school: CompleteClass, tmp_path: Path, who: str
) -> None:
    approved(school)
    with pytest.raises(Forbidden):
        made(school, tmp_path, AWARDS, who)
