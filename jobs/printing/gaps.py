"""What a form lacks: every field that will print as a dotted line, named before the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jobs.printing.documents import (
    Bio,
    Cover,
    ReportBook,
    SheetColumn,
    SummarySheet,
    TraitLine,
    YearSpread,
)
from jobs.printing.fonts import is_printable
from jobs.printing.words import clean

NOT_APPROVED = "Đánh giá kết quả giáo dục (lớp chưa được duyệt)"
UNPRINTABLE = "Có kí tự mà phông chữ không in được (in thành ?)"


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that isn't given. ``pupil`` is None when it concerns the whole form."""

    pupil: str | None
    field: str


def gaps(document: ReportBook | SummarySheet) -> tuple[Gap, ...]:
    """Return the fields of a form that print as dotted lines, in the order of the form."""
    if isinstance(document, SummarySheet):
        return tuple(_sheet(document))
    name = document.bio.full_name
    fields = [
        *_cover(document.cover),
        *_bio(document.bio),
        *_process(document),
        *(field for spread in document.spreads for field in _spread(spread)),
    ]
    return tuple(Gap(name, field) for field in dict.fromkeys(fields))


def summed_up(found: Iterable[Gap]) -> list[tuple[str, int]]:
    """Return each missing field with the number of pupils that it concerns (0: the whole form)."""
    counts: Counter[str] = Counter()
    for gap in found:
        counts[gap.field] += gap.pupil is not None
    return list(counts.items())


def _cover(cover: Cover) -> Iterator[str]:
    yield from _named(
        ("Xã (phường)", cover.ward),
        ("Tỉnh (thành phố)", cover.province),
    )
    if cover.has_district:
        yield from _named(("Huyện (quận)", cover.district))


def _bio(bio: Bio) -> Iterator[str]:
    yield from _named(
        ("Giới tính", bio.sex),
        ("Ngày sinh", bio.birth_date),
        ("Dân tộc", bio.ethnic_group),
        ("Quốc tịch", bio.nationality),
        ("Nơi sinh", bio.birth_place),
        ("Quê quán", bio.native_place),
        ("Nơi ở hiện nay", bio.address),
        ("Họ và tên cha", bio.father),
        ("Họ và tên mẹ", bio.mother),
        ("Địa danh khi kí", bio.place),
        ("Họ và tên Hiệu trưởng", bio.head),
    )
    if bio.father is None and bio.mother is None:
        yield from _named(("Họ và tên người giám hộ", bio.guardian))


def _process(book: ReportBook) -> Iterator[str]:
    for row in book.process:
        yield from _named(
            ("Số đăng bộ", row.register_number), ("Ngày nhập học, chuyển đến", row.entered)
        )


def _spread(spread: YearSpread) -> Iterator[str]:
    yield from _named(
        ("Chiều cao", spread.height),
        ("Cân nặng", spread.weight),
        ("Số ngày nghỉ có phép", spread.excused),
        ("Số ngày nghỉ không phép", spread.unexcused),
    )
    for line in spread.subjects:
        yield from _named(
            (f"{line.name}: mức", line.level), (f"{line.name}: nhận xét", line.comment)
        )
        if line.scored:
            yield from _named((f"{line.name}: điểm", line.score))
    for trait in spread.qualities:
        yield from _trait("Phẩm chất", trait)
    for trait in (*spread.general, *spread.specific):
        yield from _trait("Năng lực", trait)
    if spread.outcome is None:
        yield NOT_APPROVED
    yield from _named(("Họ và tên giáo viên chủ nhiệm", spread.homeroom))
    texts = [line.comment for line in spread.subjects]
    texts += [t.comment for t in (*spread.qualities, *spread.general, *spread.specific)]
    if any(text and not is_printable(clean(text)) for text in texts):
        yield UNPRINTABLE


def _trait(kind: str, trait: TraitLine) -> Iterator[str]:
    if trait.taught:
        yield from _named((f"{kind} {trait.name}: mức", trait.level))
        if trait.comment_expected:
            yield from _named((f"{kind} {trait.name}: nhận xét", trait.comment))


def _sheet(sheet: SummarySheet) -> Iterator[Gap]:
    whole = (
        ("Cơ quan cấp trên", sheet.upper_body),
        ("Địa danh khi kí", sheet.place),
        ("Họ và tên giáo viên chủ nhiệm", sheet.homeroom),
        ("Họ và tên Hiệu trưởng", sheet.head),
    )
    for field in _named(*whole):
        yield Gap(None, field)
    if sheet.moment == "CN" and sheet.approved_on is None:
        yield Gap(None, NOT_APPROVED)
    for row in sheet.rows:
        facts = (
            ("Ngày sinh", row.birth_date),
            ("Giới tính", row.female),
            ("Dân tộc", row.ethnic_group),
        )
        for field in _named(*facts):
            yield Gap(row.full_name, field)
        for column in sheet.columns:
            if column.kind in {"level", "score"} and row.cells.get(column.key) is None:
                kind = "điểm" if column.kind == "score" else "mức"
                yield Gap(row.full_name, f"{_of(column)}: {kind}")


def _of(column: SheetColumn) -> str:
    """Name a column so that Khoa học the subject isn't Khoa học the competence."""
    for kind in ("Phẩm chất", "Năng lực"):
        if column.blocks[0].startswith(kind):
            return f"{kind} {column.name}"
    return column.name


def _named(*fields: tuple[str, object]) -> Iterator[str]:
    for label, value in fields:
        if value is None or value == "":
            yield label
