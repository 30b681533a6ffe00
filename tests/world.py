"""A small invented school for kernel tests: three classes, and everybody who has a capacity.

Every record type has a row for each class, put in by plain SQL, past the kernel under test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert

from models.base import Base
from permissions.actor import Actor, load_actor
from seeds import rule_set_files

START = date(2020, 9, 7)
LONG_AGO = datetime(2020, 9, 1, tzinfo=UTC)
#: person → (function, department) duties; teaching and homeroom stand in TEACHES and HOMEROOM
PEOPLE: dict[str, tuple[str, ...]] = {
    "principal": ("principal",),
    "vice": ("vice_principal",),
    "secretary": ("board_secretary",),
    "seat": ("board",),
    "office": ("office",),
    "nurse": ("nurse",),
    "conduct": ("conduct",),
    "union": ("union_chair",),
    "inspector": ("inspector",),
    "nobody": (),
    "homeroom3a": (),
    "homeroom3c": (),
    "head3": ("department_head:grade3",),
    "english3a": ("department_head:subjects",),
    "english3b": (),
    "standin": (),
}
HOMEROOM = {"3A": "homeroom3a", "3B": "head3", "3C": "homeroom3c"}
TEACHES = {
    ("3A", "TOAN"): "homeroom3a",
    ("3B", "TOAN"): "head3",
    ("3A", "NN1"): "english3a",
    ("3B", "NN1"): "english3b",
}
DEPARTMENTS = {"grade3": ("homeroom3a", "head3"), "subjects": ("english3a", "english3b")}
UNITS = ("TOAN", "NN1", "PC1")
PERIODS = {
    "GHK1": "term",
    "CN": "term",
    "T01": "week",
    "T02": "week",
    "M09": "month",
    "SK1": "round",
    "NAM": "year",
}


#: who objected in each class: its teacher, a committee member who taught there, one who left it
RAISED = {"3A": "homeroom3a", "3B": "conduct", "3C": "nobody"}
#: who proposed a change of a legal field in each class; the one of 3C is decided
PROPOSED = {"3A": "homeroom3a", "3B": "office", "3C": "homeroom3c"}


@dataclass
class World:
    """Ids by name, and the rows that were laid out: table → [{column: value}]."""

    engine: Engine
    staff: dict[str, int] = field(default_factory=dict)
    account: dict[str, int] = field(default_factory=dict)
    klass: dict[str, int] = field(default_factory=dict)
    unit: dict[str, int] = field(default_factory=dict)
    period: dict[str, int] = field(default_factory=dict)
    pupil: dict[str, list[int]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    year: int = 1

    def actor(self, person: str) -> Actor:
        """Return the actor of a person by name ("homeroom3a")."""
        return load_actor(self.engine, username=person)

    def staff_name(self, staff_id: int) -> str:
        """Return the person's name in this world."""
        return next(name for name, i in self.staff.items() if i == staff_id)


class _Layer:
    def __init__(self, world: World, connection: Connection) -> None:
        self.world, self.connection, self.next = world, connection, {}

    def add(self, table: str, **values: Any) -> int:
        """Insert one row and remember it."""
        rows = self.world.rows.setdefault(table, [])
        row = {"id": len(rows) + 1, "version": 1} | values
        target = Base.metadata.tables[table]
        for column in target.columns:
            if column.name not in row and column.default is not None:
                row[column.name] = column.default.arg  # type: ignore[attr-defined]
        self.connection.execute(insert(target), row)
        rows.append({c.name: row.get(c.name) for c in target.columns if c.computed is None})
        return int(row["id"])


def lay_out(engine: Engine) -> World:
    """Lay out the school in an empty database; everything is open."""
    world = World(engine)
    with engine.begin() as connection:
        layer = _Layer(world, connection)
        _frame(world, layer)
        _people(world, layer)
        _pupils(world, layer)
        _move(world, layer)
        _results(world, layer)
        _words(world, layer)
        _plans(world, layer)
        _conduct(world, layer)
        _health(world, layer)
        _daily(world, layer)
        _book(world, layer)
        _papers(world, layer)
        _messages(world, layer)
        _next_year(world, layer)
        _transfers(world, layer)
        _awards(world, layer)
        _archive(world, layer)
        if engine.dialect.name == "postgresql":
            for table, rows in world.rows.items():
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {len(rows) + 50})"
                )
    return world


def _frame(world: World, layer: _Layer) -> None:
    layer.add("school", name="Trường Tiểu học Hoa Sen")
    layer.add("campus", name="Điểm chính")
    year = layer.add(
        "school_year", name="2025-2026", first_day=START, last_day=START + timedelta(days=3000)
    )
    for number, (code, kind) in enumerate(PERIODS.items(), 1):
        world.period[code] = layer.add(
            "period",
            year_id=year,
            kind=kind,
            code=code,
            name=code,
            number=number,
            from_date=START,
            to_date=START + timedelta(days=60 * number),
        )
    for number in range(2):
        layer.add(
            "school_day",
            year_id=year,
            date=START + timedelta(days=number),
            month_id=world.period["M09"],
            week_id=world.period["T01"],
        )
    for position, code in enumerate(UNITS, 1):
        world.unit[code] = layer.add(
            "unit",
            code=code,
            name=code,
            short_name=code,
            kind="quality" if code == "PC1" else "subject",
            position=position,
        )
    rules = layer.add("rule_set", code="TT27-2020", name="TT 27/2020", rules=rule_set_files()[0])
    layer.add("rule_application", year_id=year, grade=3, rule_set_id=rules)
    for unit in world.unit.values():
        layer.add("rule_unit", rule_set_id=rules, grade=3, unit_id=unit)
    layer.add("rule_test", rule_set_id=rules, grade=3, unit_id=world.unit["TOAN"], period_code="CN")
    layer.add("rule_start", rule_set_id=rules, grade=3, autumn=2022)
    _own_rules(world, layer, year)
    for name in HOMEROOM:
        world.klass[name] = layer.add("school_class", year_id=year, grade=3, name=name)
    layer.add("opening", year_id=year, starts_at=LONG_AGO)


