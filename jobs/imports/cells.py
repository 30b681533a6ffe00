"""Turns a cell into a value: what is taken silently, what is repaired, what is refused.

A converter takes the cell as it stands in the file and returns ``(value, shown)``: ``shown`` is
the repaired writing when the cell was repaired (Unicode form, spaces, dates without leading zeros,
a formula kept as its text, letter case, d or D for Đ), else None. It raises BadCell with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any

from jobs.imports.errors import BadCell
from jobs.imports.words import key, true_form, words

Taken = tuple[Any, str | None]
Converter = Callable[[Any], Taken]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONSTANT = re.compile(r'=\s*"((?:[^"]|"")*)"(?:\s*&\s*"")?')
_CODE = re.compile(r"[0-9A-ZĐ][0-9A-ZĐ._/-]{0,19}")
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_DIGITS_OF_ID = 12
_DIGITS_OF_PHONE = 10
_NAME_LIMIT = 100
_CODE_LIMIT = 20
_SAYS_SOMETHING = 3  # letters; fewer are a mark or a slip


def shown(raw: Any) -> Any:
    """Return a cell as a report shows it: dates as dd/mm/yyyy, whole floats as integers."""
    if isinstance(raw, datetime):
        return raw.strftime("%d/%m/%Y")
    if isinstance(raw, (date, time)):
        return raw.strftime("%d/%m/%Y") if isinstance(raw, date) else raw.strftime("%H:%M")
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    if raw is None or isinstance(raw, (str, int, float)):
        return raw
    return str(raw)


def is_blank(raw: Any) -> bool:
    """Tell whether a cell holds nothing that a person could see."""
    return raw is None or (isinstance(raw, str) and not true_form(raw).strip())


def plain(raw: Any) -> tuple[str, bool]:
    """Return a cell as clean text, and whether it was typed differently (form, spaces)."""
    if not isinstance(raw, str):
        return ("" if raw is None else str(shown(raw))), False
    if raw in _EXCEL_ERRORS:
        msg = "Ô này báo lỗi của Excel; cần giá trị thật"
        raise BadCell(msg)
    text = " ".join(_CONTROL.sub("", true_form(raw)).split())
    return text, text != raw


def _typed(raw: Any) -> tuple[str, bool]:
    """Clean text of a cell that must hold a value: ``="text"`` is that text, else no formula."""
    text, repaired = plain(raw)
    if not text.startswith("="):
        return text, repaired
    constant = _CONSTANT.fullmatch(text)
    if constant is None:
        msg = "Ô này là công thức; cần giá trị"
        raise BadCell(msg)
    return " ".join(constant[1].replace('""', '"').split()), True


def text(limit: int | None = None) -> Converter:
    """Free text of at most ``limit`` characters; a formula is kept as its text."""

    def convert(raw: Any) -> Taken:
        value, repaired = plain(raw)
        if limit is not None and len(value) > limit:
            msg = f"Dài {len(value)} chữ; chỉ ghi được {limit}"
            raise BadCell(msg)
        return value or None, value if repaired or value.startswith("=") else None

    return convert


def _cased(name: str) -> str:
    """Capitalise what was typed in one case, or begins small: LÊ ANH, lê anh, nhƯ; H'Hen stays."""
    shouted = name.isupper() and any(len(word) > 1 for word in name.split())
    return " ".join(
        word.capitalize() if shouted or word[0].islower() else word for word in name.split()
    )


def person(raw: Any) -> Taken:
    """A person's name; LÊ ANH and lê anh become Lê Anh, everything else stays as written."""
    value, repaired = _typed(raw)
    if value and not any(letter.isalpha() for letter in value):
        msg = "Không phải họ và tên"
        raise BadCell(msg)
    if len(value) > _NAME_LIMIT:
        msg = f"Dài {len(value)} chữ; họ và tên chỉ ghi được {_NAME_LIMIT}"
        raise BadCell(msg)
    cased = _cased(value)
    return cased or None, cased if repaired or cased != value else None


def code(raw: Any) -> Taken:
    """A code (mã định danh, mã CB): letters, digits, . _ / -; numbers are taken as they are."""
    if isinstance(raw, (bool, datetime, date, time)) or (
        isinstance(raw, float) and not raw.is_integer()
    ):
        msg = "Không phải mã; cần chữ số và chữ cái"
        raise BadCell(msg)
    value, repaired = _typed(raw)
    joined = "".join(value.split()).upper()
    if joined and not _CODE.fullmatch(joined):
        msg = "Không phải mã; cần chữ số và chữ cái, tối đa 20"
        raise BadCell(msg)
    return joined or None, joined if repaired or joined != value else None


