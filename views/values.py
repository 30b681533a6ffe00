"""A stored value as people read it: words for codes, names for ids, dates as on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column

from models.access import ImportState, LockKind, ReminderKind
from models.access.lock import LOCK_KIND_LABEL
from models.archive import JobState, LineState, PrintDocument
from models.assessment import RequestState, RequestTo, UnitKind
from models.awards import (
    AnswerKind,
    AwardDecision,
    AwardKind,
    CaseKind,
    Decider,
    FactRuling,
)
from models.base import Base, UTCDateTime, models_by_table
from models.conduct import ConductKind, ConductTarget, Measure, Ruling
from models.daily.absence import HALF_LABEL, HalfDay
from models.health import BirthHistory, FollowUpState, Handling, Vaccinated, Vaccine
from models.homeroom import BoardRole, NoteKind, Occasion, SupportKind, SupportStatus
from models.messages import AttemptState, Audience, Channel, MessageKind, Mode
from models.people import DelegatedDuty, Function
from models.people.duty import FUNCTION_LABEL, GRANTED_KINDS
from models.plans import Decision
from models.pupils import DeclaredKind, LegalDecision, LegalField, StepKind, Way
from models.pupils.propose import LABEL as LEGAL_LABEL
from models.school import PeriodKind
from views.words import date_vi, decimal_vi, moment_vi

if TYPE_CHECKING:
    from flask import Flask

EMPTY = "–"

WORDS: dict[type[StrEnum], dict[Any, str]] = {
    Function: dict(FUNCTION_LABEL),
    LockKind: dict(LOCK_KIND_LABEL),
    HalfDay: {half: word.capitalize() for half, word in HALF_LABEL.items()},
    PeriodKind: {
        PeriodKind.TERM: "Kì đánh giá",
        PeriodKind.MONTH: "Tháng",
        PeriodKind.WEEK: "Tuần",
        PeriodKind.ROUND: "Đợt",
        PeriodKind.YEAR: "Năm học",
    },
    UnitKind: {
        UnitKind.SUBJECT: "Môn học, HĐGD",
        UnitKind.QUALITY: "Phẩm chất",
        UnitKind.GENERAL: "Năng lực chung",
        UnitKind.SPECIFIC: "Năng lực đặc thù",
    },
    RequestTo: {
        RequestTo.VENDOR: "Nhà cung cấp phần mềm",
        RequestTo.AUTHORITY: "Cơ quan quản lý cấp trên",
    },
    RequestState: {
        RequestState.SENT: "Đã gửi, chờ trả lời",
        RequestState.ANSWERED: "Đã có trả lời",
        RequestState.DONE: "Đã cập nhật xong",
        RequestState.WITHDRAWN: "Đã rút",
    },
    DeclaredKind: {
        DeclaredKind.TEXT: "Chữ",
        DeclaredKind.NUMBER: "Số",
        DeclaredKind.DATE: "Ngày",
        DeclaredKind.CHOICE: "Chọn một",
    },
    LegalField: dict(LEGAL_LABEL),
    LegalDecision: {LegalDecision.ACCEPTED: "Đã nhận", LegalDecision.REFUSED: "Không nhận"},
    Decision: {Decision.APPROVED: "Đã duyệt", Decision.RETURNED: "Đã trả lại"},
    DelegatedDuty: {
        DelegatedDuty.HOMEROOM: "Chủ nhiệm",
        DelegatedDuty.TEACHING: "Dạy",
        DelegatedDuty.DEPARTMENT_HEAD: "Tổ trưởng",
    },
    ImportState: {
        ImportState.PREVIEW: "Đang xem trước",
        ImportState.WRITTEN: "Đã ghi",
        ImportState.DROPPED: "Đã bỏ",
        ImportState.FAILED: "Chưa ghi được",
    },
    PrintDocument: {
        PrintDocument.REPORT_BOOKS: "Học bạ",
        PrintDocument.SUMMARY_SHEETS: "Bảng tổng hợp",
        PrintDocument.PROMOTION_DECISION: "Quyết định lên lớp",
        PrintDocument.AWARD_DECISION: "Quyết định khen thưởng",
        PrintDocument.REVIEW_LISTS: "Danh sách xét duyệt",
        PrintDocument.TRANSFER_PACKET: "Hồ sơ chuyển trường",
        PrintDocument.CERTIFICATES: "Giấy khen",
    },
    Way: {Way.OUT: "Chuyển đi", Way.IN: "Chuyển đến"},
    StepKind: {
        StepKind.ASKED: "Gia đình xin",
        StepKind.ACCEPTED: "Trường nhận đồng ý",
        StepKind.LETTER: "Giấy giới thiệu",
        StepKind.PACKET: "Giao hồ sơ",
        StepKind.LEFT: "Thôi học ở trường",
        StepKind.PAPERS: "Nhận hồ sơ",
        StepKind.PLACED: "Chọn lớp",
        StepKind.ENTERED: "Vào lớp",
        StepKind.STOPPED: "Dừng",
    },
    LineState: {
        LineState.QUEUED: "Chờ gửi",
        LineState.SENT: "Đã gửi",
        LineState.ACCEPTED: "Đã nhận",
        LineState.REJECTED: "Bị trả",
    },
    JobState: {
        JobState.QUEUED: "Đang chờ",
        JobState.RUNNING: "Đang làm",
        JobState.DONE: "Xong",
        JobState.FAILED: "Dừng giữa chừng",
        JobState.CANCELLED: "Đã bỏ",
    },
    ReminderKind: {
        ReminderKind.CLOSING: "Ô trống trước hạn đóng sổ",
        ReminderKind.PLAN: "Kế hoạch bài dạy chưa nộp",
        ReminderKind.ROLL: "Buổi chưa điểm danh",
        ReminderKind.MONTHLY: "Nhận xét tháng chưa ghi",
        ReminderKind.MESSAGE: "Tin soạn sẵn chờ gửi",
        ReminderKind.TASK: "Việc được giao chưa xong",
    },
    ConductKind: {ConductKind.FAULT: "Trừ", ConductKind.PRAISE: "Cộng"},
    ConductTarget: {
        ConductTarget.CLASS: "Cả lớp",
        ConductTarget.PUPIL: "Một em",
        ConductTarget.EITHER: "Lớp hoặc một em",
    },
    Measure: {Measure.REMINDER: "Nhắc nhở", Measure.APOLOGY: "Yêu cầu xin lỗi"},
    AwardKind: {
        AwardKind.PUPIL: "Khen học sinh",
        AwardKind.COMMENDATION: "Khen cán bộ",
        AwardKind.VIOLATION: "Xử lí vi phạm",
    },
    Decider: {
        Decider.CLASS: "GVCN",
        Decider.SCHOOL: "Hiệu trưởng",
        Decider.HIGHER: "Cấp trên",
    },
    AwardDecision: {AwardDecision.GRANTED: "Đã khen", AwardDecision.REFUSED: "Không khen"},
    CaseKind: {CaseKind.COMMENDATION: "Khen thưởng", CaseKind.VIOLATION: "Vi phạm"},
    FactRuling: {FactRuling.UPHELD: "Giữ nguyên", FactRuling.WITHDRAWN: "Rút lại"},
    AnswerKind: {AnswerKind.EXPLANATION: "Giải trình", AnswerKind.OBJECTION: "Không đồng ý"},
    Ruling: {Ruling.UPHELD: "Giữ nguyên", Ruling.WITHDRAWN: "Rút lại"},
    BirthHistory: {
        BirthHistory.NORMAL: "Bình thường",
        BirthHistory.PRETERM: "Thiếu tháng",
        BirthHistory.ASSISTED: "Có can thiệp",
        BirthHistory.ASPHYXIA: "Ngạt",
    },
    Vaccine: {
        Vaccine.BCG: "BCG (lao)",
        Vaccine.DPT: "Bạch hầu, ho gà, uốn ván",
        Vaccine.POLIO: "Bại liệt",
        Vaccine.HEPATITIS_B: "Viêm gan B",
        Vaccine.MEASLES: "Sởi",
        Vaccine.ENCEPHALITIS: "Viêm não Nhật Bản B",
        Vaccine.OTHER: "Khác",
    },
    Vaccinated: {
        Vaccinated.YES: "Có",
        Vaccinated.NO: "Không",
        Vaccinated.UNKNOWN: "Không nhớ",
    },
    Handling: {
        Handling.SCHOOL: "Tại trường",
        Handling.HOME: "Cho về nhà",
        Handling.REFERRED: "Chuyển tuyến",
    },
    MessageKind: {
        MessageKind.NOTICE: "Thông báo",
        MessageKind.MEETING: "Mời họp",
        MessageKind.ABSENCE: "Báo vắng",
        MessageKind.CONDUCT: "Nề nếp",
        MessageKind.HEALTH: "Sức khỏe",
    },
    Audience: {
        Audience.PUPILS: "Một số em",
        Audience.CLASS: "Cả lớp",
        Audience.GRADE: "Cả khối",
        Audience.SCHOOL: "Cả trường",
    },
    Channel: {
        Channel.SMS: "Tin SMS",
        Channel.ZALO: "Zalo",
        Channel.EMAIL: "Email",
        Channel.SLIP: "Phiếu giấy",
        Channel.CALL: "Gọi điện",
        Channel.LOG: "Sổ gửi thử",
    },
    AttemptState: {
        AttemptState.WAITING: "Chờ gửi",
        AttemptState.SENDING: "Đang gửi",
        AttemptState.SENT: "Đã gửi",
        AttemptState.FAILED: "Chưa gửi được",
        AttemptState.UNKNOWN: "Chưa rõ đã tới",
    },
    Mode: {
        Mode.OFF: "Không gửi",
        Mode.PROPOSE: "Soạn sẵn, chờ người gửi",
        Mode.SEND: "Tự gửi",
    },
    BoardRole: {
        BoardRole.HEAD: "Trưởng ban",
        BoardRole.DEPUTY: "Phó trưởng ban",
        BoardRole.MEMBER: "Ủy viên",
    },
    NoteKind: {
        NoteKind.PRAISE: "Khen",
        NoteKind.REMINDER: "Nhắc",
        NoteKind.REMARK: "Nhận xét",
        NoteKind.PROGRESS: "Tiến bộ",
        NoteKind.ROUTINE: "Nề nếp",
        NoteKind.EVENT: "Sự việc",
    },
    SupportKind: {
        SupportKind.SUPPORT: "Cần hỗ trợ",
        SupportKind.GIFTED: "Năng khiếu",
        SupportKind.DISABILITY: "Khuyết tật",
    },
    SupportStatus: {
        SupportStatus.RUNNING: "Đang theo dõi",
        SupportStatus.BETTER: "Có tiến bộ",
        SupportStatus.REACHED: "Đạt mục tiêu",
    },
    Occasion: {
        Occasion.START: "Đầu năm",
        Occasion.MIDDLE: "Cuối học kì I",
        Occasion.END: "Cuối năm",
        Occasion.EXTRA: "Đột xuất",
    },
    FollowUpState: {
        FollowUpState.WATCHING: "Đang theo dõi",
        FollowUpState.REFERRED: "Đã chuyển tuyến",
        FollowUpState.SETTLED: "Đã xong",
    },
}

#: How values of a kind are written; a moment is a day too, so it comes first.
WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (float, decimal_vi),
    (datetime, moment_vi),
    (date, date_vi),
)

#: Codes that stand in text columns.
CODES: dict[tuple[str, str], dict[str, str]] = {
    ("proposal", name): {
        "HTXS": "Hoàn thành xuất sắc",
        "HTT": "Hoàn thành tốt",
        "HT": "Hoàn thành",
        "CHT": "Chưa hoàn thành",
    }
    for name in ("overall", "rule_overall")
} | {
    ("duty", "kinds"): GRANTED_KINDS,
    ("history_line", "action"): {
        "create": "thêm", "update": "sửa", "delete": "xóa", "read": "xem nhiều dòng",
    },
    ("import_run", "kind"): {
        "staff": "Cán bộ", "assignments": "Phân công", "timetable": "Thời khóa biểu",
        "pupils": "Học sinh", "results": "Kết quả",
    },
    ("job", "kind"): {"import": "Nhập từ tệp", "round": "Gửi tin, nhắc việc"},
    ("timetable_slot", "weekday"): {str(n): f"thứ {n}" for n in range(2, 8)},
    ("plan_slot", "weekday"): {str(n): f"thứ {n}" for n in range(2, 8)},
}  # fmt: skip


#: Text columns that hold several codes, space separated.
SEVERAL = frozenset({("duty", "kinds")})


def target_of(column: Column[Any]) -> type[Base] | None:
    """Return the record type that a column points to by its id, if any."""
    for key in column.foreign_keys:
        table, _, name = key.target_fullname.partition(".")
        if name == "id":
            return models_by_table()[table]
    return None


def kind_of(column: Column[Any]) -> type:
    """Return what Python holds of a column; a moment is a datetime on every database."""
    return datetime if isinstance(column.type, UTCDateTime) else column.type.python_type


def label_of(model: type[Base], name: str) -> str:
    """Return the Vietnamese label of a column."""
    return str(model.__table__.columns[name].info.get("label") or name)


def enum_of(column: Column[Any]) -> type[StrEnum] | None:
    """Return the enum of a column, if its values are one."""
    found = getattr(column.type, "enum_class", None)
    return found if isinstance(found, type) and issubclass(found, StrEnum) else None


def word(value: Any) -> str:
    """Return the word for a value that needs no further knowledge."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Enum):
        return WORDS.get(type(value), {}).get(value, str(value.value))  # type: ignore[arg-type]
    for kind, write in WRITTEN:
        if isinstance(value, kind):
            return write(value)
    return str(value)


def register(app: Flask, _admin: object) -> None:
    """Give the words of codes to the templates."""
    app.add_template_filter(word)
