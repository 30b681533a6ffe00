"""Official copies get a code each; what they say is kept, to be compared with what is said now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing import content, decisions, packet, work
from jobs.printing.certificates import lines_of
from jobs.printing.documents import ReportBook, SummarySheet
from jobs.printing.foot import BELOW_FRAME, BELOW_SHEET, CERTIFICATE, LETTER, Foot, Spot
from jobs.printing.frame import Frame, frame
from models.archive import IssuedCopy, PrintDocument, PrintedDocument, PrintJob
from models.archive.codes import new_code
from models.pupils import Pupil
from models.refusal import Refusal
from models.school import SchoolYear

SPOTS: dict[PrintDocument, Spot] = {
    PrintDocument.REPORT_BOOKS: BELOW_FRAME,
    PrintDocument.SUMMARY_SHEETS: BELOW_SHEET,
    PrintDocument.CERTIFICATES: CERTIFICATE,
}


@dataclass(frozen=True, slots=True)
class Issue:
    """A copy about to be printed: its foot, what it says, and the pupil's code if it has one."""

    foot: Foot
    content: str
    pupil_code: str | None = None

    @property
    def sha256(self) -> str:
        """The hash of what it says."""
        return content.hash_of(self.content)


def issue(kind: PrintDocument, said: Any, address: str) -> Issue:
    """Give a document a code."""
    foot = Foot(new_code(), SPOTS.get(kind, LETTER), address)
    return Issue(foot, says(said), pupil_of(said))


def says(said: Any) -> str:
    """Return what a document says; a line of a list is one pupil's certificate."""
    if isinstance(said, decisions.Line):
        return content.canonical(asdict(said))
    return content.content_of(said)


def pupil_of(said: Any) -> str | None:
    """Return the code of the pupil whom a document is about, None for a class."""
    return said.code if isinstance(said, ReportBook | decisions.Line) else None


def now(session: Session, copy: IssuedCopy) -> str | None:
    """Return what a copy would say if it were printed now; None when it couldn't be."""
    year = session.get_one(SchoolYear, copy.year_id).name
    code = session.scalar(select(Pupil.code).where(Pupil.id == copy.pupil_id))
    try:
        found = _documents(session, frame(session, year), copy)
    except Refusal:
        return None
    return next((says(one) for one in found if pupil_of(one) == code), None)


def state_of(copy: IssuedCopy, says_now: str | None) -> str:
    """Say how a copy stands: matches, changed, revoked, or replaced."""
    if copy.revoked_at is not None:
        return "replaced" if copy.replaced_by is not None else "revoked"
    same = says_now is not None and content.hash_of(says_now) == copy.sha256
    return "matches" if same else "changed"


def state_now(session: Session, copy: IssuedCopy) -> str:
    """Say how a copy stands against what the records say now."""
    return state_of(copy, now(session, copy) if copy.revoked_at is None else None)


def _documents(session: Session, shared: Frame, copy: IssuedCopy) -> Sequence[Any]:
    rooms = [room for room in shared.classes if room.id == copy.class_id]
    if copy.document in (PrintDocument.REPORT_BOOKS, PrintDocument.SUMMARY_SHEETS):
        found = work.documents_of(session, shared, rooms, copy.document)
        documents: Sequence[ReportBook | SummarySheet] = found.get(copy.class_id or 0, ())
        return documents
    file = session.get_one(PrintedDocument, copy.document_id)
    if copy.document is PrintDocument.TRANSFER_PACKET:
        job = session.get_one(PrintJob, file.job_id)
        return [packet.paper_of(session, job.transfer_id or 0)]
    several = rooms or [r for r in shared.printable if file.grade in (None, r.grade)]
    paper = decisions.paper_of(
        session, copy.document, several, shared.year.name, file.grade, shared.award_names
    )
    if copy.document is PrintDocument.CERTIFICATES:
        return lines_of(paper)
    return [paper]
