"""`so-truong year roll-over` on the console: seen, written, again, taken back."""

from __future__ import annotations

import json

from jobs.settings import Settings
from tests import complete_class
from tests.conftest import Run
from tests.databases import open_url
from tests.jobs.test_rollover import freeze

FROM = ("year", "roll-over", "--from", "2025-2026")


def test_seen_written_repeated_and_taken_back(run: Run, installation: Settings) -> None:
    made = complete_class.build(open_url(installation.database_url))
    freeze(made, dict.fromkeys(complete_class.PUPILS, (True, True)))
    assert run(*FROM).exit_code == 3
    assert run(*FROM, "--as", "homeroom").exit_code == 3
    seen = json.loads(run(*FROM, "--dry-run", "--json", "--as", "vice").stdout)
    assert (seen["written"], seen["counts"]["promoted"], seen["classes"]) == (False, 3, ["5A"])
    first = json.loads(run(*FROM, "--json", "--as", "vice").stdout)
    assert first["written"]
    again = json.loads(run(*FROM, "--json", "--as", "vice").stdout)
    assert (again["written"], again["changes"]) == (False, False)
    assert "Đã hoàn tác" in run(*FROM, "--undo", "--as", "vice").stdout
    assert run(*FROM, "--undo", "--as", "vice").exit_code == 3
