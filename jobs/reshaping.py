"""Splitting, merging and moving classes: an act in a session of its own, whole or not (Đ2.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine

from permissions.actor import Actor
from permissions.regrouping import regrouper_of
from permissions.session import GuardedSession, actor_session

Made = TypeVar("Made")


def reshape(
    engine: Engine, actor: Actor, reason: str | None, act: Callable[[GuardedSession], Made]
) -> Made:
    """Do an act as a person who may, in one transaction; Forbidden for anybody else.

    ``engine``: one for writers.
    """
    with actor_session(engine, regrouper_of(actor), reason) as session:
        made = act(session)
        session.commit()
        return made
