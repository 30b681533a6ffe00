"""Paper: print jobs, the documents that they made, and the copies that carry a code."""

from models.archive.issued import IssuedContent, IssuedCopy
from models.archive.print_job import (
    JobState,
    PrintDocument,
    PrintedDocument,
    PrintJob,
    PrintProgress,
)

__all__ = [
    "IssuedContent",
    "IssuedCopy",
    "JobState",
    "PrintDocument",
    "PrintJob",
    "PrintProgress",
    "PrintedDocument",
]
