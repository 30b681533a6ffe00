"""What a pupils file changes: names, particulars, parents, campuses and places in classes."""

from __future__ import annotations

from collections import Counter

from jobs.imports.context import Context
from jobs.imports.kinds.pupils import RELATIONS, PupilLine
from jobs.imports.plan import Plan, Ref, Values
from jobs.imports.plans.declared import plan_declared
from jobs.imports.plans.pupil_books import PupilBooks
from jobs.imports.plans.pupil_class import plan_class
from jobs.imports.report import Change, Outcome, Report
from jobs.imports.titles import class_key
from jobs.imports.words import key
from models.names import fold, sort_key
from models.pupils import (
    DeclaredValue,
    Enrolment,
    EnrolmentInterval,
    Guardian,
    PersonalId,
    Pupil,
    PupilBackground,
    PupilBirth,
    Relation,
)
from models.school import Campus, SchoolClass

_BACKGROUND = (
    "nationality",
    "birth_place",
    "native_place",
    "address",
    "poor_household",
    "disability",
    "note",
)
_RELATION = dict(zip(RELATIONS, Relation, strict=True))


def plan(lines: list[PupilLine], context: Context, report: Report) -> Plan:
    """Compare the lines with the books and enter each row in the report."""
    made = Plan(
        Campus,
        SchoolClass,
        Pupil,
        PupilBirth,
        PupilBackground,
        PersonalId,
        Guardian,
        DeclaredValue,
        Enrolment,
        EnrolmentInterval,
    )
    books = PupilBooks(context)
    for line in lines:
        _check(line, context, books)
    moved = _campuses([line for line in lines if not line.row.refused], context, made, books)
    for line in lines:
        if line.row.refused:
            line.row.close(report, Outcome.REFUSED, line.label)
        else:
            _plan_line(line, context, report, made, books, moved)
    return made


def _check(line: PupilLine, context: Context, books: PupilBooks) -> None:
    """Refuse a class that doesn't exist, and a new pupil without a legal field."""
    row = line.row
    if line.class_name and class_key(line.class_name) not in context.classes:
        row.refuse("class", context.no_class(line.class_name))
    if line.code is None or line.code in books.pupils:
        return
    for value, field, what in (
        (line.birth_date, "birth_date", "ngày sinh"),
        (line.sex, "sex", "giới tính"),
        (line.class_name, "class", "lớp"),
    ):
        if value is None and field not in row.table.columns and not row.refused:
            row.refuse(field, f"Em này chưa có trong sổ; tệp cần cột {what}")


def _campuses(
    lines: list[PupilLine], context: Context, made: Plan, books: PupilBooks
) -> dict[str, str]:
    """Give each class the place where most of its pupils learn; return {class: place} changed."""
    places: dict[str, Counter[str]] = {}
    for line in lines:
        place = line.given.get("campus")
        if place and line.class_name:
            places.setdefault(class_key(line.class_name), Counter())[place] += 1
    moved: dict[str, str] = {}
    for name, counted in places.items():
        place = counted.most_common(1)[0][0]
        known = books.campuses.get(key(place))
        school_class = context.classes[name]
        if known is not None and known.id == school_class.campus_id:
            continue
        campus = known.id if known else made.create(Campus, {"name": place}, key=key(place))
        made.update(SchoolClass, school_class.id, {"campus_id": campus})
        moved[name] = place
    return moved


def _plan_line(
    line: PupilLine,
    context: Context,
    report: Report,
    made: Plan,
    books: PupilBooks,
    moved: dict[str, str],
) -> None:
    known = books.pupils.get(line.code or "")
    pupil_id: int | Ref = known.id if known else Ref(Pupil, line.code)
    changes = _person(line, known, made, books)
    changes += _background(line, known, pupil_id, made, books)
    changes += _personal_id(line, pupil_id, made, books)
    for who, relation in _RELATION.items():
        changes += _guardian(line, who, relation, pupil_id, made, books)
    changes += plan_declared(line, pupil_id, made, books)
    changes += plan_class(line, known, pupil_id, context, made, books)
    place = moved.get(class_key(line.class_name or ""))
    if known and place and line.given.get("campus") == place:
        changes.append(Change("Điểm trường", None, place))
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    line.row.close(report, outcome if known else Outcome.CREATED, line.label, changes)


