"""The complete class that gate, review and outcome tests begin with."""

from __future__ import annotations

import pytest

from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Lay


@pytest.fixture
def school(lay: Lay) -> CompleteClass:
    """Class 4A with three pupils, every cell of the year filled, on both kinds of database."""
    return lay(complete_class.build, "seeded")
