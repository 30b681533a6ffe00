"""The refusals of the kernel: each has an HTTP status and a Vietnamese sentence.

A refusal says what didn't happen, why (article), and who helps (LOOK §8).
"""

from __future__ import annotations

from models.refusal import Refusal, Unfit

__all__ = [
    "Forbidden",
    "Invalid",
    "Locked",
    "NoActor",
    "OutOfScope",
    "Refusal",
    "Stale",
    "Unscoped",
]


class NoActor(Refusal):
    """Nobody is signed in, or the account is suspended."""

    status = 401
    default = "Cần đăng nhập để xem trang này (Đ3)."


class OutOfScope(Refusal):
    """The row doesn't exist for this person."""

    status = 404
    default = "Không thấy mục này trong phần việc được phân công."


class Forbidden(Refusal):
    """The person reads the row but may not do this with it."""

    status = 403
    default = "Việc này không thuộc nhiệm vụ được phân công (Đ2.9)."


class Locked(Refusal):
    """The cell is closed, not yet open, or its dossier is frozen."""

    status = 409
    default = "Phần sổ này đã đóng (Đ2.3). Muốn sửa thì xin mở lại."


class Stale(Refusal):
    """Somebody else changed the row meanwhile; ``facts`` carry both values."""

    status = 409
    default = "Người khác vừa sửa mục này. Xem hai giá trị rồi chọn."


class Invalid(Unfit):
    """A value breaks a rule; ``facts["field"]`` says where."""


class Unscoped(RuntimeError):  # noqa: N818 - read aloud it says what is wrong
    """A programming fault: a guarded session was sent a statement that scope can't cover."""
