"""What is wrong with this installation, each finding with the advice that mends it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from jobs import assets, migrate
from jobs.settings import KEY_FILE, Settings
from models.assessment import RuleSet, Unit
from models.clock import school_today
from models.people import Account, Duty, Function, RegulationDocument
from models.school import School, SchoolYear
from permissions.session import GuardedSession, system_session

OLDEST_SQLITE = (3, 38)
OLDEST_POSTGRESQL = (15,)
LEAST_FREE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """What is wrong and what to do; ``fault``: it doesn't work like this, else a hint."""

    what: str
    advice: str
    fault: bool = True

    def as_dict(self) -> dict[str, str | bool]:
        """Return the finding for a program."""
        return asdict(self)


def findings(settings: Settings, engine: Engine) -> list[Finding]:
    """Look at machine, database and records; return everything that is found."""
    found = [*_machine(settings)]
    try:
        ready = [*_database(engine)]
    except OperationalError:
        advice = "Xem DATABASE_URL, và máy chủ cơ sở dữ liệu đã chạy chưa."
        return [*found, Finding("Không mở được cơ sở dữ liệu.", advice)]
    if any(finding.fault for finding in ready):
        return found + ready
    with system_session(engine, "kiểm tra cài đặt") as session:
        return [*found, *ready, *_records(session)]


def _machine(settings: Settings) -> Iterator[Finding]:
    if assets.missing():
        yield Finding("Thiếu phông chữ để in và hiện màn hình.", "Chạy make assets.")
    if shutil.disk_usage(settings.data).free < LEAST_FREE:
        yield Finding("Ổ đĩa của thư mục dữ liệu còn dưới 1 GB.", "Dọn bớt hoặc chuyển thư mục.")
    key = settings.data / KEY_FILE
    for path in (settings.data, key):
        if os.name != "nt" and path.exists() and path.stat().st_mode & (stat.S_IRWXO):
            yield Finding(f"Người khác trên máy đọc được {path.name}.", f"chmod o-rwx {path}")
    if settings.production and not settings.https:
        yield Finding(
            "Màn hình chạy không qua https.",
            "Đặt sau một máy chủ https và bỏ SO_TRUONG_HTTPS=0.",
            fault=False,
        )


def _database(engine: Engine) -> Iterator[Finding]:
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        version = sqlite3.sqlite_version_info if sqlite else engine.dialect.server_version_info
        oldest = OLDEST_SQLITE if sqlite else OLDEST_POSTGRESQL
        if version and tuple(version) < oldest:
            wanted = ".".join(map(str, oldest))
            yield Finding(f"{engine.dialect.name} quá cũ.", f"Cần từ bản {wanted} trở lên.")
        belt = migrate.belt(connection)
    if (stands := migrate.current(engine)) != migrate.newest():
        what = "chưa dựng" if stands is None else "chưa nâng cấp theo chương trình"
        yield Finding(f"Cơ sở dữ liệu {what}.", "Chạy so-truong init.")
    elif lost := migrate.expected_belt(engine.dialect.name) - belt:
        yield Finding(
            f"Thiếu {len(lost)} chốt bảo vệ trong cơ sở dữ liệu ({min(lost)}…).",
            "Chạy so-truong init, rồi so-truong history verify.",
        )


def _records(session: GuardedSession) -> Iterator[Finding]:
    def count(model: type[Unit | RuleSet | School | SchoolYear | Account]) -> int:
        return session.scalar(select(func.count(model.id))) or 0

    if not count(Unit) or not count(RuleSet):
        yield Finding("Thiếu danh mục môn học hoặc bộ quy định đánh giá.", "Chạy so-truong init.")
    today = school_today()
    regulation = select(RegulationDocument.id).where(RegulationDocument.in_force_from <= today)
    principal = select(Duty.id).where(
        Duty.function == Function.PRINCIPAL, Duty.confirmed_at.is_not(None)
    )
    hints: tuple[tuple[Callable[[], object], str, str], ...] = (
        (
            lambda: count(School),
            "Chưa có tên trường.",
            'Chạy so-truong init --school "…".',
        ),
        (
            lambda: count(SchoolYear),
            "Chưa có năm học nào.",
            "Nhập tệp cán bộ: so-truong import staff TỆP --year 2025-2026.",
        ),
        (
            lambda: session.scalar(principal.limit(1)),
            "Chưa ai giữ nhiệm vụ hiệu trưởng, nên chưa ai duyệt được.",
            "Nhập tệp cán bộ có cột chức vụ.",
        ),
        (
            lambda: count(Account),
            "Chưa có tài khoản nào.",
            "Chạy so-truong accounts issue --out phieu.pdf.",
        ),
        (
            lambda: session.scalar(regulation.limit(1)),
            "Chưa có quy chế nào đang có hiệu lực để cán bộ xác nhận (Đ3).",
            "Phó hiệu trưởng nhập quy chế ở mục Quy chế.",
        ),
    )
    for there, what, advice in hints:
        if not there():
            yield Finding(what, advice, fault=False)
