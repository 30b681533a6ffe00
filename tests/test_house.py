"""The rules of the house: which room knows which, what no file says, how every command speaks."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import cli

ROOT = Path(__file__).resolve().parents[1]
#: each room, and those that it may know
MAY_KNOW = {
    "models": {"models"},
    "permissions": {"permissions", "models"},
    "seeds": {"seeds", "models", "permissions"},
    "jobs": {"jobs", "permissions", "models", "seeds"},
    "views": {"views", "jobs", "permissions", "models", "seeds"},
}
ROOMS = {*MAY_KNOW, "app", "tests", "bench", "migrations"}
LONGEST = 350
#: tables written by hand, which say less when they are cut in two
LONG_TABLES = {"tests/oracle.py", "tests/promises/routes.py", "tests/world.py"}
#: to be cut in two when they are next worked on
LONG_YET = {"views/record.py"}
#: generated
ANY_LENGTH = ("migrations/versions/", "package-lock.json", "docs/permissions.md")
CODE = (".py", ".js", ".css", ".html")
EVERY_LINE = {"models": ("flask", "werkzeug"), "permissions": ("flask", "werkzeug")}
#: a statement that the scope can't cover (PROMISES 2); ``text`` as a name of its own
BANNED_CALLS = {"text", "literal_column", "exec_driver_sql"}
BANNED_OF_A_SESSION = {"connection", "raw", "raw_write", "begin_nested", "bulk_save_objects"}
BANNED_OF_AN_ENGINE = {"connect", "begin", "raw_connection"}
STATEMENTS = {"select", "insert", "update", "delete", "exists", "execute", "scalars", "scalar"}
#: below the guard by their nature: set-up, migration, and the machine's own view of itself
BELOW = {"jobs/database.py", "jobs/migrate.py", "jobs/condition.py", "jobs/cli/history.py"}
FUNCTIONS = re.compile(
    r"\b(principal|vice_principal|board_secretary|department_head|union_chair|Function\.[A-Z_]+)\b"
)
REGISTRIES = re.compile(r"(p[y]pi\.org|pythonh[o]sted|n[p]mjs|deb\.deb[i]an\.org)")
PLACES = re.compile(r"(?<![\w.])/(work|farm|root)/")


def tracked(*suffixes: str) -> list[Path]:
    """Return the files of the repository, those not committed yet included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name]
    return [
        ROOT / name
        for name in names
        if (not suffixes or name.endswith(suffixes)) and (ROOT / name).is_file()
    ]


def name(path: Path) -> str:
    """Return a file's name as people say it."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """Return the room that a file stands in."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Return the modules that a file imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


PYTHON = {path: ast.parse(path.read_text(encoding="utf-8")) for path in tracked(".py")}


def commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Return every command as it is typed."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*words, word))
        else:
            yield " ".join((*words, word)), command


COMMANDS = dict(commands(cli, ("so-truong",)))


def test_imports_run_one_way() -> None:
    wrong = [
        f"{name(path)} imports {module}"
        for path, tree in PYTHON.items()
        for module in imports(tree)
        if room(path) in MAY_KNOW
        and module.split(".")[0] in ROOMS
        and module.split(".")[0] not in MAY_KNOW[room(path)]
    ]
    assert wrong == []


def test_models_and_permissions_know_no_web() -> None:
    wrong = [
        f"{name(path)} imports {module}"
        for path, tree in PYTHON.items()
        for module in imports(tree)
        if module.split(".")[0] in EVERY_LINE.get(room(path), ())
    ]
    assert wrong == []


def calls(*rooms: str) -> Iterator[tuple[str, ast.Call]]:
    """Return every call in these rooms, with its place."""
    for path, tree in PYTHON.items():
        if room(path) in rooms and name(path) not in BELOW:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    yield f"{name(path)}:{node.lineno}", node


def called(node: ast.Call) -> tuple[str, str]:
    """Return the last word before the dot, and the word that is called."""
    function = node.func
    if isinstance(function, ast.Name):
        return "", function.id
    if isinstance(function, ast.Attribute):
        owner = function.value
        before = getattr(owner, "id", getattr(owner, "attr", ""))
        return str(before), function.attr
    return "", ""


def test_views_and_jobs_say_nothing_that_the_scope_can_not_cover() -> None:
    wrong = []
    for place, node in calls("views", "jobs"):
        owner, word = called(node)
        if (
            (not owner and word in BANNED_CALLS)
            or ("session" in owner and word in BANNED_OF_A_SESSION)
            or ("engine" in owner and word in BANNED_OF_AN_ENGINE)
        ):
            wrong.append(f"{place} {owner}.{word}(…)")
    assert wrong == []


def test_views_and_jobs_select_no_core_table() -> None:
    wrong = [
        place
        for place, node in calls("views", "jobs")
        if called(node)[1] in STATEMENTS
        for part in (*node.args, *(keyword.value for keyword in node.keywords))
        for inner in ast.walk(part)
        if isinstance(inner, ast.Attribute) and inner.attr == "__table__"
    ]
    assert wrong == []


def test_neither_templates_nor_views_name_a_role() -> None:
    wrong = [
        f"{name(path)}:{number} {found.group()}"
        for path in tracked(".py", ".html")
        if room(path) in ("views", "templates")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := FUNCTIONS.search(line))
    ]
    assert wrong == []


def test_a_file_is_short_enough_to_be_read() -> None:
    long = {
        name(path): length
        for path in tracked(*CODE)
        if not name(path).startswith(ANY_LENGTH)
        and name(path) not in LONG_TABLES | LONG_YET
        and (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_app_is_wiring_only() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_every_module_says_why_it_exists() -> None:
    assert [name(path) for path, tree in PYTHON.items() if not ast.get_docstring(tree)] == []


def test_no_screen_carries_style_or_script_in_its_markup() -> None:
    inline = re.compile(r"""<style\b|<script(?![^>]*\bsrc=)|\sstyle=["']|\son[a-z]+=["']""")
    wrong = [
        f"{name(path)}:{number}"
        for path in tracked(".html")
        if room(path) == "templates" and "templates/print/" not in name(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert wrong == []


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    wrong = []
    for path in tracked():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [
            f"{name(path)}: {found.group()}"
            for pattern in (REGISTRIES, PLACES)
            if (found := pattern.search(content))
        ]
    assert wrong == []


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself_with_an_example(words: str) -> None:
    command = COMMANDS[words]
    text = command.get_help(click.Context(command, info_name=words))
    assert "Ví dụ:" in text
    assert words in text.split("Ví dụ:")[1]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_answers_a_refusal_with_its_sentence(words: str) -> None:
    assert getattr(COMMANDS[words].callback, "handles_refusals", False)


def test_the_console_has_the_commands_that_the_readme_promises() -> None:
    promised = set(re.findall(r"^\| `(\w+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert promised - {"SO_TRUONG_DATA"} >= set(cli.commands)
