"""The report book as a pupil's family would read it (TT 27/2020 Phụ lục 1, DOMAIN §2.1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.printing.book import book_pdf
from jobs.printing.filling.setting import GOES_ON
from jobs.printing.gaps import NOT_APPROVED, UNPRINTABLE, gaps
from jobs.printing.render import check_fonts
from tests.jobs.printing import reading, samples

FACES = {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}


def test_a_book_is_cover_rules_bio_and_a_spread_that_faces_itself() -> None:
    pages = reading.lines(book_pdf(samples.usual(), official=True))
    assert len(pages) == 5
    assert "HỌC BẠ TIỂU HỌC Họ và tên học sinh: TRẦN THỊ BÉ TRÚC" in pages[0]
    assert pages[1].startswith("HƯỚNG DẪN GHI HỌC BẠ")
    assert "Nơi ở hiện nay: Ấp 2, xã Sao Mai, tỉnh Đồng Tháp" in pages[2]
    assert "2025 - 2026 4A Trường Tiểu học Sao Mai 1042 05/09/2025" in pages[2]
    assert "1. Các môn học và hoạt động giáo dục" in pages[3]
    assert "2. Những phẩm chất chủ yếu" in pages[4]
    assert "Hoàn thành chương trình lớp 4. Được lên lớp 5." in pages[4]
    assert "Sao Mai, ngày 22 tháng 5 năm 2026" in pages[4]


def test_parts_of_arts_stand_under_it_and_untested_subjects_have_no_score() -> None:
    cells = reading.cells(book_pdf(samples.usual(), official=True))
    arts = cells.index("Nghệthuật")
    comment = reading.squeezed(samples.COMMENT)
    assert cells[arts : arts + 6] == ["Nghệthuật", "Âmnhạc", "T", comment, "Mĩthuật", "T"]
    assert cells.count("9") == 6


def test_a_usual_pupil_lacks_nothing() -> None:
    assert gaps(samples.usual()) == ()


def test_every_letter_of_the_longest_comments_is_printed() -> None:
    book = samples.longest()
    data = book_pdf(book, official=True)
    cells = reading.cells(data)
    assert cells.count(reading.squeezed(samples.LONGEST)) == len(samples.SUBJECTS)
    assert cells.count(reading.squeezed(samples.LONGEST[:101])) == 15
    assert len(reading.lines(data)) == 5


@pytest.mark.parametrize("times", [4, 9])
def test_what_no_page_can_hold_goes_on_to_the_next_one(times: int) -> None:
    comment = " ".join(f"{number}. {samples.LONGEST}" for number in range(times))
    book = replace(samples.usual(), spreads=(samples.spread(comment),))
    data = book_pdf(book, official=True)
    assert (
        "TỜ BỔ SUNG Học bạ của Trần Thị Bé Trúc, mã 8701042219 Nhận xét Tiếng Việt:"
        in reading.lines(data)[5]
    )
    hint = reading.squeezed(GOES_ON)
    begun = [c.removesuffix(hint) for c in reading.cells(data) if c.endswith(hint)]
    carried = reading.squeezed("".join(reading.lines(data)[5:])).split("Nhậnxét")[1:]
    gone_on = [text.split(":", 1)[1] for text in carried]
    assert [a + b for a, b in zip(begun, gone_on, strict=True)] == [reading.squeezed(comment)] * 11


def test_what_the_school_has_not_given_is_dotted_and_listed() -> None:
    book = samples.with_gaps()
    pages = reading.lines(book_pdf(book, official=True))
    fields = [gap.field for gap in gaps(book)]
    assert "Quốc tịch" in fields
    assert "Toán: nhận xét" in fields
    assert "Quốc tịch: ....." in pages[2]
    assert "Chiều cao: ....." in pages[3]
    assert "Huyện (quận): ....." in pages[0]
    assert "Việt Nam" not in pages[2]


def test_before_approval_parts_four_to_six_are_dotted() -> None:
    page = reading.lines(book_pdf(samples.with_gaps(), official=True))[4]
    assert "4. Đánh giá kết quả giáo dục: ....." in page
    assert "5. Khen thưởng: ....." in page
    assert "chương trình tiểu học: ....." in page
    assert "ngày ....... tháng ....... năm ......" in page
    assert NOT_APPROVED in [gap.field for gap in gaps(samples.with_gaps())]


def test_a_trait_that_the_grade_is_not_taught_stays_blank_and_is_no_gap() -> None:
    assert not any("Tin học" in gap.field for gap in gaps(samples.with_gaps()))


def test_a_preview_says_so_on_every_page_and_hides_nothing() -> None:
    official = book_pdf(samples.usual(), official=True)
    preview = book_pdf(samples.usual(), official=False)
    assert "BẢNXEM" not in reading.letters(official)
    mark = sorted("BẢNXEM" * 5)
    assert sorted(reading.letters(preview)) == sorted([*reading.letters(official), *mark])


def test_a_book_is_set_in_our_faces_alone() -> None:
    assert check_fonts(book_pdf(samples.usual(), official=False)) == FACES


HOSTILE = (
    "<img src='http://127.0.0.1:9/x.png'> <pdf:nextpage> </td></tr></table><b>đậm</b> &amp; "
    "<link rel=stylesheet href=file:///etc/passwd> {{ 7*7 }} <script>alert(1)</script>"
)


def test_hostile_text_is_printed_as_text() -> None:
    book = samples.usual()
    bad = replace(
        book,
        cover=replace(book.cover, full_name=HOSTILE, school=HOSTILE),
        bio=replace(book.bio, full_name=HOSTILE, father=HOSTILE, place=HOSTILE),
        spreads=(replace(samples.spread(HOSTILE), full_name=HOSTILE, homeroom=HOSTILE),),
    )
    data = book_pdf(bad, official=True)
    assert sum(reading.squeezed(HOSTILE) in cell for cell in reading.cells(data)) >= 11


def test_a_letter_that_no_face_has_is_shown_as_missing_and_listed() -> None:
    book = replace(samples.usual(), spreads=(samples.spread("Em vui 😀 lắm\x00."),))
    text = " ".join(reading.lines(book_pdf(book, official=True)))
    assert "Em vui ? lắm ." in text
    assert UNPRINTABLE in [gap.field for gap in gaps(book)]
