"""The machine-readable file beside a transfer's packet: its form, and how it is read (DOMAIN §3.2).

One JSON object: ``format``, ``version``, ``year``, ``pupil`` {code, full_name, birth_date, sex,
grade, class_name}, ``school``, ``terms`` [{code, excused, unexcused, results [{unit, level, score,
comment}]}], ``months`` [{name, comment}]. Terms and units go by the codes of TT 27/2020.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.clean import one_line
from models.pupils.former import Declared
from models.refusal import Unfit

FORMAT, VERSION = "so-truong/chuyen-truong", 1
#: bytes; a pupil's whole year with long comments takes some thirty thousand
LARGEST = 500_000
#: letters of every scale: T, H, C of subjects, T, Đ, C of qualities and competences
LEVELS = frozenset("THCĐ")
LONGEST = 1000
LOWEST_SCORE, HIGHEST_SCORE = 1, 10
FIELD = "file"


@dataclass(frozen=True, slots=True)
class FormerFile:
    """What a file says: whose it is, of which year, and per term code and unit code what was given.

    ``terms``: {term: {unit: (level, score, comment)}}.
    """

    full_name: str
    school: str
    year: str
    terms: Mapping[str, Mapping[str, Declared]]


def checked(unit: str, level: str, score: str, comment: str, suffix: str = "") -> Declared:
    """Return what was declared of a unit, cleaned; Unfit, with the field, where it can't be."""
    level, score, comment = one_line(level).upper(), one_line(score), one_line(comment)
    if level and level not in LEVELS:
        raise Unfit(f"{unit}: mức ghi T, H, Đ hoặc C như trên giấy.", field=f"level{suffix}")
    digits = score.isascii() and score.isdigit() and len(score) <= len(str(HIGHEST_SCORE))
    if score and not (digits and LOWEST_SCORE <= int(score) <= HIGHEST_SCORE):
        raise Unfit(f"{unit}: điểm từ 1 đến 10.", field=f"score{suffix}")
    if len(comment) > LONGEST:
        raise Unfit(f"{unit}: nhận xét dài quá {LONGEST} chữ.", field=f"comment{suffix}")
    return level or None, int(score) if score else None, comment or None


def read_file(raw: bytes) -> FormerFile:
    """Read a file that another school's program made; Unfit when it isn't one."""
    if len(raw) > LARGEST:
        raise Unfit("Tệp quá lớn, không phải tệp hồ sơ chuyển trường.", field=FIELD)
    try:
        said = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unfit("Tệp này không phải tệp hồ sơ chuyển trường (.json).", field=FIELD) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Unfit("Tệp này không phải tệp hồ sơ chuyển trường.", field=FIELD)
    if said.get("version") != VERSION:
        raise Unfit(
            "Tệp do bản chương trình khác làm ra, chưa đọc được. Chép từ giấy.", field=FIELD
        )
    return FormerFile(
        _text(_part(said, "pupil"), "full_name"),
        _text(said, "school"),
        _text(said, "year"),
        {_text(term, "code"): _results(term) for term in _rows(said, "terms")},
    )


def _results(term: dict[str, Any]) -> dict[str, Declared]:
    return {
        _text(row, "unit"): checked(
            _text(row, "unit"), _text(row, "level"), _text(row, "score"), _text(row, "comment")
        )
        for row in _rows(term, "results")
    }


def _part(said: dict[str, Any], name: str) -> dict[str, Any]:
    part = said.get(name)
    if not isinstance(part, dict):
        raise Unfit(f"Tệp thiếu mục “{name}”.", field=FIELD)
    return part


def _rows(said: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = said.get(name)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unfit(f"Tệp thiếu mục “{name}”.", field=FIELD)
    return rows


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unfit(f"Mục “{name}” trong tệp không phải chữ.", field=FIELD)
    return one_line(str(value))
