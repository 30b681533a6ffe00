"""The complete class that gate, review and outcome tests begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests import complete_class
from tests.complete_class import CompleteClass


@pytest.fixture
def school(engine: Engine) -> CompleteClass:
    """Class 4A with three pupils, every cell of the year filled, on both kinds of database."""
    return complete_class.build(engine)
