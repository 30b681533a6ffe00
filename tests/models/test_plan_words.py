"""Plans written here: cleaning, drafts, sharing, the content that is approved, differences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.base import utc_now
from models.plans import Decision, LessonPlan, PlanAfter, PlanDraft, PlanFile, PlanSlot, PlanText
from models.plans.clean import clean, lines, plain
from models.plans.compare import difference
from models.plans.decide import decide
from models.plans.drafting import copy, hand_in, save, sources, start, start_again
from models.plans.on_time import due_slots, on_time_counts
from models.plans.schedule import schedule
from models.refusal import NotReady, Unfit
from models.school import Period
from permissions.errors import Forbidden, OutOfScope
from permissions.session import system_session
from tests.conftest import Lay
from tests.plan_school import PlanSchool, at, build

WORD = (
    '<html xmlns:o="urn"><head><style>p{color:red}</style></head><body>'
    "<p class=MsoNormal style='margin:0'><strong><span>I. Yêu cầu</span></strong><o:p></o:p></p>"
    "<p><![if !supportLists]><span>-&nbsp;</span><![endif]>Đọc đúng</p>"
    '<table style="width:9cm"><tr><td colspan=2 width=9 onclick="x()"><div>Giáo viên</div></td>'
    '<td rowspan="2"><a href="javascript:x">HS</a><img src=x onerror=1><script>x()</script></td>'
    "</tr><tr><td>a</td><td>b</td></tr></table></body></html>"
)
AIMS = "<p>Nhân được số có năm chữ số.</p>"
STEPS = "<table><tbody><tr><td>Giao bài 1</td><td>Làm bảng con</td></tr></tbody></table>"


@pytest.fixture
def school(lay: Lay) -> PlanSchool:
    return lay(build)


def write(
    school: PlanSchool,
    person: str,
    week: str = "T02",
    unit: str = "TOAN",
    *,
    title: str = "Nhân số có năm chữ số",
    share: bool = False,
    aims: str = AIMS,
) -> int:
    """Let a person write a plan for the unit's lessons of a week and hand it in."""
    with school.session(person) as session:
        draft = start(
            session,
            school.staff[person],
            school.week[week],
            school.unit[unit],
            school.places(person, week, unit),
        )
        values = {"title": title, "aims": aims, "activities": STEPS, "share": share}
        save(draft, draft.version, values | {"materials": "<p>Bảng con.</p>"}, utc_now())
        session.flush()
        plan = hand_in(session, draft, school.monday(1), now=at(school.first_monday))
        session.commit()
        return plan.id


def verdict(
    school: PlanSchool, person: str, plan_id: int, decision: Decision, remark: str | None = None
) -> None:
    with school.session(person) as session:
        digest = session.scalars(select(PlanText.sha256).where(PlanText.plan_id == plan_id)).one()
        decide(session, school.staff[person], {plan_id: digest}, decision, remark=remark)
        session.commit()


# -- markup ------------------------------------------------------------------------------------


def test_a_paste_from_word_keeps_words_and_tables_and_nothing_else() -> None:
    kept = clean(WORD)
    assert '<td colspan="2"><p>Giáo viên</p></td>' in kept
    assert '<td rowspan="2">HS</td>' in kept
    assert "<b>I. Yêu cầu</b>" in kept
    for gone in ("style", "class", "script", "img", "href", "onclick", "o:p", "if !", "span>"):
        assert gone not in kept, gone
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "hostile",
    [
        "<svg onload=alert(1)>x</svg>",
        "<table><td background=javascript:x>a</table>",
        "<p><b>x</p></b><math><mtext><img src onerror=x>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<div<p onclick=x>a",
        "\x00<iframe src=x></iframe>",
    ],
)
def test_nothing_that_acts_comes_through(hostile: str) -> None:
    kept = clean(hostile).casefold()
    assert not any(word in kept for word in ("<script", "<img", "<svg", "<iframe", "=", "\x00"))
    assert clean(kept) == kept


def test_words_are_read_a_line_for_each_block_and_row() -> None:
    markup = "<p>Một</p><ul><li>hai</li><li>ba &amp; bốn</li></ul>" + STEPS
    assert lines(markup) == ["Một", "hai", "ba & bốn", "Giao bài 1 | Làm bảng con"]
    assert plain("<p>Bảng con.</p><p>Vở ô li</p>", 200) == "Bảng con; Vở ô li"
    assert plain("<p>Bảng con, vở ô li, phiếu</p>", 12) == "Bảng con,…"


