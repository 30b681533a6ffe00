"""``so-truong demo``: only where it belongs, and never over a real school."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobs.database import writer
from models.school import School
from permissions.session import system_session
from tests.databases import Databases, open_url

Typed = Callable[..., Result]


@pytest.fixture
def demo_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "demo") as url:
        yield url


@pytest.fixture
def seeded_url(databases: Databases) -> Iterator[str]:
    with databases.copy("sqlite", "seeded") as url:
        yield url


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    from app import cli  # noqa: PLC0415 - as in the common fixture

    def run(url: str, *words: str, environment: str = "demo") -> Result:
        given = {"DATABASE_URL": url, "SO_TRUONG_DATA": str(tmp_path), "SO_TRUONG_ENV": environment}
        return CliRunner(env=given).invoke(cli, ["demo", *words])

    return run


def test_outside_the_demo_mode_it_wants_to_be_asked_twice(typed: Typed, seeded_url: str) -> None:
    result = typed(seeded_url, environment="production")
    assert result.exit_code == 2
    assert "--yes" in result.stderr


def test_a_real_school_is_never_built_over(typed: Typed, seeded_url: str) -> None:
    with system_session(writer(open_url(seeded_url)), "cài đặt") as session:
        session.add(School(name="Trường Tiểu học Long Sen"))
        session.commit()
    result = typed(seeded_url, "--reset")
    assert result.exit_code == 3
    assert "Trường Tiểu học Long Sen" in result.stderr


def test_a_school_of_the_same_name_is_not_taken_for_the_demo(typed: Typed, seeded_url: str) -> None:
    with system_session(writer(open_url(seeded_url)), "cài đặt") as session:
        session.add(School(name="Trường Tiểu học Hoa Mai"))
        session.commit()
    assert typed(seeded_url).exit_code == 3


def test_where_the_demo_stands_it_only_prints_the_accounts(typed: Typed, demo_url: str) -> None:
    result = typed(demo_url)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "cb001" in result.stdout
    assert "http" not in result.stdout


def test_the_accounts_can_be_read_by_a_program(typed: Typed, demo_url: str) -> None:
    shown = json.loads(typed(demo_url, "--json").stdout)
    assert {"username": "cb001", "password": "hoamai26"} in shown
