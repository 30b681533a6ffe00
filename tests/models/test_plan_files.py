"""Files of plans: judged by their content, hostile ones refused quickly (PROMISES 14)."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from models.plans.documents import DOCX, MAX_BODY, MAX_FILE, PDF, check_document
from models.plans.reading import Block, read_docx
from models.refusal import Unfit
from tests.plan_school import TEXT, docx, pdf

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + f"]><w:document {SPACE}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>"
)


def packed(**parts: bytes | str) -> bytes:
    """Return a zip of parts; ``types`` and ``body`` stand for the two that a DOCX must have."""
    names = {"types": "[Content_Types].xml", "body": "word/document.xml"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            {"types": "<Types/>", "body": f"<w:document {SPACE}/>"} | parts
        ).items():
            archive.writestr(names.get(name, name), content)
    return file.getvalue()


def zip_bomb() -> bytes:
    """100 MB of zeros in 100 kB."""
    return packed(**{"word/media/image1.png": b"\0" * 100_000_000})


def many_members() -> bytes:
    return packed(**{f"word/media/{n}.txt": b"x" for n in range(2_100)})


def lying_size() -> bytes:
    """A body that says it is small in the directory and isn't."""
    content = bytearray(packed(body=b"<a>" + b" " * 30_000_000 + b"</a>"))
    where = content.rindex(b"PK\x01\x02", 0, content.rindex(b"word/document.xml"))
    content[where + 24 : where + 28] = struct.pack("<I", 1_000)
    return bytes(content)


def encrypted() -> bytes:
    content = bytearray(packed())
    where = content.index(b"PK\x01\x02")
    content[where + 8] |= 1
    return bytes(content)


def huge_body() -> bytes:
    return packed(body=f"<w:document {SPACE}>" + "<w:p/>" * 1_600_000 + "</w:document>")


def twins() -> bytes:
    file = io.BytesIO(packed())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<a/>")
    return file.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "trống"),
    "program": (lambda: b"MZ\x90\x00" + b"x" * 900, "Chỉ nhận"),
    "page": (lambda: b"<!doctype html><script>1</script>", "Chỉ nhận"),
    "pdf later": (lambda: b"x" * 40 + b"%PDF-1.7", "Chỉ nhận"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, r"\.doc"),
    "too big": (lambda: b"%PDF-1.4" + b"x" * MAX_FILE, "20 MB"),
    "other zip": (lambda: packed(body="")[:0] + _plain_zip(), "không phải tệp Word"),
    "torn zip": (lambda: docx()[:200], "hỏng"),
    "macro part": (lambda: docx(**{"word/vbaProject.bin": b"x"}), "macro"),
    "macro type": (
        lambda: packed(
            types='<Types><Override ContentType="x.document.macroEnabled.main+xml"/></Types>'
        ),
        "macro",
    ),
    "active x": (lambda: docx(**{"word/activeX/activeX1.bin": b"x"}), "macro"),
    "zip bomb": (zip_bomb, "quá lớn"),
    "many members": (many_members, "quá lớn"),
    "huge body": (huge_body, "quá lớn"),
    "lying size": (lying_size, "không đọc được|hỏng"),
    "encrypted": (encrypted, "mật khẩu"),
    "twins": (twins, "cùng tên"),
    "xml bomb": (lambda: packed(body=LAUGHS), "định nghĩa lạ"),
    "xml bomb elsewhere": (lambda: docx(**{"word/styles.xml": LAUGHS.encode()}), "định nghĩa lạ"),
    "wide xml": (lambda: packed(body=LAUGHS.encode("utf-16")), "định nghĩa lạ"),
    "late bomb": (lambda: packed(body=" " * 5_000 + LAUGHS), "không đọc được"),
    "broken xml": (lambda: packed(body="<w:document>"), "không đọc được"),
}


def _plain_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    return file.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_quickly_and_small(name: str) -> None:
    make, words = HOSTILE[name]
    content = make()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(Unfit, match=words) as no:
        read_docx(check_document("ke-hoach.docx", content).content)
    took = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert no.value.facts["field"] == "file"
    assert took < 1
    assert peak < 200_000_000


