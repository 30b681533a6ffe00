"""What a printed document says, in one form that can be hashed, kept, and compared later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from jobs.printing.decisions import Paper as DecisionPaper
from jobs.printing.packet import Paper as PacketPaper

#: what a paper says of the day and the machine it was printed on, not of its subject
PASSING = {"day", "school", "head", "chair", "place", "homeroom"}
WORDS = {
    "level": "mức", "score": "điểm", "comment": "nhận xét", "full_name": "họ và tên",
    "birth_date": "ngày sinh", "overall": "kết quả giáo dục", "awards": "khen thưởng",
    "completion": "hoàn thành chương trình", "height": "chiều cao", "weight": "cân nặng",
    "excused": "nghỉ có phép", "unexcused": "nghỉ không phép", "class_name": "lớp",
    "sex": "giới tính", "ethnic_group": "dân tộc", "nationality": "quốc tịch",
    "birth_place": "nơi sinh", "native_place": "quê quán", "address": "nơi ở",
    "father": "cha", "mother": "mẹ", "guardian": "người giám hộ", "signed_on": "ngày duyệt",
    "register_number": "số đăng bộ", "entered": "ngày nhập học", "school": "trường",
}  # fmt: skip


def content_of(document: Any) -> str:
    """Return what a document says as canonical JSON."""
    said = asdict(document)
    if isinstance(document, DecisionPaper | PacketPaper):
        said = {k: v for k, v in said.items() if k not in PASSING | {"row", "asked", "accepted"}}
        said.pop("birth", None)
    return canonical(said)


def canonical(said: Any) -> str:
    """Return plain values as JSON in one form: keys sorted, no spaces, days as ISO dates."""
    return json.dumps(_plain(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(content: str) -> str:
    """Return the SHA-256 of a content, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items() if k not in ("head", "homeroom")}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def differences(before: str, after: str) -> list[tuple[str, str, str]]:
    """Return (where, what stood there, what stands there now) of two contents."""
    old, new = dict(_leaves(json.loads(before))), dict(_leaves(json.loads(after)))
    return [
        (where or "nội dung", _said(old.get(where)), _said(new.get(where)))
        for where in dict.fromkeys((*old, *new))
        if old.get(where) != new.get(where)
    ]


def _said(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Return each single value with its place in words: "Toán · nhận xét"."""
    if isinstance(value, dict):
        name = str(value.get("name", ""))
        here = " · ".join(filter(None, (where, name)))
        for key, one in value.items():
            if isinstance(one, dict | list):
                yield from _leaves(one, here)
            elif key != "name":
                yield " · ".join(filter(None, (here, WORDS.get(key, key)))), one
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            named = isinstance(one, dict) and ("name" in one or "full_name" in one)
            own = str(one.get("full_name", "")) if isinstance(one, dict) else ""
            mark = own or ("" if named or len(value) == 1 else str(number))
            yield from _leaves(one, " · ".join(filter(None, (where, mark))))
    else:
        yield where, value