def _own_rules(world: World, layer: _Layer, year: int) -> None:
    """A draft of the school, applied to a grade that has no class."""
    draft = layer.add(
        "rule_set", code="THU-2026", name="THU-2026", rules=rule_set_files()[0], own=True
    )
    layer.add("rule_application", year_id=year, grade=4, rule_set_id=draft)
    unit = world.unit["TOAN"]
    layer.add("rule_unit", rule_set_id=draft, grade=3, unit_id=unit)
    layer.add("rule_test", rule_set_id=draft, grade=3, unit_id=unit, period_code="CN")
    layer.add("rule_start", rule_set_id=draft, grade=3, autumn=2030)


def _people(world: World, layer: _Layer) -> None:
    now = datetime.now(UTC)
    for person in PEOPLE:
        staff = world.staff[person] = layer.add(
            "staff", code=person.upper(), full_name=person, sort_key=person, folded=person, sex="Nữ"
        )
        layer.add("staff_particulars", staff_id=staff, phone="0900000000")
        account = world.account[person] = layer.add(
            "account", staff_id=staff, username=person, issued_at=LONG_AGO
        )
        layer.add(
            "credential",
            account_id=account,
            password_hash="x",  # noqa: S106 - no password has this hash
            session_token=f"token {person}",
            must_change=False,
        )
    departments = {name: layer.add("department", name=name) for name in DEPARTMENTS}
    for name, members in DEPARTMENTS.items():
        for person in members:
            layer.add(
                "membership",
                department_id=departments[name],
                staff_id=world.staff[person],
                from_date=START,
            )
    for person, duties in PEOPLE.items():
        for duty in duties:
            function, _, department = duty.partition(":")
            layer.add(
                "duty",
                staff_id=world.staff[person],
                function=function,
                department_id=departments.get(department),
                title=function,
                source="QĐ 1",
                kinds="result trait monthly absence plan dossier"
                if function == "inspector"
                else None,
                from_date=START,
                confirmed_at=now,
            )
    for name, person in HOMEROOM.items():
        layer.add(
            "homeroom_assignment",
            class_id=world.klass[name],
            staff_id=world.staff[person],
            from_date=START,
        )
    for (klass, unit), person in TEACHES.items():
        layer.add(
            "teaching_assignment",
            class_id=world.klass[klass],
            unit_id=world.unit[unit],
            staff_id=world.staff[person],
            from_date=START,
        )
        layer.add(
            "timetable_slot",
            class_id=world.klass[klass],
            unit_id=world.unit[unit],
            weekday=2 + (unit == "NN1"),
            lesson=1,
            from_date=START,
        )
    layer.add(
        "delegation",
        absent_id=world.staff["english3b"],
        stand_in_id=world.staff["standin"],
        duty="teaching",
        from_date=START,
        to_date=START + timedelta(days=9000),
        reason="nghỉ ốm",
    )
    document = layer.add("regulation_document", number="1/QĐ", title="Quy chế", in_force_from=START)
    layer.add("regulation_item", document_id=document, article="4.7", position=1, text="…")
    for person in ("principal", "homeroom3a"):
        layer.add("acknowledgement", document_id=document, account_id=world.account[person], at=now)
    layer.add("sign_in_attempt", username="ai", address="127.0.0.1", at=now)
    for n, person in enumerate(("homeroom3a", "principal", "vice")):
        account = world.account[person]
        used = {"browser": "Chrome trên Windows", "address": f"10.0.0.{n}"}
        layer.add("sign_in", account_id=account, device=f"may {n}", at=now, seen_at=now, **used)
        moments = {"at": now.isoformat(), "until": now.isoformat()}
        layer.add(
            "shared_sign", account_id=account, day=START, places=[used | moments], found_at=now
        )


def _pupils(world: World, layer: _Layer) -> None:
    kinh = layer.add("ethnic_group", code="01", name="Kinh")
    for name, klass in world.klass.items():
        world.pupil[name] = []
        for number in range(1, 4):
            code = f"{name}-{number}"
            pupil = layer.add(
                "pupil",
                code=code,
                full_name=f"Em {code}",
                sort_key=code,
                folded=f"em {code}",
                register_number=100 + world.klass[name] if number == 3 else None,
            )
            world.pupil[name].append(pupil)
            layer.add("pupil_birth", pupil_id=pupil, birth_date=date(2017, 1, 1), sex="Nam")
            group = None if name == "3C" else kinh
            layer.add("pupil_background", pupil_id=pupil, ethnic_group_id=group)
            layer.add("personal_id", pupil_id=pupil, number=f"0870000000{pupil:02}")
            layer.add("guardian", pupil_id=pupil, relation="mẹ", full_name=f"Mẹ {code}")
            enrolment = layer.add("enrolment", pupil_id=pupil, class_id=klass)
            layer.add(
                "enrolment_interval",
                enrolment_id=enrolment,
                pupil_id=pupil,
                class_id=klass,
                from_date=START,
            )
        layer.add("individual_plan", pupil_id=world.pupil[name][0], year_id=world.year)
    _particulars(world, layer)


