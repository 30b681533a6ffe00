"""Filled forms are what the engine itself would print: every word, every letter's place."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import jinja2
import pdfplumber
import pikepdf
import pytest

from jobs.printing import book, certificates, health_record, render, sheet, work
from jobs.printing.filling.faces import faces
from jobs.printing.filling.fill import Document, Part, filled
from jobs.printing.filling.layouts import Form, Layout, layout_of, whole
from jobs.printing.filling.setting import GOES_ON, LEAST, set_box
from jobs.printing.sheet_pages import SheetPages
from tests.jobs.printing import reading, samples

#: points
NEAR = 0.5
SHARE = 0.98


@dataclass(frozen=True)
class Glyph:
    """A letter and where it stands, in points from the upper left corner of its page."""

    page: int
    letter: str
    x: float
    y: float


def glyphs(data: bytes) -> list[Glyph]:
    """Return the printed letters of a file, wherever in it they are drawn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with pdfplumber.open(io.BytesIO(data)) as document:
            return [
                Glyph(number, c["text"], float(c["matrix"][4]), float(c["matrix"][5]))
                for number, page in enumerate(document.pages)
                for c in page.chars
                if c["text"].strip()
            ]


def near(glyph: Glyph, there: dict[tuple[int, str], list[Glyph]]) -> bool:
    places = there.get((glyph.page, glyph.letter), ())
    return any(abs(p.x - glyph.x) <= NEAR and abs(p.y - glyph.y) <= NEAR for p in places)


def compare(ours: bytes, engines: bytes) -> float:
    """Assert that the same letters are printed; return the share that stands where it should."""
    mine, theirs = glyphs(ours), glyphs(engines)
    assert Counter((g.page, g.letter) for g in mine) == Counter((g.page, g.letter) for g in theirs)
    there: dict[tuple[int, str], list[Glyph]] = {}
    for glyph in theirs:
        there.setdefault((glyph.page, glyph.letter), []).append(glyph)
    return sum(near(glyph, there) for glyph in mine) / len(mine)


def forms() -> list[tuple[str, Part]]:
    usual, gaps = samples.usual(), samples.with_gaps()
    found = [
        (f"{name}-{part.form.template}", part)
        for name, one in (("usual", usual), ("gaps", gaps))
        for part in book.document(one, official=True).parts
        if isinstance(part, Part)
    ]
    return [*found, ("certificate", certificate()), ("health", health())]


def certificate() -> Part:
    values: dict[str, str | None] = {
        "giver": "HIỆU TRƯỞNG TRƯỜNG TIỂU HỌC SAO MAI",
        "name": samples.NAME,
        "class_name": "Học sinh lớp 3A, năm học 2025 - 2026",
        "award": "Đạt danh hiệu: Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
        "dated": "Sao Mai, ngày 22 tháng 5 năm 2026",
        "number": "Quyết định số: 12/QĐ-THSM",
        "book": "Số vào sổ khen thưởng: 7",
        "head": None,
    }
    return Part(certificates.FORM, values)


def health() -> Part:
    """A record with something in every part, and gaps."""
    values: dict[str, str | None] = {
        "full_name": samples.NAME.upper(),
        "sex": "Nữ",
        "birth_date": "05/09/2016",
        "class_name": "4A",
        "school": samples.SCHOOL,
        "father": "Trần Văn Hào",
        "father_phone": None,
        "address": "Ấp 2, xã Sao Mai",
        "illness": "hen, dị ứng tôm, cua",
        "vaccine0.given0": "x",
        "round0.height": "132 cm",
        "round0.pressure": "95/60",
        "visit0.at": "08:59 27/11/2025",
        "visit0.complaint": "Đau bụng",
        "visit0.handling": "Tại trường, nghỉ ngơi",
        "check0.eyes": "Bình thường",
        "check0.doctor": "BS. Tạ Minh Khôi",
    }
    return Part(health_record.FORM, values)


@pytest.mark.parametrize(("name", "part"), forms(), ids=[name for name, _ in forms()])
def test_a_filled_form_is_what_the_engine_prints(name: str, part: Part) -> None:
    ours = filled([Document("x", [part])]).pdf("x")
    share = compare(ours, whole(part.form, dict(part.values)))
    print(f"{name}: {share:.1%} of the letters within {NEAR} pt")
    assert share >= SHARE


