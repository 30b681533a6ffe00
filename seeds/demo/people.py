"""The demo's staff: who works here, in which Tổ, with which duties, and everybody's account."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from models.names import fold, sort_key
from models.people import (
    Account,
    Acknowledgement,
    Credential,
    Duty,
    Function,
    RegulationDocument,
    Sex,
    Staff,
    StaffParticulars,
)
from models.people.duty import FUNCTION_LABEL
from models.school import Campus, Department, Membership, School
from permissions import guard
from permissions.session import GuardedSession
from seeds.demo.data import ACCOUNTANT, PASSWORD, demo_school
from seeds.demo.days import FIRST_ACCOUNTS_WEEK
from seeds.demo.world import World

SOURCE = "Quyết định 12/QĐ-THHM"


def build_people(world: World, rng: Random) -> None:
    """Write the school, its Tổ, staff, duties and accounts."""
    with world.setup() as s:
        _name_school(s)
        departments = demo_school()["departments"]
        ids = guard.write(s, Department, creates=[{"teaching": True} | d for d in departments])
        rooms = {d["name"]: i for d, i in zip(departments, ids, strict=True)}
        people = demo_school()["staff"]
        staff = guard.write(s, Staff, creates=[_person(world, p) for p in people])
        by_code = {p["code"]: i for p, i in zip(people, staff, strict=True)}
        guard.write(
            s, StaffParticulars, creates=[_particulars(by_code[p["code"]], rng) for p in people]
        )
        first = world.days.monday(1)
        guard.write(
            s,
            Membership,
            creates=[
                {
                    "department_id": rooms[p["department"]],
                    "staff_id": by_code[p["code"]],
                    "from_date": first,
                    "to_date": _last_day(world, p["code"]),
                }
                for p in people
                if "department" in p
            ],
        )
        guard.write(s, Duty, creates=_duties(world, by_code, rooms))
        _issue(s, world, by_code)
        s.commit()


def _name_school(s: GuardedSession) -> None:
    known = s.scalars(select(School)).one_or_none()
    values = demo_school()["school"]
    if known is None:
        s.add(School(**values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
    s.flush()
    guard.write(s, Campus, creates=demo_school()["campuses"])


def _last_day(world: World, code: str) -> date | None:
    left = demo_school()["left"]
    if code != left["staff"]:
        return None
    return world.days.monday(left["to_week"]) + timedelta(days=6)


def _person(world: World, p: dict[str, Any]) -> dict[str, Any]:
    last = _last_day(world, p["code"])
    return {
        "code": p["code"],
        "full_name": p["name"],
        "sort_key": sort_key(p["name"]),
        "folded": fold(p["name"]),
        "sex": Sex(p["sex"]),
        "position": p["position"],
        "left_on": last + timedelta(days=1) if last else None,
    }


def _particulars(staff_id: int, rng: Random) -> dict[str, Any]:
    return {
        "staff_id": staff_id,
        "birth_date": date(rng.randint(1970, 1998), rng.randint(1, 12), rng.randint(1, 28)),
        "email": f"cb{staff_id:03d}@hoa-mai.example",
        "phone": f"0900000{staff_id:03d}",
    }


def _duties(
    world: World, staff: dict[str, int], departments: dict[str, int]
) -> list[dict[str, Any]]:
    common = {
        "source": SOURCE,
        "from_date": world.days.monday(1),
        "confirmed_at": world.days.at(world.days.monday(1), 7, 30),
        "confirmed_by": staff["CB002"],
        "department_id": None,
        "kinds": None,
        "to_date": None,
    }
    found = []
    for p in demo_school()["staff"]:
        for duty in p.get("duties", ()):
            held = {"function": Function(duty["function"]), "title": duty["title"]}
            found.append(common | held | {"staff_id": staff[p["code"]]})
        if p.get("head"):
            found.append(
                common
                | {
                    "staff_id": staff[p["code"]],
                    "function": Function.DEPARTMENT_HEAD,
                    "department_id": departments[p["department"]],
                    "title": f"Tổ trưởng {p['department']}",
                }
            )
        if "grant" in p:
            found.append(common | _grant(world, p["grant"]) | {"staff_id": staff[p["code"]]})
    return found


def _grant(world: World, grant: dict[str, Any]) -> dict[str, Any]:
    """Let somebody from outside look into some books for some weeks."""
    first, last = (world.days.monday(week) for week in grant["weeks"])
    return {
        "function": Function.INSPECTOR,
        "title": FUNCTION_LABEL[Function.INSPECTOR],
        "source": "Công văn 87/UBND-VHXH",
        "kinds": grant["kinds"],
        "from_date": first,
        "to_date": last + timedelta(days=6),
        "confirmed_at": world.days.at(first, 7, 30),
    }


def _issue(s: GuardedSession, world: World, staff: dict[str, int]) -> None:
    """Give everybody an account with the known password, issued on the first morning of week 25."""
    at = world.days.at(world.days.monday(FIRST_ACCOUNTS_WEEK), 6)
    rows = [{"staff_id": i, "username": code.lower(), "issued_at": at} for code, i in staff.items()]
    ids = guard.write(s, Account, creates=rows)
    guard.write(
        s,
        Credential,
        creates=[
            {
                "account_id": i,
                "password_hash": world.hash_password(PASSWORD),
                "must_change": False,
                "session_token": secrets.token_hex(32),
            }
            for i in ids
        ],
    )


def acknowledge(world: World) -> None:
    """Everybody has acknowledged the regulation but the accountant, who meets it at sign-in."""
    with world.setup() as s:
        document = s.scalars(select(RegulationDocument)).one().id
        codes = [p["code"] for p in demo_school()["staff"] if p["code"] != ACCOUNTANT]
        accounts = {a.username.upper(): a.id for a in s.scalars(select(Account))}
    first = world.days.monday(FIRST_ACCOUNTS_WEEK)
    for number, code in enumerate(codes):
        with world.acting(code, on=first) as s:
            at = world.days.at(first, 7 + number % 7, number)
            row = Acknowledgement(document_id=document, account_id=accounts[code], at=at)
            s.add(row)


def suspend_leaver(world: World) -> None:
    """Suspend the account of the teacher who left, from the day after the last one."""
    code = demo_school()["left"]["staff"]
    last = _last_day(world, code)
    if last is None:
        return
    with world.acting("CB002") as s:
        account = s.scalars(select(Account).where(Account.username == code.lower())).one()
        account.suspended_at = world.days.at(last + timedelta(days=1), 8)
