"""Remove each policy row and each guard branch in turn; a removal that no test notices is a gap.

`make mutate` runs it: first the policy table, in this process and against the oracles, then the
branches of the kernel in a copy of the project, against the fast suites. Exit code 1 if any
removal went unnoticed.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from models.base import Base
from permissions import facts, policy, scope, session
from permissions.actor import Actor
from permissions.policy import POLICY
from permissions.rules import Capacity, Rule
from tests.databases import Databases, open_url
from tests.oracle import Stands
from tests.oracle_system import SYSTEM
from tests.promises.test_03_nobody_writes_beyond import people_agree, system_agrees
from tests.world import PEOPLE, World, laid_out

ROOT = Path(__file__).parent.parent
KERNEL = ("verdicts", "guard", "scope", "session", "history", "facts", "locks", "breach")
SUITES = [f"tests/promises/test_0{n}" for n in (4, 6, 8, 3, 5, 2)]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "data", "vendor", "__pycache__", ".*_cache", ".hypothesis"
)


def _without(rule: Rule, name: str) -> Iterator[tuple[str, Rule]]:
    """Give the rule with one capacity weakened in each way."""
    entry = rule.capacities[name]
    others = {n: c for n, c in rule.capacities.items() if n != name}
    nothing: frozenset[str] = frozenset()
    ways: list[tuple[str, Capacity]] = []
    if entry.create:
        ways.append(("creates nothing", replace(entry, create=nothing)))
    if entry.update:
        ways.append(("changes nothing", replace(entry, update=nothing)))
    if entry.delete:
        ways.append(("deletes nothing", replace(entry, delete=False)))
    yield "is gone", replace(rule, capacities=others)
    for said, weaker in ways:
        yield said, replace(rule, capacities=others | {name: weaker})


CACHES = (
    facts._question,
    facts._question_new,
    facts.hinges,
    scope._criteria,
    scope._options,
    policy.can,
)


def _forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def _noticed(world: World, actors: dict[str, Actor], table: str) -> bool:
    """Hold one table against both oracles."""
    _forget()
    stands = Stands(world)
    try:
        for person, actor in actors.items():
            with session.actor_session(world.engine, actor) as asked:
                people_agree(asked, stands, person, table, closed=False)
        for capacity in SYSTEM:
            with session.system_session(world.engine, "thử", capacities={capacity}) as asked:
                assert system_agrees(asked, world, capacity, table)
    except AssertionError:
        return True
    return False


def policy_gaps(world: World) -> tuple[int, list[str]]:
    """Weaken each row of the policy table; return how many ways and which nobody noticed."""
    tried, gaps = 0, []
    actors = {person: world.actor(person) for person in PEOPLE}
    for model, rule in list(POLICY.items()):
        for name in rule.capacities:
            for said, weaker in _without(rule, name):
                POLICY[model] = weaker
                tried += 1
                if not _noticed(world, actors, model.__tablename__):
                    gaps.append(f"{model.__name__}: {name} {said}")
        POLICY[model] = rule
    _forget()
    return tried, gaps


def _branches(source: str) -> Iterator[tuple[int, str]]:
    """Give each `if` of a module with its condition made false, as (line, new source)."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    for node in ast.walk(tree):
        if not isinstance(node, ast.If) or "TYPE_CHECKING" in ast.dump(node.test):
            continue
        test = node.test
        assert test.end_lineno is not None
        changed = lines.copy()
        head = lines[test.lineno - 1].encode()[: test.col_offset].decode()
        tail = lines[test.end_lineno - 1].encode()[test.end_col_offset :].decode()
        changed[test.lineno - 1 : test.end_lineno] = [f"{head}False{tail}"]
        yield node.lineno, "".join(changed)


def branch_gaps(folder: Path) -> tuple[int, list[str]]:
    """Switch each branch of the kernel off in a copy; return how many and which went unnoticed."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    tried, gaps = 0, []
    for module in KERNEL:
        path = folder / "permissions" / f"{module}.py"
        source = path.read_text(encoding="utf-8")
        for line, changed in _branches(source):
            path.write_text(changed, encoding="utf-8")
            tried += 1
            found = [str(p.relative_to(folder)) for s in SUITES for p in folder.glob(f"{s}*.py")]
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", "sqlite", *found]
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
            if done.returncode == 0:
                gaps.append(f"permissions/{module}.py:{line}")
            print("." if done.returncode else "?", end="", flush=True)
        path.write_text(source, encoding="utf-8")
    print()
    return tried, gaps


def main() -> int:
    """Run both parts and say what went unnoticed."""
    assert session.GuardedSession
    assert len(POLICY) == len(list(Base.registry.mappers))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)

        def no_server() -> object:
            raise RuntimeError("mutations are judged on SQLite")

        with Databases(folder, no_server).copy("sqlite", "world") as url:  # type: ignore[arg-type]
            engine = open_url(url)
            rows, gaps = policy_gaps(laid_out(engine))
            engine.dispose()
        print(f"{rows} weakened policy rows, {len(gaps)} unnoticed")
        branches, missed = branch_gaps(folder / "copy")
        print(f"{branches} branches switched off, {len(missed)} unnoticed")
    for gap in (*gaps, *missed):
        print("unnoticed:", gap)
    noticed = rows + branches - len(gaps) - len(missed)
    print(f"{100 * noticed / (rows + branches):.1f} % noticed")
    return 1 if gaps or missed else 0


if __name__ == "__main__":
    sys.exit(main())