def class_name(raw: Any) -> Taken:
    """A class such as 3A; "lớp 3a" is taken, letter case and spaces are repaired."""
    value, repaired = _typed(raw)
    bare = re.sub(r"^lớp\s*:?\s*", "", value, flags=re.IGNORECASE)
    joined = "".join(bare.split()).upper()
    if len(joined) > _CODE_LIMIT:
        msg = "Không phải tên lớp"
        raise BadCell(msg)
    return joined or None, joined if repaired or joined != bare else None


def choice(values: Mapping[str, list[str]] | Mapping[str, tuple[str, ...]], hint: str) -> Converter:
    """One of a catalogue's values; other writings are taken silently, letter case is repaired."""
    exact = {word: value for value, listed in values.items() for word in (value, *listed)}
    cased = {word.casefold(): value for word, value in exact.items()}
    folded = {key(word): value for word, value in exact.items()}

    def convert(raw: Any) -> Taken:
        if raw in exact:
            return exact[raw], None
        value, repaired = _typed(raw)
        if not value:
            return None, None
        if value in exact:
            return exact[value], exact[value] if repaired else None
        if value.casefold() in cased:
            found = cased[value.casefold()]
            return found, found
        if len(value) >= _SAYS_SOMETHING and key(value) in folded:
            return folded[key(value)], folded[key(value)] if repaired else None
        raise BadCell(hint)

    return convert


@cache
def value_list(name: str, hint: str) -> Converter:
    """A converter over one of the value lists of words.yaml (kept: building it costs)."""
    return choice(words().values[name], hint)


def sex(raw: Any) -> Taken:
    """Nam or Nữ."""
    return value_list("sexes", "Chỉ nhận Nam hoặc Nữ")(raw)


def flag(raw: Any) -> Taken:
    """A tick: x, có, 1, true, ✓ and blank, không, 0, false."""
    if raw is None or isinstance(raw, bool):
        return bool(raw), None
    found, repair = value_list("flags", "Chỉ nhận x hoặc để trống")(
        raw.lower() if isinstance(raw, str) else str(shown(raw))
    )
    return found == "on", repair and str(raw).strip()


def disability(raw: Any) -> Taken:
    """A tick, or the kind of disability in words (columns "Loại khuyết tật")."""
    try:
        return flag(raw)
    except BadCell:
        value, repaired = _typed(raw)
        if sum(letter.isalpha() for letter in value) < _SAYS_SOMETHING:
            raise
        return not key(value).startswith("khong"), value if repaired else None


def subject_level(raw: Any) -> Taken:
    """T, H or C (TT 27/2020 Đ7); lower case is repaired, the words in full are taken."""
    return value_list("subject_levels", "Chỉ nhận T, H hoặc C")(raw)


def trait_level(raw: Any) -> Taken:
    """T, Đ or C (TT 27/2020 Đ8); lower case, d and D are repaired."""
    if isinstance(raw, str) and raw.strip() in {"d", "D"}:
        return "Đ", "Đ"
    return value_list("trait_levels", "Chỉ nhận T, Đ hoặc C")(raw)


def whole(low: int, high: int, what: str) -> Converter:
    """A whole number from ``low`` to ``high``; ``what`` names it in the refusal."""
    hint = f"{what} là số nguyên từ {low} đến {high}"

    def convert(raw: Any) -> Taken:
        if isinstance(raw, (bool, datetime, date, time)):
            raise BadCell(hint)
        if isinstance(raw, (int, float)):
            if raw != int(raw) or not low <= raw <= high:
                raise BadCell(hint)
            return int(raw), None
        value, repaired = _typed(raw)
        if not value:
            return None, None
        if not re.fullmatch(r"\d{1,4}", value) or not low <= int(value) <= high:
            raise BadCell(hint)
        return int(value), value if repaired else None

    return convert


def digits(length: int, raw: Any) -> Taken:
    """A number written with leading zeros (số ĐDCN, telephone): Excel's lost zeros come back."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and raw == int(raw) and raw >= 0:
        return str(int(raw)).zfill(length), None
    value, repaired = _typed(raw)
    joined = "".join(value.split())
    if len(joined) > _CODE_LIMIT:
        msg = f"Dài {len(joined)} chữ; chỉ ghi được {_CODE_LIMIT}"
        raise BadCell(msg)
    return joined or None, joined if repaired or joined != value else None


def personal_id(raw: Any) -> Taken:
    """Số ĐDCN, 12 digits; whether it is doubtful is asked of ``doubts`` afterwards."""
    return digits(_DIGITS_OF_ID, raw)


def phone(raw: Any) -> Taken:
    """A telephone number; nothing but its length is checked."""
    return digits(_DIGITS_OF_PHONE, raw)
