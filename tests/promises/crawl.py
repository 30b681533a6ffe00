"""A crawler for the promises: every route, as anybody, with own, foreign and missing rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from time import time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from app import create_app
from jobs.settings import Settings
from models.base import Base
from tests.oracle import Stands, grants
from tests.world import World

#: text columns whose rows carry a canary, one of a kind for each row
CANARIES = {
    "pupil": ("full_name", "folded"),
    "guardian": ("full_name", "phone"),
    "personal_id": ("number",),
    "pupil_background": ("address", "note"),
    "declared_value": ("value", "folded"),
    "legal_change": ("evidence", "answer"),
    "subject_result": ("comment",),
    "retest": ("reason",),
    "rule_request": ("what", "answer"),
    "trait_result": ("comment",),
    "monthly_comment": ("comment",),
    "comment_template": ("text",),
    "lesson_plan": ("title", "remark"),
    "plan_file": ("name",),
    "plan_text": ("title", "aims"),
    "plan_after": ("text",),
    "plan_draft": ("title", "aims"),
    "remark_template": ("name", "text"),
    "dossier": ("return_remark",),
    "proposal": ("reason",),
    "seen": ("remark",),
    "dossier_reopening": ("answer",),  # its reason never changes
    "reminder": ("text",),
    "import_run": ("file_name",),
    "staff_particulars": ("phone", "email"),
    "individual_plan": ("note",),
    "absence": ("reason",),
    "leave": ("reason",),
    "printed_document": ("file_name",),
    "submission_line": ("reason",),
    "destruction_list": ("reason",),
    "conduct_entry": ("note",),
    "conduct_dispute": ("reason", "answer"),
    "health_profile": ("allergy", "other_illness", "treatment"),
    "health_note": ("text",),
    "health_visit": ("complaint", "treatment", "note"),
    "specialist_check": ("conclusion", "referral"),
    "follow_up": ("what", "note"),
    "message": ("subject", "text"),
    "recipient": ("text",),
    "delivery_attempt": ("answer",),
    "attempt_address": ("address",),
    "message_template": ("name",),
    "task": ("title", "text"),
    "job": ("what", "message"),
    "parents_board_member": ("full_name", "phone"),
    "class_profile": ("features", "measures"),
    "class_plan": ("theme", "content"),
    "week_task": ("task", "result"),
    "day_note": ("text",),
    "pupil_support": ("plan", "actions", "outcome"),
    "parent_meeting": ("subject", "minutes"),
    "term_summary": ("text",),
    "hand_over": ("text",),
    "transfer": ("full_name", "guardian", "reason"),
    "transfer_step": ("person", "paper"),
    "former_result": ("comment",),
    # frozen from the beginning: the world is laid out with their canaries
    "pupil_award": (),
    "staff_case": (),
    "staff_case_fact": (),
    "staff_case_answer": (),
}
CANARY = re.compile(r"kx([a-z]+)q(\d+)z")
#: what a path may ask for, by the name of its argument; an unknown name fails the crawl
WORDS: dict[str, list[Any]] = {
    "filename": ["css/tokens.css", "../app.py", "nope"],
    "export_type": ["xlsx", "csv"],
    "class_name": ["3A", "3B", "9Z"],
    "period_code": ["GHK1", "CN", "XX"],
    "week": [1, 2, 99],
    "code": ["plan", "result", "xx"],
    "day": ["2020-09-07", "2026-13-45", "x"],
    "batch": ["homeroom3a", "x"],
    "kind": ["job", "print", "x"],
    "way": ["mo", "dong"],
    "sort": ["result", "plan", "x"],
    "half": ["sang", "chieu", "x"],
    "part": ["can-su", "ban-dai-dien", "ghi-chep", "theo-doi", "hop", "tong-ket", "x"],
}
NUMBERS = [1, 3, 10**6, 10**19]
QUERIES = ["", "?page=100000000000000000000", "?search=kx", "?page_size=1000000&sort=99&desc=x"]


def canary(table: str, row_id: int) -> str:
    """Return the canary of a row; it reads like no word."""
    return f"kx{table.replace('_', '')}q{row_id}z"


def lay_canaries(world: World) -> None:
    """Give every row of the listed tables its canary, and everybody the regulation's tick."""
    with world.engine.begin() as connection:
        for table, columns in CANARIES.items():
            if not columns:
                continue
            target = Base.metadata.tables[table]
            for row in world.rows[table]:
                mark = canary(table, row["id"])
                values = {c: mark[: getattr(target.c[c].type, "length", 0) or 99] for c in columns}
                connection.execute(update(target).where(target.c.id == row["id"]).values(values))
        ticks = Base.metadata.tables["acknowledgement"]
        known = set(connection.scalars(select(ticks.c.account_id)))
        for account in world.account.values():
            if account not in known:
                connection.execute(
                    insert(ticks),
                    {
                        "version": 1,
                        "document_id": 1,
                        "account_id": account,
                        "at": world.rows["acknowledgement"][0]["at"],
                    },
                )


def client_of(app: Flask, person: str | None) -> FlaskClient:
    """Return a browser in which this person is signed in (nobody: None)."""
    client = app.test_client()
    if person is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"token {person}"
            cookie["_fresh"] = True
            cookie["since"] = time()
    return client


def app_of(world: World, data: Any) -> Flask:
    """Return the program over this world's database."""
    settings = Settings.from_environment(
        {
            "DATABASE_URL": world.engine.url.render_as_string(hide_password=False),
            "SO_TRUONG_DATA": str(data),
            "SO_TRUONG_ENV": "test",
            "SECRET_KEY": "khoa-thu-0123456789-abcdefghij-KLMNOPQRST",
        }
    )
    return create_app(settings)


def close(app: Flask) -> None:
    """Close the program's connections, those of its queue too."""
    if "so_truong_queue" in app.extensions:
        app.extensions["so_truong_queue"].close()
    app.extensions["so_truong_engines"].read.dispose()


def table_of(rule: Rule) -> str | None:
    """Return the table of a generated grid's route, None for a screen of its own."""
    room = rule.endpoint.partition(".")[0]
    return room.removeprefix("record_") if room.startswith("record_") else None


def addresses(app: Flask, rule: Rule) -> Iterator[str]:
    """Give the addresses of a rule: each argument with what may be, isn't there, or is absurd."""
    names = sorted(rule.arguments)
    choices = []
    for name in names:
        known = name in WORDS
        number = isinstance(rule._converters[name], IntegerConverter)
        assert known or number, f"{rule.rule}: tests/promises knows no {name}"
        choices.append(WORDS[name] if known else NUMBERS)
    with app.test_request_context():
        for values in product(*choices):
            from flask import url_for  # noqa: PLC0415

            yield url_for(rule.endpoint, **dict(zip(names, values, strict=True)))


def text_of(response: TestResponse) -> str:
    """Return what an answer shows, workbooks unpacked."""
    body = response.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist())
    return body.decode("utf-8", "replace")


@dataclass
class Eyes:
    """What a person saw that the oracle hides; ``names`` are compact table names back to real."""

    world: World
    person: str
    leaks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Ask the oracle once which rows are visible."""
        stands = Stands(self.world)
        self.visible = {
            canary(table, row["id"])
            for table in CANARIES
            for row in self.world.rows[table]
            if grants(stands, self.person, table, row)
        }

    def look(self, address: str, text: str) -> None:
        """Search an answer for canaries of hidden rows."""
        for found in CANARY.finditer(text):
            if found.group(0) not in self.visible:
                self.leaks.append(f"{self.person} {address}: {found.group(0)}")
