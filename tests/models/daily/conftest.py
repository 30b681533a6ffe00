"""A class that lacks nothing, on each database."""

from __future__ import annotations

from tests.models.yearend.conftest import school

__all__ = ["school"]
