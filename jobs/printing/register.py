"""The register of what was printed: each file with its hash and copy number (Điều 7.3, 8.1)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from jobs.printing import work
from jobs.printing.progress import worker
from models.archive import PrintedDocument, PrintJob
from models.base import utc_now

FOLDER = "printed"


def path_of(data: Path, document: PrintedDocument) -> Path:
    """Return where a printed file lies under the data folder."""
    return data / FOLDER / str(document.job_id) / document.file_name


def keep(
    engine: Engine,
    data: Path,
    job: PrintJob,
    class_id: int | None,
    name: str,
    made: work.Printed,
) -> None:
    """Write a file whole, then its line in the register."""
    folder = data / FOLDER / str(job.id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(folder / name, made.data)
    with worker(engine) as session:
        session.add(
            PrintedDocument(
                job_id=job.id,
                account_id=job.account_id,
                class_id=class_id,
                grade=job.grade,
                document=job.document,
                official=job.official,
                file_name=name,
                pupils=made.pupils,
                pages=made.pages,
                copy_number=_copies(session, job, class_id, name) + 1,
                sha256=hashlib.sha256(made.data).hexdigest(),
                printed_at=utc_now(),
            )
        )
        session.commit()


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
