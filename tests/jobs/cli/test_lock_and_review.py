"""so-truong lock and review as they are typed: answers, exit codes, and whose right decides."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result

from jobs.database import open_engine, writer
from jobs.settings import Settings
from models.pupils import IndividualPlan
from tests import complete_class
from tests.complete_class import CompleteClass
from tests.conftest import Run

YEAR = ("--year", "2025-2026")
CN = ("--period", "CN", "--kind", "result")


@pytest.fixture
def school(installation: Settings) -> CompleteClass:
    return complete_class.build(writer(open_engine(installation)))


def told(result: Result) -> Any:
    """What the command printed for a program."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_outcome_of_all_pupils(school: CompleteClass, run: Run) -> None:
    school.set("Bình", "NN1", "CN", level=None, score=None)
    school.set("Chi", "TV", "CN", score=4)
    school.set("Bình", "PC1", "GHK1", level=None)
    answer = told(run("review", "outcome", *YEAR, "--json"))
    assert answer == {
        "HSAn": {
            "class": "4A",
            "overall": "Hoàn thành xuất sắc",
            "completed": True,
            "award": "Học sinh Xuất sắc",
            "blocking": [],
        },
        "HSBình": {
            "class": "4A",
            "overall": None,
            "completed": None,
            "award": None,
            "blocking": [
                {"period": "CN", "unit": "NN1", "field": "level", "owner": "ENGLISH"},
                {"period": "CN", "unit": "NN1", "field": "score", "owner": "ENGLISH"},
            ],
        },
        "HSChi": {
            "class": "4A",
            "overall": "Chưa hoàn thành",
            "completed": False,
            "award": None,
            "blocking": [],
        },
    }


def test_an_individual_plan_blocks_nothing(school: CompleteClass, run: Run) -> None:
    school.drop_row("Chi", "TV", "CN")
    school.add(IndividualPlan, pupil_id=school.pupil["Chi"], year_id=school.year_id)
    answer = told(run("review", "outcome", *YEAR, "--class", "4a", "--json"))["HSChi"]
    assert (answer["overall"], answer["blocking"]) == (None, [])


def test_propose_and_approve_take_the_right_person(school: CompleteClass, run: Run) -> None:
    words = ("review", "propose", *YEAR, "--class", "4A")
    assert run(*words).exit_code == 3
    assert run(*words, "--as", "english").exit_code == 3
    assert told(run(*words, "--as", "homeroom", "--json"))["state"] == "proposed"
    words = ("review", "approve", *YEAR, "--class", "4A")
    assert run(*words).exit_code == 3
    assert run(*words, "--as", "vice").exit_code == 3
    assert run(*words, "--as", "nobody").exit_code == 3
    approved = told(run(*words, "--as", "principal", "--json"))
    assert approved["state"] == "approved"
    assert len(approved["sha256"]) == 64
    assert run(*words, "--as", "principal").exit_code == 3


def test_a_blocked_approval_lists_the_cells(school: CompleteClass, run: Run) -> None:
    school.set("An", "AN", "GHK1", comment=None)
    run("review", "propose", *YEAR, "--class", "4A", "--as", "homeroom")
    refused = run("review", "approve", *YEAR, "--class", "4A", "--as", "principal", "--json")
    assert refused.exit_code == 3
    assert "1 ô của 1 người" in refused.stderr
    assert json.loads(refused.stdout)["blocking"] == [
        {"pupil": "HSAn", "period": "GHK1", "unit": "AN", "field": "comment", "owner": "MUSIC"}
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("review", "outcome", "--year", "2019-2020", "--json"),
        ("review", "outcome", *YEAR, "--class", "9Z", "--json"),
        ("lock", "close", *YEAR, "--period", "GHK9", "--kind", "result", "--as", "vice"),
        ("lock", "close", *YEAR, "--period", "CN", "--kind", "điểm", "--as", "vice"),
        ("lock", "close", *YEAR, *CN, "--at", "mai", "--as", "vice"),
    ],
)
def test_wrong_usage(school: CompleteClass, run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr


def test_closing_tells_what_is_left(school: CompleteClass, run: Run) -> None:
    school.set("An", "NN1", "CN", level=None)
    answer = told(run("lock", "close", *YEAR, *CN, "--as", "vice", "--json"))
    assert answer["left"] == [
        {
            "owner": "ENGLISH",
            "name": "cô Trần english",
            "cells": 1,
            "places": ["4A · Ngoại ngữ 1 · Cuối năm"],
        }
    ]


@pytest.mark.parametrize("account", [(), ("--as", "seat"), ("--as", "homeroom")])
def test_closing_is_for_the_heads_of_the_board(
    school: CompleteClass, run: Run, account: tuple[str, ...]
) -> None:
    assert run("lock", "close", *YEAR, *CN, *account).exit_code == 3
    assert told(run("lock", "list", *YEAR, "--json"))["closures"] == []


def test_open_without_a_closure_writes_an_opening(school: CompleteClass, run: Run) -> None:
    told(run("lock", "open", *YEAR, *CN, "--class", "4A", "--as", "vice", "--json"))
    locks = told(run("lock", "list", *YEAR, "--json"))
    assert [(row["period"], row["kind"], row["class"]) for row in locks["openings"]] == [
        (None, None, None),
        ("CN", "result", "4A"),
    ]


def test_open_over_a_closure_needs_reason_end_and_second_person(
    school: CompleteClass, run: Run
) -> None:
    closed = told(run("lock", "close", *YEAR, *CN, "--as", "vice", "--json"))["closure"]
    words = ("lock", "open", *YEAR, *CN, "--class", "4A", "--as", "vice")
    full = ("--reason", "chấm nhầm", "--until", "2099-01-01 12:00", "--second")
    assert run(*words).exit_code == 3
    assert run(*words, *full[:2]).exit_code == 3
    assert run(*words, *full, "vice").exit_code == 3
    assert run(*words, *full, "homeroom").exit_code == 3
    assert told(run("lock", "list", *YEAR, "--json"))["reopenings"] == []
    answer = told(run(*words, *full, "seat", "--json"))
    assert answer["closures"] == [closed]
    (line,) = told(run("lock", "list", *YEAR, "--json"))["reopenings"]
    assert (line["closure"], line["requested_by"], line["granted_by"]) == (closed, "VICE", "SEAT")


def test_lists_read_by_people(school: CompleteClass, run: Run) -> None:
    run("lock", "close", *YEAR, *CN, "--as", "principal")
    assert "Đóng\tCN\tKết quả môn học\ttoàn trường" in run("lock", "list", *YEAR).stdout
    assert "4A\tHSAn\tLê An\tHoàn thành xuất sắc" in run("review", "outcome", *YEAR).stdout
