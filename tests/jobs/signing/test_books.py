"""A class's books are signed by the principal, then sealed; who can't be is named with why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.cli.verify import _state
from jobs.database import writer
from jobs.printing import runs
from jobs.printing.content import content_of
from jobs.printing.frame import frame
from jobs.printing.load import report_books
from jobs.printing.render import pages_of
from jobs.signing.books import (
    ALREADY,
    CHANGED,
    FIRST,
    NOT_PRINTED,
    WAITING,
    Done,
    Place,
    path_of,
    sign_class,
    signed_books,
)
from jobs.signing.keys import from_file
from jobs.signing.verify import roots_in, signatures
from models.archive import IssuedCopy, PrintDocument, SignRole
from models.base import utc_now
from models.people import Duty, Function
from models.pupils import Guardian
from models.refusal import NotReady
from permissions.errors import Forbidden
from permissions.session import system_session
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay
from tests.jobs.printing.conftest import approved, person
from tests.jobs.signing.authority import PASSWORD, authority

YEAR = "2025-2026"


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    return lay(complete_class.build, "seeded")


def _clerk(school: CompleteClass) -> None:
    """Let the teacher of English keep the office too: somebody has the seal."""
    school.add(
        Duty,
        staff_id=school.staff["english"],
        function=Function.OFFICE,
        title="Nhân viên văn thư",
        source="thử",
        from_date=school.first_day,
        confirmed_at=utc_now(),
    )


def shown_code(school: CompleteClass, pupil_id: int) -> str:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(IssuedCopy.code).where(IssuedCopy.pupil_id == pupil_id)).one()


def says_now(school: CompleteClass) -> str:
    """Return what An's book says now."""
    with system_session(school.engine, "xem") as session:
        shared = frame(session, YEAR)
        books = report_books(session, shared, shared.classes)[school.class_id]
    return content_of(next(one for one in books if one.code == "HSAn"))


def printed(school: CompleteClass, data: Path) -> None:
    wanted = runs.Wanted(PrintDocument.REPORT_BOOKS, YEAR, "4A", official=True)
    runs.run(school.engine, data, runs.ask(school.engine, person(school, "seat"), wanted))


def only_the_very_file_is_sealed(
    school: CompleteClass, data: Path, seal: Callable[[], Done]
) -> None:
    """The seal goes on the very file that the principal signed, and on no other's."""
    with system_session(school.engine, "xem") as session:
        copies = {c.pupil_id: c.id for c in session.scalars(select(IssuedCopy))}
    first, second = (
        path_of(data, copies[school.pupil[name]], SignRole.PRINCIPAL) for name in ("An", "Bình")
    )
    own = second.read_bytes()
    second.write_bytes(first.read_bytes())
    half = seal()
    assert half.signed == ("Lê An",)
    assert any("đã kí bị mất hoặc đã đổi" in why for _, why in half.left)
    second.write_bytes(own)
    assert seal().signed == ("Lê Bình",)


def test_the_principal_signs_then_the_seal_and_a_later_change_is_seen(
    school: CompleteClass, tmp_path: Path
) -> None:
    school.set("Chi", "TOAN", "CN", level="C", score=3)
    approved(school)
    _clerk(school)
    root = authority()
    head = from_file(root.file(tmp_path, "Trần principal"), PASSWORD)
    place = Place(writer(school.engine), tmp_path, "", roots_in(root.trust(tmp_path / "trust")))

    def sign(who: str, role: SignRole, signer: object = head):  # noqa: ANN202
        return sign_class(place, person(school, who), YEAR, "4A", signer, role)  # type: ignore[arg-type]

    assert {why for _, why in sign("principal", SignRole.PRINCIPAL).left} == {NOT_PRINTED}
    printed(school, tmp_path)
    for who in ("homeroom", "vice"):
        with pytest.raises(Forbidden):
            sign(who, SignRole.PRINCIPAL)
    with pytest.raises(Forbidden):
        sign("principal", SignRole.SEAL)
    # an authority that isn't trusted signs nothing
    stranger = from_file(authority("CA lạ").file(tmp_path, "lạ"), PASSWORD)
    with pytest.raises(NotReady, match="SO_TRUONG_TRUST"):
        sign("principal", SignRole.PRINCIPAL, stranger)
    assert sign("english", SignRole.SEAL).left[0][1] == FIRST
    done = sign("principal", SignRole.PRINCIPAL)
    assert (len(done.signed), [why for _, why in done.left]) == (2, [WAITING])
    again = sign("principal", SignRole.PRINCIPAL)
    assert (again.signed, sorted({why for _, why in again.left})) == (
        (),
        sorted({ALREADY, WAITING}),
    )
    an = school.pupil["An"]
    says = says_now(school)
    assert signed_books(school.engine, tmp_path)(an, school.year_id, says) is None
    seal = from_file(root.file(tmp_path, "Trường"), PASSWORD)
    only_the_very_file_is_sealed(school, tmp_path, lambda: sign("english", SignRole.SEAL, seal))
    of = signed_books(school.engine, tmp_path)
    data = of(an, school.year_id, says)
    assert data is not None
    both = signatures(data, place.roots)
    assert [one.good for one in both] == [True, True]
    assert pages_of(data) == 5
    # the command knows the file by its code, and no other file under that code
    assert _state(school.engine, shown_code(school, an), data) == "matches"
    assert _state(school.engine, shown_code(school, an), data + b" ") == "another"
    # a file that was touched counts no more
    with system_session(school.engine, "xem") as session:
        copy = session.scalars(select(IssuedCopy).where(IssuedCopy.pupil_id == an)).one()
    sealed = path_of(tmp_path, copy.id, SignRole.SEAL)
    sealed.write_bytes(data + b" ")
    assert of(an, school.year_id, says) is None
    sealed.write_bytes(data)
    # the records changed after the print: a new copy first
    school.add(Guardian, pupil_id=an, relation="cha", full_name="Lê Văn Hào")
    assert signed_books(school.engine, tmp_path)(an, school.year_id, says_now(school)) is None
    assert ("Lê An", CHANGED) in sign("principal", SignRole.PRINCIPAL).left
