"""Hints: each kind is raised by what it is for, stays silent beside it, and knows its values."""

from __future__ import annotations

import pytest

from models.assessment.alike import near_copies
from models.assessment.hints import Child, Hint, Said, hints
from models.people.staff import Sex
from seeds import read

AN = Child(1, "Trần Văn An", Sex.MALE)
BINH = Child(2, "Lê Thị Thanh Bình", Sex.FEMALE)
CHI = Child(3, "Võ Kim Chi")


def raised(*said: Said) -> list[Hint]:
    return hints([AN, BINH, CHI], said, read("catalogues/hints"))


def maths(child: Child = AN, **cell: object) -> Said:
    return Said(child.id, 7, "TOAN", "Toán", **cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "score", "odd"),
    [
        ("T", 6, True),
        ("T", 7, False),
        ("H", 4, True),
        ("H", 5, False),
        ("C", 7, True),
        ("C", 4, False),
        ("T", None, False),
        (None, 3, False),
    ],
)
def test_a_score_that_does_not_fit_its_level(level: str, score: int, *, odd: bool) -> None:
    found = raised(maths(level=level, score=score))
    assert [hint.field for hint in found] == (["score"] if odd else [])


@pytest.mark.parametrize(
    ("level", "comment", "odd"),
    [
        ("T", "Em đọc còn chậm.", True),
        ("C", "Em đọc còn chậm.", False),
        ("C", "Em tính THÀNH THẠO.", True),
        ("T", "Em tính thành thạo.", False),
        (None, "Em đọc còn chậm.", False),
    ],
)
def test_words_against_the_level(level: str, comment: str, *, odd: bool) -> None:
    assert len(raised(maths(level=level, comment=comment))) == odd


@pytest.mark.parametrize(
    ("comment", "odd"),
    [
        ("Em Bình chăm học.", True),
        ("Em chăm học như Thanh Bình.", True),
        ("Em An chăm học.", False),
        ("Bình tĩnh khi làm bài.", False),
        ("Em bình tĩnh khi làm bài.", False),
    ],
)
def test_another_pupils_name(comment: str, *, odd: bool) -> None:
    found = raised(maths(comment=comment))
    assert len(found) == odd
    assert all("Bình" in hint.words for hint in found)


def test_a_word_for_the_other_sex_and_none_where_the_sex_is_not_known() -> None:
    assert len(raised(maths(AN, comment="Là một cô bé ngoan."))) == 1
    assert len(raised(maths(BINH, comment="Là một cậu bé ngoan."))) == 1
    assert raised(maths(BINH, comment="Là một cô bé ngoan.")) == []
    assert raised(maths(CHI, comment="Là một cậu bé ngoan.")) == []


def test_near_copies_are_found_under_different_names_in_one_unit_only() -> None:
    one = maths(AN, comment="Em An tính nhanh, chính xác và trình bày gọn gàng.")
    other = maths(BINH, comment="Em Bình tính nhanh, chính xác, trình bày gọn gàng.")
    assert sorted(hint.pupil_id for hint in raised(one, other)) == [AN.id, BINH.id]
    assert raised(one, maths(BINH, comment="Em hay phát biểu, cần đọc kĩ đề bài hơn.")) == []
    elsewhere = Said(BINH.id, 8, "TV", "Tiếng Việt", comment=other.comment)
    assert raised(one, elsewhere) == []
    assert near_copies({1: ("Em ngoan.", "An"), 2: ("Em ngoan.", "Chi")}) == {}


def test_a_competence_against_the_subject_that_shows_it() -> None:
    trait = Said(AN.id, 20, "NLD2", "Tính toán", level="T")
    found = raised(trait, maths(level="C"))
    assert {(hint.unit_id, hint.field) for hint in found} == {(20, "level"), (7, "level")}
    assert raised(trait, maths(level="H")) == []
    assert raised(trait, maths(BINH, level="C")) == []


def test_a_hint_is_another_one_when_its_values_change() -> None:
    (before,) = raised(maths(level="T", score=6))
    (same,) = raised(maths(level="T", score=6, comment="Em tính nhanh."))
    (after,) = raised(maths(level="T", score=5))
    assert before.digest == same.digest != after.digest
