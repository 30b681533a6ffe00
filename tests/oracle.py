"""The oracle: RIGHTS.md written out by hand as capacity × record kind × action, with its article.

It knows tables, people and plain Python, and imports nothing from permissions/. One grant a line:
who, which rows, what may be given to a new row, what may be changed, whether rows may go. Where no
line speaks: no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world import DEPARTMENTS, HOMEROOM, PEOPLE, TEACHES, World

Row = dict[str, Any]


@dataclass(frozen=True)
class Grant:
    """One line of RIGHTS.md for one table."""

    who: str
    rows: str
    create: str = ""
    update: str = ""
    delete: bool = False
    article: str = ""

    def creates(self) -> set[str]:
        """Fields that a new row may be given."""
        return set(self.create.split())

    def updates(self) -> set[str]:
        """Fields that may be changed."""
        return set(self.update.split())


EVERYONE = Grant("everyone", "all")
PRINCIPAL = Grant("principal", "all", article="7.1")
VICE = Grant("vice", "all", article="7.2")
KEEPS = Grant("vice", "all", "*", "*", article="7.2")
KEEPS_AND_REMOVES = Grant("vice", "all", "*", "*", delete=True, article="7.2")
BOARD = Grant("board", "all", article="2.5")
OFFICE = Grant("office", "all", "*", "*", article="RIGHTS office")
OFFICE_READS = Grant("office", "all", article="RIGHTS office")
NURSE = Grant("nurse", "all", article="6.2")
CONDUCT = Grant("conduct", "all", article="6.1")
INSPECTOR = Grant("inspector", "all", article="RIGHTS inspector")
MOVED = Grant("teacher", "moved in", article="DESIGN 4")
#: rule sets of the world by id: made by the school; by which there are results (of this grade)
OWN, FROZEN, GRADE = {2}, {1}, 3
RULE_WORDS = {
    "own draft",
    "of own set",
    "of own draft",
    "grade without results",
    "request of mine",
}
AWARD_WORDS = {
    "undecided",
    "own class made by me, given by me",
    "own class made by me, unsent",
    "noted by me, of another",
    "of another, not closed",
    "about me, asked",
    "of another, case untold",
    "of another, case not closed",
    "about me, case not closed",
}
#: a name, how it sorts and how it is found
NAME = "full_name sort_key folded"

NAMES = [
    PRINCIPAL,
    VICE,
    BOARD,
    Grant("office", "all", "*", f"code {NAME}", article="RIGHTS office"),
    NURSE,
    CONDUCT,
    Grant("teacher", "own pupil", article="4.1"),
    Grant("teacher", "taught pupil", article="5.1"),
    Grant("teacher", "members' pupil", article="7.4"),
]
PLACES = [
    PRINCIPAL,
    VICE,
    BOARD,
    OFFICE,
    NURSE,
    CONDUCT,
    MOVED,
    Grant("teacher", "own class"),
    Grant("teacher", "taught class"),
    Grant("teacher", "members' class"),
]
ARCHIVE = [PRINCIPAL, VICE, BOARD, OFFICE_READS]
PACKED = "account_id year_id number created_at"
REQUESTED = "to_kind to_name what basis rule_set_id sent_on"
RESULT_KEYS = "class_id unit_id period_id pupil_id"
PLAN_DECISION = "decision decided_at decided_by decided_for decided_hash remark"
PLAN = [
    PRINCIPAL,
    VICE,
    INSPECTOR,
    Grant("teacher", "members' row", update=PLAN_DECISION, article="4.7"),
    Grant("vice", "heads' row", update=PLAN_DECISION, article="RIGHTS head"),
]
PLAN_PART = [PRINCIPAL, VICE, INSPECTOR, Grant("teacher", "members' row")]
PLAN_KEYS = "plan_id staff_id period_id"
PLAN_WORDS = "unit_id grade title lessons aims materials activities sha256 shared_with"
PLAN_OPENED = f"{PLAN_KEYS} reader_id sha256 seen_at"
DOSSIER = [
    PRINCIPAL,
    VICE,
    BOARD,
    OFFICE_READS,
    INSPECTOR,
    Grant("teacher", "own class", article="4.5"),
]
LOCK = [EVERYONE]
ASKED = (
    "closure_id year_id period_id class_id unit_id pupil_id kind grade reason ends_at batch"
    " requested_by requested_at"
)
ANSWERED = "granted_by granted_at refused_by refused_at answer ends_at"
LIFT = "dossier_id class_id reason ends_at requested_by requested_at"
SUMMER_AGAIN = "level score held_on made_by made_at"
SUMMER = f"class_id unit_id period_id pupil_id {SUMMER_AGAIN}"
REMIND = "to_id from_id text link sent_at rule_key"
ASSIGNED = "to_id assigned_by assigned_at batch target through title text due_on"
HOME = "nationality birth_place native_place address poor_household disability note"
PROPOSAL = "pupil_id field old new evidence proposed_by proposed_at"
DECIDED = "decision decided_by decided_at answer"
VALUE_KEYS = "pupil_id field_id kind"
#: a hand-over before it is signed, and its first signature
HANDED, SIGNED = "receiver_id text notes", "content sha256 given_at"
#: what is noted of a transfer while it goes on
MOVING = (
    "class_id pupil_id full_name code birth_date sex school place guardian reason papers"
    " other_papers closed_on"
)
#: a praise as proposed and as decided; a staff case as noted, and what the principal does of it
PRAISED = "pupil_id class_id form_id decider content happened_on group_name batch made_by made_at"
PRAISE_GIVEN = "decision decided_by decided_at answer number"
NOTED = "staff_id kind subject account since until noted_by noted_at"
CASE_STEPS = (
    "question asked_at answer_by form_id decider decision decided_by decided_at number sent_to"
    " sent_on outcome closed_at"
)
#: staff cases: the principal, "everything" of the vice-principal, and whom it is about; no seat
CASE = [PRINCIPAL, VICE, Grant("everyone", "own staff", article="9")]
#: how long a leave the homeroom teacher grants
LEAVE_DAYS = 3
#: what the office notes of a paper, and how a paper is taken out of use (7.3)
STAMPED = "stamped_on stamped_by handed_on handed_to kept_at"
PAPER_SIGNED = (
    "copy_id class_id role signer issuer serial valid_to sha256 file_sha256 signed_at account_id"
)
REVOKED = "revoked_at revoked_by revoke_reason replaced_by"
PRINT = "account_id year_id class_id grade document official created_at"

NURSE_CELL = "class_id period_id pupil_id"
BODY = "measured_on height weight vision_right vision_left glasses_right glasses_left"
SIGNS = "systolic diastolic pulse"
FOUND = "checked_on paediatric eyes ears teeth bones conclusion referral doctor"
VISIT = "at complaint handling treatment referred_to guardian_told note"
HEALTH = [PRINCIPAL, VICE]  # the board, the office and other teachers: not (6.2, RIGHTS sensitive)
CONDUCT_SEEN = "class_id date week_id item_id pupil_id measure note made_by made_at"
CONDUCT_READ = [PRINCIPAL, VICE, CONDUCT, Grant("teacher", "own class", article="4.2")]
KEPT_BY_COMMITTEE = [EVERYONE, Grant("conduct", "all", "*", "*", article="6.1")]

WRITTEN = (
    "kind author_id on_behalf audience year_id grade class_id subject text event_key created_at"
    " queued_at"
)
RECEIVED = "message_id kind author_id audience class_id pupil_id relation channel text"
TRIED = (
    "recipient_id kind author_id audience class_id pupil_id number channel state due_at at answer"
    " made_by"
)
STEPS = "queued_at stopped_at stopped_by stop_reason"
#: message history: management, the class's teacher, the author's head, the office what it may send
SENT = [
    PRINCIPAL,
    VICE,
    Grant("office", "to many", article="RIGHTS office"),
    Grant("teacher", "own class, no health", article="7.4"),
    Grant("teacher", "members' message", article="7.4"),
    Grant("nurse", "health", article="6.2"),
]


#: the homeroom book: management reads, the head of the teacher's department what isn't sensitive
BOOK = [PRINCIPAL, VICE]
OF_MEMBERS = Grant("teacher", "members' homeroom", article="7.4")


def in_book(fields: str, keys: str = "") -> Grant:
    """What a homeroom teacher writes of the own class; ``keys`` are given once."""
    new = f"class_id period_id {keys} {fields}"
    return Grant("teacher", "own class", new, fields, delete=True, article="4.4")


def writers(mine: str, create: str, update: str = "") -> list[Grant]:
    """Who writes to families, each as far as RIGHTS says; ``mine``: whose row it must be."""
    return [
        Grant("vice", f"to many {mine}", create, update, article="RIGHTS vice"),
        Grant("office", f"to many {mine}", create, update, article="RIGHTS office"),
        Grant("teacher", f"own families {mine}", create, update, article="4.2"),
        Grant("nurse", f"health {mine}", create, update, article="6.2"),
    ]


def kept_by_nurse(*, delete: bool) -> Grant:
    """Rows of a pupil's health that the nurse keeps at any time."""
    return Grant("nurse", "all", "*", "*", delete=delete, article="6.2")


