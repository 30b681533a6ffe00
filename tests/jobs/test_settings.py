"""Settings: what may be chosen, what is made at the first start, and what is refused by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jobs.settings import SettingError, Settings

GOOD_KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


def test_without_any_setting_the_records_stand_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.production
    assert settings.https
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'so-truong.sqlite'}"


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = Settings.from_environment({"SO_TRUONG_DATA": str(tmp_path)})
    again = Settings.from_environment({"SO_TRUONG_DATA": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 43
    if os.name != "nt":
        assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_key_never_shows_in_a_log(tmp_path: Path) -> None:
    settings = Settings.from_environment({"SO_TRUONG_DATA": str(tmp_path)})
    assert settings.secret_key not in repr(settings)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("SECRET_KEY", "abcabcabc" * 8),
        ("SO_TRUONG_ENV", "staging"),
        ("DATABASE_URL", "mysql://someone@here/records"),
    ],
)
def test_a_setting_that_does_not_work_is_refused_by_its_name(
    tmp_path: Path, setting: str, value: str
) -> None:
    given = {"SO_TRUONG_DATA": str(tmp_path), "SECRET_KEY": GOOD_KEY} | {setting: value}
    with pytest.raises(SettingError, match=setting):
        Settings.from_environment(given)


def test_a_weak_key_in_the_data_folder_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(SettingError, match="SECRET_KEY"):
        Settings.from_environment({"SO_TRUONG_DATA": str(tmp_path)})


def test_a_data_folder_that_can_not_be_made_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="SO_TRUONG_DATA"):
        Settings.from_environment({"SO_TRUONG_DATA": str(tmp_path / "file" / "data")})


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_way_to_write_a_postgresql_address_is_taken(tmp_path: Path, prefix: str) -> None:
    settings = Settings.from_environment(
        {"SO_TRUONG_DATA": str(tmp_path), "DATABASE_URL": f"{prefix}clerk@here/records"}
    )
    assert settings.database_url == "postgresql+psycopg://clerk@here/records"
    assert not settings.sqlite
