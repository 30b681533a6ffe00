"""The engine is kept on a short lead: no file, no address, no warning, no foreign font."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import jinja2
import pytest

from jobs.printing import fonts, render, words
from tests.jobs.printing import reading


def _template(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let a form consist of this body alone, as if its author had been careless."""
    source = '{% extends "base.html" %}{% block content %}' + body + "{% endblock %}"
    environment = render._environment()
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"careless.html": source}), environment.loader or jinja2.DictLoader({})]
    )
    monkeypatch.setattr(environment, "loader", loader)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="/etc/hostname">',
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<p class="a">漢</p>',
        "<style>p { font-family: Verdana }</style><p>chữ</p>",
        "<style>p { hyphens: auto }</style><p>chữ</p>",
    ],
)
def test_whatever_a_form_may_not_use_stops_the_print(
    monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    _template(monkeypatch, body)
    with pytest.raises(render.PrintError):
        render.pdf("careless.html", official=True)


def test_a_plain_form_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    _template(monkeypatch, "<p>Ổn</p>")
    assert render.check_fonts(render.pdf("careless.html", official=True)) == {"Tinos-Regular"}


def test_missing_faces_are_named_with_the_way_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "FONT_FOLDER", tmp_path)
    with pytest.raises(fonts.FontsMissingError, match="make assets"):
        fonts.register.__wrapped__()


ALPHABET = (
    "ạảãàáâậầấẩẫăắằặẳẵ đèéẹẻẽêếềệểễìíịỉĩ òóọỏõôốồộổỗơớờợởỡ ùúụủũưứừựửữỳýỵỷỹ "
    "abcdefghijklmnopqrstuvwxyz 0123456789 .,;:!?()/%&“”–+-"
)


@pytest.mark.parametrize(
    ("around", "face"),
    [
        ("{}", "Tinos-Regular"),
        ("<b>{}</b>", "Tinos-Bold"),
        ("<i>{}</i>", "Tinos-Italic"),
        ("<b><i>{}</i></b>", "Tinos-BoldItalic"),
    ],
)
def test_every_vietnamese_letter_comes_back_from_each_face(
    monkeypatch: pytest.MonkeyPatch, around: str, face: str
) -> None:
    both = f"{ALPHABET} {ALPHABET.upper()}"
    _template(monkeypatch, "<p>" + around.format("{{ text }}") + "</p>")
    data = render.pdf("careless.html", official=True, text=both)
    assert face in render.check_fonts(data)
    assert reading.pages(data) == [both]


def test_dates_are_written_by_the_rules() -> None:
    assert words.long_date(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert words.long_date(date(2026, 3, 15)) == "ngày 15 tháng 3 năm 2026"
    assert words.long_date(None).startswith("ngày ....")
    assert words.short_date(date(2026, 1, 5)) == "05/01/2026"
    assert words.spaced_year("2025-2026") == "2025 - 2026"


def test_a_dotted_line_is_as_long_as_its_room() -> None:
    line = words.dots(50, 13)
    assert 49 < fonts.width(line, 13) / fonts.PT_PER_MM <= 50