def of_a_round(fields: str) -> Grant:
    """What the nurse fills in for a class in a round."""
    return Grant("nurse", "all", f"{NURSE_CELL} {fields}", fields, article="6.2")


ORACLE: dict[str, list[Grant]] = {
    "school": [EVERYONE, Grant("vice", "all", update="*", article="7.2")],
    "campus": [EVERYONE, KEEPS],
    "school_year": [EVERYONE, KEEPS],
    "period": [EVERYONE, KEEPS],
    "school_day": [EVERYONE, KEEPS_AND_REMOVES],
    "department": [EVERYONE, KEEPS],
    "membership": [EVERYONE, KEEPS_AND_REMOVES],
    "school_class": [EVERYONE, KEEPS],
    "class_move": [EVERYONE, Grant("vice", "all", "*", article="2.11")],
    "homeroom_assignment": [EVERYONE, KEEPS_AND_REMOVES],
    "teaching_assignment": [EVERYONE, KEEPS_AND_REMOVES],
    "timetable_slot": [EVERYONE, KEEPS_AND_REMOVES],
    "staff": [EVERYONE, KEEPS],
    "staff_particulars": [PRINCIPAL, KEEPS, Grant("everyone", "own staff")],
    "account": [
        PRINCIPAL,
        Grant("vice", "all", "*", "issued_at suspended_at", article="2.2"),
        Grant("secretary", "all"),
        Grant("secretary", "not the principal's", "*", "issued_at suspended_at", article="2.2"),
        Grant("everyone", "own staff"),
    ],
    "credential": [],
    "sign_in_attempt": [],
    "sign_in": [PRINCIPAL, VICE, Grant("everyone", "own account")],
    "shared_sign": [
        PRINCIPAL,
        VICE,
        Grant("principal", "of others", update="note checked_by checked_at", article="3"),
        Grant("vice", "of others", update="note checked_by checked_at", article="3"),
        Grant("everyone", "own account"),
    ],
    "duty": [
        EVERYONE,
        Grant("principal", "all", "*", "*", article="7.1"),
        Grant("vice", "all", update="confirmed_at confirmed_by", article="RIGHTS duties"),
    ],
    "delegation": [
        EVERYONE,
        Grant("principal", "all", "*", "to_date reason", article="2.9"),
        Grant("vice", "all", "*", "to_date reason", article="2.9"),
    ],
    "regulation_document": [EVERYONE, KEEPS_AND_REMOVES],
    "regulation_item": [EVERYONE, KEEPS_AND_REMOVES],
    "acknowledgement": [
        PRINCIPAL,
        VICE,
        Grant("everyone", "own account", "document_id account_id at", article="3"),
    ],
    "ethnic_group": [EVERYONE],
    "pupil": [
        *NAMES,
        # given once, by the office, and never changed
        Grant("office", "without a register number", update="register_number", article="4.1"),
    ],
    "pupil_birth": [PRINCIPAL, VICE, BOARD, OFFICE, NURSE, Grant("teacher", "own pupil")],
    "pupil_background": [
        PRINCIPAL,
        VICE,
        OFFICE,
        Grant("teacher", "own pupil", f"pupil_id {HOME}", HOME, article="4.1"),
    ],
    "personal_id": [PRINCIPAL, VICE, OFFICE, Grant("teacher", "own pupil")],
    "guardian": [
        PRINCIPAL,
        VICE,
        Grant("office", "all", "*", "*", delete=True),
        Grant("teacher", "own pupil", "*", "*", delete=True, article="4.1"),
    ],
    "legal_change": [
        PRINCIPAL,
        VICE,
        OFFICE_READS,
        Grant("teacher", "own pupil"),
        Grant("teacher", "own pupil, by me, open", PROPOSAL, delete=True, article="RIGHTS legal"),
        Grant("office", "by another, open", update=DECIDED, article="RIGHTS office"),
    ],
    "declared_field": [PRINCIPAL, VICE, OFFICE, Grant("homeroom", "all")],
    "declared_value": [
        PRINCIPAL,
        VICE,
        Grant("office", "all", "*", "value folded", article="4.1"),
        Grant("teacher", "own pupil", f"{VALUE_KEYS} value folded", "value folded", article="4.1"),
    ],
    "enrolment": PLACES,
    "enrolment_interval": PLACES,
    # RIGHTS says nothing of transfers but that enrolment is the office's: nobody else writes
    "transfer": [
        PRINCIPAL,
        VICE,
        OFFICE_READS,
        Grant("office", "going on", "*", MOVING, article="2.11"),
        Grant("office", "over", update="closed_on", article="2.11"),
        Grant("teacher", "own class", article="4.1"),
    ],
    "transfer_step": [
        PRINCIPAL,
        VICE,
        Grant("office", "all", "*", delete=True, article="2.11"),
        Grant("teacher", "transfer of own class", article="4.1"),
    ],
    "former_result": [
        PRINCIPAL,
        VICE,
        MOVED,
        Grant("office", "all", "*", "level score comment", delete=True, article="2.11"),
        Grant("teacher", "own class", article="4.1"),
    ],
    "individual_plan": [
        PRINCIPAL,
        VICE,
        BOARD,
        Grant("office", "all", "*", "note", delete=True),
        Grant("teacher", "own pupil"),
    ],
    "unit": [EVERYONE],
    "rule_set": [
        EVERYONE,
        Grant("vice", "own draft", "code name rules own", "code name rules", delete=True),
    ],
    "rule_start": [
        EVERYONE,
        Grant("vice", "of own draft", delete=True, article="2.10"),
        Grant("vice", "of own set", "*", article="2.10"),
    ],
    "rule_application": [
        EVERYONE,
        Grant("vice", "grade without results", "*", "rule_set_id", article="2.10"),
    ],
    "rule_unit": [EVERYONE, Grant("vice", "of own draft", "*", "mandatory", delete=True)],
    "rule_test": [EVERYONE, Grant("vice", "of own draft", "*", delete=True)],
    "rule_request": [
        PRINCIPAL,
        BOARD,
        Grant("vice", "request of mine", "*", REQUESTED, article="2.10"),
        Grant("vice", "all", update="state answer answered_on", article="2.10"),
    ],
    "retest": [
        PRINCIPAL,
        VICE,
        BOARD,
        INSPECTOR,
        MOVED,
        Grant("teacher", "own class", article="4.4"),
        Grant("teacher", "members' pair", article="7.4"),
        Grant(
            "teacher",
            "own pair",
            f"{RESULT_KEYS} taken_on score reason",
            "taken_on score reason",
            article="5.1",
        ),
    ],
    "subject_result": [
        PRINCIPAL,
        VICE,
        BOARD,
        INSPECTOR,
        MOVED,
        Grant("teacher", "own class", article="4.4"),
        Grant("teacher", "members' pair", article="7.4"),
        Grant(
            "teacher",
            "own pair",
            f"{RESULT_KEYS} level score comment",
            "level score comment from_file",
            article="5.1",
        ),
    ],
    "trait_result": [
        PRINCIPAL,
        VICE,
        BOARD,
        INSPECTOR,
        MOVED,
        Grant("teacher", "members' homeroom", article="7.4"),
        Grant(
            "teacher",
            "own class",
            f"{RESULT_KEYS} level comment",
            "level comment from_file",
            article="4.3",
        ),
    ],
    "monthly_comment": [
        PRINCIPAL,
        VICE,
        INSPECTOR,
        MOVED,
        Grant("teacher", "members' homeroom", article="7.4"),
        Grant(
            "teacher",
            "own class",
            "class_id period_id pupil_id comment",
            "comment",
            article="4.3",
        ),
    ],
    "comment_template": [
        Grant("everyone", "the school's", article="4.3"),
        Grant("vice", "the school's", "*", "*", delete=True, article="7.2"),
        Grant("teacher", "my department's"),
        Grant("teacher", "own department", "*", "*", delete=True),
        Grant("everyone", "own staff", "*", "*", delete=True),
    ],
    "hint_answer": [
        Grant(
            "teacher",
            "own class or taught by me",
            "staff_id class_id period_id pupil_id digest",
            delete=True,
            article="4.3",
        ),
    ],
    "declared_absence": [
        PRINCIPAL,
        VICE,
        BOARD,
        INSPECTOR,
        MOVED,
        Grant(
            "teacher",
            "own class",
            "class_id period_id pupil_id excused unexcused",
            "excused unexcused from_file",
            article="4.2",
        ),
    ],
    "lesson_plan": [
        *PLAN,
        Grant(
            "teacher",
            "own staff",
            "staff_id period_id title replaces_id submitted_at",
            article="4.7",
        ),
    ],
    "plan_slot": [
        *PLAN_PART,
        Grant(
            "teacher",
            "own staff",
            f"{PLAN_KEYS} class_id unit_id weekday lesson topic equipment",
        ),
    ],
    "plan_text": [
        *PLAN_PART,
        Grant("teacher", "own staff", f"{PLAN_KEYS} {PLAN_WORDS}", "shared_with", article="4.7"),
        Grant("teacher", "shared with my department", article="4.7"),
    ],
    # "Điều chỉnh sau bài dạy" stays the teacher's to write (CV 2345)
    "plan_after": [*PLAN_PART, Grant("teacher", "own staff", f"{PLAN_KEYS} text", "text")],
    "plan_draft": [Grant("teacher", "own staff", "*", "*", delete=True)],
    "plan_seen": [
        Grant("teacher", "members' row opened by me", PLAN_OPENED, article="4.7"),
        Grant("vice", "heads' row opened by me", PLAN_OPENED, article="RIGHTS head"),
    ],
    "remark_template": [
        PRINCIPAL,
        VICE,
        Grant("head", "of the school"),
        Grant("vice", "of the school", "*", "*", delete=True, article="7.2"),
        Grant("head", "owned by me", "*", "*", delete=True, article="RIGHTS head"),
        Grant("vice", "owned by me", "*", "*", delete=True, article="RIGHTS head"),
    ],
    "plan_file": [
        *PLAN_PART,
        Grant(
            "teacher",
            "own staff",
            f"{PLAN_KEYS} name media_type size sha256 content",
        ),
    ],
    "conduct_item": KEPT_BY_COMMITTEE,
    "conduct_scale": KEPT_BY_COMMITTEE,
    "conduct_entry": [
        *CONDUCT_READ,
        MOVED,
        # violations and class points: points are the committee's alone
        Grant(
            "conduct",
            "made by me",
            f"{CONDUCT_SEEN} points",
            "note measure",
            delete=True,
            article="6.1",
        ),
        Grant(
            "teacher",
            "own class made by me",
            CONDUCT_SEEN,
            "note measure",
            delete=True,
            article="4.2",
        ),
    ],
    "conduct_dispute": [
        *CONDUCT_READ,
        Grant(
            "teacher",
            "own class raised by me",
            "entry_id class_id week_id raised_by raised_at reason",
            article="4.2",
        ),
        Grant(
            "conduct", "raised by another", update="ruling ruled_by ruled_at answer", article="6.1"
        ),
    ],
    "growth_reference": [EVERYONE],
    "health_profile": [*HEALTH, kept_by_nurse(delete=False)],
    "vaccination": [*HEALTH, kept_by_nurse(delete=True)],
    # "health in summary" of the homeroom teacher: the nurse's note, height, weight and vision
    "health_note": [*HEALTH, kept_by_nurse(delete=True), Grant("teacher", "own pupil")],
    "measurement": [
        *HEALTH,
        MOVED,
        of_a_round(BODY),
        Grant("teacher", "own class", article="RIGHTS homeroom"),
    ],
    "vital_signs": [*HEALTH, of_a_round(SIGNS)],
    "specialist_check": [*HEALTH, of_a_round(FOUND)],
    "health_visit": [
        *HEALTH,
        Grant(
            "nurse",
            "all",
            f"class_id pupil_id date month_id made_by {VISIT}",
            VISIT,
            delete=True,
            article="6.2",
        ),
    ],
    "follow_up": [*HEALTH, kept_by_nurse(delete=True)],
    "absence": [
        PRINCIPAL,
        VICE,
        MOVED,
        Grant("teacher", "own class", "*", "excused reason", delete=True, article="4.2"),
    ],
    "roll_call": [PRINCIPAL, VICE, Grant("teacher", "own class", "*", article="4.2")],
    "attendance_rule": [EVERYONE, KEEPS],
    "leave": [
        Grant(
            "principal", "all", update="granted decided_by decided_at", article="RIGHTS principal"
        ),
        VICE,
        MOVED,
        Grant(
            "teacher",
            "own class",
            "class_id pupil_id from_date to_date reason asked_by noted_by noted_at",
            article="4.2",
        ),
        Grant(
            "teacher",
            "own class up to three days",
            "class_id pupil_id from_date to_date reason asked_by noted_by noted_at"
            " granted decided_by decided_at",
            "granted decided_by decided_at",
            article="RIGHTS homeroom",
        ),
    ],
    "class_officer": [*BOOK, OF_MEMBERS, in_book("role pupil_id from_date to_date")],
    "seat": [*BOOK, OF_MEMBERS, in_book("team line place", "pupil_id")],
    # guardians' phones: not for the head
    "parents_board_member": [*BOOK, in_book("role full_name pupil_id phone from_date to_date")],
    "class_profile": [
        *BOOK,
        OF_MEMBERS,
        in_book("features strengths difficulties measures excellent good done not_done completed"),
    ],
    "class_target": [*BOOK, OF_MEMBERS, in_book("high middle low", "unit_id")],
    "class_plan": [*BOOK, OF_MEMBERS, in_book("theme content result")],
    "week_task": [*BOOK, OF_MEMBERS, in_book("task due_on result")],
    # single pupils: not for the head
    "day_note": [
        *BOOK,
        MOVED,
        Grant("teacher", "members' homeroom, whole class", article="7.4"),
        Grant("teacher", "own class", article="4.4"),
        Grant(
            "teacher",
            "own class made by me",
            "class_id date week_id kind pupil_id text made_by made_at",
            "kind pupil_id text",
            delete=True,
            article="4.4",
        ),
    ],
    "pupil_support": [
        *BOOK,
        MOVED,
        in_book("kind plan actions outcome status from_date to_date", "pupil_id"),
    ],
    "parent_meeting": [*BOOK, OF_MEMBERS, in_book("occasion held_on subject minutes")],
    "meeting_family": [*BOOK, in_book("", "meeting_id pupil_id")],
    "term_summary": [*BOOK, OF_MEMBERS, in_book("text")],
    "hand_over": [
        *BOOK,
        Grant("teacher", "own class", article="4.4"),
        Grant(
            "teacher",
            "own class made by me",
            "class_id period_id handed_on text made_by",
            "handed_on text",
            delete=True,
            article="4.4",
        ),
    ],
    "meeting": [
        PRINCIPAL,
        VICE,
        Grant(
            "teacher",
            "own department",
            "*",
            "period_id held_on title notes attended",
            article="7.4",
        ),
    ],
    "minutes": [
        PRINCIPAL,
        VICE,
        Grant("teacher", "own department"),
        Grant("teacher", "own department by me", "*", article="7.4"),
    ],
    "completion_day": [
        PRINCIPAL,
        VICE,
        BOARD,
        Grant("teacher", "own class"),
        Grant("teacher", "members' row", article="7.4"),
        Grant("everyone", "own staff"),
    ],
    "dossier": [
        *DOSSIER,
        Grant("teacher", "own class", "class_id", "proposed_at proposed_by", article="4.5"),
        Grant(
            "principal",
            "all",
            update="approved_at approved_by returned_at returned_by return_remark",
            article="2.5",
        ),
    ],
    "seen": [*DOSSIER, Grant("board", "own staff", "*", article="2.5")],
    "frozen_list": [*DOSSIER, Grant("principal", "all", "*", article="2.5")],
    "proposal": [*DOSSIER, Grant("teacher", "own class", "*", "*", delete=True, article="4.5")],
    "dossier_reopening": [
        *DOSSIER,
        Grant("principal", "all", update="ends_at", article="2.5"),
        Grant("principal", "asked by me", LIFT, "ends_at", article="2.3"),
        Grant("vice", "asked by me", LIFT, "ends_at", article="2.3"),
        Grant("teacher", "own class asked by me", LIFT, "ends_at", article="2.3"),
        Grant("principal", "asked by another", update=ANSWERED, article="2.3"),
        Grant("vice", "asked by another", update=ANSWERED, article="2.3"),
        Grant("board", "asked by another", update=ANSWERED, article="2.3"),
    ],
    "supplementary_result": [
        PRINCIPAL,
        VICE,
        BOARD,
        INSPECTOR,
        Grant("teacher", "own class"),
        Grant("teacher", "own class's traits", SUMMER, SUMMER_AGAIN, delete=True, article="4.5"),
        Grant("teacher", "own pair", SUMMER, SUMMER_AGAIN, delete=True, article="5.1"),
    ],
    "opening": [
        EVERYONE,
        Grant("principal", "made by me", "*", article="2.3"),
        Grant("vice", "made by me", "*", article="2.3"),
        Grant("principal", "all", update="starts_at ends_at reason", delete=True, article="2.3"),
        Grant("vice", "all", update="starts_at ends_at reason", delete=True, article="2.3"),
    ],
    "closure": [
        EVERYONE,
        Grant("principal", "made by me", "*", article="2.3"),
        Grant("vice", "made by me", "*", article="2.3"),
        Grant("principal", "all", update="starts_at reason sealed", delete=True, article="2.3"),
        Grant("vice", "all", update="starts_at reason sealed", delete=True, article="2.3"),
    ],
    "reopening": [
        EVERYONE,
        Grant("principal", "asked by me", ASKED, "ends_at", article="2.3"),
        Grant("vice", "asked by me", ASKED, "ends_at", article="2.3"),
        # whoever has cells there asks; nobody answers an own request
        Grant("teacher", "own class asked by me", ASKED, "ends_at", article="2.3"),
        Grant("teacher", "own pair asked by me", ASKED, "ends_at", article="2.3"),
        Grant("nurse", "about health asked by me", ASKED, "ends_at", article="2.3"),
        Grant("conduct", "about conduct asked by me", ASKED, "ends_at", article="2.3"),
        Grant("teacher", "about plans asked by me", ASKED, "ends_at", article="2.3"),
        Grant("principal", "asked by another", update=ANSWERED, article="2.3"),
        Grant("vice", "asked by another", update=ANSWERED, article="2.3"),
        Grant("board", "asked by another", update=ANSWERED, article="2.3"),
    ],
    "procedure": [
        EVERYONE,
        Grant("principal", "all", "*", "*", delete=True, article="2.3"),
        Grant("vice", "all", "*", "*", delete=True, article="2.3"),
    ],
    "reminder": [
        PRINCIPAL,
        VICE,
        Grant("principal", "sent by me", REMIND),
        Grant("vice", "sent by me", REMIND),
        Grant("teacher", "sent by me to a member", REMIND, article="7.4"),
        Grant("teacher", "sent by me to a teacher of my class", REMIND, article="4.4"),
        Grant("everyone", "sent to me", update="read_at"),
    ],
    "task": [
        VICE,
        PRINCIPAL,
        Grant(
            "principal",
            "assigned by me",
            ASSIGNED,
            "title text due_on withdrawn_at",
            article="2.1",
        ),
        Grant("everyone", "sent to me", update="done_at remark"),
    ],
    "message_template": [
        PRINCIPAL,
        VICE,
        Grant("everyone", "of the school"),
        Grant("vice", "of the school", "*", "*", delete=True, article="7.2"),
        Grant("everyone", "owned by me", "*", "*", delete=True),
    ],
    "sending_rule": [EVERYONE, KEEPS],
    "sending_settings": [EVERYONE, KEEPS],
    "message": [
        *SENT,
        *writers("by me", WRITTEN, STEPS),
        Grant("teacher", "own families", update=STEPS, article="4.2"),
        Grant(
            "principal",
            "to many by another",
            update="approved_at approved_by stopped_at stopped_by stop_reason",
            article="7.1",
        ),
    ],
    "recipient": [*SENT, *writers("by me", RECEIVED)],
    "delivery_attempt": [
        *SENT,
        *writers("tried by me", TRIED),
        Grant("teacher", "own class, no health tried by me", TRIED, article="4.2"),
    ],
    # guardians' phones, as they were written to: who keeps the particulars
    "attempt_address": [PRINCIPAL, VICE, OFFICE_READS],
    "import_run": [
        PRINCIPAL,
        VICE,
        Grant("everyone", "own account", "*", "state report corrections"),
    ],
    "job": [
        PRINCIPAL,
        VICE,
        Grant(
            "everyone",
            "own account",
            "kind key account_id subject_id what created_at updated_at",
            "state message updated_at cancel_at",
        ),
    ],
    "reminder_rule": [
        EVERYONE,
        Grant("principal", "about tasks", "*", "*", article="2.1"),
        Grant("vice", "not about tasks", "*", "*", article="2.3"),
    ],
    "history_set": [PRINCIPAL, VICE],
    "history_line": [PRINCIPAL, VICE],
    "rollover": [PRINCIPAL, Grant("vice", "all", "*", "*", delete=True, article="2.11")],
    "assignment_draft": [
        PRINCIPAL,
        Grant("vice", "all", "*", "staff_id from_date", delete=True, article="2.11"),
    ],
    "hand_over_minutes": [
        PRINCIPAL,
        VICE,
        Grant("teacher", "given by me"),
        Grant("teacher", "given to me"),
        Grant("teacher", "own class given by me, unsigned", f"class_id giver_id {HANDED}"),
        Grant("teacher", "given by me, unsigned", update=f"{HANDED} {SIGNED}", delete=True),
        Grant("teacher", "given by me, signed once", update=SIGNED),
        Grant("teacher", "given to me, signed once", update="received_at"),
    ],
    "award_form": [EVERYONE, Grant("principal", "all", "*", "position to_date", article="2.7")],
    # narrowest: of the own class alone; no board, no office, no subject teacher
    "pupil_award": [
        PRINCIPAL,
        VICE,
        MOVED,
        Grant("teacher", "own class", article="4.2"),
        Grant("principal", "made by me", PRAISED, article="2.7"),
        Grant("principal", "undecided", update=f"{PRAISE_GIVEN} sent_to sent_on", article="2.7"),
        Grant("teacher", "own class made by me", PRAISED, article="4.2"),
        Grant("teacher", "own class made by me, given by me", update=PRAISE_GIVEN, article="4.2"),
        Grant("teacher", "own class made by me, unsent", update="withdrawn_at", article="4.2"),
    ],
    "staff_case": [
        *CASE,
        Grant("principal", "noted by me, of another", NOTED, article="9"),
        Grant("principal", "of another, not closed", update=CASE_STEPS, article="9"),
        Grant("everyone", "about me, asked", update="explained_at", article="9"),
    ],
    "staff_case_fact": [
        *CASE,
        Grant(
            "principal",
            "of another, case untold",
            "case_id staff_id number code words lines",
            article="9",
        ),
        Grant(
            "principal",
            "of another, case not closed",
            update="ruling ruled_by ruled_at reply",
            article="9",
        ),
    ],
    "staff_case_answer": [
        *CASE,
        Grant("everyone", "about me, case not closed", "*", article="9"),
    ],
    "print_job": [
        PRINCIPAL,
        VICE,
        Grant("board", "all", PRINT, article="7.3"),
        Grant("office", "all", f"{PRINT} transfer_id", article="7.3"),
        Grant("teacher", "own class by me", PRINT.replace(" official", ""), article="4.6"),
    ],
    "print_progress": [PRINCIPAL, VICE, BOARD, OFFICE_READS, Grant("everyone", "own account")],
    "printed_document": [
        PRINCIPAL,
        VICE,
        BOARD,
        OFFICE_READS,
        Grant("everyone", "own account"),
    ],
    "issued_copy": [
        PRINCIPAL,
        VICE,
        Grant("board", "all", update=REVOKED, article="7.3"),
        Grant("office", "all", update=f"{STAMPED} {REVOKED}", article="7.3"),
        Grant("teacher", "own class"),
    ],
    # what a copy says: marks, so only those who read them
    "paper_signature": [
        PRINCIPAL,
        VICE,
        BOARD,
        OFFICE_READS,
        Grant("principal", "own account", PAPER_SIGNED, article="4.6"),
        Grant("office", "own account", PAPER_SIGNED, article="7.3"),
        Grant("teacher", "own class"),
    ],
    "issued_content": [PRINCIPAL, VICE, Grant("teacher", "own class")],
    "submission": [
        *ARCHIVE,
        Grant(
            "office",
            "own account",
            "account_id year_id class_id schema_version created_at",
            article="8.2",
        ),
    ],
    "submission_line": [
        *ARCHIVE,
        Grant("teacher", "own class", article="4.6"),
        Grant(
            "office",
            "all",
            "submission_id year_id class_id pupil_id key sha256 due_at",
            article="8.2",
        ),
        Grant("office", "rejected", update="state due_at reason", article="8.2"),
    ],
    "retention_class": [
        EVERYONE,
        Grant("principal", "all", "*", "name years source position", article="8.3"),
    ],
    "year_package": [
        *ARCHIVE,
        Grant("board", "own account", PACKED, article="7.3, 8.1"),
        Grant("office", "own account", PACKED, article="7.3, 8.1"),
    ],
    "destruction_list": [
        *ARCHIVE,
        Grant(
            "office",
            "listed by me",
            "package_id retention_id reason items proposed_by proposed_at",
            article="8.3",
        ),
        Grant(
            "principal",
            "listed by another, undecided",
            update="decided_by decided_at approved answer",
            article="8.3",
        ),
    ],
}