def test_a_difference_names_what_came_went_and_was_edited() -> None:
    old = ["Mở đầu", "Luyện tập bài 1, bài 2", "Củng cố dặn dò về nhà"]
    new = ["Mở đầu", "Luyện tập bài 1, bài 3", "Trò chơi", "Vận dụng tại chợ"]
    found = difference(old, new)
    assert [line.kind for line in found] == ["same", "edited", "dropped", "added", "added"]
    pieces = [(p.kind, p.text) for p in found[1].pieces if p.kind != "same"]
    assert pieces == [("dropped", "2"), ("added", "3")]
    long = [f"dòng {n}" for n in range(30)]
    (skipped,) = [line for line in difference(long, [*long, "thêm"]) if line.kind == "skipped"]
    assert skipped.skipped == 28
    assert difference(old, old)[0].skipped in (0, 3)


# -- drafts ------------------------------------------------------------------------------------


def test_a_draft_is_handed_in_as_a_plan_and_goes(school: PlanSchool) -> None:
    plan_id = write(school, "tram")
    with school.session("duyen") as session:
        text = session.scalars(select(PlanText)).one()
        slots = session.scalars(select(PlanSlot)).all()
        assert session.scalars(select(PlanDraft)).all() == []
    assert (text.plan_id, text.grade, text.lessons) == (plan_id, 3, 2)
    assert {(s.topic, s.equipment) for s in slots} == {("Nhân số có năm chữ số", "Bảng con")}
    with school.session("tram") as session:
        assert session.scalars(select(PlanDraft)).all() == []


def test_a_draft_is_seen_by_nobody_else(school: PlanSchool) -> None:
    with school.session("tram") as session:
        draft = start(
            session,
            school.staff["tram"],
            school.week["T02"],
            school.unit["TOAN"],
            school.places("tram", "T02", "TOAN"),
        )
        session.commit()
        known = draft.id
    for person in ("duyen", "oanh", "phuoc", "hieu"):
        with school.session(person) as session:
            assert session.get(PlanDraft, known) is None


def test_two_windows_do_not_overwrite_each_other(school: PlanSchool) -> None:
    with school.session("tram") as session:
        draft = start(session, school.staff["tram"], school.week["T02"], school.unit["TOAN"], ())
        session.commit()
        first = draft.version
        save(draft, first, {"title": "Một"}, utc_now())
        session.commit()
        assert draft.version == first + 1
        with pytest.raises(NotReady, match="cửa sổ khác"):
            save(draft, first, {"title": "Hai"}, utc_now())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lessons": "0"}, "lessons"),
        ({"places": ["x"]}, "slots"),
        ({"aims": "x" * 500_000}, "aims"),
    ],
)
def test_what_a_draft_can_not_keep_is_refused(
    school: PlanSchool, values: dict[str, object], field: str
) -> None:
    draft = PlanDraft(version=1)
    with pytest.raises(Unfit) as no:
        save(draft, 1, values, utc_now())
    assert no.value.facts["field"] == field
    assert school


@pytest.mark.parametrize(
    ("aims", "title", "field"), [("<p> </p>", "A", "aims"), (AIMS, "", "title")]
)
def test_an_unfinished_plan_is_not_handed_in(
    school: PlanSchool, aims: str, title: str, field: str
) -> None:
    with pytest.raises(Unfit) as no:
        write(school, "tram", aims=aims, title=title)
    assert no.value.facts["field"] == field


def test_a_plan_of_words_is_of_one_unit(school: PlanSchool) -> None:
    with school.session("tram") as session:
        draft = start(
            session,
            school.staff["tram"],
            school.week["T02"],
            school.unit["TOAN"],
            school.places("tram", "T02"),
        )
        save(draft, 1, {"title": "A", "aims": AIMS, "activities": STEPS}, utc_now())
        session.flush()
        with pytest.raises(Unfit, match="một môn của một khối"):
            hand_in(session, draft, school.monday(1))


def test_a_returned_plan_is_opened_again_with_its_words(school: PlanSchool) -> None:
    first = write(school, "tram")
    verdict(school, "duyen", first, Decision.RETURNED, "Thiếu Vận dụng.")
    with school.session("tram") as session:
        draft = start_again(session, session.get(LessonPlan, first))
        assert start_again(session, session.get(LessonPlan, first)) is draft
        assert (draft.title, draft.aims, len(draft.chosen())) == ("Nhân số có năm chữ số", AIMS, 2)
        save(draft, draft.version, {"aims": AIMS + "<p>Thêm.</p>"}, utc_now())
        session.flush()
        again = hand_in(session, draft, school.monday(1))
        session.commit()
        assert again.replaces_id == first


