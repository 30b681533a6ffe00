"""The result of a check-up, told to that pupil's own guardians alone, in the nurse's words (Đ6.2).

One message a pupil and round: whatever is measured again or sent again, no family gets a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.health.body import Body
from models.health.growth import Nutrition
from models.health.measurement import Measurement
from models.health.specialist import SpecialistCheck
from models.messages.compose import Draft, Line, write
from models.messages.message import BY_HAND, Message
from models.people.staff import Staff

WORDS = (
    "Phòng y tế {truong} báo {phu_huynh} em {ten}, lớp {lop}, kết quả khám sức khỏe:"
    " {noi_dung}. Gia đình cần hỏi thêm thì liên hệ {nguoi_gui}."
)
SUBJECT = "Kết quả khám sức khỏe"
NUTRITION_WORD = {
    Nutrition.THIN: "nhẹ cân so với tuổi",
    Nutrition.NORMAL: "cân đối so với tuổi",
    Nutrition.OVER: "thừa cân so với tuổi",
    Nutrition.OBESE: "béo phì so với tuổi",
}
_PARTS = (
    ("paediatric", "nhi khoa"),
    ("eyes", "mắt"),
    ("ears", "tai mũi họng"),
    ("teeth", "răng hàm mặt"),
    ("bones", "cơ xương khớp"),
)


def result_words(
    measured: Measurement | None, body: Body, checked: SpecialistCheck | None
) -> str | None:
    """Put a pupil's result of a round into words; None while nothing was measured or found."""
    said: list[str] = []
    if measured is not None:
        said += _measures(measured, body)
    if checked is not None:
        found = [(word, getattr(checked, name)) for name, word in _PARTS]
        said += [f"{word}: {_lower(text)}" for word, text in found if text]
        if checked.conclusion:
            said.append(f"kết luận: {_lower(checked.conclusion)}")
        if checked.referral:
            said.append(_lower(checked.referral))
    return "; ".join(said) or None


def _measures(measured: Measurement, body: Body) -> list[str]:
    said = []
    if measured.height:
        said.append(f"cao {_number(measured.height)} cm")
    if measured.weight:
        stands = f" ({NUTRITION_WORD[body.nutrition]})" if body.nutrition else ""
        said.append(f"nặng {_number(measured.weight)} kg{stands}")
    for eye, tenths in (("phải", measured.vision_right), ("trái", measured.vision_left)):
        if tenths is not None:
            said.append(f"mắt {eye} {tenths}/10")
    return said


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _lower(text: str) -> str:
    text = text.strip().rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"


def key_of_round(period_id: int, pupil_id: int) -> str:
    """Return what names a pupil's result of a round."""
    return f"{BY_HAND}checkup:{period_id}:{pupil_id}"


def told(session: Session, period_id: int, pupil_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when each pupil's family was told a round's result; who wasn't is missing."""
    keys = {key_of_round(period_id, pupil): pupil for pupil in pupil_ids}
    rows = session.execute(
        select(Message.event_key, Message.created_at).where(Message.event_key.in_(keys))
    )
    return {keys[key]: at for key, at in rows if key}


def tell(
    session: Session, draft: Draft, period_id: int, author: Staff, lines: Sequence[Line]
) -> int:
    """Write each pupil's own message; who has one gets no second. Return how many were written."""
    of_pupil: dict[int, list[Line]] = {}
    for line in lines:
        if line.guardian is not None:
            of_pupil.setdefault(line.pupil.id, []).append(line)
    known = told(session, period_id, of_pupil)
    for pupil_id, own in of_pupil.items():
        if pupil_id not in known:
            key = key_of_round(period_id, pupil_id)
            write(session, replace(draft, pupil_ids=(pupil_id,), event_key=key), author, own)
    return len(of_pupil.keys() - known.keys())
