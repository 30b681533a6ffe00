"""Completion by day: who reads what is owed reads how it went; the worker counts (Đ2.4, 7.4)."""

from __future__ import annotations

from models import completion
from models.base import Base
from permissions.families.common import BOARD, PRINCIPAL, VICE
from permissions.rules import Rule, capacity, head_of, homeroom_of, may, mine

RULES: dict[type[Base], Rule] = {
    completion.CompletionDay: Rule(
        {
            "principal": may(PRINCIPAL),
            "vice_principal": may(VICE),
            "board": may(BOARD),
            "homeroom": may(homeroom_of),
            "head": may(head_of("staff_id")),
            "own": may(mine("staff_id")),
            "worker": may(capacity("worker"), create="*"),
        },
        article="2.4",
    ),
}