def _particulars(world: World, layer: _Layer) -> None:
    """Two declared fields, a value a class, and proposals: waiting, the office's own, decided."""
    distance = layer.add("declared_field", name="Nhà cách trường", kind="number", from_date=START)
    layer.add(
        "declared_field",
        name="Đưa đón",
        kind="choice",
        options="Tự đi\nNgười nhà",
        from_date=START,
        sensitive=True,
    )
    for name, person in PROPOSED.items():
        pupil = world.pupil[name][0]
        decided = name == "3C"
        layer.add(
            "declared_value",
            pupil_id=pupil,
            field_id=distance,
            kind="number",
            value="1,5",
            folded="1,5",
        )
        layer.add(
            "legal_change",
            pupil_id=pupil,
            field="birth_date",
            old="01/01/2017",
            new="02/01/2017",
            evidence="Giấy khai sinh",
            proposed_by=world.staff[person],
            proposed_at=LONG_AGO,
            decision="refused" if decided else None,
            decided_by=world.staff["office"] if decided else None,
            decided_at=LONG_AGO if decided else None,
            answer="Bản sao mờ" if decided else None,
        )


def _move(world: World, layer: _Layer) -> None:
    """A pupil of 3B goes to 3A in mid-year: the rows of 3B stay where they were given."""
    moved, klass = world.pupil["3B"][1], world.klass["3A"]
    enrolment = layer.add("enrolment", pupil_id=moved, class_id=klass)
    layer.add(
        "enrolment_interval",
        enrolment_id=enrolment,
        pupil_id=moved,
        class_id=klass,
        from_date=START + timedelta(days=200),
    )


def _results(world: World, layer: _Layer) -> None:
    for name, klass in world.klass.items():
        for period in ("GHK1", "CN"):
            keys = {"class_id": klass, "period_id": world.period[period]}
            for pupil in world.pupil[name][:2]:
                for unit in ("TOAN", "NN1"):
                    layer.add(
                        "subject_result",
                        **keys,
                        pupil_id=pupil,
                        unit_id=world.unit[unit],
                        level="T",
                        score=9,
                        comment=f"{name} {unit}",
                    )
                layer.add(
                    "trait_result", **keys, pupil_id=pupil, unit_id=world.unit["PC1"], level="T"
                )
                layer.add("declared_absence", **keys, pupil_id=pupil, excused=1, unexcused=0)
            layer.add(
                "retest",
                **keys,
                pupil_id=world.pupil[name][0],
                unit_id=world.unit["TOAN"],
                taken_on=START + timedelta(days=50),
                score=7,
                reason=f"{name} ốm hôm kiểm tra",
            )
            if name == "3B":
                moved = {"pupil_id": world.pupil[name][1], "unit_id": world.unit["TOAN"]}
                layer.add(
                    "retest", **keys, **moved, taken_on=START, score=6, reason="trước khi chuyển"
                )
    for number, state in enumerate(("sent", "answered"), 1):
        layer.add(
            "rule_request",
            to_kind="vendor",
            to_name="Nhà cung cấp",
            what=f"Đề nghị {number}",
            asked_by=world.staff["vice"],
            sent_on=START,
            state=state,
            answer="Đã rõ" if state == "answered" else None,
            answered_on=START if state == "answered" else None,
        )


def _words(world: World, layer: _Layer) -> None:
    """Monthly comments and an answered hint a class; sentences of school, departments, people."""
    for name, klass in world.klass.items():
        for pupil in world.pupil[name][:2]:
            layer.add(
                "monthly_comment",
                class_id=klass,
                pupil_id=pupil,
                period_id=world.period["M09"],
                comment=name,
            )
        layer.add(
            "hint_answer",
            class_id=klass,
            pupil_id=world.pupil[name][0],
            period_id=world.period["CN"],
            staff_id=world.staff[HOMEROOM[name]],
            digest="0" * 64,
        )
    owners = [
        {},
        *({"department_id": row["id"]} for row in world.rows["department"]),
        *({"staff_id": world.staff[name]} for name in ("homeroom3a", "english3b")),
    ]
    for number, owner in enumerate(owners):
        text = f"Em học tốt {number}."
        layer.add("comment_template", **owner, text=text, folded=text.lower())


