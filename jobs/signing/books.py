"""Signing the report books of a class: the principal, then the seal, each pupil's own file (Đ4.6).

Only what was printed officially and still agrees with the records is signed; pupils who wait for
the summer stay out. Done twice, it signs nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as asn1_x509
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from jobs.database import writer
from jobs.printing import book, issue
from jobs.printing.content import hash_of
from jobs.printing.documents import ReportBook
from jobs.printing.filling import layouts
from jobs.printing.filling.fill import filled
from jobs.printing.foot import Foot
from jobs.printing.frame import frame
from jobs.printing.load import report_books
from jobs.printing.register import write_whole
from jobs.signing import pdf
from jobs.signing.verify import signatures
from models.archive import IssuedCopy, PaperSignature, PrintDocument, SignRole
from models.base import utc_now
from models.pupils import Pupil
from models.refusal import NotReady
from permissions.actor import Actor
from permissions.errors import Forbidden
from permissions.policy import can
from permissions.session import actor_session, system_session

if TYPE_CHECKING:
    from pyhanko.sign.signers.pdf_cms import Signer

FOLDER = "signed"
ROLES = {SignRole.PRINCIPAL: pdf.PRINCIPAL, SignRole.SEAL: pdf.SEAL}
WHO = {
    SignRole.PRINCIPAL: "Hiệu trưởng kí học bạ (Đ4.6).",
    SignRole.SEAL: "Văn phòng dùng con dấu của nhà trường (Đ7.3).",
}
NOT_PRINTED = "chưa in bản chính thức"
CHANGED = "sổ đã đổi sau khi in, in bản mới"
NOT_APPROVED = "lớp chưa chốt kết quả"
WAITING = "chờ đánh giá bổ sung trong hè"
FIRST = "hiệu trưởng chưa kí"
ALREADY = "đã kí"


@dataclass(frozen=True, slots=True)
class Place:
    """Where signing works: database, data folder, the school's address, trusted roots."""

    engine: Engine
    data: Path
    address: str
    roots: Sequence[asn1_x509.Certificate]


@dataclass(frozen=True, slots=True)
class Done:
    """Who was signed for, and who wasn't and why: (pupil, reason)."""

    signed: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _One:
    """A pupil's book, the newest copy of it, and by role the hash of the file that it signed."""

    document: ReportBook
    copy: IssuedCopy | None
    signed: dict[SignRole, str]


def path_of(data: Path, copy_id: int, role: SignRole) -> Path:
    """Return where a copy's file lies as a role signed it; no role's file is ever overwritten."""
    return data / FOLDER / f"{copy_id}-{role.value}.pdf"


def sign_class(
    place: Place, actor: Actor, year: str, class_name: str, signer: Signer, role: SignRole
) -> Done:
    """Sign what can be signed of a class. Forbidden for whoever doesn't sign in this role.

    NotReady when the certificate isn't trusted: nothing is ever shown as signed by it.
    """
    if not (can(actor, "create", PaperSignature) and _may(actor, role)):
        raise Forbidden(WHO[role])
    with system_session(place.engine, f"kí số cho {actor.name}", capacities={"worker"}) as session:
        shared = frame(session, year)
        (room,) = shared.chosen((class_name,))
        every = _books(session, shared, room.id, report_books(session, shared, [room]))
    signed, left = [], []
    for one in every:
        why = _hindered(one, role)
        if why is None and one.copy is not None:
            try:
                _sign(place, _Act(actor, signer, role), one, one.copy)
            except NotReady as no:
                if not signed:  # most likely true of everybody: said at once
                    raise
                why = str(no)
            else:
                signed.append(one.document.cover.full_name)
        if why is not None:
            left.append((one.document.cover.full_name, why))
    return Done(tuple(signed), tuple(left))


def _may(actor: Actor, role: SignRole) -> bool:
    mine = SignRole.PRINCIPAL if "principal" in actor.functions else SignRole.SEAL
    return role is mine


def _books(session: Session, shared: Any, class_id: int, read: dict[int, Any]) -> list[_One]:
    rows = session.execute(
        select(IssuedCopy, Pupil.code)
        .join(Pupil, Pupil.id == IssuedCopy.pupil_id)
        .where(
            IssuedCopy.document == PrintDocument.REPORT_BOOKS,
            IssuedCopy.class_id == class_id,
            IssuedCopy.year_id == shared.year.id,
            IssuedCopy.revoked_at.is_(None),
        )
        .order_by(IssuedCopy.id)
    )
    newest = {code: copy for copy, code in rows}
    ids = [copy.id for copy in newest.values()]
    files: dict[int, dict[SignRole, str]] = {}
    for row in session.scalars(select(PaperSignature).where(PaperSignature.copy_id.in_(ids))):
        files.setdefault(row.copy_id, {})[row.role] = row.file_sha256
    found = []
    for document in read.get(class_id, []):
        copy = newest.get(document.code)
        found.append(_One(document, copy, files.get(copy.id, {}) if copy else {}))
    return found