HOLDERS: dict[str, Callable[[str], bool]] = {
    "everyone": lambda _: True,
    "teacher": lambda _: True,
    "principal": lambda p: "principal" in PEOPLE[p],
    "vice": lambda p: "vice_principal" in PEOPLE[p],
    "board": lambda p: not {"board", "board_secretary"}.isdisjoint(PEOPLE[p]),
    "secretary": lambda p: "board_secretary" in PEOPLE[p],
    "office": lambda p: "office" in PEOPLE[p],
    "nurse": lambda p: "nurse" in PEOPLE[p],
    "head": lambda p: any(d.startswith("department_head") for d in PEOPLE[p]),
    "conduct": lambda p: "conduct" in PEOPLE[p],
    "homeroom": lambda p: p in HOMEROOM.values(),
    "inspector": lambda p: "inspector" in PEOPLE[p],
}


class Stands:
    """Whether a person stands to a row as a grant says, in plain Python over the world's names."""

    def __init__(self, world: World) -> None:
        """Turn ids back into names."""
        self.world = world
        self.class_name = {i: n for n, i in world.klass.items()}
        self.unit_name = {i: n for n, i in world.unit.items()}
        self.staff_name = {i: n for n, i in world.staff.items()}
        self.account_name = {i: n for n, i in world.account.items()}
        self.classes_of: dict[int, set[str]] = {}
        for row in world.rows["enrolment"]:
            name = self.class_name[row["class_id"]]
            self.classes_of.setdefault(row["pupil_id"], set()).add(name)
        self.moved = ("homeroom3a", "3B", world.pupil["3B"][1])

    @staticmethod
    def pairs(person: str) -> set[tuple[str, str]]:
        """Pairs taught, the absent colleague's included."""
        taught = {pair for pair, teacher in TEACHES.items() if teacher == person}
        if person == "standin":
            taught |= {pair for pair, teacher in TEACHES.items() if teacher == "english3b"}
        return taught

    def belongs(self, person: str) -> set[int]:
        """Departments that the person is a member of."""
        names = {name for name, members in DEPARTMENTS.items() if person in members}
        return {row["id"] for row in self.world.rows["department"] if row["name"] in names}

    def led(self, person: str) -> set[int]:
        """Departments that the person heads."""
        names = {d.partition(":")[2] for d in PEOPLE[person] if d.startswith("department_head")}
        return {row["id"] for row in self.world.rows["department"] if row["name"] in names}

    @staticmethod
    def members(person: str) -> set[str]:
        """Members of the department that the person heads, without the head."""
        led = {d.partition(":")[2] for d in PEOPLE[person] if d.startswith("department_head")}
        return {m for name in led for m in DEPARTMENTS[name]} - {person}

    def __call__(self, person: str, rows: str, table: str, row: Row) -> bool:  # noqa: C901, PLR0911, PLR0912, PLR0915 - one branch a word
        """Answer for one grant's rows."""
        if rows in RULE_WORDS:
            return self._of_rules(person, rows, row)
        if rows in AWARD_WORDS:
            return self._of_awards(person, rows, row)
        klass = self.class_name.get(row.get("class_id"))
        unit = self.unit_name.get(row.get("unit_id"))
        pupil = self.classes_of.get(row["id"] if table == "pupil" else row.get("pupil_id"), set())
        staff = self.staff_name.get(row.get("staff_id"))
        own = {name for name, teacher in HOMEROOM.items() if teacher == person}
        taught = {name for name, _ in self.pairs(person)}
        members = self.members(person)
        of_members = {n for n, t in HOMEROOM.items() if t in members}
        member_pairs = {pair for pair, t in TEACHES.items() if t in members}
        member_classes = of_members | {name for name, _ in member_pairs}
        match rows:
            case "all":
                return True
            case "own class":
                return klass in own
            case "own class's traits":
                return klass in own and (unit or "").startswith("PC")
            case "moved in":
                return (person, klass, row.get("pupil_id")) == self.moved
            case "own class up to three days":
                return klass in own and (row["to_date"] - row["from_date"]).days < LEAVE_DAYS
            case "going on":
                return row["closed_on"] is None
            case "over":
                return row["closed_on"] is not None
            case "transfer of own class":
                moves = {one["id"]: one for one in self.world.rows["transfer"]}
                return self.class_name.get(moves[row["transfer_id"]]["class_id"]) in own
            case "own class by me":
                return klass in own and self.account_name.get(row["account_id"]) == person
            case "own class or taught by me":
                return (klass in own or klass in taught) and staff == person
            case "own class made by me":
                return klass in own and self.staff_name.get(row["made_by"]) == person
            case "own class raised by me":
                return klass in own and self.staff_name.get(row["raised_by"]) == person
            case "own pupil":
                return not pupil.isdisjoint(own)
            case "without a register number":
                return row["register_number"] is None
            case "own pupil, by me, open":
                mine = self.staff_name.get(row["proposed_by"]) == person
                return mine and not pupil.isdisjoint(own) and row["decision"] is None
            case "taught class":
                return klass in taught
            case "taught pupil":
                return not pupil.isdisjoint(taught)
            case "own class asked by me":
                return klass in own and self.staff_name.get(row["requested_by"]) == person
            case "own pair asked by me":
                asks = self.staff_name.get(row["requested_by"]) == person
                return asks and (klass, unit) in self.pairs(person)
            case "own pair":
                return (klass, unit) in self.pairs(person)
            case "members' pair":
                return (klass, unit) in member_pairs
            case "members' homeroom":
                return klass in of_members
            case "members' homeroom, whole class":
                return klass in of_members and row["pupil_id"] is None
            case "members' class":
                return klass in member_classes
            case "members' pupil":
                return not pupil.isdisjoint(member_classes)
            case "members' row":
                return staff in members
            case "heads' row":
                return staff != person and any(
                    d.startswith("department_head") for d in PEOPLE.get(staff or "nobody", ())
                )
            case "members' row opened by me":
                return staff in members and self.staff_name.get(row["reader_id"]) == person
            case "heads' row opened by me":
                opened = self.staff_name.get(row["reader_id"]) == person
                return opened and self(person, "heads' row", table, row)
            case "shared with my department":
                return row["shared_with"] in self.belongs(person)
            case "own staff":
                return staff == person
            case "not the principal's":
                return staff != "principal"
            case "the school's":
                return row["department_id"] is None and row["staff_id"] is None
            case "my department's":
                return row["department_id"] in self.belongs(person)
            case "own department":
                return row["department_id"] in self.led(person)
            case "own department by me":
                by_me = self.staff_name.get(row["written_by"]) == person
                return by_me and row["department_id"] in self.led(person)
            case "of others":
                return row["account_id"] != self.world.account[person]
            case "own account":
                return self.account_name.get(row["account_id"]) == person
        return self._by_sender(person, rows, row, members)

    def _by_sender(self, person: str, rows: str, row: Row, members: set[str]) -> bool:  # noqa: C901, PLR0911, PLR0912 - one branch a word
        def named(column: str) -> str | None:
            return self.staff_name.get(row.get(column))

        signed = (row.get("given_at"), row.get("received_at"))
        match rows:
            case "given by me":
                return named("giver_id") == person
            case "given to me":
                return named("receiver_id") == person and signed[0] is not None
            case "own class given by me, unsigned":
                here = self.class_name[row["class_id"]]
                by_me = named("giver_id") == person and signed[0] is None
                return by_me and HOMEROOM[here] == person
            case "given by me, unsigned":
                return named("giver_id") == person and signed[0] is None
            case "given by me, signed once":
                return named("giver_id") == person and bool(signed[0]) and not signed[1]
            case "given to me, signed once":
                return named("receiver_id") == person and bool(signed[0]) and not signed[1]
            case "by another, open":
                return named("proposed_by") != person and row["decision"] is None
            case "listed by me":
                return named("proposed_by") == person
            case "listed by another, undecided":
                return named("proposed_by") != person and row["decided_at"] is None
            case "rejected":
                return row["state"] == "rejected"
            case "made by me":
                return named("made_by") == person
            case "raised by another":
                return named("raised_by") != person
            case "asked by me":
                return named("requested_by") == person
            case "about health asked by me":
                about = row["kind"] in ("health_visit", "health_check")
                return named("requested_by") == person and about
            case "about conduct asked by me":
                return named("requested_by") == person and row["kind"] == "conduct"
            case "about plans asked by me":
                asks = named("requested_by") == person and row["kind"] == "plan"
                return asks and bool(self.pairs(person))
            case "asked by another":
                return named("requested_by") != person and named("granted_by") in (None, person)
            case "sent by me":
                return named("from_id") == person
            case "sent by me to a member":
                return named("from_id") == person and named("to_id") in members
            case "sent by me to a teacher of my class":
                theirs = {t for (name, _), t in TEACHES.items() if HOMEROOM[name] == person}
                return named("from_id") == person and named("to_id") in theirs
            case "sent to me":
                return named("to_id") == person
            case "about tasks":
                return row["kind"] == "task"
            case "not about tasks":
                return row["kind"] != "task"
            case "assigned by me":
                return named("assigned_by") == person
            case "of the school":
                return row["owner_id"] is None
            case "owned by me":
                return named("owner_id") == person
        return self._of_a_message(person, rows, row, members)

    def _of_rules(self, person: str, rows: str, row: Row) -> bool:
        """Answer for rule sets: whose they are, whether pupils were assessed by them."""
        if rows == "own draft":
            return row["own"] and row["id"] not in FROZEN
        if rows == "grade without results":
            return row["grade"] != GRADE
        if rows == "request of mine":
            return self.staff_name.get(row["asked_by"]) == person
        return row["rule_set_id"] in (OWN if rows == "of own set" else OWN - FROZEN)

    def _of_awards(self, person: str, rows: str, row: Row) -> bool:
        """Answer for praise and staff cases: whose, and how far the case has gone."""
        if "pupil_id" in row:
            undecided = row["decision"] is None and row["withdrawn_at"] is None
            here = HOMEROOM[self.class_name[row["class_id"]]] == person
            own = here and self.staff_name.get(row["made_by"]) == person
            more = {"undecided": True, "own class made by me, unsent": own and not row["sent_on"]}
            return undecided and more.get(rows, own and row["decider"] == "class")
        case = row
        if "case_id" in row:
            case = next(c for c in self.world.rows["staff_case"] if c["id"] == row["case_id"])
        mine = self.staff_name.get(row["staff_id"]) == person
        told, decided = case["asked_at"] is not None, case["decided_at"] is not None
        closed = case["closed_at"] is not None
        return {
            "noted by me, of another": not mine and self.staff_name.get(case["noted_by"]) == person,
            "of another, not closed": not mine and not closed,
            "about me, asked": mine and told and not decided and not closed,
            "of another, case untold": not mine and not told and not decided,
            "of another, case not closed": not mine and not closed,
            "about me, case not closed": mine and not closed,
        }[rows]

    def _of_a_message(self, person: str, rows: str, row: Row, members: set[str]) -> bool:
        """Answer for messages: what they are about, how many they go to, who wrote or tried."""
        author = self.staff_name.get(row["author_id"])
        own = {name for name, teacher in HOMEROOM.items() if teacher == person}
        health, many = row["kind"] == "health", row["audience"] in ("grade", "school")
        here = self.class_name.get(row.get("class_id")) in own
        words, whose = rows, True
        if rows.endswith(" tried by me"):
            words = rows.removesuffix(" tried by me")
            whose = self.staff_name.get(row["made_by"]) == person
        elif rows.endswith(" by me"):
            words, whose = rows.removesuffix(" by me"), author == person
        elif rows.endswith(" by another"):
            words, whose = rows.removesuffix(" by another"), author != person
        return (
            whose
            and {
                "to many": many and not health,
                "own class, no health": here and not health,
                "own families": here and not health and not many,
                "members' message": author in members and not health,
                "health": health,
            }[words]
        )


def grants(stands: Stands, person: str, table: str, row: Row) -> list[Grant]:
    """Return the grants by which a person stands to a row."""
    return [
        g for g in ORACLE[table] if HOLDERS[g.who](person) and stands(person, g.rows, table, row)
    ]
