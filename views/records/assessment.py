"""Results and the rules they follow: read here, written at the entry desk (Điều 2.10, 4.3, 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.assessment import (
    CommentTemplate,
    DeclaredAbsence,
    HintAnswer,
    MonthlyComment,
    Retest,
    RuleApplication,
    RuleRequest,
    RuleSet,
    RuleStart,
    RuleTest,
    RuleUnit,
    SubjectResult,
    TraitResult,
    Unit,
)
from models.assessment.retest import fits_retest
from views.database import request_session
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

PUPIL = "Tên, mã học sinh"
DESK = "Ghi ở bàn nhập kết quả."
SEEDS = "Đi theo thông tư, cập nhật cùng chương trình (Đ2.10)."
RULES = "Lập, sửa, cho áp dụng ở mục Bộ quy tắc đánh giá (Đ2.10)."
CELL = ("class_id", "unit_id", "period_id")


class SubjectResultView(RecordView):
    record, title, slug = SubjectResult, "Kết quả môn học", "ket-qua"
    columns = ("pupil_id", *CELL, "level", "score", "comment", "from_file")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = (*CELL, "level", "from_file", "pupil_id"), ("class_id", "pupil_id")
    writes, written_elsewhere = False, DESK
    empty = ("Chưa có kết quả nào", "Kết quả được ghi ở bàn nhập kết quả, hoặc nhập từ tệp.")


class TraitResultView(RecordView):
    record, title, slug = TraitResult, "Phẩm chất, năng lực", "pham-chat-nang-luc"
    columns = ("pupil_id", *CELL, "level", "comment", "from_file")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = (*CELL, "level", "from_file", "pupil_id"), ("class_id", "pupil_id")
    writes, written_elsewhere = False, DESK
    empty = ("Chưa có đánh giá nào", "GVCN ghi ở bàn nhập kết quả, hoặc nhập từ tệp.")


class AbsenceView(RecordView):
    record, title, slug = DeclaredAbsence, "Số ngày nghỉ", "so-ngay-nghi"
    columns = ("pupil_id", "class_id", "period_id", "excused", "unexcused", "from_file")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("class_id", "period_id", "pupil_id"), ("class_id", "pupil_id")


class MonthlyCommentView(RecordView):
    record, title, slug = MonthlyComment, "Nhận xét tháng", "so-nhan-xet-thang"
    columns = ("pupil_id", "class_id", "period_id", "comment")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("class_id", "period_id", "pupil_id"), ("class_id", "pupil_id")
    writes, written_elsewhere = False, "Ghi ở bàn nhập, thẻ Nhận xét tháng."
    empty = ("Chưa có nhận xét tháng nào", "GVCN ghi ở bàn nhập, thẻ Nhận xét tháng.")


class CommentTemplateView(RecordView):
    record, title, slug = CommentTemplate, "Ngân hàng nhận xét", "ngan-hang-nhan-xet"
    columns = ("text", "unit_id", "level", "grade", "period_code", "department_id", "staff_id")
    name_column = "text"
    search, search_hint = ("folded",), "Chữ trong câu, không cần dấu"
    filters, order = ("unit_id", "level", "grade", "department_id", "staff_id"), ("unit_id", "id")
    counted = "câu"
    empty = ("Chưa có câu nào", "Thêm câu của riêng mình; ở ô nhận xét gõ / là thấy.")


class HintAnswerView(RecordView):
    record, title, slug = HintAnswer, "Gợi ý đã xem", "goi-y-da-xem"
    columns = ("pupil_id", "class_id", "period_id", "staff_id")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order = ("class_id", "period_id", "pupil_id"), ("class_id", "pupil_id")
    writes, written_elsewhere = False, "Ghi khi bấm “Đúng rồi” ở một gợi ý của bàn nhập."
    empty = ("Chưa có gợi ý nào được xem", "Bấm “Đúng rồi” ở một gợi ý thì nó không hiện lại.")


class UnitView(RecordView):
    record, title, slug = Unit, "Môn học, phẩm chất, năng lực", "mon-hoc"
    columns = ("code", "name", "short_name", "kind", "printed_under")
    name_column = "name"
    search, search_hint = ("code", "name"), "Mã, tên"
    filters, order = ("kind",), ("position",)
    written_elsewhere = SEEDS


class RuleSetView(RecordView):
    record, title, slug = RuleSet, "Bộ quy tắc đánh giá", "bo-quy-tac"
    columns, order = ("code", "name", "own"), ("code",)
    writes, written_elsewhere = False, RULES


class RuleApplicationView(RecordView):
    record, title, slug = RuleApplication, "Khối nào theo bộ quy tắc nào", "ap-dung-quy-tac"
    columns = ("year_id", "grade", "rule_set_id")
    name_column = "rule_set_id"
    filters, order = ("year_id", "grade"), ("year_id", "grade")


class RuleUnitView(RecordView):
    record, title, slug = RuleUnit, "Môn của bộ quy tắc", "mon-cua-quy-tac"
    columns = ("grade", "unit_id", "mandatory", "rule_set_id")
    name_column = "unit_id"
    filters, order = ("grade", "rule_set_id", "mandatory", "unit_id"), ("grade", "unit_id")
    writes, written_elsewhere = False, RULES


class RuleTestView(RecordView):
    record, title, slug = RuleTest, "Bài kiểm tra định kì", "bai-kiem-tra"
    columns = ("grade", "unit_id", "period_code", "rule_set_id")
    name_column = "unit_id"
    filters, order = ("grade", "unit_id", "rule_set_id"), ("grade", "unit_id")
    writes, written_elsewhere = False, RULES


class RuleStartView(RecordView):
    record, title, slug = RuleStart, "Khối nào theo bộ nào từ năm nào", "bat-dau-quy-tac"
    columns = ("grade", "autumn", "rule_set_id")
    name_column = "rule_set_id"
    filters, order = ("grade", "rule_set_id"), ("grade", "autumn")
    writes, written_elsewhere = False, RULES


class RuleRequestView(RecordView):
    record, title, slug = RuleRequest, "Đề nghị cập nhật quy chế", "de-nghi-quy-che"
    columns = ("sent_on", "to_kind", "to_name", "what", "basis", "state", "answered_on")
    name_column = "what"
    search, search_hint = ("what", "basis", "to_name"), "Nội dung, số văn bản, nơi nhận"
    filters, order, newest_first = ("state", "to_kind", "rule_set_id"), ("sent_on",), True
    counted = "đề nghị"
    empty = (
        "Chưa có đề nghị nào",
        "Khi cấp trên đổi quy chế đánh giá, phó hiệu trưởng ghi ở đây điều đã đề nghị (Đ2.10).",
    )


class RetestView(RecordView):
    record, title, slug = Retest, "Kiểm tra lại", "kiem-tra-lai"
    columns = ("pupil_id", *CELL, "taken_on", "score", "reason")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order, newest_first = (*CELL, "pupil_id"), ("taken_on",), True
    counted = "bài"
    empty = (
        "Chưa có bài kiểm tra lại nào",
        "Bài khác hẳn đánh giá thường xuyên: ghi bài thứ hai, điểm lần cuối được dùng.",
    )

    def check(self, row: Any) -> None:
        """Refuse what the rule set doesn't test, a score that it doesn't know, days to come."""
        fits_retest(request_session(), row)


VIEWS = (
    SubjectResultView, TraitResultView, MonthlyCommentView, CommentTemplateView, HintAnswerView,
    AbsenceView, UnitView, RuleSetView, RuleApplicationView,
    RuleUnitView, RuleTestView, RuleStartView, RuleRequestView, RetestView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