def _person(line: PupilLine, known: Pupil | None, made: Plan, books: PupilBooks) -> list[Change]:
    name = line.name or ""
    person: Values = {
        "full_name": name,
        "sort_key": sort_key(name),
        "folded": fold(name)[:100],
    }
    birth: Values = {"birth_date": line.birth_date, "sex": line.sex}
    if known is None:
        ref = made.create(Pupil, {"code": line.code, **person}, key=line.code)
        made.create(PupilBirth, {"pupil_id": ref, **birth})
        return []
    changes = made.revise(known, person)
    standing = books.births.get(known.id)
    if standing:
        return changes + made.revise(standing, birth)
    if line.birth_date and line.sex:
        made.create(PupilBirth, {"pupil_id": known.id, **birth})
        changes.append(Change("Ngày sinh", None, line.birth_date))
    return changes


def _background(
    line: PupilLine, known: Pupil | None, pupil_id: int | Ref, made: Plan, books: PupilBooks
) -> list[Change]:
    given: Values = {name: line.given[name] for name in _BACKGROUND if name in line.given}
    group = line.given.get("ethnic")
    if group:
        given["ethnic_group_id"] = books.ethnic_ids[group]
    standing = books.backgrounds.get(known.id) if known else None
    if standing is None:
        made.create(PupilBackground, {"pupil_id": pupil_id, **given})
        return [Change("Sơ yếu lí lịch", None, "thêm mới")] if known else []
    changes = made.revise(standing, given, {"ethnic_group_id": group})
    names = {found: name for name, found in books.ethnic_ids.items()}
    return [
        Change(one.column, names.get(one.before), one.after) if one.column == "Dân tộc" else one
        for one in changes
    ]


def _personal_id(
    line: PupilLine, pupil_id: int | Ref, made: Plan, books: PupilBooks
) -> list[Change]:
    number = line.given.get("personal_id")
    if not number:
        return []
    owner = books.owner_of_number.setdefault(number, line.code or "")
    if owner != line.code:
        reason = f"Số ĐDCN này đã ghi cho em có mã {owner}; chưa ghi cho em này"
        line.row.warn("personal_id", reason)
        return []
    standing = books.numbers.get(pupil_id)
    if standing is None:
        made.create(PersonalId, {"pupil_id": pupil_id, "number": number})
        return [] if isinstance(pupil_id, Ref) else [Change("Số ĐDCN", None, number)]
    return made.revise(standing, {"number": number})


def _guardian(
    line: PupilLine,
    who: str,
    relation: Relation,
    pupil_id: int | Ref,
    made: Plan,
    books: PupilBooks,
) -> list[Change]:
    given: Values = {
        "full_name": line.given.get(f"{who}_name"),
        "occupation": line.given.get(f"{who}_occupation"),
        "phone": line.given.get(f"{who}_phone"),
    }
    if not any(given.values()):
        return []
    standing = books.guardians.get((pupil_id, relation))
    if standing is not None:
        return [
            Change(f"{one.column} ({relation.value})", one.before, one.after)
            for one in made.revise(standing, given)
        ]
    if not given["full_name"]:
        column = f"{who}_phone" if given["phone"] else f"{who}_occupation"
        line.row.warn(column, f"Chưa có họ tên {relation.value}; chưa ghi ô này")
        return []
    made.create(Guardian, {"pupil_id": pupil_id, "relation": relation, **given})
    return [] if isinstance(pupil_id, Ref) else [Change(relation.value, None, given["full_name"])]