def test_a_sheet_of_one_row_is_what_the_engine_prints() -> None:
    (pages,) = sheet.document(samples.sheet(pupils=1), official=True).parts
    assert isinstance(pages, SheetPages)
    ours = glyphs(filled([Document("x", [replace(pages, foot="x")])]).pdf("x"))
    theirs = glyphs(whole(pages.form, {**pages.values, **pages.rows[0]}))
    # a strip repeats what lies outside it, unseen: no letter of the engine's is missing
    there: dict[tuple[int, str], list[Glyph]] = {}
    for glyph in ours:
        there.setdefault((glyph.page, glyph.letter), []).append(glyph)
    assert all(near(glyph, there) for glyph in theirs)


def test_long_text_shrinks_to_seventy_percent_and_no_further() -> None:
    part = book.document(samples.usual(), official=True).parts[1]
    assert isinstance(part, Part)
    box = next(b for b in layout_of(part.form).boxes if b.field.name == "subject0.comment")
    short, none = set_box(box, "Em học tốt.", faces())
    assert (short[0].size, none) == (box.size, None)
    long, none = set_box(box, samples.LONGEST, faces())
    assert none is None
    assert LEAST * box.size <= long[0].size < box.size
    endless, rest = set_box(box, samples.LONGEST * 3, faces())
    assert rest is not None
    assert min(piece.size for piece in endless) >= LEAST * box.size
    assert all(box.low <= piece.y <= box.top for piece in endless)
    assert all(piece.x >= box.left - 0.01 for piece in endless)


def test_a_word_wider_than_its_box_is_cut_between_letters() -> None:
    part = book.document(samples.usual(), official=True).parts[0]
    assert isinstance(part, Part)
    box = next(b for b in layout_of(part.form).boxes if b.field.name == "process0.class_name")
    pieces, rest = set_box(box, "4A" * 30, faces())
    said = "".join(piece.text for piece in pieces)
    assert rest is not None
    both = reading.squeezed(said).removesuffix(reading.squeezed(GOES_ON)) + rest.text
    assert both.replace(" ", "") == "4A" * 30


def test_a_class_has_each_face_once_and_few_bytes_a_pupil() -> None:
    books = [samples.usual()] * 35
    made = work.printed(books, "Học bạ", official=True)
    assert (made.pupils, made.pages) == (35, 175)
    assert len(made.data) / 35 <= 10 * 1024
    with pikepdf.open(io.BytesIO(made.data)) as document:
        ours = [
            str(item.BaseFont)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
        ]
        assert sorted(ours) == sorted(set(ours))
        assert len(document.pages) == 175
        assert str(document.docinfo.Title) == "Học bạ"
        assert not document.check_pdf_syntax()


def _year() -> Form:
    part = book.document(samples.usual(), official=True).parts[1]
    assert isinstance(part, Part)
    return part.form


def test_letters_beyond_the_usual_come_with_the_whole_faces() -> None:
    strange = replace(samples.usual(), spreads=(samples.spread("Em thích chữ Ω và Ж."),))
    assert "Em thích chữ Ω và Ж." in " ".join(reading.lines(book.book_pdf(strange, official=True)))


def test_a_layout_is_kept_and_read_again_and_a_broken_one_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = _year()
    monkeypatch.setattr("jobs.printing.filling.layouts._known", {})
    first = layout_of(form, tmp_path)
    (kept,) = tmp_path.glob("*.form")
    monkeypatch.setattr("jobs.printing.filling.layouts._known", {})
    monkeypatch.setattr(render, "laid_out", lambda _: pytest.fail("laid out again"))
    assert layout_of(form, tmp_path).boxes == first.boxes
    monkeypatch.undo()
    monkeypatch.setattr("jobs.printing.filling.layouts._known", {})
    kept.write_bytes(b"broken")
    again = layout_of(form, tmp_path)
    assert isinstance(again, Layout)
    assert [b.field.name for b in again.boxes] == [b.field.name for b in first.boxes]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<table><tr>{{ td('a') }}</tr></table><p>{{ put.mode.value }}</p>", "moved"),
        ("{% set x = td('a') %}<p>chữ</p>", "without a place"),
    ],
)
def test_a_form_that_can_not_be_filled_is_refused(
    monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    source = '{% extends "base.html" %}{% block content %}' + body + "{% endblock %}"
    environment = render._environment()
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"odd.html": source}), environment.loader or jinja2.DictLoader({})]
    )
    monkeypatch.setattr(environment, "loader", loader)
    with pytest.raises(render.PrintError, match=said):
        layout_of(Form("odd.html", said, official=True))
