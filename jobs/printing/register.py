"""The register of what was printed: each file with its hash and copy number (Điều 7.3, 8.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jobs.printing import work
from jobs.printing.issue import Issue
from jobs.printing.progress import worker
from models.archive import IssuedContent, IssuedCopy, PrintedDocument, PrintJob
from models.base import utc_now
from models.pupils import Pupil

FOLDER = "printed"


def path_of(data: Path, document: PrintedDocument) -> Path:
    """Return where a printed file lies under the data folder."""
    return data / FOLDER / str(document.job_id) / document.file_name


@dataclass(frozen=True, slots=True)
class Kept:
    """A file to be kept: of which class, its name, what was printed, and its copies with codes."""

    class_id: int | None
    name: str
    made: work.Printed
    issues: Sequence[Issue] = ()


def keep(engine: Engine, data: Path, job: PrintJob, file: Kept) -> None:
    """Write a file whole, then its line in the register, and one for each copy with a code."""
    folder = data / FOLDER / str(job.id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(folder / file.name, file.made.data)
    with worker(engine) as session:
        row = PrintedDocument(
            job_id=job.id,
            account_id=job.account_id,
            class_id=file.class_id,
            grade=job.grade,
            document=job.document,
            official=job.official,
            file_name=file.name,
            pupils=file.made.pupils,
            pages=file.made.pages,
            copy_number=_copies(session, job, file.class_id, file.name) + 1,
            sha256=hashlib.sha256(file.made.data).hexdigest(),
            printed_at=utc_now(),
        )
        session.add(row)
        session.flush()
        _issue(session, job, row, file.issues)
        session.commit()


def _issue(session: Session, job: PrintJob, file: PrintedDocument, issues: Sequence[Issue]) -> None:
    codes = [one.pupil_code for one in issues if one.pupil_code is not None]
    pupils: dict[str, int] = dict(
        session.execute(select(Pupil.code, Pupil.id).where(Pupil.code.in_(codes))).all()
    )
    copies = [
        IssuedCopy(
            code=one.foot.code,
            document_id=file.id,
            document=job.document,
            year_id=job.year_id,
            class_id=file.class_id,
            pupil_id=pupils.get(one.pupil_code or ""),
            copy_number=file.copy_number,
            sha256=one.sha256,
            account_id=job.account_id,
            issued_at=file.printed_at,
        )
        for one in issues
    ]
    session.add_all(copies)
    session.flush()
    session.add_all(
        IssuedContent(copy_id=copy.id, class_id=copy.class_id, content=one.content)
        for copy, one in zip(copies, issues, strict=True)
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    unfinished_file = path.with_suffix(".part")
    unfinished_file.write_bytes(content)
    unfinished_file.replace(path)


def _copies(session: Session, job: PrintJob, class_id: int | None, name: str) -> int:
    d = PrintedDocument
    query = select(func.count(d.id)).where(
        d.class_id == class_id,
        d.grade == job.grade,
        d.document == job.document,
        d.official.is_(job.official),
    )
    if job.transfer_id is not None:
        query = query.where(d.file_name == name)
    return session.scalar(query) or 0
