"""The parts of the entry desk as tabs over its grids: subjects, traits, monthly comments."""

from __future__ import annotations

from flask import url_for

from models.assessment import MonthlyComment, TraitResult
from permissions.actor import Actor
from permissions.policy import can, sees_all
from views.tabs import Tab


def desk_tabs(actor: Actor, class_id: int, here: str, period_id: int | None = None) -> list[Tab]:
    """Return the tabs of a class; ``here``: subject, trait or monthly; ``period_id``: the term."""

    def desk(part: str | None) -> str:
        if period_id is None:
            return url_for("entry.start", lop=class_id, phan=part)
        return url_for("entry.desk", class_id=class_id, period_id=period_id, phan=part)

    def reads(model: type[MonthlyComment | TraitResult]) -> bool:
        heads = class_id in actor.homeroom or class_id in actor.head_classes
        return can(actor, "read", model) and (heads or sees_all(actor, model))

    found = [Tab("Môn học", desk(None), here == "subject")]
    if here == "trait" or reads(TraitResult):
        found.append(Tab("Phẩm chất, năng lực", desk("nang-luc"), here == "trait"))
    if here == "monthly" or reads(MonthlyComment):
        found.append(
            Tab("Nhận xét tháng", url_for("monthly.start", lop=class_id), here == "monthly")
        )
    return found
