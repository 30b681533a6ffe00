"""Remove each policy row and each guard branch in turn; a removal that no test notices is a gap.

`make mutate` runs it: first the policy table, in this process and against the oracles, then the
branches of the kernel in copies of the project, against the fast suites. Exit code 1 if any
removal went unnoticed. ``python -m tests.mutate guard:72 facts`` tries these branches alone.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue

from models.base import Base
from permissions import facts, policy, scope, session
from permissions.actor import Actor
from permissions.policy import POLICY
from permissions.rules import Capacity, Rule
from tests.databases import Databases
from tests.oracle import Stands
from tests.oracle_system import SYSTEM
from tests.promises.test_03_nobody_writes_beyond import (
    AFTER,
    freeze,
    people_agree,
    system_agrees,
)
from tests.world import PEOPLE, World, lay_out

ROOT = Path(__file__).parent.parent
KERNEL = (
    *("verdicts", "guard", "scope", "session", "history", "facts", "locks", "breach"),
    *("actor", "assigned", "reach", "outlook", "importing"),
)
#: those that notice most come first; a run ends at the first red test
SUITES = [
    "tests/promises/test_03_who*.py",
    "tests/promises/test_03_refusals*.py",
    "tests/promises/test_05_what*.py",
    "tests/promises/test_04*.py",
    "tests/promises/test_02*.py",
    "tests/promises/test_05_every*.py",
    "tests/promises/test_06*.py",
    "tests/promises/test_08*.py",
    "tests/promises/test_03_nobody*.py",
]
#: how many branches are judged at the same time
AT_ONCE = 2
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
    facts._fields,
    facts._question,
    facts._question_new,
    facts.hinges,
    scope._criteria,
    scope._options,
    policy.can,
    policy.sees_all,
)


def _forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def _noticed(world: World, actors: dict[str, Actor], table: str) -> bool:
    """Hold one table against both oracles; the school is frozen for what is written after."""
    _forget()
    stands, after = Stands(world), table in AFTER
    try:
        for person, actor in actors.items():
            with session.actor_session(world.engine, actor) as asked:
                people_agree(asked, stands, person, table, closed=False, frozen=after)
        for capacity in SYSTEM:
            with session.system_session(world.engine, "thử", capacities={capacity}) as asked:
                assert system_agrees(asked, world, capacity, table)
    except AssertionError:
        return True
    return False


def policy_gaps(world: World, frozen: World) -> tuple[int, list[str]]:
    """Weaken each row of the policy table; return how many ways and which nobody noticed."""
    tried, gaps = 0, []
    actors = {person: world.actor(person) for person in PEOPLE}
    for model, rule in list(POLICY.items()):
        for name in rule.capacities:
            for said, weaker in _without(rule, name):
                POLICY[model] = weaker
                tried += 1
                table = model.__tablename__
                if not _noticed(frozen if table in AFTER else world, actors, table):
                    gaps.append(f"{model.__name__}: {name} {said}")
        POLICY[model] = rule
    _forget()
    return tried, gaps


@dataclass(frozen=True)
class Branch:
    """An ``if`` of the kernel; ``source`` is its module with the condition made false."""

    module: str
    line: int
    source: str
    why_unjudged: str | None

    @property
    def name(self) -> str:
        """Where it stands: "guard:72"."""
        return f"{self.module}:{self.line}"


def branches(module: str) -> Iterator[Branch]:
    """Give each `if` of a module; a comment "unjudged: why" on its line takes it out."""
    source = (ROOT / "permissions" / f"{module}.py").read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.If) or "TYPE_CHECKING" in ast.dump(node.test):
            continue
        test = node.test
        assert test.end_lineno is not None
        changed = lines.copy()
        head = lines[test.lineno - 1].encode()[: test.col_offset].decode()
        tail = lines[test.end_lineno - 1].encode()[test.end_col_offset :].decode()
        changed[test.lineno - 1 : test.end_lineno] = [f"{head}False{tail}"]
        why = re.search(r"# unjudged: (.+)", lines[test.end_lineno - 1])
        yield Branch(module, node.lineno, "".join(changed), why and why[1].strip())


class Copy:
    """A copy of the project, in which one branch after the other is switched off."""

    def __init__(self, folder: Path) -> None:
        """Copy the project."""
        self.folder = folder
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)

    def quiet(self) -> bool:
        """Run the suites until one turns red; tell whether none did."""
        found = [str(p.relative_to(self.folder)) for s in SUITES for p in self.folder.glob(s)]
        command = [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "-k", "not postgresql", *found],
            cwd=self.folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def unnoticed(self, branch: Branch) -> bool:
        """Tell whether no suite minds that this branch is off."""
        path = self.folder / "permissions" / f"{branch.module}.py"
        before = path.read_text(encoding="utf-8")
        path.write_text(branch.source, encoding="utf-8")
        try:
            return self.quiet()
        finally:
            path.write_text(before, encoding="utf-8")


def branch_gaps(folder: Path, only: Sequence[str] = ()) -> tuple[int, list[str]]:
    """Switch branches of the kernel off in copies, some at a time; return how many and the gaps.

    ``only``: names as "guard:72" or "guard"; none means all.
    """
    asked = [
        branch
        for module in KERNEL
        for branch in branches(module)
        if not only or module in only or branch.name in only
    ]
    for branch in asked:
        if branch.why_unjudged:
            print(f"unjudged: {branch.name}: {branch.why_unjudged}")
    judged = [branch for branch in asked if not branch.why_unjudged]
    free: Queue[Copy] = Queue()
    for number in range(AT_ONCE):
        free.put(Copy(folder / str(number)))
    copy = free.get()
    if not copy.quiet():
        raise SystemExit("the suites are red already")
    free.put(copy)

    def judge(branch: Branch) -> str | None:
        copy = free.get()
        try:
            unnoticed = copy.unnoticed(branch)
        finally:
            free.put(copy)
        print("?" if unnoticed else ".", end="", flush=True)
        return branch.name if unnoticed else None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        gaps = [name for name in pool.map(judge, judged) if name]
    print()
    return len(judged), gaps


def table_gaps(folder: Path) -> tuple[int, list[str]]:
    """Weaken the policy table over a world on SQLite."""

    def no_server() -> object:
        raise RuntimeError("mutations are judged on SQLite")

    prepared = Databases(folder, folder, no_server)  # type: ignore[arg-type]
    with (
        prepared.school("sqlite", lay_out) as laid,
        prepared.school("sqlite", lay_out) as frozen,
    ):
        freeze(frozen)
        return policy_gaps(laid, frozen)


def main() -> int:
    """Run both parts, or the named branches alone, and say what went unnoticed."""
    only = sys.argv[1:]
    assert session.GuardedSession
    assert len(POLICY) == len(list(Base.registry.mappers))
    rows, gaps = 0, []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if not only:
            rows, gaps = table_gaps(folder)
            print(f"{rows} weakened policy rows, {len(gaps)} unnoticed")
        tried, missed = branch_gaps(folder, only)
        print(f"{tried} branches switched off, {len(missed)} unnoticed")
    for gap in (*gaps, *missed):
        print("unnoticed:", gap)
    for said, count, noticed in (
        ("policy rows", rows, rows - len(gaps)),
        ("branches", tried, tried - len(missed)),
    ):
        if count:
            print(f"{said}: {100 * noticed / count:.1f} % noticed")
    return 1 if gaps or missed else 0


if __name__ == "__main__":
    sys.exit(main())
