"""The list of a package: every file with size, SHA-256, kind, and until when it is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.archive import RetentionClass

FORMAT = "so-truong-archive/1"
MANIFEST, SIGNATURE, README, DESTROYED = "manifest.json", "manifest.p7s", "DOC-TRUOC.txt", "da-huy"
BLOCK = 1 << 20
KEPT_FOR_GOOD = "giữ mãi: chưa rõ thời hạn thì không hủy"


def sha256_of(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file, read in blocks."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def keep_until(last_day: date, years: int | None) -> date | None:
    """Return the last day on which a kind is kept: 31 December, ``years`` after the year's end."""
    return None if years is None else date(last_day.year + years, 12, 31)


def classes(session: Session, last_day: date) -> dict[str, dict[str, Any]]:
    """Return the kinds as the package states them: name, years, keep_until, source."""
    found = {}
    query = select(RetentionClass).order_by(RetentionClass.position)
    for one in session.scalars(query):
        until = keep_until(last_day, one.years)
        found[one.code] = {
            "name": one.name,
            "years": one.years,
            "keep_until": until.isoformat() if until else None,
            "source": one.source,
        }
    return found


def files(folder: Path, kinds: Mapping[str, str], known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List every file under a folder but the manifest; a kind that isn't known is kept for good."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name in (MANIFEST, SIGNATURE):
            continue
        digest, size = sha256_of(path)
        kind = kinds.get(name, "running")
        until = known.get(kind, {}).get("keep_until")
        found.append(
            {"path": name, "size": size, "sha256": digest, "kind": kind, "keep_until": until}
        )
    return found


def written(content: Mapping[str, Any]) -> bytes:
    """Return a manifest's bytes, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
