"""Looks at an uploaded file before anything parses it: size, kind, zip bombs, macros, XML bombs."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from jobs.imports.errors import UnreadableFile

MAX_FILE = 30_000_000  # bytes on disk; a year's results of 1,000 pupils are 1 MB
MAX_MEMBER = 64_000_000  # bytes unpacked of one part
MAX_TOTAL = 256_000_000  # bytes unpacked of all parts
MAX_MEMBERS = 4_000
SMALL = 1_000_000  # bytes unpacked that need no second look
MAX_RATIO = 200  # unpacked : packed, for larger parts
MAX_ROWS = 60_000  # rows of one sheet
MAX_COLUMNS = 1_000

_OLE = b"\xd0\xcf\x11\xe0"
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]{1,3}\d+:([A-Z]{1,3})(\d+)"')
_HEAD = 2048


def _refuse(sentence: str) -> UnreadableFile:
    return UnreadableFile(sentence)


def check_file(stream: BinaryIO) -> None:
    """Refuse what isn't a plain .xlsx of a sensible size; reads no more than the parts' heads.

    Raises UnreadableFile with a sentence for the person who chose the file.
    """
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if size == 0:
        msg = "Tệp trống, không có gì để đọc."
        raise _refuse(msg)
    if size > MAX_FILE:
        msg = f"Tệp quá lớn; chỉ nhận tệp Excel đến {MAX_FILE // 1_000_000} MB."
        raise _refuse(msg)
    if stream.read(4) == _OLE:
        msg = (
            "Tệp kiểu Excel cũ (.xls) hoặc có mật khẩu. "
            "Mở bằng Excel, lưu lại dạng .xlsx không mật khẩu rồi nhập."
        )
        raise _refuse(msg)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        msg = "Tệp này không phải tệp Excel (.xlsx) hoặc đã hỏng."
        raise _refuse(msg) from error
    finally:
        stream.seek(0)


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names or not any(
        name.startswith("xl/workbook") for name in names
    ):
        msg = "Tệp này không phải tệp Excel (.xlsx)."
        raise _refuse(msg)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        msg = "Tệp có macro. Lưu lại dạng .xlsx không macro rồi nhập."
        raise _refuse(msg)
    bomb = (
        len(members) > MAX_MEMBERS
        or sum(member.file_size for member in members) > MAX_TOTAL
        or any(_swells(member) for member in members)
    )
    if bomb:
        msg = "Tệp bung ra quá lớn so với một sổ của trường; không đọc."
        raise _refuse(msg)
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _check_head(archive, member)


def _swells(member: zipfile.ZipInfo) -> bool:
    if member.file_size > MAX_MEMBER:
        return True
    packed = max(member.compress_size, 1)
    return member.file_size > SMALL and member.file_size / packed > MAX_RATIO


def _check_head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as part:
        head = part.read(_HEAD)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        msg = "Tệp chứa định nghĩa lạ trong XML; không đọc."
        raise _refuse(msg)
    found = _DIMENSION.search(head)
    if found and int(found[2]) > MAX_ROWS:
        msg = f"Một trang tính có {int(found[2])} dòng; chỉ nhận đến {MAX_ROWS} dòng."
        raise _refuse(msg)