def test_the_worst_body_that_is_accepted_is_read_soon() -> None:
    crowd = "".join(f"<w:p w:a='{number * 7919 % 100_003}'/>" for number in range(190_000))
    content = packed(body=f"<w:document {SPACE}><w:body>{crowd}</w:body></w:document>")
    assert len(crowd) < MAX_BODY
    started = time.process_time()
    assert read_docx(check_document("a.docx", content).content).blocks == []
    assert time.process_time() - started < 4  # 0.8 s on a quiet machine


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Kế hoạch tuần 3.docx", "Kế hoạch tuần 3.docx"),
        ("C:\\Tài liệu\\tuan.doc.DOCX", "tuan.doc.docx"),
        ("../../etc/passwd", "passwd.docx"),
        ("bài\r\nSet-Cookie: a\u202ecod.pdf", "bàiSet-Cookie: acod.docx"),
        ("", "ke-hoach.docx"),
        ("macro.docm", "macro.docx"),
        ("x" * 400 + ".docx", "x" * 180 + ".docx"),
    ],
)
def test_the_name_is_plain_and_ends_by_content(given: str, kept: str) -> None:
    assert check_document(given, docx()).name == kept


def test_kinds_are_told_by_content() -> None:
    assert check_document("a.docx", pdf()).media_type == PDF
    assert check_document("a.pdf", docx()).media_type == DOCX
    assert check_document("a.docx", pdf()).name == "a.pdf"


def words(blocks: list[Block]) -> list[tuple[str, str]]:
    """Return kinds and words of blocks."""
    return [(block.kind, block.text) for block in blocks]


def test_paragraphs_lists_headings_and_weight_are_read() -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Ôn tập</w:t></w:r></w:p>'
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>I. Yêu cầu cần đạt</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Nhân </w:t></w:r><w:r><w:t>được</w:t></w:r></w:p>"
        '<w:p><w:r><w:rPr><w:b w:val="0"/><w:i/></w:rPr><w:t>nghiêng</w:t></w:r>'
        "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:tab/><w:t>thêm</w:t></w:r></w:ins></w:p>"
        "<w:p><w:r><w:t> </w:t></w:r></w:p>"
    )
    found = read_docx(docx(body)).blocks
    assert words(found) == [
        ("heading", "Ôn tập"),
        ("heading", "I. Yêu cầu cần đạt"),
        ("item", "Nhân được"),
        ("paragraph", "nghiêng thêm"),
    ]
    assert len(found[2].runs) == 1
    assert [(run.strong, run.slanted) for run in found[3].runs] == [(False, True), (False, False)]


def test_tables_keep_their_cells_and_pictures_are_counted() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        f"<w:tbl><w:tr>{cell.format('Giáo viên')}{cell.format('Học sinh')}</w:tr>"
        f"<w:tr>{cell.format('hỏi')}<w:tc><w:tbl><w:tr>{cell.format('đáp')}</w:tr></w:tbl></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:drawing/><w:t>hình</w:t></w:r></w:p>"
    )
    reading = read_docx(docx(body))
    table = reading.blocks[0]
    assert [[c[0].text for c in row] for row in table.rows[:1]] == [["Giáo viên", "Học sinh"]]
    assert table.rows[1][1][0].rows[0][0][0].text == "đáp"
    assert reading.pictures == 1


def test_nesting_without_end_is_cut() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000
    reading = read_docx(docx(deep + "<w:p><w:r><w:t>sau</w:t></w:r></w:p>"))
    assert reading.cut
    assert reading.blocks[-1].text == "sau"


def test_markup_in_a_document_stays_text() -> None:
    body = "<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt;</w:t></w:r></w:p>"
    assert read_docx(docx(body)).blocks[0].text == "<script>alert(1)</script>"
    assert read_docx(docx()).blocks[0].text == TEXT
