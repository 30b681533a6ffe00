"""What the demo school is made of: its YAML files, and the accounts that may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from seeds.data import read

#: Everybody's password in the demo; it is shown on the sign-in page, in demo mode only.
PASSWORD = "hoamai26"  # noqa: S105 - known to all on purpose
ACCOUNTANT = "CB006"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try: who it is, and how to sign in."""

    username: str
    password: str
    who: str
    name: str


@cache
def demo_school() -> dict[str, Any]:
    """Return seeds/demo/school.yaml."""
    found: dict[str, Any] = read("demo/school")
    return found


@cache
def names() -> dict[str, Any]:
    """Return seeds/demo/names.yaml."""
    found: dict[str, Any] = read("demo/names")
    return found


def accounts() -> list[DemoAccount]:
    """List the accounts that the sign-in page shows in demo mode, one or two per duty."""
    return [
        DemoAccount(p["code"].lower(), PASSWORD, p["demo"], p["name"])
        for p in demo_school()["staff"]
        if "demo" in p
    ]


@cache
def teachers() -> dict[tuple[str, str], str]:
    """Return (class, unit) → code of who teaches it at the year's start."""
    school = demo_school()
    found = {
        (room["name"], unit): room["homeroom"]
        for room in school["classes"]
        for unit, grades in school["lessons"].items()
        if int(room["name"][0]) in grades
    }
    for unit, people in school["specialists"].items():
        found |= {(room, unit): code for code, rooms in people.items() for room in rooms}
    left = school["left"]
    return found | {(room, left["unit"]): left["staff"] for room in left["classes"]}
