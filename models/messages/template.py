"""Wordings to begin a message with: the school's and one's own; placeholders become each family's.

``PLACEHOLDERS`` is the whole list; any other word in braces is refused before anything is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.messages.message import MessageKind
from models.people.staff import Staff
from models.refusal import Unfit

#: placeholder → what it becomes
PLACEHOLDERS = {
    "ten": "họ tên của em",
    "lop": "lớp",
    "ngay": "ngày của việc được báo",
    "phu_huynh": "cha, mẹ hoặc người giám hộ",
    "nguoi_gui": "người gửi",
    "truong": "tên trường",
}
#: what was entered, in the words of whoever entered it: in the school's rules alone
SAID = "noi_dung"
_BRACES = re.compile(r"\{([^{}]*)\}")


class MessageTemplate(Base):
    """A wording with placeholders; without ``owner_id`` it is the school's."""

    __tablename__ = "message_template"
    __table_args__ = (Index(None, "owner_id"),)
    label = "mẫu tin"

    name: Mapped[str] = col("Tên mẫu", String(100), help="Mời họp cha mẹ học sinh")
    kind: Mapped[MessageKind] = col("Loại tin", enum_type(MessageKind), default=MessageKind.NOTICE)
    subject: Mapped[str] = col("Tiêu đề", String(150))
    text: Mapped[str] = col(
        "Nội dung", Text, help="dùng được {ten} {lop} {ngay} {phu_huynh} {nguoi_gui} {truong}"
    )
    owner_id: Mapped[int | None] = col(
        "Của riêng", ForeignKey("staff.id"), help="để trống: mẫu chung của trường"
    )

    owner: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


def check_placeholders(text: str, field: str = "text", *, rule: bool = False) -> None:
    """Refuse (Unfit) a text with a placeholder that no family could be given."""
    allowed = {*PLACEHOLDERS, SAID} if rule else PLACEHOLDERS.keys()
    unknown = [word for word in _BRACES.findall(text) if word not in allowed]
    if unknown or "{" in _BRACES.sub("", text) or "}" in _BRACES.sub("", text):
        named = f"{{{unknown[0]}}}" if unknown else "Dấu { }"
        known = " ".join(f"{{{word}}}" for word in allowed)
        raise Unfit(f"{named} không thay được bằng gì. Chỉ dùng {known}.", field=field)


def render(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its placeholders filled; values are put in as they are."""
    return _BRACES.sub(lambda found: values.get(found.group(1), found.group(0)), text)
