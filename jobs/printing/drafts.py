"""Letters, decisions and proposals upward of praise and cases, as drafts to sign (NĐ 30/2020, Đ9).

The number and the day are dotted lines until the school has noted the number it gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs.printing.board import signers
from jobs.printing.render import pdf
from models.awards import (
    AwardForm,
    CaseKind,
    Decider,
    FactRuling,
    PupilAward,
    StaffCase,
    StaffCaseAnswer,
    StaffCaseFact,
)
from models.clock import moment_vi, school_date
from models.people import Staff
from models.school import School

FORM = "draft.html"
REGULATION = "quy chế quản lí và sử dụng hồ sơ điện tử của nhà trường"
HEAD, TEACHER, LETTER = "HIỆU TRƯỞNG", "GIÁO VIÊN CHỦ NHIỆM", "Thư khen"
#: so many lines of a fact are printed
PRINTED = 20


@dataclass(frozen=True, slots=True)
class Annex:
    """A list behind the paper: its title and (name, words) lines."""

    title: str
    heads: tuple[str, str]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands on the paper.

    ``code``: QĐ, TTr or TB of its number, empty for a letter. ``to``: "Kính gửi". ``articles``
    are the Điều of a decision, ``paragraphs`` what the others say.
    """

    school: School | None
    day: date | None
    head: str
    about: str
    code: str = ""
    number: str = ""
    to: str = ""
    bases: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    signer: str = HEAD
    name: str = ""
    copies: tuple[str, ...] = ("Lưu: VT.",)
    annex: Annex | None = None


def draft_of_praise(
    session: Session,
    row: PupilAward,
    form: AwardForm,
    pupils: Sequence[tuple[str, str]],
    maker: str,
) -> Draft:
    """Write the paper of a proposal: the teacher's letter, the decision, or what goes upward.

    ``pupils``: (name, class) of each.
    """
    school = session.scalars(select(School)).first()
    whom = f"em {pupils[0][0]}, lớp {pupils[0][1]}" if len(pupils) == 1 else (
        f"{row.group_name or 'nhóm học sinh'} ({len(pupils)} em, danh sách kèm theo)"
    )  # fmt: skip
    annex = None if len(pupils) == 1 else Annex(
        "Danh sách học sinh", ("Họ và tên", "Lớp"), tuple(pupils)
    )  # fmt: skip
    day = school_date(row.decided_at) if row.decided_at and row.number else None
    what = f"Thành tích: {row.content} (ngày {row.happened_on:%d/%m/%Y})."
    if form.decider is Decider.CLASS:
        given = school_date(row.decided_at) if row.decided_at else None
        return Draft(
            school,
            given,
            "THƯ KHEN" if form.name == LETTER else "LỜI KHEN",
            form.name if form.name != LETTER else f"Gửi {whom}",
            paragraphs=(
                f"Giáo viên chủ nhiệm khen {whom}.",
                what,
                "Chúc em tiếp tục cố gắng trong học tập và rèn luyện.",
            ),
            signer=TEACHER,
            name=maker,
            copies=(),
            annex=annex,
        )
    chair = signers(session)[1]
    if form.decider is Decider.HIGHER:
        return Draft(
            school,
            row.sent_on,
            "TỜ TRÌNH",
            "Về việc đề nghị khen thưởng học sinh",
            code="TTr",
            to=row.sent_to or "",
            paragraphs=(f"Nhà trường đề nghị khen thưởng {whom}.", f"{what[:-1]}./."),
            name=chair,
            annex=annex,
        )
    return Draft(
        school,
        day,
        "QUYẾT ĐỊNH",
        "Về việc khen thưởng học sinh",
        code="QĐ",
        number=row.number or "",
        bases=(
            "Căn cứ Điều lệ Trường tiểu học;",
            f"Căn cứ {REGULATION} (Điều 2.7);",
            f"Xét đề nghị của {maker}.",
        ),
        articles=(
            f"Khen thưởng {whom}. Hình thức: {form.name}. {what}",
            "Văn phòng, giáo viên chủ nhiệm và học sinh có tên thi hành Quyết định này./.",
        ),
        name=chair,
        copies=("Như Điều 2;", "Lưu: VT."),
        annex=annex,
    )


