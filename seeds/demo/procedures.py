"""The demo's procedures: one for every record kind, one of them rewritten, one to come (Đ2.3)."""

from __future__ import annotations

from datetime import timedelta

from models.access import LockKind, Procedure
from models.access.procedure import LONGEST
from permissions import guard
from seeds.data import read
from seeds.demo.world import World

VICE = "CB002"
#: the kind whose next version waits for its day
COMING = LockKind.ATTENDANCE


def build_procedures(world: World) -> None:
    """Write them as the vice-principal."""
    rows = [
        {name: line[name] for name in LONGEST}
        | {"kind": LockKind(line["kind"]), "from_date": world.days.monday(line["week"])}
        for line in read("demo/procedures")
    ]
    known = next(row for row in rows if row["kind"] is COMING)
    coming = known | {
        "from_date": world.days.today + timedelta(days=14),
        "until": "Trong 10 phút đầu mỗi buổi",
    }
    with world.acting(VICE) as s:
        guard.write(s, Procedure, creates=[*rows, coming])
