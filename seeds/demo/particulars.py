"""The demo's own fields of the pupil's file, and a change of a birth date that waits (Điều 4.1)."""

from __future__ import annotations

from random import Random
from typing import Any

from sqlalchemy import select

from models.pupils import DeclaredField, DeclaredKind, DeclaredValue, LegalField, Pupil, PupilBirth
from models.pupils.declared import kept
from models.pupils.propose import propose
from permissions import guard
from seeds.demo.data import demo_school
from seeds.demo.pupils import Child
from seeds.demo.world import World

SEED = 41
OFFICE = "CB003"
#: class whose teacher proposes, the pupil's place in its list, and the paper
PROPOSED = ("3B", 4, "Giấy khai sinh số 218/2018, UBND xã Hoa Mai")
WAYS = ("Tự đi", "Người nhà đưa", "Xe đưa rước", "Đi chung với bạn")
MISSING = 0.04
#: the day of a birth date from which its two digits were mixed up the other way
SLIP = 11


def build_particulars(world: World, children: list[Child]) -> None:
    """Declare two fields as the office, fill them in, and propose a birth date as a teacher."""
    rng = Random(SEED)  # noqa: S311
    first = world.days.monday(1)
    with world.acting(OFFICE, reason="Kế hoạch an toàn giao thông đầu năm") as s:
        distance = DeclaredField(
            name="Nhà cách trường (km)",
            kind=DeclaredKind.NUMBER,
            help="ước lượng, ví dụ 1,5",
            position=10,
            from_date=first,
        )
        way = DeclaredField(
            name="Đưa đón",
            kind=DeclaredKind.CHOICE,
            options="\n".join(WAYS),
            position=20,
            from_date=first,
            required_from=first,
        )
        s.add_all((distance, way))
        s.flush()
        guard.write(s, DeclaredValue, creates=_values(children, distance, way, rng))
    _propose(world, children)


def _values(
    children: list[Child], distance: DeclaredField, way: DeclaredField, rng: Random
) -> list[dict[str, Any]]:
    rows = []
    for child in children:
        far = f"{rng.choice((0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 4)):.1f}".removesuffix(".0")
        told = {distance: far.replace(".", ","), way: rng.choice(WAYS)}
        for field, text in told.items():
            if rng.random() >= MISSING:
                row = {"pupil_id": child.id, "field_id": field.id, "kind": field.kind}
                rows.append(row | kept(text))
    return rows


def _propose(world: World, children: list[Child]) -> None:
    room, place, paper = PROPOSED
    teacher = next(r["homeroom"] for r in demo_school()["classes"] if r["name"] == room)
    here = [child.id for child in children if child.room == room]
    with world.acting(teacher) as s:
        births = select(PupilBirth).join(Pupil, Pupil.id == PupilBirth.pupil_id)
        listed = births.where(Pupil.id.in_(here)).order_by(Pupil.sort_key)
        birth = s.scalars(listed).all()[place]
        born = birth.birth_date.replace(day=20 if birth.birth_date.day < SLIP else 2)
        now = world.days.at(world.days.today, 7, 20)
        given = f"{born:%d/%m/%Y}", paper
        propose(s, birth.pupil_id, LegalField.BIRTH, given, world.staff[teacher], now)
