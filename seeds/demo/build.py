"""Building the demo school step by step, each as the people whose work it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from sqlalchemy import Engine

from seeds import load, load_regulation
from seeds.demo.attendance import build_attendance
from seeds.demo.awards import build_awards, build_cases
from seeds.demo.conduct import build_conduct
from seeds.demo.days import lay
from seeds.demo.ending import (
    ask_to_reopen,
    ask_to_reopen_the_dossier,
    close_periods,
    finish_classes,
    plan_summer,
    remind_people,
    reopen_one_class,
)
from seeds.demo.errands import build_errands
from seeds.demo.handing import build_hand_overs
from seeds.demo.health import build_health
from seeds.demo.homeroom import build_homeroom
from seeds.demo.meetings import build_days, build_meetings
from seeds.demo.months import build_months
from seeds.demo.particulars import build_particulars
from seeds.demo.people import acknowledge, build_people, suspend_leaver
from seeds.demo.plans import build_plans
from seeds.demo.procedures import build_procedures
from seeds.demo.pupils import build_pupils
from seeds.demo.results import build_results
from seeds.demo.rooms import assign, build_rooms
from seeds.demo.rules import build_rules, retest
from seeds.demo.standing import build_standing
from seeds.demo.transfers import build_transfers
from seeds.demo.world import World
from seeds.school_year import propose

SEED = 20231017


def build(
    engine: Engine,
    today: date,
    hash_password: Callable[[str], str],
    progress: Callable[[str], None] = lambda _: None,
) -> World:
    """Build the demo school into an empty database that has its tables.

    ``engine`` is one for writers; ``progress`` is told each step in words. The same day gives the
    same school.
    """
    world, rng = World(engine, lay(today), hash_password), Random(SEED)  # noqa: S311
    progress("Danh mục, năm học, cán bộ")
    with world.setup() as s:
        load(s)
        load_regulation(s)
        days = world.days
        year = propose(s, days.year_name, first_monday=days.mondays[0], skipped=days.skipped)
        world.year_id = year.id
        s.commit()
    build_people(world, rng)
    build_rooms(world)
    world.learn()
    assign(world, rng)
    acknowledge(world)
    progress("Học sinh")
    children = build_pupils(world, rng)
    build_particulars(world, children)
    progress("Kết quả bốn thời điểm")
    build_results(world, children, rng)
    retest(world)
    build_rules(world)
    progress("Kế hoạch bài dạy")
    build_plans(world, rng)
    progress("Điểm danh, nề nếp, sức khỏe")
    build_months(world, children)
    build_attendance(world, children)
    build_conduct(world, children)
    build_health(world, children)
    progress("Sổ chủ nhiệm")
    build_homeroom(world, children)
    progress("Đóng sổ, xét duyệt, nhắc việc")
    build_procedures(world)
    close_periods(world)
    reopen_one_class(world)
    ask_to_reopen(world)
    finish_classes(world)
    ask_to_reopen_the_dossier(world)
    plan_summer(world)
    build_hand_overs(world)
    build_transfers(world, children)
    build_awards(world)
    build_cases(world)
    remind_people(world)
    build_errands(world)
    build_meetings(world)
    build_days(world)
    build_standing(world)
    suspend_leaver(world)
    return world
