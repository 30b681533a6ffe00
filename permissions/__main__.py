"""Render the policy table to docs/permissions.md, so that a change of rights is a visible diff."""

from __future__ import annotations

from pathlib import Path

from permissions.policy import POLICY
from permissions.rules import Capacity

DOCUMENT = Path(__file__).parent.parent / "docs" / "permissions.md"
HEAD = """# Who may do what

Rendered from permissions/policy.py by `python -m permissions`; a test compares the two. A row is
read by whoever holds one of its capacities. Fields are those a capacity may give to a new row or
change; `*` is every field. What isn't listed is refused (RIGHTS: silent means no).
"""


def _fields(fields: frozenset[str]) -> str:
    return "every field" if "*" in fields else ", ".join(sorted(fields)) or "–"


def _row(name: str, entry: Capacity) -> str:
    delete = "yes" if entry.delete else "–"
    return f"| {name} | {_fields(entry.create)} | {_fields(entry.update)} | {delete} |"


def render() -> str:
    """Return the whole table as Markdown."""
    parts = [HEAD]
    for model, rule in POLICY.items():
        lock = "never closes"
        if rule.lock is not None:
            path = [c for c in (rule.lock.period, rule.lock.class_, rule.lock.unit) if c]
            kind = f"kind {rule.lock.kind}, " if rule.lock.kind else "the class's dossier, "
            lock = f"closes by {kind}" + ", ".join(path)
        article = f" (Điều {rule.article})" if rule.article else ""
        parts.append(f"\n## {model.__name__}: {model.label}{article}\n\n{lock.capitalize()}.\n")
        parts.append("| capacity | creates with | changes | deletes |\n|---|---|---|---|")
        parts.extend(_row(name, entry) for name, entry in rule.capacities.items())
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(render(), encoding="utf-8")
