"""The demo's transfers: one that goes on each way, one that is over each way (Đ2.11)."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from models.people import Sex
from models.pupils import Guardian, Pupil, Transfer, Way
from models.pupils.former import Declared, note_former
from models.pupils.transfer_steps import STEPS
from models.pupils.transferring import Said, begin_in, begin_out, noted, take
from permissions.session import GuardedSession
from seeds.demo.data import demo_school
from seeds.demo.pupils import LEAVER, NEWCOMER, Child
from seeds.demo.world import World

OFFICE, HEAD = "CB003", "CB001"
PAPERS = ("application", "report_book", "results", "letter", "birth")
#: the other schools: of who leaves and left, of who comes and came
LONG_SEN, BEN_MAY = ("Trường Tiểu học Long Sen", "xã Long Sen"), ("Trường Tiểu học Bến Mây", "")
WHY = "Theo gia đình chuyển chỗ ở"
LEAVING, LETTER = "3B", "21/GGT-THHM"
#: what the former school of the newcomer declared at the end of the first term
DECLARED: dict[str, Declared] = {
    "TV": ("H", 7, "Đọc trôi chảy, cần rèn chữ viết."),
    "TOAN": ("T", 9, "Tính nhanh, trình bày cẩn thận."),
    "NN1": ("H", 8, None),
    "DD": ("T", None, "Lễ phép, biết giúp bạn."),
}


def build_transfers(world: World, children: list[Child]) -> None:
    """Note the steps as the office does."""
    left = next(c for c in children if c.room == LEAVER[0] and c.to_date is not None)
    came = next(c for c in children if c.room == NEWCOMER[0] and c.newcomer)
    goes = [c for c in children if c.room == LEAVING and c.to_date is None and not c.newcomer]
    head = next(p["name"] for p in demo_school()["staff"] if p["code"] == HEAD)
    with world.acting(OFFICE) as s:
        by, today = world.staff[OFFICE], world.days.today
        _out(s, left, by, left.to_date or today, head)
        _came(s, world, came, by, head)
        _out(s, goes[-1], by, today + timedelta(days=2), head, steps=2)
        _coming(s, world, by, head)


def _kin(s: GuardedSession, pupil_id: int) -> str:
    mine = select(Guardian.full_name).where(Guardian.pupil_id == pupil_id).order_by(Guardian.id)
    return s.scalars(mine).first() or "Phụ huynh"


def _out(s: GuardedSession, child: Child, by: int, last: date, head: str, steps: int = 5) -> None:
    """Let a pupil leave for Long Sen; ``last``: the last day in class."""
    days = [last - timedelta(days=back) for back in (10, 7, 4, 1, 0)]
    kin = _kin(s, child.id)
    said = [
        Said(days[0], kin),
        Said(days[1], paper="Đơn có ý kiến của Trường Tiểu học Long Sen"),
        Said(days[2], head, LETTER),
        Said(days[3], kin, papers=PAPERS),
        Said(days[4]),
    ]
    pupil = s.get_one(Pupil, child.id)
    row = begin_out(s, pupil, (*LONG_SEN, WHY), said[0], by, days[0])
    for one in said[1:steps]:
        take(s, row, one, by, one.day)


def _came(s: GuardedSession, world: World, child: Child, by: int, head: str) -> None:
    """Note how the newcomer of the demo came, who sits in class already."""
    pupil, kin = s.get_one(Pupil, child.id), _kin(s, child.id)
    room = next(r for r in demo_school()["classes"] if r["name"] == child.room)
    row = Transfer(
        way=Way.IN, year_id=world.year_id, grade=int(room["name"][0]), pupil_id=pupil.id,
        class_id=world.classes[child.room], full_name=pupil.full_name, code=pupil.code,
        sex=child.sex, school=LONG_SEN[0], place=LONG_SEN[1], reason=WHY, guardian=kin,
        papers=list(PAPERS),
    )  # fmt: skip
    s.add(row)
    s.flush()
    people = (kin, head, kin, head, "")
    papers = ("", "Đồng ý tiếp nhận", "Giấy giới thiệu 08/GGT-THLS", "Đọc, viết, tính đạt", "")
    for step, back, person, paper in zip(
        STEPS[Way.IN], (9, 7, 4, 2, 0), people, papers, strict=True
    ):
        day = child.from_date - timedelta(days=back)
        s.add(noted(row, step, Said(day, person, paper), by))
        s.flush()
    row.closed_on = child.from_date
    given = {world.units[code]: cell for code, cell in DECLARED.items() if code in world.units}
    note_former(s, row, world.periods["CHK1"].id, given)


def _coming(s: GuardedSession, world: World, by: int, head: str) -> None:
    """Let a child of Bến Mây wait for a class."""
    today = world.days.today
    kin = "Nguyễn Văn Thuận"
    row = begin_in(
        s,
        Transfer(
            year_id=world.year_id, grade=2, full_name="Nguyễn Hạ Mây", sex=Sex.FEMALE,
            birth_date=date(today.year - 8, 4, 12), school=BEN_MAY[0], place=None, reason=WHY,
        ),
        Said(today - timedelta(days=6), kin),
        by,
        today,
    )  # fmt: skip
    take(s, row, Said(today - timedelta(days=5), head, "Đồng ý tiếp nhận"), by, today)
    said = Said(today - timedelta(days=1), kin, "Giấy giới thiệu 11/GGT-THBM", PAPERS[:3])
    take(s, row, said, by, today)
