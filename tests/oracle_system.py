"""The oracle for system work: what set-up, import, sign-in and the worker need, and no more.

From RIGHTS.md, "operator of the machine" and "the import gives its job's actor a capacity": they
write what their work needs; whatever decides (closing, approving, marks by hand) isn't theirs.
"""

from __future__ import annotations

FRAME = [
    "school",
    "campus",
    "school_year",
    "period",
    "school_day",
    "attendance_rule",
    "department",
    "membership",
    "school_class",
    "homeroom_assignment",
    "teaching_assignment",
    "timetable_slot",
    "staff",
    "duty",
    "regulation_document",
    "regulation_item",
    "ethnic_group",
    "unit",
    "rule_set",
    "rule_application",
    "rule_unit",
    "rule_test",
    "conduct_item",
    "conduct_scale",
    "growth_reference",
    "award_form",
    "retention_class",
    "sending_rule",
    "sending_settings",
    "reminder_rule",
]
PUPILS = [
    "pupil",
    "pupil_birth",
    "pupil_background",
    "personal_id",
    "guardian",
    "declared_value",
    "enrolment",
    "enrolment_interval",
]
RESULTS = ["subject_result", "trait_result", "declared_absence"]

#: capacity → table → letters: c create, u update, d delete (every field)
SYSTEM: dict[str, dict[str, str]] = {
    "operator": dict.fromkeys(FRAME, "cu")
    | {"account": "cu", "opening": "c", "rule_start": "c", "year_package": "c"}
    | dict.fromkeys(["message_template", "comment_template", "remark_template"], "cu"),
    "importer": dict.fromkeys([*FRAME, *PUPILS, *RESULTS, "staff_particulars"], "cu")
    | {"timetable_slot": "cud", "opening": "c"},
    "gatekeeper": {"credential": "cu", "sign_in_attempt": "cd", "sign_in": "cud"},
    "worker": {
        "print_progress": "cu",
        "printed_document": "c",
        "issued_copy": "c",
        "issued_content": "c",
        "job": "cu",
        # hands report books over, seals a year, notes what was destroyed (8)
        "submission_line": "u",
        "year_package": "u",
        "destruction_list": "u",
        # sends what was written, and what the school's rules write (4.2); notes what was mailed
        "message": "cu",
        "recipient": "c",
        "delivery_attempt": "cu",
        "attempt_address": "c",
        "reminder": "cu",
        "task": "u",
        # counts each morning what is missing (2.4)
        "completion_day": "c",
        # notes that an account was used at two places at once (3)
        "shared_sign": "c",
    },
    # one run of a roll-over, and taking it back (2.11)
    "roller": dict.fromkeys(
        ["school_year", "period", "school_class", "rule_application", "enrolment"], "cd"
    )
    | {"enrolment_interval": "cud", "opening": "c"},
    # one act that splits or merges classes (7.2)
    "regrouper": {"enrolment": "c", "enrolment_interval": "cu"},
    "demo": {},
}
