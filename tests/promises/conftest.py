"""A world of kernel tests on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.world import World, build

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def world(empty_engine: Engine) -> World:
    """Lay out the small invented school in an empty database."""
    return build(empty_engine)
