"""Who was signed in where, and signs that two people share one account (Điều 3).

A person has a telephone and a computer, so two devices alone say nothing: what is asked about is
one account used at the same time from two addresses. A sign is no verdict; the board asks, and
writes down what was answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, groupby
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.account import Account
from models.people.staff import Staff

#: a place counts as used until so long after the last request that was noted there
LINGERS = timedelta(minutes=10)
#: how long it is kept where somebody was signed in
KEPT = timedelta(days=90)


class SignIn(Base):
    """One sign-in: the device by a mark left in its browser, its address, when it was last used."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id", "seen_at"), Index(None, "seen_at"))
    label = "lần đăng nhập"
    recorded: ClassVar[bool] = False

    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    device: Mapped[str] = col("Máy", String(24))
    browser: Mapped[str] = col("Trình duyệt", String(60))
    address: Mapped[str] = col("Địa chỉ mạng", String(64))
    at: Mapped[datetime] = col("Đăng nhập lúc")
    seen_at: Mapped[datetime] = col("Dùng lần cuối")

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class SharedSign(Base):
    """On a day an account was used at two places at once; what the board was told about it.

    ``places``: [{browser, address, at, until}], moments as ISO 8601 in UTC.
    """

    __tablename__ = "shared_sign"
    __table_args__ = (
        UniqueConstraint("account_id", "day", info={"vi": "Ngày đó đã có dấu hiệu này."}),
        CheckConstraint(
            "(checked_at IS NULL) = (note IS NULL) AND (checked_at IS NULL) = (checked_by IS NULL)",
            name="checked_with_a_note",
            info={"vi": "Ghi người giải thích đã nói gì."},
        ),
    )
    label = "dấu hiệu dùng chung tài khoản"

    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    day: Mapped[date] = col("Ngày")
    places: Mapped[list[Any]] = col("Những nơi đã dùng", JSON)
    found_at: Mapped[datetime] = col("Thấy lúc")
    note: Mapped[str | None] = col("Đã hỏi, được giải thích", Text)
    checked_by: Mapped[int | None] = col("Người hỏi", ForeignKey("staff.id"))
    checked_at: Mapped[datetime | None] = col("Hỏi lúc")

    account: Mapped[Account] = relationship(lazy="raise_on_sql")
    checker: Mapped[Staff | None] = relationship(lazy="raise_on_sql")


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Sign-ins of one account that were used at the same time, in the order of signing in."""

    account_id: int
    places: tuple[SignIn, ...]

    @property
    def since(self) -> datetime:
        """Return when the second place came to the first."""
        return sorted(place.at for place in self.places)[1]


def at_once(rows: Iterable[SignIn]) -> list[AtOnce]:
    """Return the accounts that were used at two places at once, each with all such places."""

    def owner(row: SignIn) -> int:
        return row.account_id

    found = []
    for account_id, own in groupby(sorted(rows, key=owner), key=owner):
        places = {
            place.id: place for pair in combinations(own, 2) if _together(*pair) for place in pair
        }
        if places:
            found.append(AtOnce(account_id, tuple(sorted(places.values(), key=lambda p: p.at))))
    return found


def _together(one: SignIn, other: SignIn) -> bool:
    apart = one.device != other.device and one.address != other.address
    return apart and max(one.at, other.at) <= min(one.seen_at, other.seen_at) + LINGERS


def as_json(places: Sequence[SignIn]) -> list[dict[str, str]]:
    """Return the places as a sign keeps them."""
    return [
        {
            "browser": place.browser,
            "address": place.address,
            "at": place.at.isoformat(),
            "until": place.seen_at.isoformat(),
        }
        for place in places
    ]
