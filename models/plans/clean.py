"""Markup of a structured plan: what may stay of a paste from Word, and the words without markup.

Cleaning is nh3's work (docs/decisions/011-…); only names of tags are changed before it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

TAGS = {
    "p", "br", "b", "i", "u", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th",
    "h3", "h4",
}  # fmt: skip
ATTRIBUTES = {tag: {"colspan", "rowspan"} for tag in ("td", "th")}
#: characters of a part; a long plan has some 20,000
LONGEST = 200_000

#: what means the same goes by one name
_SAME = {"strong": "b", "em": "i", "div": "p", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_RENAMED = re.compile(rf"<(/?)({'|'.join(_SAME)})(?=[\s/>])", re.IGNORECASE)
#: Word's own marks: conditional blocks, and elements of its name spaces
_WORDS_OWN = re.compile(r"<!\[(?:if|endif)[^>]*>|</?[a-z]+:[^>]*>", re.IGNORECASE)
_NOTHING = re.compile(r"<(p|b|i|u|h3|h4)>(?:\s|&nbsp;)*</\1>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLOCKS = {"p", "br", "ul", "ol", "li", "table", "tr", "h3", "h4"}


def clean(markup: str) -> str:
    """Return markup of the allowed tags alone, without style, link, script or picture.

    What is cleaned stays as it is when it is cleaned again.
    """
    plain_names = _RENAMED.sub(
        lambda found: f"<{found[1]}{_SAME[found[2].lower()]}", _CONTROL.sub("", markup)
    )
    cleaned = nh3.clean(
        _WORDS_OWN.sub("", plain_names),
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags={"script", "style", "title", "head"},
        link_rel=None,
    )
    shorter = _NOTHING.sub("", cleaned)
    while shorter != cleaned:
        cleaned, shorter = shorter, _NOTHING.sub("", shorter)
    return cleaned.strip()


class _Lines(HTMLParser):
    """Gather the words of markup: a line for each paragraph, item and row of a table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._words: list[str] = []
        self._in_a_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.flush()
            self._in_a_row = True
        elif tag in ("td", "th"):
            self._words.append(" | " if self._words else "")
        elif tag in _BLOCKS:
            self._part()

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._in_a_row = False
        if tag in _BLOCKS:
            self._part()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def _part(self) -> None:
        """Begin a new line; paragraphs within cells stay in the line of their row."""
        if self._in_a_row:
            self._words.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text:
            self.lines.append(text)


def lines(markup: str) -> list[str]:
    """Return the words of cleaned markup, a line for each block; cells are parted by a bar."""
    reader = _Lines()
    reader.feed(markup)
    reader.close()
    reader.flush()
    return reader.lines


def plain(markup: str, longest: int) -> str:
    """Return the words in one line, cut at a word when they are longer."""
    text = "; ".join(line.removeprefix("- ").rstrip(".;") for line in lines(markup))
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0] + "…"