def test_an_approval_holds_for_the_words_that_were_read(school: PlanSchool) -> None:
    plan_id = write(school, "tram")
    with school.session("duyen") as session, pytest.raises(NotReady, match="nội dung không còn"):
        decide(session, school.staff["duyen"], {plan_id: "0" * 64}, Decision.APPROVED)
    verdict(school, "duyen", plan_id, Decision.APPROVED)
    assert len(school.plan(plan_id).decided_hash or "") == 64
    with system_session(school.engine, "thử") as session, pytest.raises(OutOfScope):
        session.scalars(select(PlanText)).one().aims = "<p>Khác.</p>"
        session.flush()


def test_only_the_note_after_the_lesson_stays_open(school: PlanSchool) -> None:
    plan_id = write(school, "tram")
    verdict(school, "duyen", plan_id, Decision.APPROVED)
    keys = {"plan_id": plan_id, "period_id": school.week["T02"]}
    with school.session("tram") as session:
        session.add(PlanAfter(**keys, staff_id=school.staff["tram"], text="Bớt Mở đầu."))
        session.commit()
        session.scalars(select(PlanAfter)).one().text = "Thêm 5 phút Vận dụng."
        session.commit()
        session.scalars(select(PlanText)).one().aims = "<p>Khác.</p>"
        with pytest.raises(Forbidden):
            session.flush()
    with school.session("duyen") as session:
        assert session.scalars(select(PlanAfter)).one().text.startswith("Thêm")
        session.scalars(select(PlanAfter)).one().text = "x"
        with pytest.raises(Forbidden):
            session.flush()


# -- sharing -----------------------------------------------------------------------------------


def test_a_shared_plan_is_read_and_copied_by_the_department_alone(school: PlanSchool) -> None:
    write(school, "tram", title="Của riêng", unit="TV")
    shared = write(school, "tram", title="Chia sẻ", share=True)
    for person, expected in (("oanh", ["Chia sẻ"]), ("tu", []), ("nghia", [])):
        with school.session(person) as session:
            assert [t.title for t in session.scalars(select(PlanText))] == expected
            assert session.get(LessonPlan, shared) is None
    with school.session("oanh") as session:
        draft = start(
            session,
            school.staff["oanh"],
            school.week["T03"],
            school.unit["TOAN"],
            school.places("oanh", "T03", "TOAN"),
        )
        (source,) = sources(session, draft, 3)
        copy(draft, source.text)
        session.commit()
        assert (draft.title, draft.activities, source.own) == ("Chia sẻ", STEPS, False)
        session.scalars(select(PlanText)).one().shared_with = None
        with pytest.raises((Forbidden, OutOfScope)):
            session.flush()


# -- schedule and counts -----------------------------------------------------------------------


def test_the_schedule_says_what_is_taught_on_which_day(school: PlanSchool) -> None:
    write(school, "tram")
    with school.session("tram") as session:
        week = session.get(Period, school.week["T02"])
        days = schedule(session, week, staff_id=school.staff["tram"])
        room = schedule(session, week, class_id=school.klass["3A"])
    assert [len(day.lessons) for day in days] == [2, 1, 1, 1, 0]
    first = days[0].lessons[0]
    assert (first.half, first.room, first.topic) == ("Sáng", "3A", "Nhân số có năm chữ số")
    assert days[0].lessons[1].topic == ""
    assert sum(len(day.lessons) for day in room) == 6


def test_on_time_late_and_missing_are_counted_by_the_day_they_fell_due(school: PlanSchool) -> None:
    school.hand_in("tram", "T03", now=at(school.monday(2)))
    late = school.hand_in("oanh", "T03", "TOAN", now=at(school.monday(2) + timedelta(days=1)))
    people = [school.staff["tram"], school.staff["oanh"], school.staff["hieu"]]
    with school.session("duyen") as session:
        decide(
            session,
            school.staff["duyen"],
            {late: _digest(school, late)},
            Decision.RETURNED,
            remark="Sửa.",
        )
        session.commit()
        due = school.monday(2)
        day, week = timedelta(days=1), due + timedelta(days=6)
        slots = due_slots(session, people, due, due)
        found = on_time_counts(slots, people, due + day)
        in_time = on_time_counts(slots, people, due)
        nothing = on_time_counts(due_slots(session, people, due + day, week), people, week)
    counts = [(n.expected, n.on_time, n.late, n.missing) for n in found.values()]
    assert counts == [(5, 5, 0, 0), (5, 0, 2, 3), (0, 0, 0, 0)]
    assert all(n.missing == 0 for n in in_time.values())
    assert all(n.expected == 0 for n in nothing.values())


def _digest(school: PlanSchool, plan_id: int) -> str:
    with system_session(school.engine, "xem") as session:
        return session.scalars(select(PlanFile.sha256).where(PlanFile.plan_id == plan_id)).one()
