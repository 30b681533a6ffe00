"""The small invented school, on each database."""

from __future__ import annotations

from tests.promises.conftest import world

__all__ = ["world"]
