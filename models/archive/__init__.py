"""Paper: print jobs and the documents that they made."""

from models.archive.print_job import (
    JobState,
    PrintDocument,
    PrintedDocument,
    PrintJob,
    PrintProgress,
)

__all__ = ["JobState", "PrintDocument", "PrintJob", "PrintProgress", "PrintedDocument"]
