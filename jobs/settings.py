"""Settings: read once from the environment, checked at start, and never changed afterwards."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from jobs.channels.config import Gateway, Smtp, gateway_from, smtp_from
from jobs.setting import SettingError, yes_or_no

if TYPE_CHECKING:
    from jobs.seal import Seal

__all__ = ["SettingError", "Settings"]

ENVIRONMENTS = ("production", "demo", "test")
KEY_LENGTH = 32
KEY_VARIETY = 12
KEY_FILE = "secret_key"
_POSTGRESQL = ("postgresql://", "postgres://")


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. Paths are absolute; the URL names its driver."""

    data: Path
    database_url: str
    secret_key: str = field(repr=False)
    environment: str = "production"
    #: served behind https: cookies are Secure and browsers are told to stay on https
    https: bool = False
    #: where the school's people and visitors find the program ("https://so.truong.vn"), or nothing
    address: str = ""
    #: a folder of root certificates whose signatures are believed
    trust: Path | None = None
    #: how families are reached; a demo school uses none of them
    smtp: Smtp | None = None
    sms: Gateway | None = None
    zalo: Gateway | None = None
    #: where report books are sent (8.2), what seals them and packages, where packages lie
    national: Gateway | None = None
    seal_file: Path | None = None
    seal_password: str = field(default="", repr=False)
    archive: Path | None = None
    second_archive: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings (default: from this process's environment).

        Makes the data folder, readable by its owner only, and in it the secret key at the first
        start. Raises SettingError, whose sentence names the setting.
        """
        given = os.environ if environment is None else environment
        kind = given.get("SO_TRUONG_ENV") or "production"
        if kind not in ENVIRONMENTS:
            raise SettingError(
                f"SO_TRUONG_ENV: “{kind}” không dùng được, chỉ có {', '.join(ENVIRONMENTS)}."
            )
        data = Path(given.get("SO_TRUONG_DATA") or "data").absolute()
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingError(f"SO_TRUONG_DATA: không tạo được thư mục {data}.") from error
        return cls(
            data=data,
            database_url=_database_url(given.get("DATABASE_URL"), data),
            secret_key=_checked_key(given.get("SECRET_KEY") or _kept_key(data)),
            environment=kind,
            https=yes_or_no(
                "SO_TRUONG_HTTPS", given.get("SO_TRUONG_HTTPS"), default=kind == "production"
            ),
            address=_address(given.get("SO_TRUONG_ADDRESS")),
            trust=Path(given.get("SO_TRUONG_TRUST") or data / "trust").absolute(),
            smtp=smtp_from(given),
            sms=gateway_from("SMS", given),
            zalo=gateway_from("ZALO", given),
            national=gateway_from("NATIONAL", given),
            seal_file=_path(given.get("SO_TRUONG_SEAL_P12")),
            seal_password=given.get("SO_TRUONG_SEAL_PASSWORD") or "",
            archive=_path(given.get("SO_TRUONG_ARCHIVE")),
            second_archive=_path(given.get("SO_TRUONG_ARCHIVE_SECOND")),
        )

    def seal(self) -> Seal | None:
        """Return the school's seal; None without one, NotReady when it can't be used."""
        if self.seal_file is None:
            return None
        from jobs.seal import pkcs12_seal  # noqa: PLC0415 - only what signs needs its libraries

        return pkcs12_seal(self.seal_file, self.seal_password)

    @property
    def archive_folder(self) -> Path:
        """Where year packages lie; in the data folder unless a place was named."""
        return self.archive or self.data / "archive"

    @property
    def demo(self) -> bool:
        """Whether this is a demo school, whose accounts may be shown to anybody."""
        return self.environment == "demo"

    @property
    def production(self) -> bool:
        """Whether real records are kept here."""
        return self.environment == "production"

    @property
    def sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")


def _address(given: str | None) -> str:
    """Return the address without a slash at its end; it is printed on papers."""
    address = (given or "").strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise SettingError("SO_TRUONG_ADDRESS: cần địa chỉ dạng https://tên-miền của trường.")
    return address


def _path(given: str | None) -> Path | None:
    return Path(given).absolute() if given else None


def _database_url(given: str | None, data: Path) -> str:
    if not given:
        return f"sqlite:///{data / 'so-truong.sqlite'}"
    for prefix in _POSTGRESQL:
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError(
            "DATABASE_URL: cần địa chỉ dạng postgresql://người:mật_khẩu@máy/tên"
            " hoặc sqlite:///đường/dẫn; để trống thì dùng SQLite trong thư mục dữ liệu."
        )
    return given


def _kept_key(data: Path) -> str:
    """Return the key kept in the data folder; make it at the first start, for its owner only."""
    path = data / KEY_FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii", errors="replace").strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _checked_key(key: str) -> str:
    if len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        raise SettingError(
            f"SECRET_KEY: khóa quá yếu, cần ít nhất {KEY_LENGTH} kí tự với {KEY_VARIETY} kí tự"
            " khác nhau; để trống thì chương trình tự tạo."
        )
    return key
