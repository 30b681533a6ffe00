"""The menu: words with counts, only what is this person's; each screen module brings its entry.

A module of views/ may define ``register(app, admin)`` and ``MENU`` (an entry or a list of them);
nobody edits a shared list.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from sqlalchemy import Select

import views
from permissions.actor import Actor
from permissions.session import GuardedSession

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin
    from werkzeug.wrappers import Response

Who = Callable[[Actor], bool]

#: how many words stand side by side; a person with more finds the rest under the last one, "Thêm"
SIDE_BY_SIDE = 9


@dataclass(frozen=True, eq=False)
class MenuEntry:
    """A word of the menu.

    ``label`` may depend on the person; ``who`` tells whether it is theirs (by ``policy.can``);
    ``order``: small first (Hôm nay 0, entry 10, … records from 60); ``waiting`` selects how much
    waits there, one number (None: nothing can), and reads no clock; ``queue`` does so where rights
    alone don't say what to select; ``args``: values of the address; ``also``: the rooms
    (blueprints) that the word stands for besides its endpoint's own.
    """

    label: str | Callable[[Actor], str]
    endpoint: str
    who: Who
    order: int = 50
    waiting: Callable[[Actor], Select[tuple[int]] | None] | None = None
    queue: Callable[[GuardedSession], Select[tuple[int]] | None] | None = None
    args: dict[str, Any] = field(default_factory=dict)
    also: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MenuItem:
    """An entry as one person sees it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Menu:
    """A person's menu: the words that stand side by side, and those under "Thêm"."""

    shown: Sequence[MenuItem]
    more: Sequence[MenuItem]

    @property
    def more_label(self) -> str:
        """Name the page that is open, where it is one of those under it."""
        return next((item.label for item in self.more if item.current), "Thêm")

    @property
    def more_count(self) -> int:
        """How much waits behind the words under it."""
        return sum(item.count for item in self.more)


def discover(app: Flask, admin: Admin) -> list[MenuEntry]:
    """Import every module of views/, register its screens, and return the entries in order."""
    entries: list[MenuEntry] = []
    for found in pkgutil.walk_packages(views.__path__, "views."):
        module = import_module(found.name)
        register = getattr(module, "register", None)
        if register is not None and getattr(register, "__module__", "") == found.name:
            register(app, admin)
        offered = getattr(module, "MENU", ())
        if module is not import_module(__name__):
            entries += [offered] if isinstance(offered, MenuEntry) else list(offered)
    return sorted(entries, key=lambda entry: entry.order)


def entries_of(actor: Actor) -> list[MenuEntry]:
    """Return the entries that are this person's, in order."""
    return [e for e in current_app.extensions["so_truong_menu"] if e.who(actor)]


def menu_of(actor: Actor, counts: Mapping[str, int]) -> Menu:
    """Return the menu of a person; ``counts``: how much waits behind a word, by its endpoint."""
    here = (request.endpoint or "").rpartition(".")[0]
    items = []
    for entry in entries_of(actor):
        label = entry.label(actor) if callable(entry.label) else entry.label
        current = bool(here) and here in {entry.endpoint.rpartition(".")[0], *entry.also}
        url = url_for(entry.endpoint, **entry.args)
        items.append(MenuItem(label, url, current, counts.get(entry.endpoint, 0)))
    fits = SIDE_BY_SIDE if len(items) > SIDE_BY_SIDE + 1 else len(items)
    return Menu(items[:fits], items[fits:])


def home_url() -> str:
    """Return where this person's day starts: the first word of the own menu."""
    actor = g.get("actor")
    mine = entries_of(actor) if actor is not None else []
    return url_for(mine[0].endpoint, **mine[0].args) if mine else url_for("rights.mine")


home = Blueprint("home", __name__)


@home.get("/")
def index() -> Response:
    """Lead to the person's first page."""
    return redirect(home_url())  # type: ignore[return-value]


def register(app: Flask, _admin: Admin) -> None:
    """Register the front door."""
    app.register_blueprint(home)