def _plans(world: World, layer: _Layer) -> None:
    now = datetime.now(UTC)
    for (klass, unit), person in TEACHES.items():
        for week in ("T01", "T02"):
            owner = {"staff_id": world.staff[person], "period_id": world.period[week]}
            plan = layer.add("lesson_plan", **owner, title=f"{klass} {unit}", submitted_at=now)
            layer.add(
                "plan_slot",
                plan_id=plan,
                **owner,
                class_id=world.klass[klass],
                unit_id=world.unit[unit],
                weekday=2,
                lesson=1,
            )
            layer.add(
                "plan_file",
                plan_id=plan,
                **owner,
                name="tuan.pdf",
                media_type="application/pdf",
                size=4,
                sha256="0" * 64,
                content=b"%PDF",
            )
            shared = person == "english3a" and week == "T01"
            layer.add(
                "plan_text",
                plan_id=plan,
                **owner,
                unit_id=world.unit[unit],
                grade=3,
                title=f"Bài {klass} {unit}",
                lessons=1,
                aims="<p>Đọc đúng.</p>",
                materials="",
                activities="<p>Luyện đọc.</p>",
                sha256="0" * 64,
                shared_with=world.rows["department"][1]["id"] if shared else None,
            )
            layer.add("plan_after", plan_id=plan, **owner, text=f"{klass} {unit} sau bài dạy")
            layer.add(
                "plan_draft", **owner, unit_id=world.unit[unit], title=f"Nháp {klass}", saved_at=now
            )
            for reader in ("head3", "vice"):
                layer.add(
                    "plan_seen",
                    plan_id=plan,
                    **owner,
                    reader_id=world.staff[reader],
                    sha256="0" * 64,
                    seen_at=now,
                )
    for whose in (None, "head3", "vice"):
        owner_id = world.staff[whose] if whose else None
        layer.add("remark_template", name="Sai tiết", text="Xem lại tiết.", owner_id=owner_id)


def _conduct(world: World, layer: _Layer) -> None:
    layer.add("conduct_scale", from_date=START)
    items = {
        kind: layer.add(
            "conduct_item", name=kind, kind=kind, points=2, target="either", from_date=START
        )
        for kind in ("fault", "praise")
    }
    for name, klass in world.klass.items():
        place = {"class_id": klass, "week_id": world.period["T01"]}
        seen = {**place, "date": START, "made_at": LONG_AGO}
        entry = layer.add(
            "conduct_entry",
            **seen,
            item_id=items["fault"],
            pupil_id=world.pupil[name][1],
            points=-2,
            measure="reminder",
            note=f"{name} nề nếp",
            made_by=world.staff["conduct"],
        )
        layer.add(
            "conduct_entry",
            **seen,
            item_id=items["praise"],
            note=f"{name} khen",
            made_by=world.staff[HOMEROOM[name]],
        )
        layer.add(
            "conduct_dispute",
            **place,
            entry_id=entry,
            raised_by=world.staff[RAISED[name]],
            raised_at=LONG_AGO,
            reason=f"{name} xin xem lại",
        )


def _daily(world: World, layer: _Layer) -> None:
    layer.add("attendance_rule", from_date=START)
    for name, klass in world.klass.items():
        day = {"class_id": klass, "date": START, "month_id": world.period["M09"]}
        noted = {"noted_by": world.staff[HOMEROOM[name]], "noted_at": LONG_AGO}
        layer.add(
            "roll_call",
            **day,
            half="morning",
            taken_at=LONG_AGO,
            taken_by=world.staff[HOMEROOM[name]],
        )
        for pupil, excused in zip(world.pupil[name], (True, False), strict=False):
            layer.add(
                "absence",
                **day,
                pupil_id=pupil,
                half="morning",
                excused=excused,
                reason=f"{name} sốt" if excused else None,
            )
        for number, days in enumerate((3, 4)):
            decided = {"decided_by": world.staff["principal"], "decided_at": LONG_AGO}
            layer.add(
                "leave",
                class_id=klass,
                pupil_id=world.pupil[name][1],
                from_date=START + timedelta(days=10 * number),
                to_date=START + timedelta(days=10 * number + days - 1),
                reason=f"{name} về quê",
                asked_by="mẹ",
                **noted,
                **(decided | {"granted": True} if name != "3C" else {}),
            )


def _health(world: World, layer: _Layer) -> None:
    for sex, months in (("Nam", 61), ("Nam", 228), ("Nữ", 61), ("Nữ", 228)):
        layer.add("growth_reference", sex=sex, months=months, thin=13.0, over=17.0, obese=19.0)
    for name, klass in world.klass.items():
        for pupil in world.pupil[name][:2]:
            layer.add("health_profile", pupil_id=pupil, allergy="tôm")
            layer.add("vaccination", pupil_id=pupil, vaccine="measles", given="yes")
            layer.add("health_note", pupil_id=pupil, text=f"{name} dị ứng")
            layer.add("follow_up", pupil_id=pupil, what=f"{name} thị lực", from_date=START)
            cell = {"class_id": klass, "period_id": world.period["SK1"], "pupil_id": pupil}
            layer.add(
                "measurement",
                **cell,
                measured_on=date(2025, 9, 9),
                height=128.5,
                weight=26.0,
                vision_right=10,
            )
            layer.add("vital_signs", **cell, systolic=100, diastolic=60, pulse=84)
            layer.add("specialist_check", **cell, conclusion=f"{name} bình thường")
            layer.add(
                "health_visit",
                class_id=klass,
                pupil_id=pupil,
                date=START,
                month_id=world.period["M09"],
                at=LONG_AGO,
                complaint=f"{name} đau bụng",
                handling="school",
                made_by=world.staff["nurse"],
            )


