"""Reading printed files back, as a person would."""

from __future__ import annotations

import io
import re
import warnings

import pdfplumber
import pypdfium2


def pages(data: bytes) -> list[str]:
    """Return the text of each page, with single spaces."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


def lines(data: bytes) -> list[str]:
    """Return the text of each page line by line as the eye reads it, with single spaces."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with pdfplumber.open(io.BytesIO(data)) as document:
            return [" ".join(page.extract_text().split()) for page in document.pages]


def cells(data: bytes) -> list[str]:
    """Return the text of every cell of every table, without spaces, in the order of the pages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with pdfplumber.open(io.BytesIO(data)) as document:
            return [
                squeezed(cell)
                for page in document.pages
                for table in page.extract_tables()
                for row in table
                for cell in row
                if cell
            ]


def letters(data: bytes) -> str:
    """Return all letters of a file without any space, page by page."""
    return re.sub(r"\s+", "", "".join(pages(data)))


def squeezed(text: str) -> str:
    """Return a text without any space."""
    return re.sub(r"\s+", "", text)
