"""The demo's hand-overs: 2A is signed by both, 1A waits for the teacher of 3A to sign."""

from __future__ import annotations

from sqlalchemy import select

from models.rollover import HandOverMinutes
from models.rollover.handing import begin, give, receive, write
from models.school import SchoolClass, SchoolYear
from seeds.demo.data import demo_school
from seeds.demo.world import World

WAITS_FOR = "CB031"
WORDS = {
    "1A": "Lớp ngoan, ham đọc sách; vài em viết còn chậm, cần kiên nhẫn trong tháng đầu.",
    "2A": "Lớp đoàn kết, nề nếp tốt. Giờ Toán nên cho các em làm việc theo cặp.",
}


def build_hand_overs(world: World) -> None:
    """Write and sign as the people whose records they are."""
    homeroom = {room["name"]: room["homeroom"] for room in demo_school()["classes"]}
    for name, taker in (("2A", homeroom["3B"]), ("1A", WAITS_FOR)):
        with world.acting(homeroom[name]) as s:
            room = s.get_one(SchoolClass, world.classes[name])
            year = s.get_one(SchoolYear, room.year_id)
            row = begin(s, room, world.staff[homeroom[name]], world.staff[taker])
            write(s, row, world.staff[taker], WORDS[name], {})
            s.flush()
            give(s, row, room.name, year.name)
        if taker != WAITS_FOR:
            with world.acting(taker) as s:
                mine = select(HandOverMinutes).where(HandOverMinutes.class_id == room.id)
                receive(s.scalars(mine).one(), world.staff[taker])
