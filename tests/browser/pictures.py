"""Pictures of the user guides, taken where the tests walk anyway.

With SO_TRUONG_PICTURES set a walk leaves them in docs/users/pictures; else they are only taken.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "users" / "pictures"
COLOURS = 48


def picture(page: Page, name: str) -> None:
    """Take what the screen shows as docs/users/pictures/<name>.png, in few colours."""
    taken = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    assert len(taken.getcolors(1 << 20) or ()) > 2, f"{name}: an empty screen"
    if os.environ.get("SO_TRUONG_PICTURES"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        few = taken.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(FOLDER / f"{name}.png", optimize=True)