def _book(world: World, layer: _Layer) -> None:
    """The homeroom book of each class: a row of everything, notes by who taught and by the vice."""
    for name, klass in world.klass.items():
        year = {"class_id": klass, "period_id": world.period["NAM"]}
        week = {"class_id": klass, "period_id": world.period["T01"]}
        first, second = world.pupil[name][:2]
        theirs = world.staff[HOMEROOM[name]]
        layer.add("class_officer", **year, role="lớp trưởng", pupil_id=first, from_date=START)
        layer.add("seat", **year, pupil_id=first, team=1, line=1, place=1)
        layer.add(
            "parents_board_member",
            **year,
            role="head",
            full_name=f"Mẹ {name}",
            pupil_id=first,
            phone="0900000000",
            from_date=START,
        )
        layer.add("class_profile", **year, features=f"{name} ngoan")
        layer.add("class_target", **year, unit_id=world.unit["TOAN"], high=50, middle=45, low=5)
        layer.add("class_plan", **year, theme=f"{name} năm học")
        layer.add("week_task", **week, task=f"{name} sinh hoạt lớp", due_on=START)
        for number, pupil in enumerate((None, first, second)):
            layer.add(
                "day_note",
                class_id=klass,
                week_id=week["period_id"],
                date=START,
                kind="remark",
                pupil_id=pupil,
                text=f"{name} ghi chép",
                made_by=world.staff["vice"] if number == 1 else theirs,
                made_at=LONG_AGO,
            )
        for pupil in (first, second):
            support = {"pupil_id": pupil, "from_date": START}
            layer.add("pupil_support", **year, **support, kind="support", plan=f"{name} kèm đọc")
        meeting = layer.add(
            "parent_meeting", **year, occasion="start", held_on=START, subject=f"{name} đầu năm"
        )
        layer.add("meeting_family", **year, meeting_id=meeting, pupil_id=first)
        summary = {"class_id": klass, "period_id": world.period["CN"]}
        layer.add("term_summary", **summary, text=f"{name} tổng kết")
        for day, giver in enumerate((theirs, world.staff["nobody"])):
            layer.add(
                "hand_over",
                **year,
                handed_on=START + timedelta(days=day),
                text=f"{name} bàn giao",
                made_by=giver,
            )


def _summer(world: World, layer: _Layer, name: str, dossier: int) -> None:
    """Requests to reopen the dossier, and results of a summer round."""
    now = datetime.now(UTC)
    for person in ("vice" if name == "3A" else "principal", HOMEROOM[name]):
        layer.add(
            "dossier_reopening",
            dossier_id=dossier,
            class_id=world.klass[name],
            reason=f"{name} nhầm",
            ends_at=LONG_AGO,
            requested_by=world.staff[person],
            requested_at=LONG_AGO,
        )
    for granted in ("principal", "vice"):
        layer.add(
            "dossier_reopening",
            dossier_id=dossier,
            class_id=world.klass[name],
            reason=f"{name} đã mở xong",
            ends_at=LONG_AGO,
            requested_by=world.staff[HOMEROOM[name]],
            requested_at=LONG_AGO,
            granted_by=world.staff[granted],
            granted_at=LONG_AGO,
        )
    with _belt_off(layer.connection, "supplementary_result"):
        for unit in UNITS:
            layer.add(
                "supplementary_result",
                class_id=world.klass[name],
                unit_id=world.unit[unit],
                period_id=world.period["SK1"],
                pupil_id=world.pupil[name][0],
                level="C",
                score=None if unit == "PC1" else 4,
                held_on=START,
                made_by=world.staff[HOMEROOM[name]],
                made_at=now,
            )


