"""Words above pages that belong together (templates/partials/tabs.html)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One word: where it leads, whether it is the page, what waits there."""

    word: str
    url: str
    current: bool
    count: int = 0
