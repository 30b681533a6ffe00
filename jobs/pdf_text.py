"""Reads the words of a PDF in a process of its own, so that a hostile file harms nothing else.

``python -m jobs.pdf_text`` takes the file on its input and gives one line of text per line.
"""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import suppress

PAGES, SECONDS = 40, 20
MEMORY = 700_000_000


def words_of(content: bytes) -> list[str] | None:
    """Return the lines of a PDF's words; None when it can't be read in time, or holds none."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "jobs.pdf_text"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "replace").splitlines() or None


def _limit() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows, where the time limit alone holds

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Write the words of the PDF on the input to the output."""
    _limit()
    import pdfplumber  # noqa: PLC0415 - heavy, and only within the limit

    with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as document:
        for page in document.pages[:PAGES]:
            text = page.extract_text() or ""
            sys.stdout.buffer.write((text + "\n").encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
