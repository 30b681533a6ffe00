"""Accounts: one person, one account (Điều 3); secrets stand in a table that no screen reads."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col
from models.people.staff import Staff


class Account(Base):
    """An account; its name is the staff code in lower case (Điều 2.2)."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("username", info={"vi": "Tên đăng nhập này đã có."}),
        UniqueConstraint("staff_id", info={"vi": "Cán bộ này đã có tài khoản."}),
    )
    label = "tài khoản"

    staff_id: Mapped[int] = col("Cán bộ", ForeignKey("staff.id"))
    username: Mapped[str] = col("Tên đăng nhập", String(40))
    issued_at: Mapped[datetime] = col("Cấp lúc")
    suspended_at: Mapped[datetime | None] = col("Ngừng từ lúc")

    staff: Mapped[Staff] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        """Name the account."""
        return self.username


class Credential(Base):
    """The secrets of an account: argon2 hash, and the random token that a session carries."""

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("account_id"),)
    label = "mật khẩu"
    redacted: ClassVar[frozenset[str]] = frozenset({"password_hash", "session_token"})

    account_id: Mapped[int] = col("Tài khoản", ForeignKey("account.id"))
    password_hash: Mapped[str] = col("Mật khẩu", String(200))
    must_change: Mapped[bool] = col("Phải đổi khi đăng nhập", default=True)
    session_token: Mapped[str] = col("Phiên", String(64))


class SignInAttempt(Base):
    """A failed sign-in, counted in the database so that the limit holds across processes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "username", "at"), Index(None, "address", "at"))
    label = "lần đăng nhập hỏng"
    recorded: ClassVar[bool] = False

    username: Mapped[str] = col("Tên", String(40))
    address: Mapped[str] = col("Địa chỉ mạng", String(64))
    at: Mapped[datetime] = col("Lúc")
