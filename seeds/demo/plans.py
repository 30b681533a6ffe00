"""The demo's lesson plans: handed in week by week, decided by the head of the Tổ (Điều 4.7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from models.base import utc_now
from models.plans import Decision, PlanAfter, PlanText
from models.plans.decide import decide
from models.plans.drafting import start
from models.plans.expected import Slot, departments, expected_slots
from models.plans.submit import HandIn, submit
from seeds.demo.data import demo_school
from seeds.demo.days import FIRST_ACCOUNTS_WEEK, TODAYS_WEEK
from seeds.demo.weeks import Turn, turns
from seeds.demo.world import World

VICE = "CB002"
WRITER = "CB022"
AFTER = "Hai em làm xong sớm: cho thêm bài đố vui. Phần Vận dụng cần 10 phút, lần sau bớt Mở đầu."
REMARKS = (
    "Yêu cầu cần đạt rõ, hoạt động phù hợp.",
    "Nên thêm hoạt động khởi động ngắn.",
    "Chuẩn bị đồ dùng đầy đủ.",
    None,
    None,
)
RETURNED = "Phần Vận dụng chưa khớp yêu cầu cần đạt của tiết Toán. Sửa lại rồi nộp lại giúp tôi."


def build_plans(world: World, rng: Random) -> None:
    """Hand in and decide every plan since the accounts were issued, up to today."""
    heads, last = deciders(), demo_school()["left"]["to_week"]
    for week in range(FIRST_ACCOUNTS_WEEK, TODAYS_WEEK + 3):
        # People as of two days: before and after the one who left.
        day = world.days.monday(last) if week <= last else world.days.today
        decided: dict[str, list[tuple[int, Turn]]] = {}
        for code, slots in _slots(world, week).items():
            with world.acting(code, on=day) as s:
                previous = None
                for turn in turns(world, code, week, slots, rng):
                    place = departments(s, day).get(world.staff[code])
                    hand_in = _hand_in(turn, previous if turn.again else None, place)
                    plan = submit(s, world.staff[code], hand_in, now=turn.at)
                    decided.setdefault(heads[code], []).append((plan.id, turn))
                    if turn.decision is not Decision.RETURNED:
                        continue
                    s.commit()
                    _decide(world, heads[code], [decided[heads[code]].pop()], day, rng)
                    s.expire_all()
                    previous = plan.id
        for head, plans in decided.items():
            _decide(world, head, plans, day, rng)
    _write_on(world)


def deciders() -> dict[str, str]:
    """Return who decides on whose plans: the head of the Tổ, on heads' own the vice-principal."""
    people = demo_school()["staff"]
    head = {p["department"]: p["code"] for p in people if p.get("head")}
    return {
        p["code"]: VICE if p.get("head") else head[p["department"]]
        for p in people
        if p.get("department") in head
    }


def _slots(world: World, week: int) -> dict[str, list[Slot]]:
    person = {i: code for code, i in world.staff.items()}
    found: dict[str, list[Slot]] = {}
    with world.setup() as s:
        for slot in expected_slots(s, [world.periods[f"T{week:02d}"].id]):
            found.setdefault(person[slot.staff_id], []).append(slot)
    return found


def _hand_in(turn: Turn, replaces: int | None, department: int | None) -> HandIn:
    places = tuple(slot.place[1:] for slot in turn.slots)
    week = turn.slots[0].period_id
    if turn.file is not None:
        return HandIn(week, places, turn.title, turn.file.name, turn.file.content, replaces)
    words = replace(turn.words, shared_with=department) if turn.words else None
    return HandIn(week, places, turn.title, replaces_id=replaces, words=words)


def _write_on(world: World) -> None:
    """Leave a draft for next week, and a note after a lesson that was taught."""
    with world.acting(WRITER) as s:
        taught = s.scalars(
            select(PlanText)
            .where(
                PlanText.staff_id == world.staff[WRITER],
                PlanText.period_id == world.periods[f"T{TODAYS_WEEK}"].id,
            )
            .order_by(PlanText.id)
        ).first()
        if taught is not None:
            s.add(
                PlanAfter(
                    plan_id=taught.plan_id,
                    staff_id=taught.staff_id,
                    period_id=taught.period_id,
                    text=AFTER,
                )
            )
        week = world.periods[f"T{TODAYS_WEEK + 2}"].id
        slots = expected_slots(s, [week], staff_ids=[world.staff[WRITER]])
        free = [slot for slot in slots if slot.plan_id is None]
        if free:
            draft = start(s, free[0].staff_id, week, free[0].unit_id, (free[0].place[1:],))
            draft.title = "Ôn tập cuối năm"


def _decide(world: World, head: str, plans: list[tuple[int, Turn]], day: date, rng: Random) -> None:
    with world.acting(head, on=day) as s:
        for plan_id, turn in plans:
            if turn.decision is None:
                continue
            back = turn.decision is Decision.RETURNED
            decide(
                s,
                world.staff[head],
                {plan_id: turn.sha256},
                turn.decision,
                remark=RETURNED if back else rng.choice(REMARKS),
                now=min(turn.at + timedelta(hours=rng.randint(3, 20)), utc_now()),
            )
