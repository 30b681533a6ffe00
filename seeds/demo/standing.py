"""The demo's stand-in of next week, and a duty that waits to be confirmed."""

from __future__ import annotations

from datetime import timedelta

from models.people import DelegatedDuty, Delegation, Duty, Function
from models.people.duty import FUNCTION_LABEL
from permissions import guard
from seeds.demo.world import World

PRINCIPAL, VICE = "CB001", "CB002"
ABSENT, STAND_IN, NEWCOMER = "CB022", "CB021", "CB041"


def build_standing(world: World) -> None:
    """Let a homeroom teacher be stood in for from tomorrow; charge a teacher with conduct."""
    today = world.days.today
    with world.acting(VICE) as s:
        stead = {
            "absent_id": world.staff[ABSENT],
            "stand_in_id": world.staff[STAND_IN],
            "duty": DelegatedDuty.HOMEROOM,
            "from_date": today + timedelta(days=1),
            "to_date": today + timedelta(days=5),
            "reason": "đi tập huấn ở Sở Giáo dục và Đào tạo",
        }
        guard.write(s, Delegation, creates=[stead])
        s.commit()
    with world.acting(PRINCIPAL) as s:
        duty = {
            "staff_id": world.staff[NEWCOMER],
            "function": Function.CONDUCT,
            "title": FUNCTION_LABEL[Function.CONDUCT],
            "source": "Quyết định 31/QĐ-THHM",
            "from_date": today,
        }
        guard.write(s, Duty, creates=[duty])
        s.commit()
