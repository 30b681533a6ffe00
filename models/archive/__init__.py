"""Paper, the digital report book, and the archive: what was made, sent, sealed and destroyed."""

from models.archive.issued import IssuedContent, IssuedCopy
from models.archive.package import DestructionList, RetentionClass, YearPackage
from models.archive.print_job import (
    JobState,
    PrintDocument,
    PrintedDocument,
    PrintJob,
    PrintProgress,
)
from models.archive.signature import PaperSignature, SignRole
from models.archive.submission import LineState, Submission, SubmissionLine

__all__ = [
    "DestructionList",
    "IssuedContent",
    "IssuedCopy",
    "JobState",
    "LineState",
    "PaperSignature",
    "PrintDocument",
    "PrintJob",
    "PrintProgress",
    "PrintedDocument",
    "RetentionClass",
    "SignRole",
    "Submission",
    "SubmissionLine",
    "YearPackage",
]