def _hindered(one: _One, role: SignRole) -> str | None:
    """Say what stands in the way of signing a pupil's book; None when nothing does."""
    outcome, copy = one.document.spreads[-1].outcome, one.copy
    done = (outcome.completion or "") if outcome else ""
    waits = done.startswith("Chưa hoàn thành") and "Được lên lớp" not in done
    hindrances = (
        (NOT_PRINTED, copy is None),
        (CHANGED, copy and issue.state_of(copy, issue.says(one.document)) != "matches"),
        (NOT_APPROVED, outcome is None),
        (WAITING, waits),
        (ALREADY, role in one.signed),
        (FIRST, role is SignRole.SEAL and SignRole.PRINCIPAL not in one.signed),
    )
    return next((why for why, there in hindrances if there), None)


@dataclass(frozen=True, slots=True)
class _Act:
    """Who signs with what, as what."""

    actor: Actor
    signer: Signer
    role: SignRole


def _sign(place: Place, act: _Act, one: _One, copy: IssuedCopy) -> None:
    path = path_of(place.data, copy.id, act.role)
    before = _before(place, act.role, one, copy)
    after = pdf.sign(before, act.signer, ROLES[act.role])
    found = signatures(after, place.roots)
    if not found or not all(one.good for one in found):
        raise NotReady(
            "Chữ kí chưa được tin: đặt chứng thư gốc của nơi cấp vào thư mục SO_TRUONG_TRUST rồi"
            " kí lại."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, after)
    last = found[-1]
    with actor_session(writer(place.engine), act.actor) as session:
        session.add(
            PaperSignature(
                copy_id=copy.id,
                class_id=copy.class_id,
                role=act.role,
                signer=last.signer[:300],
                issuer=last.issuer[:300],
                serial=last.serial[:60],
                valid_to=last.valid_to,
                sha256=copy.sha256,
                file_sha256=hashlib.sha256(after).hexdigest(),
                signed_at=utc_now(),
                account_id=act.actor.account_id or 0,
            )
        )
        session.commit()


def _before(place: Place, role: SignRole, one: _One, copy: IssuedCopy) -> bytes:
    """Return the file to be signed: filled anew, or the very file that the principal signed.

    NotReady when that file isn't the one that was verified then.
    """
    if role is SignRole.PRINCIPAL:
        paper = book.document(one.document, official=True)
        foot = Foot(copy.code, issue.SPOTS[PrintDocument.REPORT_BOOKS], place.address)
        kept = place.data / layouts.FOLDER
        return filled([replace(paper, foot=foot)], kept).pdf(paper.whose)
    path = path_of(place.data, copy.id, SignRole.PRINCIPAL)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != one.signed[SignRole.PRINCIPAL]:
        raise NotReady("Tệp hiệu trưởng đã kí bị mất hoặc đã đổi; in bản mới rồi kí lại.")
    return content


def signed_books(engine: Engine, data: Path) -> Callable[[int, int, str], bytes | None]:
    """Return what gives the signed report book of (pupil id, year id, what it says now).

    None without one: a book counts as signed by its seal, as long as its copy isn't revoked, its
    file is the one that was verified, and the records still say what was signed. Asked once for
    all pupils of a year.
    """

    @cache
    def sealed(year_id: int) -> dict[int, tuple[int, str, str]]:
        query = (
            select(
                IssuedCopy.pupil_id,
                IssuedCopy.id,
                PaperSignature.file_sha256,
                PaperSignature.sha256,
            )
            .join(PaperSignature, PaperSignature.copy_id == IssuedCopy.id)
            .where(
                IssuedCopy.year_id == year_id,
                IssuedCopy.revoked_at.is_(None),
                PaperSignature.role == SignRole.SEAL,
            )
            .order_by(IssuedCopy.id)
        )
        with system_session(engine, "học bạ đã kí", capacities={"worker"}) as session:
            return {pupil: (copy, *hashes) for pupil, copy, *hashes in session.execute(query)}

    def of(pupil_id: int, year_id: int, says: str) -> bytes | None:
        copy, file_sha256, sha256 = sealed(year_id).get(pupil_id, (0, "", ""))
        path = path_of(data, copy, SignRole.SEAL)
        if not copy or hash_of(says) != sha256 or not path.is_file():
            return None
        content = path.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == file_sha256 else None

    return of
