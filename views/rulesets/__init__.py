"""Bộ quy tắc đánh giá: which rules hold where, drafts of the school, trying them on (Đ2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.assessment import RuleRequest
from permissions.policy import can
from views.menu import MenuEntry
from views.rulesets import editing, show, trying
from views.rulesets.frame import rulesets

if TYPE_CHECKING:
    from flask import Flask
    from flask_admin import Admin

__all__ = ["editing", "show", "trying"]

MENU = MenuEntry(
    "Bộ quy tắc", "rulesets.index", lambda actor: can(actor, "read", RuleRequest), order=36
)


def register(app: Flask, _admin: Admin) -> None:
    """Register the pages."""
    app.register_blueprint(rulesets)
