"""What stands at the foot of an official page: a code in letters, and as a square to be scanned."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import segno

from jobs.printing.filling.faces import Faces, faces
from jobs.printing.filling.setting import Piece
from jobs.printing.fonts import PT_PER_MM
from models.archive.codes import shown

CHECK = "/kiem-tra"
SIZE, LEADING = 7.5, 8.6
#: between the words and the square, in points
GAP = 4.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the square stands: its lower left corner and its side, in millimetres."""

    x: float
    y: float
    side: float


#: where each kind of page has room
BELOW_FRAME = Spot(181, 4, 9.5)
BELOW_SHEET = Spot(278, 3.5, 10)
CERTIFICATE = Spot(256, 17, 13)
LETTER = Spot(180, 5, 12)


@dataclass(frozen=True)
class Foot:
    """A code with its place; ``address``: of the school's server, empty: the code alone."""

    code: str
    spot: Spot
    address: str = ""

    @property
    def link(self) -> str:
        """What the square says."""
        return f"{self.address}{CHECK}?ma={shown(self.code)}" if self.address else shown(self.code)

    def pieces(self, used: Faces) -> list[Piece]:
        """Return the words beside the square: the code, and where it is checked."""
        face = used.of(bold=False, italic=False)
        words = [f"Mã kiểm tra {shown(self.code)}"]
        if self.address:
            words.append(f"{self.address.partition('://')[2]}{CHECK}")
        right = self.spot.x * PT_PER_MM - GAP
        y = self.spot.y * PT_PER_MM + LEADING * (len(words) - 1) + 1
        return [
            Piece(face, SIZE, right - face.width(text) * SIZE, y - n * LEADING, text)
            for n, text in enumerate(words)
        ]

    @cached_property
    def art(self) -> bytes:
        """Return the square as drawing operators."""
        rows = [bytes(row) for row in segno.make(self.link, micro=False, error="m").matrix]
        side = self.spot.side * PT_PER_MM / len(rows)
        x, top = self.spot.x * PT_PER_MM, (self.spot.y + self.spot.side) * PT_PER_MM
        parts = [
            f"{x + start * side:.2f} {top - (n + 1) * side:.2f} {long * side:.2f} {side:.2f} re"
            for n, row in enumerate(rows)
            for start, long in _dark(row)
        ]
        return ("q 0 g " + " ".join(parts) + " f Q\n").encode()


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Return where dark modules begin in a row, and how many stand side by side."""
    start = None
    for place, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def stamped(data: bytes, foot: Foot) -> bytes:
    """Put a foot onto every page of a PDF that was laid out whole."""
    import pikepdf  # noqa: PLC0415 - heavy

    from jobs.printing.filling.writer import font_of, operators  # noqa: PLC0415 - with pikepdf

    used, out = faces(), io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as whole:
        face = used.of(bold=False, italic=False)
        font = font_of(whole, face)
        text = ("q\n" + "\n".join(operators(foot.pieces(used))) + "\nQ\n").encode() + foot.art
        for page in whole.pages:
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + text)
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(f"/{face.key}"))
        whole.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
