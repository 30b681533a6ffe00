"""The demo's praise within the year, and its staff cases with facts from the demo's own books."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models.access.remind import Line, send
from models.awards import AwardDecision, AwardForm, CaseKind, FactRuling, StaffCase, StaffCaseFact
from models.awards.evidence import facts_of
from models.awards.giving import Praise, decide, propose, send_up
from models.awards.steps import (
    Decided,
    Noted,
    answer,
    ask,
    close,
    object_to,
    open_case,
    rule_on,
)
from models.awards.steps import decide as decide_case
from models.pupils.roll import roll
from seeds.data import read
from seeds.demo.data import demo_school
from seeds.demo.world import World

PRINCIPAL = "CB001"
#: how long the person has for an explanation
DAYS = timedelta(days=5)


def _form(s: Any, name: str) -> AwardForm:
    return s.scalars(select(AwardForm).where(AwardForm.name == name)).one()  # type: ignore[no-any-return]


def build_awards(world: World) -> None:
    """Propose as the classes' teachers; some are granted, one waits, one went to a higher level."""
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    for line in read("demo/awards")["praise"]:
        teacher, today = homeroom[line["class"]], world.days.today
        with world.acting(teacher) as s:
            room = world.classes[line["class"]]
            pupils = roll(s, [room], today)[room]
            chosen = {pupils[at].id: room for at in line["pupils"]}
            praise = Praise(
                _form(s, line["form"]),
                line["content"],
                today - timedelta(days=line["ago"]),
                line.get("group"),
            )
            rows = propose(s, praise, chosen, world.staff[teacher])
            if line.get("state") == "given":
                decide(rows, AwardDecision.GRANTED, world.staff[teacher])
            ids = [row.id for row in rows]
        if line.get("state") in ("decided", "sent"):
            with world.acting(PRINCIPAL) as s:
                found = [s.get_one(type(rows[0]), i) for i in ids]
                if line["state"] == "sent":
                    send_up(found, line["to"], today - timedelta(days=1))
                else:
                    decide(found, AwardDecision.GRANTED, world.staff[PRINCIPAL])


def build_cases(world: World) -> None:
    """Note cases as the principal, with what the books say; answer them as the people concerned."""
    first = world.days.mondays[0]
    for line in read("demo/awards")["cases"]:
        person = world.staff[line["staff"]]
        with world.acting(PRINCIPAL) as s:
            kind, until = CaseKind(line["kind"]), world.days.today
            facts = facts_of(s, kind, person, first, until)
            noted = Noted(person, kind, line["subject"], line.get("account", ""), first, until)
            case = open_case(s, noted, facts, world.staff[PRINCIPAL])
            if "question" in line:
                ask(case, line["question"], until + DAYS)
                told = f"Có việc cần anh/chị giải trình đến hết {until + DAYS:%d/%m/%Y}."
                link = f"/viec-can-bo/{case.id}#hoi"
                send(s, world.staff[PRINCIPAL], [Line(person, told, link)])
            number = case.id
        if "answer" in line:
            with world.acting(line["staff"]) as s:
                own = s.get_one(StaffCase, number)
                f = StaffCaseFact
                mine = s.scalars(select(f).where(f.case_id == number).order_by(f.number)).first()
                if mine is not None and "objection" in line:
                    object_to(s, own, mine, line["objection"])
                answer(s, own, line["answer"])
        if "decision" in line:
            _settle(world, number, line)


def _settle(world: World, number: int, line: dict[str, Any]) -> None:
    with world.acting(PRINCIPAL) as s:
        case, me = s.get_one(StaffCase, number), world.staff[PRINCIPAL]
        f = StaffCaseFact
        for fact in s.scalars(select(f).where(f.case_id == number)):
            if "reply" in line:
                rule_on(case, fact, FactRuling.UPHELD, me, line["reply"])
        s.flush()
        sent_on = world.days.today if "to" in line else None
        form = _form(s, line["form"])
        made = Decided(form, line["decision"], sent_to=line.get("to", ""), sent_on=sent_on)
        decide_case(s, case, made, me)
        s.flush()
        if line.get("closed"):
            close(s, case)
