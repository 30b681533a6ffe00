"""Health's books, each open to whom the policy table lets in (Điều 6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.health import (
    FollowUp,
    GrowthReference,
    HealthNote,
    HealthProfile,
    HealthVisit,
    Measurement,
    SpecialistCheck,
    Vaccination,
    VitalSigns,
)
from views.listing import BY_CLASS
from views.record import RecordView

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

PUPIL = "Tên, mã học sinh"
BY_PUPIL = ("pupil_id", BY_CLASS)
ROUND = "Ghi ở trang Sức khỏe, theo lớp và đợt."
CELL = ("class_id", "period_id")


class ProfileView(RecordView):
    record, title, slug = HealthProfile, "Tiền sử sức khỏe", "tien-su-suc-khoe"
    columns = ("pupil_id", "birth", "asthma", "epilepsy", "heart_defect", "allergy", "treatment")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order, counted = ("asthma", "epilepsy", *BY_PUPIL), ("pupil_id",), "em"
    empty = ("Chưa ghi em nào", "Ghi khi em vào trường, theo lời gia đình (Mẫu 01 phần I).")


class VaccinationView(RecordView):
    record, title, slug = Vaccination, "Tiêm chủng", "tiem-chung"
    columns = ("pupil_id", "vaccine", "name", "given")
    search, search_hint = ("pupil_id", "name"), PUPIL
    filters, order = ("vaccine", "given", *BY_PUPIL), ("pupil_id",)


class NoteView(RecordView):
    record, title, slug = HealthNote, "Lưu ý sức khỏe cho GVCN", "luu-y-suc-khoe"
    columns = ("pupil_id", "text")
    search, search_hint = ("pupil_id", "text"), PUPIL
    filters, order, counted = BY_PUPIL, ("pupil_id",), "em"
    empty = ("Chưa có lưu ý nào", "Y tế ghi điều GVCN cần biết: dị ứng, điều cần tránh.")


class MeasurementView(RecordView):
    record, title, slug = Measurement, "Chiều cao, cân nặng, thị lực", "so-do-suc-khoe"
    columns = (
        "pupil_id", "class_id", "period_id", "height", "weight", "vision_right", "vision_left",
        "measured_on",
    )  # fmt: skip
    search, search_hint = ("pupil_id",), PUPIL
    filters, order, counted = (*CELL, "pupil_id"), ("class_id", "pupil_id"), "em"
    writes, written_elsewhere = False, ROUND
    empty = ("Chưa đo em nào", ROUND)


class VitalSignsView(RecordView):
    record, title, slug = VitalSigns, "Huyết áp, mạch", "huyet-ap-mach"
    columns = ("pupil_id", *CELL, "systolic", "diastolic", "pulse")
    search, search_hint = ("pupil_id",), PUPIL
    filters, order, counted = (*CELL, "pupil_id"), ("class_id", "pupil_id"), "em"
    writes, written_elsewhere = False, ROUND
    empty = ("Chưa đo em nào", ROUND)


class SpecialistView(RecordView):
    record, title, slug = SpecialistCheck, "Khám chuyên khoa", "kham-chuyen-khoa"
    columns = ("pupil_id", *CELL, "conclusion", "referral", "doctor", "checked_on")
    search, search_hint = ("pupil_id", "conclusion"), PUPIL
    filters, order, counted = (*CELL, "pupil_id"), ("class_id", "pupil_id"), "em"
    writes, written_elsewhere = False, ROUND
    empty = ("Chưa khám em nào", ROUND)


class VisitView(RecordView):
    record, title, slug = HealthVisit, "Xuống phòng y tế", "phong-y-te"
    columns = ("at", "pupil_id", "class_id", "complaint", "handling", "guardian_told")
    name_column = "pupil_id"
    fields = (
        "at", "complaint", "handling", "treatment", "referred_to", "guardian_told", "note",
    )  # fmt: skip
    search, search_hint = ("pupil_id", "complaint"), f"{PUPIL}, biểu hiện"
    filters = ("class_id", "month_id", "handling", "guardian_told", "pupil_id")
    order, newest_first, counted = ("at",), True, "lượt"
    creates, written_elsewhere = False, "Ghi ở trang Phòng y tế."
    empty = ("Chưa có lượt nào", "Y tế ghi từng lượt ở trang Phòng y tế.")


class FollowUpView(RecordView):
    record, title, slug = FollowUp, "Theo dõi sức khỏe", "theo-doi-suc-khoe"
    columns = ("pupil_id", "what", "state", "from_date", "to_date", "note")
    search, search_hint = ("pupil_id", "what"), f"{PUPIL}, nội dung"
    filters, order, counted = ("state", *BY_PUPIL), ("from_date",), "việc"
    empty = ("Không còn việc nào phải theo dõi", "Thêm từ trang sức khỏe của một em.")


class GrowthView(RecordView):
    record, title, slug = GrowthReference, "Ngưỡng BMI theo tuổi", "nguong-bmi"
    columns = ("sex", "months", "thin", "over", "obese")
    name_column = "months"
    filters, order = ("sex",), ("months",)
    written_elsewhere = "Theo bảng của Tổ chức Y tế Thế giới, cập nhật cùng chương trình."


VIEWS = (
    VisitView, MeasurementView, VitalSignsView, SpecialistView, FollowUpView, ProfileView,
    VaccinationView, NoteView, GrowthView,
)  # fmt: skip


def register(_app: Flask, admin: Admin) -> None:
    """Add the family's books."""
    for view in VIEWS:
        admin.add_view(view())
