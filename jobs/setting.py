"""What every group of settings is read with: the refusal that names a setting, and yes or no."""

from __future__ import annotations


class SettingError(Exception):
    """A setting that this program can't start with; the sentence names it."""


def yes_or_no(name: str, given: str | None, *, default: bool) -> bool:
    """Read a switch, yes or no, 1 or 0; SettingError for anything else."""
    if not given:
        return default
    if given.lower() not in ("yes", "no", "1", "0"):
        raise SettingError(f"{name}: “{given}” không dùng được, chỉ có yes hoặc no.")
    return given.lower() in ("yes", "1")
