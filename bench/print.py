"""How fast report books are printed, beside drawing them, the layout engine, and WeasyPrint.

Two pages a pupil (a year of the report book), the same content each way, one core; then the whole
job for a school. Prints a table and last one line of JSON: {"bench": "print", "figures": {…}}: how
many times faster than each, in one file of a class and in one file per pupil; two workers against
one; the largest worker in MB; seconds for a thousand pupils read, checked, filled, registered and
written; signatures a second with a software key.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pdfplumber
import psutil
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from bench.completion import laid_out
from bench.imports import YEAR
from jobs import accounts
from jobs.database import engine_for, writer
from jobs.printing import book, fonts, render, runs
from jobs.printing.documents import YearSpread
from jobs.printing.filling.fields import Fields, Mode, value_of
from jobs.printing.filling.fill import Document, Part, filled
from jobs.printing.filling.layouts import Layout, layout_of, whole
from jobs.settings import Settings
from jobs.signing.keys import from_file
from jobs.signing.pdf import SEAL, sign
from models.archive import PrintDocument
from permissions.actor import load_actor
from tests.jobs.printing import samples
from tests.jobs.signing.authority import PASSWORD, authority

CLASS, CLASSES, TURNS, FEW = 35, 60, 5, 4
PAGES = 2
PRINTER = "cb003"


def spreads(number: int = CLASS) -> list[YearSpread]:
    """Return years of pupils whose names and comments differ."""
    return [
        replace(samples.spread(f"{samples.COMMENT} Em thứ {n}."), full_name=f"{samples.NAME} {n}")
        for n in range(number)
    ]


def part(spread: YearSpread) -> Part:
    """Return a year as a form and its values."""
    return Part(book.year_form(spread, official=True), book.year_values(spread))


def filled_file(several: Sequence[YearSpread]) -> bytes:
    """Print by filling."""
    return filled([Document("x", [part(one)]) for one in several]).pdf("Học bạ")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a form prints by itself: (face, size, x, y, text) and (x, y, wide, high, fill)."""

    words: list[tuple[str, float, float, float, str]]
    rects: list[tuple[float, float, float, float, bool]]


@cache
def static(layout: Layout) -> list[Drawn]:
    """Read the empty form's words and lines, to be drawn one by one."""
    pages = []
    with pdfplumber.open(io.BytesIO(layout.empty)) as document:
        for page in document.pages:
            words = [
                (
                    fonts.drawn_name(bold="Bold" in w["fontname"]),
                    float(w["size"]),
                    float(w["x0"]),
                    float(page.height) - float(w["bottom"]) + 0.21 * float(w["size"]),
                    w["text"],
                )
                for w in page.extract_words(extra_attrs=["fontname", "size"])
            ]
            rects = [
                (
                    float(r["x0"]),
                    float(page.height) - float(r["bottom"]),
                    float(r["width"]),
                    float(r["height"]),
                    bool(r["fill"]),
                )
                for r in (*page.rects, *page.lines)
            ]
            pages.append(Drawn(words, rects))
    return pages


def drawn_file(several: Sequence[YearSpread]) -> bytes:
    """Print by drawing every word and line with ReportLab's canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for one in several:
        filling = part(one)
        layout = layout_of(filling.form)
        for number, page in enumerate(static(layout)):
            for x, y, wide, high, fill in page.rects:
                canvas.setFillGray(0.91 if fill else 0)
                canvas.rect(x, y, wide, high, stroke=not fill, fill=fill)
            canvas.setFillGray(0)
            for face, size, x, y, text in page.words:
                canvas.setFont(face, size)
                canvas.drawString(x, y, text)
            for box in layout.boxes:
                if box.page == number:
                    _draw_box(canvas, box, filling.values.get(box.field.name))
            canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_box(canvas: Canvas, box: Any, value: str | None) -> None:
    text = f"{box.field.label} {value_of(box.field, value, box.size)}".strip()
    if not text:
        return
    face = fonts.drawn_name(bold=box.bold)
    rows = simpleSplit(text, face, box.size, box.wide)
    y = box.baseline + box.sinks * (len(rows) - 1) * box.leading
    canvas.setFont(face, box.size)
    for row in rows:
        if box.field.align == "center":
            canvas.drawCentredString((box.left + box.right) / 2, y, row)
        else:
            canvas.drawString(box.left, y, row)
        y -= box.leading


def engine_file(several: Sequence[YearSpread]) -> bytes:
    """Print through the layout engine alone."""
    made = []
    for one in several:
        filling = part(one)
        made.append(whole(filling.form, dict(filling.values)))
    return render.joined(made, title="Học bạ")[0]


def weasy_file(several: Sequence[YearSpread]) -> bytes:
    """Print through WeasyPrint; ImportError or OSError where it or its libraries aren't there."""
    import weasyprint  # noqa: PLC0415 - may be missing

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    page = '<div style="page-break-after: always"></div>'
    sources = []
    for one in several:
        filling = part(one)
        fields = Fields(Mode.WHOLE, filling.values)
        sources.append(filling.form.markup(fields).replace("<pdf:nextpage />", page))
    folder = fonts.FONT_FOLDER.as_uri() + "/"
    made = [weasyprint.HTML(string=source, base_url=folder).render() for source in sources]
    pages = [page for one in made for page in one.pages]
    out: bytes = made[0].copy(pages).write_pdf()
    return out


