"""Looks at a plan's file before it is kept: DOCX or PDF by content, of a sensible size, inert.

Nothing here trusts the file's name or what the browser said of it (PROMISES 14).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from models.refusal import Unfit

MAX_FILE = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_UNPACKED = 120_000_000
MAX_RATIO = 150
SMALL = 1_000_000  # bytes; a part up to this size swells nobody's memory
BODY = "word/document.xml"
MAX_BODY = 8_000_000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_ENCRYPTED = 0x1
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that passed: a plain name with the right ending, its type, its bytes."""

    name: str
    media_type: str
    content: bytes


def _refuse(sentence: str) -> Unfit:
    return Unfit(sentence, field="file")


def check_document(name: str, content: bytes) -> Document:
    """Return the file as it is kept, or raise Unfit (field "file") with a sentence.

    Accepted: a PDF, or a DOCX without macros; at most 20 MB.
    """
    if not content:
        raise _refuse("Chưa chọn tệp, hoặc tệp trống.")
    if len(content) > MAX_FILE:
        raise _refuse(f"Tệp quá lớn; chỉ nhận đến {MAX_FILE // 1024 // 1024} MB.")
    if content.startswith(b"%PDF-"):
        return Document(_plain_name(name, ".pdf"), PDF, content)
    if content.startswith(_OLE):
        raise _refuse(
            "Tệp Word kiểu cũ (.doc) hoặc có mật khẩu. Mở bằng Word, lưu lại dạng .docx rồi nộp."
        )
    if not content.startswith(b"PK\x03\x04"):
        raise _refuse(
            "Chỉ nhận tệp Word (.docx) hoặc PDF; nội dung tệp này không phải hai loại đó."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error,
            UnicodeError, ValueError) as error:  # fmt: skip
        raise _refuse("Tệp này không phải tệp Word (.docx), hoặc đã hỏng.") from error
    return Document(_plain_name(name, ".docx"), DOCX, content)


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if BODY not in names or "[Content_Types].xml" not in names:
        raise _refuse("Tệp này không phải tệp Word (.docx).")
    if len(set(names)) != len(names):
        raise _refuse("Tệp Word này có hai phần cùng tên; lưu lại bằng Word rồi nộp.")
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        raise _refuse("Tệp có macro. Lưu lại dạng .docx không macro rồi nộp.")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise _refuse("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nộp.")
    if (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > MAX_UNPACKED
        or archive.getinfo(BODY).file_size > MAX_BODY
        or any(_swells(member) for member in members)
    ):
        raise _refuse("Tệp bung ra quá lớn so với một kế hoạch bài dạy; không nhận.")
    if b"macroEnabled" in _head(archive, "[Content_Types].xml", MAX_BODY):
        raise _refuse("Tệp có macro. Lưu lại dạng .docx không macro rồi nộp.")
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            head = _head(archive, name, _HEAD)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or _not_utf8(head):
                raise _refuse("Tệp chứa định nghĩa lạ trong XML; không nhận.")


def _swells(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1)


def _head(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    with archive.open(name) as part:
        return part.read(length)


def _not_utf8(head: bytes) -> bool:
    """Word writes UTF-8; anything wider could hide a definition from the search above."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00"))


def _plain_name(name: str, ending: str) -> str:
    """Keep the last part of the given name, without control characters, with the right ending."""
    last = _CONTROL.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").split("/")[-1]
    stem = last.rpartition(".")[0] if last.lower().endswith((".pdf", ".docx", ".docm")) else last
    return (" ".join(stem.split())[:180] or "ke-hoach") + ending
