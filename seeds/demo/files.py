"""Lesson plans made by code: a small DOCX, a PDF where the faces are installed, or words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from models.plans.submit import Words

FONT = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts" / "Tinos-Regular.ttf"
FACE = "demo-plan"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns='
    '"http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
    f' PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns='
    '"http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_BODY = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
    '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file: its name, media type, bytes and SHA-256."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash by which an approval names this content."""
        return hashlib.sha256(self.content).hexdigest()


def docx(name: str, lines: list[str]) -> MadeFile:
    """Return a DOCX with one paragraph per line; the same lines give the same bytes."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": _BODY.format(body),
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for path, text in parts.items():
            entry = ZipInfo(path, date_time=(2020, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            package.writestr(entry, text)
    return MadeFile(f"{name}.docx", DOCX, out.getvalue())


def pdf(name: str, lines: list[str]) -> MadeFile:
    """Return a one-page A4 PDF of these lines; a DOCX while the faces aren't installed."""
    if not FONT.is_file():
        return docx(name, lines)
    if FACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FACE, str(FONT)))
    out = BytesIO()
    page = Canvas(out, invariant=1, initialFontName=FACE)
    page.setTitle(name)
    text = page.beginText(56, 780)
    text.setFont(FACE, 13, leading=20)
    for line in lines:
        text.textLine(line)
    page.drawText(text)
    page.showPage()
    page.save()
    return MadeFile(f"{name}.pdf", PDF, out.getvalue())


def written(aim: str, lessons: int, *, short: bool = False) -> Words:
    """Return the words of a plan; a ``short`` one lacks what a head would ask for."""
    steps = [
        ("1. Mở đầu (5 phút).", "Trò chơi ôn bài cũ.", "Tham gia, nêu cách làm."),
        ("2. Luyện tập (22 phút).", "Giao bài 1, bài 2.", "Làm bảng con, đổi bảng kiểm tra chéo."),
        ("3. Vận dụng (8 phút).", "Nêu một tình huống gần gũi.", "Nói cách làm với bạn bên cạnh."),
    ]  # fmt: skip
    rows = "".join(
        f"<tr><td><b>{name}</b> {teacher}</td><td>{pupils}</td></tr>"
        for name, teacher, pupils in (steps[:2] if short else steps)
    )
    own = "" if short else "<li>Có việc riêng cho em cần hỗ trợ.</li>"
    return Words(
        lessons=lessons,
        aims=f"<ul><li>{aim}</li>{own}</ul>",
        materials="<p>Giáo viên: tranh ảnh, bảng nhóm.</p><p>Học sinh: bảng con, vở.</p>",
        activities=(
            "<table><tbody><tr><th>Hoạt động của giáo viên</th><th>Hoạt động của học sinh</th></tr>"
            f"{rows}</tbody></table>"
        ),
    )