def draft_of_case(
    session: Session, case: StaffCase, person: Staff, form: AwardForm | None
) -> Draft:
    """Write the paper of a decided case: decision, proposal upward, or a notice without either.

    The annex lists the facts that stand, with the objections and their answers.
    """
    school = session.scalars(select(School)).first()
    chair = signers(session)[1]
    who = f"{person.address} {person.full_name} ({person.code})"
    praise = case.kind is CaseKind.COMMENDATION
    deed = "khen thưởng" if praise else "xử lí"
    upward = form is not None and form.decider is Decider.HIGHER
    said = tuple(p.strip() for p in (case.decision or "").split("\n") if p.strip())
    decided = school_date(case.decided_at) if case.decided_at and case.number else None
    heard = f"Xét giải trình của đương sự lúc {moment_vi(case.explained_at)}." if (
        case.explained_at
    ) else "Đã yêu cầu giải trình; hết hạn chưa nhận được giải trình."  # fmt: skip
    facts = _facts(session, case)
    if upward:
        return Draft(
            school,
            case.sent_on,
            "TỜ TRÌNH",
            f"Về việc đề nghị {deed} cá nhân",
            code="TTr",
            number=case.number or "",
            to=case.sent_to or "",
            paragraphs=(f"Nhà trường đề nghị {deed} {who}. Việc: {case.subject}.", *said),
            name=chair,
            annex=facts,
        )
    if form is None:
        return Draft(
            school,
            decided,
            "THÔNG BÁO",
            "Về việc kết thúc xem xét",
            code="TB",
            number=case.number or "",
            paragraphs=(f"Việc: {case.subject}. Người liên quan: {who}.", *said),
            name=chair,
            annex=facts,
        )
    return Draft(
        school,
        decided,
        "QUYẾT ĐỊNH",
        f"Về việc {deed} cá nhân trong thực hiện quy chế hồ sơ điện tử",
        code="QĐ",
        number=case.number or "",
        bases=(
            f"Căn cứ {REGULATION} (Điều 2.7, Điều 9);",
            f"Xét việc “{case.subject}”, từ ngày {case.since:%d/%m/%Y} đến {case.until:%d/%m/%Y};",
            "Theo dữ kiện kèm theo." if praise else heard,
        ),
        articles=(
            " ".join((f"{deed[:1].upper()}{deed[1:]} {who}. Hình thức: {form.name}.", *said)),
            "Văn phòng và cá nhân có tên thi hành Quyết định này./.",
        ),
        name=chair,
        copies=("Như Điều 2;", "Lưu: VT."),
        annex=facts,
    )


def _facts(session: Session, case: StaffCase) -> Annex | None:
    f, a = StaffCaseFact, StaffCaseAnswer
    rows = session.scalars(select(f).where(f.case_id == case.id).order_by(f.number)).all()
    said: dict[int, int] = {}
    for fact in session.scalars(select(a.fact_id).where(a.case_id == case.id)):
        if fact is not None:
            said[fact] = said.get(fact, 0) + 1
    lines = []
    for row in rows:
        if row.ruling is FactRuling.WITHDRAWN:
            continue
        told = "; ".join(line["words"] for line in row.lines[:PRINTED])
        if len(row.lines) > PRINTED:
            told += f"; và {len(row.lines) - PRINTED} dòng nữa"
        if row.id in said:
            told += f". Đương sự có ý kiến; trả lời: {row.reply or 'chưa có'}"
        lines.append((row.words, told))
    return Annex("Dữ kiện", ("Dữ kiện", "Chi tiết"), tuple(lines)) if lines else None


def draft_pdf(paper: Draft) -> bytes:
    """Return the paper as PDF."""
    return pdf(FORM, official=True, paper=paper)
