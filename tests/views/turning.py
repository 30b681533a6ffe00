"""Following "Trang sau" through a list, as a person would."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any


def turned(see: Callable[[str], str], address: str, row: str) -> list[list[Any]]:
    """Return each page's rows by a pattern, from an address to the end."""
    pages = []
    while address:
        page = see(address)
        pages.append(re.findall(row, page))
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(after[1]) if after else ""
    return pages
