"""Is a package as it was sealed? Needs nothing but the package: no database, no settings.

What was destroyed by an approved list is told apart from what is missing: the list lies in the
package, names each file with its hash, and bears the same signature as a signed package.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from cryptography import x509

from jobs.archive.manifest import BLOCK, DESTROYED, FORMAT, MANIFEST, SIGNATURE
from jobs.seal import detached_valid, fingerprint, signer_of
from models.refusal import Unfit

LONGEST_LIST = 64 << 20


@dataclass
class Verdict:
    """What was found; ``signature``: valid, none or invalid."""

    ok: bool = False
    files: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    signature: str = "none"
    signer: str | None = None
    fingerprint: str | None = None
    manifest_sha256: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return asdict(self)


class Source(Protocol):
    """A package to read: a folder or a zip."""

    def names(self) -> list[str]:
        """Name every file, a name twice when it is there twice."""

    def open(self, name: str) -> IO[bytes]:
        """Open one of them."""


class _Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        found = (p for p in self.path.rglob("*") if p.is_symlink() or not p.is_dir())
        return sorted(p.relative_to(self.path).as_posix() for p in found)

    def open(self, name: str) -> IO[bytes]:
        path = self.path / name
        if path.is_symlink() or not path.is_file():
            raise OSError(name)
        return path.open("rb")


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file

    def names(self) -> list[str]:
        return sorted(name for name in self.file.namelist() if not name.endswith("/"))

    def open(self, name: str) -> IO[bytes]:
        return self.file.open(name)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a package; Unfit when there is none."""
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as file:
            yield _Zip(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfit(
            f"Không đọc được gói lưu trữ {path.name}: cần thư mục hoặc tệp .zip."
        ) from error


def manifest_of(source: Source) -> tuple[dict[str, Any], bytes]:
    """Read the list of a package; Unfit when it has none that we know."""
    try:
        with source.open(MANIFEST) as file:
            body = file.read(LONGEST_LIST)
        content = json.loads(body)
        if content["format"] != FORMAT:
            raise Unfit(f"Gói này có định dạng khác: {content['format']!s:.40}.")
        for one in content["files"]:
            _checked(str(one["path"]))
            str(one["sha256"])
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise Unfit(f"Gói lưu trữ không có bản kê {MANIFEST} đọc được.") from error
    return content, body


def _checked(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise Unfit("Bản kê nêu tệp ở ngoài gói.")


def verify(path: Path, certificate: x509.Certificate | None = None) -> Verdict:
    """Compare a package with its list; ``certificate``: who must have signed it.

    Not ok: a file missing, changed or extra, an invalid signature, or none where one is asked for.
    """
    with opened(path) as source:
        content, body = manifest_of(source)
        verdict = Verdict(manifest_sha256=hashlib.sha256(body).hexdigest())
        listed = {one["path"]: one for one in content["files"]}
        there = Counter(source.names())
        _judge_signature(source, there, body, certificate, verdict)
        gone = _destroyed(source, there, verdict.fingerprint)
        for name, one in listed.items():
            if name not in there:
                (verdict.destroyed if gone.get(name) == one["sha256"] else verdict.missing).append(
                    name
                )
            elif there[name] > 1 or _hash(source, name) != one["sha256"]:
                verdict.changed.append(name)
        own = {MANIFEST, SIGNATURE}
        verdict.extra = sorted(
            n for n in there if n not in listed and n not in own and not _is_list(n)
        )
        verdict.files = len(listed)
    told = verdict.missing or verdict.changed or verdict.extra
    signed = verdict.signature == "valid" or (verdict.signature == "none" and certificate is None)
    verdict.ok = not told and signed
    return verdict


def _hash(source: Source, name: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with source.open(name) as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except (OSError, zipfile.BadZipFile, ValueError):
        return None
    return digest.hexdigest()


def _is_list(name: str) -> bool:
    return name.startswith(f"{DESTROYED}/") and name.endswith((".json", ".json.p7s"))


def _destroyed(source: Source, there: Counter[str], signer: str | None) -> dict[str, str]:
    """Return what approved lists in the package name, by path; ``signer``: of a signed package."""
    found: dict[str, str] = {}
    for name in (n for n in there if _is_list(n) and n.endswith(".json")):
        try:
            with source.open(name) as file:
                body = file.read(LONGEST_LIST)
            if signer is not None and not _signed_by(source, f"{name}.p7s", body, signer):
                continue
            told = json.loads(body)
            if told["approved_by"] and told["approved_at"]:
                found |= {one["path"]: one["sha256"] for one in told["items"]}
        except (KeyError, OSError, TypeError, ValueError):
            continue
    return found


def _signed_by(source: Source, name: str, body: bytes, signer: str) -> bool:
    with source.open(name) as file:
        signature = file.read(BLOCK)
    found = signer_of(signature)
    return (
        found is not None
        and fingerprint(found) == signer
        and detached_valid(body, signature, found)
    )


def _judge_signature(
    source: Source,
    there: Counter[str],
    body: bytes,
    certificate: x509.Certificate | None,
    verdict: Verdict,
) -> None:
    if SIGNATURE not in there:
        return
    with source.open(SIGNATURE) as file:
        signature = file.read(BLOCK)
    verdict.signature = "valid" if detached_valid(body, signature, certificate) else "invalid"
    signer = signer_of(signature)
    if signer is not None:
        verdict.signer, verdict.fingerprint = signer.subject.rfc4514_string(), fingerprint(signer)