def speed(
    print_file: Callable[[Sequence[YearSpread]], bytes],
    several: Sequence[YearSpread],
    *,
    each: bool = False,
) -> float:
    """Return pages a second, in one file or in one file per pupil; median of some turns."""
    print_file(several[:1])
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        for group in [[one] for one in several] if each else [several]:
            print_file(group)
        times.append(time.perf_counter() - start)
    return len(several) * PAGES / statistics.median(times)


def _classes(number: int) -> int:
    for _ in range(number):
        filled_file(spreads())
    return number


def workers(count: int) -> float:
    """Return seconds for the classes, shared among so many processes that are warm already."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        list(pool.map(_classes, [1] * count * 2))
        start = time.perf_counter()
        done = sum(pool.map(_classes, [1] * CLASSES))
        seconds = time.perf_counter() - start
    assert done == CLASSES
    return seconds


def whole_job() -> tuple[float, float, float]:
    """Return seconds for a thousand pupils, at first and later, and the largest worker in MB.

    The worker is a process of its own, as the queue starts it; the first one lays the forms out.
    """
    times, largest, pupils = [], 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        settings = {"SO_TRUONG_DATA": folder, "SO_TRUONG_ENV": "test"}
        engine = writer(engine_for(Settings.from_environment(settings).database_url))
        laid_out(engine)
        accounts.issue(engine, None)
        actor = load_actor(engine, username=PRINTER)
        wanted = runs.Wanted(PrintDocument.REPORT_BOOKS, YEAR, official=True)
        for _ in range(4):
            job = runs.ask(engine, actor, wanted)
            start = time.perf_counter()
            largest = max(largest, _worker(job, settings))
            times.append(time.perf_counter() - start)
        pupils = sum(made.pupils for made in runs.run(engine, Path(folder), job))
        engine.dispose()
    first, *later = (seconds * 1000 / pupils for seconds in times)
    return first, statistics.median(later), largest


def _worker(job: int, settings: dict[str, str]) -> float:
    """Let a worker print a run; return how large its process was at most, in MB."""
    command = [sys.executable, "-m", "jobs.printing", str(job)]
    largest = 0
    with subprocess.Popen(command, env=os.environ | settings) as process:  # noqa: S603 - our own
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.Error):
                largest = max(largest, seen.memory_info().rss)
            time.sleep(0.01)
    assert process.returncode == 0
    return largest / (1 << 20)


def _ways() -> Iterator[tuple[str, Callable[[Sequence[YearSpread]], bytes], int]]:
    yield "filling", filled_file, CLASS
    yield "canvas", drawn_file, CLASS
    yield "xhtml2pdf", engine_file, FEW
    yield "weasyprint", weasy_file, FEW


def signed() -> float:
    """Return signatures a second on the books of a class, with a key of 2048 bits in memory."""
    with tempfile.TemporaryDirectory() as folder:
        signer = from_file(authority().file(Path(folder), "Trường"), PASSWORD)
    files = [filled_file([one]) for one in spreads()]
    sign(files[0], signer, SEAL)
    start = time.perf_counter()
    for file in files:
        sign(file, signer, SEAL)
    return len(files) / (time.perf_counter() - start)


def main() -> None:
    """Measure each way in turn, then the job."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-job", action="store_true", help="without the whole school")
    chosen = options.parse_args()
    fonts.register()
    together: dict[str, float] = {}
    apart: dict[str, float] = {}
    print(f"{'way':<12}{'one file, pages/s':>20}{'file per pupil':>18}{'KB a pupil':>12}")
    for name, way, number in _ways():
        several = spreads(number)
        try:
            kilobytes = len(way(several)) / 1024 / number
        except (ImportError, OSError) as error:
            print(f"{name:<12} isn't here: {error}")
            continue
        together[name] = speed(way, several)
        apart[name] = speed(way, several, each=True)
        print(
            f"{name:<12}{together[name]:>20,.0f}{apart[name]:>18,.0f}{kilobytes:>12.1f}", flush=True
        )
    figures = {
        f"vs_{name}": round(together["filling"] / together[name], 1)
        for name in ("canvas", "xhtml2pdf", "weasyprint")
        if name in together
    }
    figures |= {
        f"per_file_vs_{name}": round(apart["filling"] / apart[name], 1)
        for name in ("canvas", "xhtml2pdf")
    }
    one, two = workers(1), workers(2)
    figures["two_workers"] = round(one / two, 2)
    print(f"{CLASSES} classes: one worker {one:.2f} s, two workers {two:.2f} s")
    if not chosen.no_job:
        first, later, largest = whole_job()
        figures |= {"job_1000_s": round(later, 1), "worker_mb": round(largest, 1)}
        print(
            f"a thousand pupils, five pages each: {later:.1f} s, {first:.1f} s when the forms are"
            f" laid out for the first time; largest worker {largest:.0f} MB"
        )
    figures["signatures_per_s"] = round(signed(), 1)
    print(f"signatures: {figures['signatures_per_s']} a second")
    print(json.dumps({"bench": "print", "figures": figures}))


if __name__ == "__main__":
    main()
