"""What a digital report book says of subjects and traits, by their codes."""

from __future__ import annotations

from types import SimpleNamespace

from jobs.report_books.facts import _lists
from models.assessment import Unit, UnitKind
from tests.jobs.printing import samples


def test_a_subject_and_a_competence_of_one_name_keep_their_own_codes() -> None:
    science = Unit(code="KH", name="Khoa học", kind=UnitKind.SUBJECT)
    competence = Unit(code="NLD3", name="Khoa học", kind=UnitKind.SPECIFIC)
    rules = SimpleNamespace(units=(science,), traits=(competence,))
    subjects, traits = _lists(SimpleNamespace(grades={4: rules}), samples.spread())  # type: ignore[arg-type]
    assert [one["code"] for one in subjects if one["name"] == "Khoa học"] == ["KH"]
    assert [one["code"] for one in traits if one["name"] == "Khoa học"] == ["NLD3"]