@contextmanager
def _belt_off(connection: Connection, table: str) -> Iterator[None]:
    """Lay out rows that no open class could have: its list isn't frozen."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    kept = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
    triggers = connection.exec_driver_sql(kept).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, made in triggers:
        connection.exec_driver_sql(made)


def _papers(world: World, layer: _Layer) -> None:
    now = datetime.now(UTC)
    for name, klass in world.klass.items():
        homeroom = world.staff[HOMEROOM[name]]
        dossier = layer.add("dossier", class_id=klass)
        layer.add(
            "seen",
            dossier_id=dossier,
            class_id=klass,
            staff_id=world.staff["seat" if name == "3A" else "secretary"],
            at=now,
        )
        layer.add(
            "frozen_list",
            dossier_id=dossier,
            class_id=klass,
            content={},
            sha256="0" * 64,
            frozen_at=now,
        )
        for pupil in world.pupil[name][:2]:
            layer.add("proposal", dossier_id=dossier, class_id=klass, pupil_id=pupil)
        _summer(world, layer, name, dossier)
        layer.add(
            "closure",
            year_id=world.year,
            period_id=world.period["T02"],
            kind="absence",
            starts_at=LONG_AGO,
            made_by=world.staff["principal" if name == "3A" else "vice"],
        )
        layer.add(
            "reopening",
            year_id=world.year,
            closure_id=len(world.rows["closure"]),
            ends_at=LONG_AGO,
            requested_by=world.staff["vice" if name == "3A" else "principal"],
            requested_at=LONG_AGO,
            batch=name,
        )
        _asked_by_teachers(world, layer, name, len(world.rows["closure"]))
        layer.add(
            "reminder",
            to_id=homeroom if name == "3A" else world.staff["english3b"],
            from_id=world.staff["vice" if name == "3A" else "english3a"],
            text="Còn 3 ô",
            sent_at=now,
        )
        for teacher in ("english3a", "english3b"):
            layer.add(
                "reminder",
                to_id=world.staff[teacher],
                from_id=homeroom,
                text="Còn 2 ô của lớp tôi",
                sent_at=now,
            )
        account = world.account["office" if name == "3A" else "vice"]
        run = layer.add(
            "import_run",
            account_id=account,
            kind="pupils",
            year="2025-2026",
            file_name="ds.xlsx",
            state="preview",
            created_at=now,
            report={},
            corrections={},
            content=b"x",
        )
        layer.add(
            "job",
            kind="import",
            key=f"import:{run}",
            account_id=account,
            subject_id=run,
            what=f"ds.xlsx {name}",
            state="failed",
            created_at=now,
            updated_at=now,
        )
        printer = world.account["office" if name == "3B" else HOMEROOM[name]]
        job = layer.add(
            "print_job",
            account_id=printer,
            year_id=world.year,
            class_id=klass,
            document="report-books",
            created_at=now,
        )
        layer.add("print_progress", job_id=job, account_id=printer, state="done", updated_at=now)
        file = layer.add(
            "printed_document",
            job_id=job,
            account_id=printer,
            class_id=klass,
            document="report-books",
            file_name="hoc-ba.pdf",
            pupils=3,
            pages=12,
            copy_number=1,
            sha256="0" * 64,
            printed_at=now,
        )
        copy = layer.add(
            "issued_copy",
            code=f"CODE{name}",
            document_id=file,
            document="report-books",
            year_id=world.year,
            class_id=klass,
            pupil_id=world.pupil[name][0],
            copy_number=1,
            sha256="0" * 64,
            account_id=printer,
            issued_at=now,
        )
        layer.add(
            "paper_signature",
            copy_id=copy,
            class_id=klass,
            role="principal",
            signer="Hiệu trưởng",
            issuer="CA",
            serial="1",
            valid_to=now,
            sha256="0" * 64,
            file_sha256="0" * 64,
            signed_at=now,
            account_id=world.account["principal" if name == "3A" else "office"],
        )
        layer.add("issued_content", copy_id=copy, class_id=klass, content=f"{{{name}}}")
    layer.add("reminder", to_id=world.staff["english3a"], text="Tuần 2", sent_at=now, rule_key="x")
    for (klass, _), person in sorted(TEACHES.items()):
        layer.add(
            "completion_day",
            period_id=world.period["CN"],
            day=START,
            class_id=world.klass[klass],
            staff_id=world.staff[person],
            cells=3,
        )
    sheet = {"at": now.isoformat(), "title": "Họp tổ", "period": "Tháng 9", "stead": None}
    sheet |= {"held_on": START.isoformat(), "lines": [{"staff_id": 1, "name": "head3"}]}
    for name, leader in (("grade3", "head3"), ("subjects", "english3a")):
        department = next(d["id"] for d in world.rows["department"] if d["name"] == name)
        for day, writer in enumerate((None, leader, "nobody")):
            meeting = layer.add(
                "meeting",
                department_id=department,
                period_id=world.period["M09"],
                held_on=START + timedelta(days=day),
                title="Họp tổ",
            )
            if writer:  # the last ones by whoever led the department before
                layer.add(
                    "minutes",
                    meeting_id=meeting,
                    department_id=department,
                    text="…",
                    sheet=sheet,
                    written_by=world.staff[writer],
                    closed_at=now,
                )
    for maker in ("principal", "vice"):
        scope = {"year_id": world.year, "kind": "result", "made_by": world.staff[maker]}
        layer.add("opening", starts_at=LONG_AGO, **scope)
    layer.add(
        "history_set",
        txn=1,
        at=now,
        who="thiết lập",
        lines=1,
        prev="0" * 64,
        hash="1" * 64,
    )
    layer.add(
        "history_line",
        txn=1,
        n=1,
        entity="school",
        row_id=1,
        action="create",
        capacity="operator",
        changes="{}",
    )


def _asked_by_teachers(world: World, layer: _Layer, name: str, closure: int) -> None:
    """Requests of whoever has cells there: a class, a pair, a kind; one was granted."""
    asked = {"year_id": world.year, "closure_id": closure, "ends_at": LONG_AGO}
    first = world.pupil[name][0]
    for person, where in (
        (HOMEROOM[name], {"class_id": world.klass[name], "pupil_id": first}),
        ("english3a", {"class_id": world.klass[name], "unit_id": world.unit["NN1"]}),
        ("nurse", {"kind": "health_visit" if name == "3A" else "result"}),
        ("conduct", {"kind": "conduct" if name == "3A" else "result"}),
        ("standin", {"kind": "plan" if name == "3A" else "result"}),
    ):
        granted = person == "conduct" and name == "3B"
        layer.add(
            "reopening",
            requested_by=world.staff[person],
            requested_at=LONG_AGO,
            batch=f"{name} {person}",
            granted_by=world.staff["seat"] if granted else None,
            granted_at=LONG_AGO if granted else None,
            **asked,
            **where,
        )
    layer.add(
        "procedure",
        kind=("result", "plan", "homeroom")[len(world.rows.get("procedure", ()))],
        from_date=START,
        who="GVCN",
        until="thứ Sáu",
        how="Ghi từng em",
        ask="phó hiệu trưởng",
    )


def _messages(world: World, layer: _Layer) -> None:
    """Write a family a class, one about health, one to the school; each has been tried once."""
    office, nurse = world.staff["office"], world.staff["nurse"]
    before = world.staff["nobody"]  # was homeroom teacher and nurse here
    layer.add("message_template", name="Mời họp", subject="Mời họp", text="{ten}")
    for person in ("homeroom3a", "english3b"):
        layer.add(
            "message_template",
            name=f"Mẫu của {person}",
            subject="x",
            text="x",
            owner_id=world.staff[person],
        )
    layer.add("sending_rule", kind="absence", subject="Vắng", text="{ten} vắng")
    layer.add("sending_settings", from_date=START)
    for kind in ("closing", "task"):
        layer.add("reminder_rule", kind=kind, from_date=START, days=1 if kind == "task" else 3)
    for name, klass in world.klass.items():
        first, second = world.pupil[name][:2]
        homeroom = world.staff[HOMEROOM[name]]
        for kind, author, audience, pupil in (
            ("notice", homeroom, "class", first),
            ("absence", homeroom, "pupils", second),
            ("absence", before, "pupils", first),
            ("health", nurse, "pupils", second),
            ("health", before, "pupils", first),
            ("notice", office if name == "3A" else world.staff["vice"], "school", first),
        ):
            keys = {"kind": kind, "author_id": author, "audience": audience}
            message = layer.add(
                "message",
                **keys,
                year_id=world.year,
                class_id=None if audience == "school" else klass,
                subject=f"{name} {kind}",
                text="…",
                created_at=LONG_AGO,
                queued_at=LONG_AGO,
            )
            place = {"class_id": klass, "pupil_id": pupil}
            recipient = layer.add(
                "recipient",
                message_id=message,
                **keys,
                **place,
                relation="mẹ",
                channel="log",
                text=f"{name} {kind}",
            )
            for number, (channel, by) in enumerate((("log", author), ("call", homeroom)), 1):
                attempt = layer.add(
                    "delivery_attempt",
                    recipient_id=recipient,
                    **keys,
                    **place,
                    number=number,
                    channel=channel,
                    state="sent",
                    due_at=LONG_AGO,
                    at=LONG_AGO,
                    made_by=by,
                )
            layer.add("attempt_address", attempt_id=attempt, pupil_id=pupil, address="0900000000")
    for person, giver in (("homeroom3a", "principal"), ("english3b", "nobody")):
        layer.add(
            "task",
            to_id=world.staff[person],
            assigned_by=world.staff[giver],
            assigned_at=LONG_AGO,
            batch=person,
            title=f"Việc của {person}",
            due_on=START,
        )


def _transfers(world: World, layer: _Layer) -> None:
    """A transfer of each class: going on, over, and a newcomer's with former results."""
    office, there = world.staff["office"], layer.add("campus", name="Điểm lẻ")
    for name, klass in world.klass.items():
        pupil = world.pupil[name][1]
        row = layer.add(
            "transfer",
            way="in" if name == "3C" else "out",
            year_id=world.year,
            grade=3,
            pupil_id=pupil,
            class_id=klass,
            full_name=f"Em {name}-2",
            school="Trường Tiểu học Kia",
            guardian=f"Mẹ {name}-2",
            reason="theo gia đình",
            papers=["report_book"],
            closed_on=START if name == "3B" else None,
        )
        for kind in ("asked", "accepted"):
            layer.add(
                "transfer_step",
                transfer_id=row,
                kind=kind,
                on_day=START,
                person=f"Mẹ {name}-2",
                paper="đơn",
                staff_id=office,
                noted_at=LONG_AGO,
            )
        layer.add(
            "former_result",
            transfer_id=row,
            pupil_id=pupil,
            class_id=klass,
            period_id=world.period["GHK1"],
            unit_id=world.unit["TOAN"],
            level="H",
            comment="…",
        )
        layer.add("class_move", class_id=klass, from_campus_id=1, to_campus_id=there,
                  from_date=START)  # fmt: skip


