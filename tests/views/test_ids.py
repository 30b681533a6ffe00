"""Ids that no row can have: not there, however many digits somebody writes."""

from __future__ import annotations

import pytest

from tests.views.test_entry import As, app, as_staff, desk

__all__ = ["app", "as_staff", "desk"]

LONG = "9" * 5000
PLACES = (
    f"/nhap-ket-qua/{LONG}/1",
    f"/nhan-xet-thang/1/{LONG}",
    f"/tin-nhan/{LONG}",
    f"/ke-hoach/{LONG}",
    f"/nhap-ket-qua/mau-cau?lop={LONG}&ky=1",
    f"/tin-nhan?nguoi={LONG}",
    f"/tin-nhan?nguoi={'0' * 5000}",
    f"/con-thieu?lop={LONG}",
)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place[:24])
def test_an_id_of_any_length_is_not_there(as_staff: As, place: str) -> None:
    assert as_staff("HT01").get(place).status_code == 404


def test_the_largest_id_that_a_column_holds_is_asked_for(as_staff: As) -> None:
    for number in (2**31 - 1, 2**31):
        assert as_staff("HT01").get(f"/nhap-ket-qua/{number}/1").status_code == 404
    assert as_staff(None).get(f"/nhap-ket-qua/{LONG}/1").status_code == 302
