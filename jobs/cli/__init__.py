"""The console command so-truong: one module of this folder per group, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import click

from jobs.cli.common import CREATE_APP, Failure
from jobs.settings import SettingError, Settings

HELP = """\
Sổ Trường: sổ sách điện tử của trường tiểu học.

\b
Bắt đầu:  so-truong init --school "Tiểu học …"
          so-truong serve
Kiểm tra: so-truong check
"""


class Console(click.Group):
    """The root group: reads the settings only when a command really runs."""

    def __init__(self, create_app: Callable[..., Any], **options: Any) -> None:
        """Keep ``create_app`` for the one command that serves the screens."""
        super().__init__(**options)
        self.create_app = create_app

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Give the command its settings as the context object (asking for help needs none)."""
        found = super().resolve_command(ctx, args)
        ctx.meta[CREATE_APP] = self.create_app
        if "--help" not in args:
            try:
                ctx.obj = Settings.from_environment()
            except SettingError as error:
                raise Failure(str(error)) from error
        return found


def modules() -> dict[str, click.Command]:
    """Return every command of this folder by name; a module exports it as ``command``."""
    found = {}
    for info in pkgutil.iter_modules(__path__):
        command = getattr(importlib.import_module(f"{__name__}.{info.name}"), "command", None)
        if isinstance(command, click.Command):
            found[str(command.name)] = command
    return found


def commands(create_app: Callable[..., Any]) -> click.Group:
    """Return the console with every command of this folder."""
    return Console(
        create_app,
        name="so-truong",
        help=HELP,
        commands=modules(),
        no_args_is_help=True,
    )