def _archive(world: World, layer: _Layer) -> None:
    """What was sent of each class; packages; lists to destroy: open, decided, the principal's."""
    kept = layer.add("retention_class", code="x", name="Sổ đầu bài", years=5, source="TT 27/2016")
    states = {"3A": "accepted", "3B": "rejected", "3C": "queued"}
    batch = layer.add(
        "submission",
        account_id=world.account["office"],
        year_id=world.year,
        schema_version="1.0",
        created_at=LONG_AGO,
    )
    for name, klass in world.klass.items():
        layer.add(
            "submission_line",
            submission_id=batch,
            year_id=world.year,
            class_id=klass,
            pupil_id=world.pupil[name][0],
            key=f"key-{name}",
            sha256="0" * 64,
            state=states[name],
            due_at=LONG_AGO,
            receipt="BN-1" if name == "3A" else None,
            reason="thiếu mã" if name == "3B" else None,
        )
    sealed = {"sealed_at": LONG_AGO, "manifest_sha256": "0" * 64, "history_head": "0" * 64}
    for number, person in enumerate(("office", "vice"), 1):
        layer.add(
            "year_package",
            account_id=world.account[person],
            year_id=world.year,
            number=number,
            created_at=LONG_AGO,
            folder=f"goi-{number}",
            **sealed,
        )
    lists = (("office", None), ("office", "principal"), ("principal", None))
    for lister, decider in lists:
        layer.add(
            "destruction_list",
            package_id=1,
            retention_id=kept,
            reason="hết hạn",
            items=[],
            proposed_by=world.staff[lister],
            proposed_at=LONG_AGO,
            decided_by=world.staff[decider] if decider else None,
            decided_at=LONG_AGO if decider else None,
            approved=True if decider else None,
        )


