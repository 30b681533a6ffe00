"""The complete class that gate, review and outcome tests begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.database import engine_for, writer
from models.base import Base
from permissions.triggers import ddl
from tests import complete_class
from tests.complete_class import CompleteClass


@pytest.fixture
def school(tmp_path: Path) -> Iterator[CompleteClass]:
    """Class 4A with three pupils, every cell of the year filled."""
    engine = engine_for(f"sqlite:///{tmp_path / 'school.db'}")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in ddl("sqlite"):
            connection.exec_driver_sql(statement)
    yield complete_class.build(writer(engine))
    engine.dispose()