def _next_year(world: World, layer: _Layer) -> None:
    """A run being prepared, drafts, and hand-overs: unsigned, signed once, signed by both."""
    layer.add("rollover", year_id=world.year, target="2026-2027", choices={}, report={},
              prepared_at=LONG_AGO)  # fmt: skip
    for signatures, (name, giver) in enumerate(HOMEROOM.items()):
        klass = world.klass[name]
        for unit in (None, world.unit["TOAN"]):
            layer.add("assignment_draft", class_id=klass, unit_id=unit,
                      staff_id=world.staff[giver], from_date=START)  # fmt: skip
        # the last one by whoever led the class before
        for person in (giver, "nobody"):
            layer.add(
                "hand_over_minutes",
                class_id=klass,
                giver_id=world.staff[person],
                receiver_id=world.staff["english3b" if person == giver else giver],
                text=f"{name} ngoan",
                notes={},
                content={"pupils": []} if signatures else None,
                sha256="0" * 64 if signatures else None,
                given_at=LONG_AGO if signatures else None,
                received_at=LONG_AGO if signatures > 1 else None,
            )


def _canary(world: World, table: str) -> str:
    """Return the canary of the next row (tests/promises/crawl.py): it can't be laid later."""
    return f"kx{table.replace('_', '')}q{len(world.rows.get(table, ())) + 1}z"


def _awards(world: World, layer: _Layer) -> None:
    """Praise asked for, given, sent upward and withdrawn; staff cases at every stage."""
    forms = {
        decider: layer.add(
            "award_form", kind="pupil", name=decider, decider=decider, from_date=START
        )
        for decider in ("class", "school", "higher")
    }
    stages: tuple[dict[str, Any], ...] = (
        {},
        {"decision": "granted", "decided_at": LONG_AGO},
        {"sent_on": START, "sent_to": "Sở"},
        {"withdrawn_at": LONG_AGO},
    )
    for number, (name, klass) in enumerate(world.klass.items()):
        homeroom = world.staff[HOMEROOM[name]]
        for at, (decider, by, stage) in enumerate(
            (
                ("class", homeroom, stages[0]),
                ("school", homeroom, stages[0]),
                ("higher", homeroom, stages[2]),
                ("class", homeroom, stages[1 if number else 3]),
                ("class", world.staff["nobody"], stages[0]),
                ("school", world.staff["principal"], stages[0]),
            )
        ):
            decided = {"decided_by": homeroom} if "decision" in stage else {}
            layer.add(
                "pupil_award",
                pupil_id=world.pupil[name][at % 2],
                class_id=klass,
                form_id=forms[decider],
                decider=decider,
                content=_canary(world, "pupil_award"),
                happened_on=START,
                batch=f"{name} {at}",
                made_by=by,
                made_at=LONG_AGO,
                **decided,
                **stage,
            )
    principal = world.staff["principal"]
    asked = {"question": "Vì sao?", "asked_at": LONG_AGO, "answer_by": START}
    decided = {"decision": "Nhắc nhở", "decided_by": principal, "decided_at": LONG_AGO}
    for person, noted_by, kind, steps in (
        ("homeroom3a", "principal", "violation", {}),
        ("english3a", "principal", "violation", asked),
        ("vice", "principal", "violation", asked | {"explained_at": LONG_AGO}),
        ("head3", "principal", "violation", asked | decided),
        ("english3a", "principal", "commendation", decided | {"closed_at": LONG_AGO}),
        # noted by whoever led the school before, one closed, one about today's principal
        ("head3", "nobody", "commendation", decided | {"closed_at": LONG_AGO}),
        ("seat", "nobody", "violation", {}),
        ("principal", "nobody", "violation", asked),
    ):
        case = layer.add(
            "staff_case",
            staff_id=world.staff[person],
            kind=kind,
            subject=_canary(world, "staff_case"),
            since=START,
            until=START,
            noted_by=world.staff[noted_by],
            noted_at=LONG_AGO,
            **steps,
        )
        place = {"case_id": case, "staff_id": world.staff[person]}
        fact = layer.add(
            "staff_case_fact",
            **place,
            number=1,
            code="late_plan",
            words=_canary(world, "staff_case_fact"),
            lines=[],
        )
        layer.add(
            "staff_case_answer",
            **place,
            fact_id=fact,
            kind="objection",
            text=_canary(world, "staff_case_answer"),
            written_at=LONG_AGO,
        )
