"""so-truong verify: is a PDF signed, unchanged, and does it still agree with the records."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, select

from jobs.cli.common import example, handles_refusals, json_option, print_json, write_engine
from jobs.printing.issue import state_now
from jobs.settings import Settings
from models.archive import IssuedCopy, PaperSignature
from models.archive.codes import read_code, shown
from permissions.session import system_session

FAULTY = 1
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
#: state of a paper → what it means
WORDS = {
    "matches": "khớp với sổ",
    "changed": "sổ đã đổi sau khi in",
    "revoked": "đã thu hồi",
    "replaced": "đã thay bằng bản khác",
    "unknown": "không có mã này",
    "another": "không phải tệp mà nhà trường đã kí dưới mã này",
    None: "không có mã",
}


@click.command(
    "verify",
    short_help="Kiểm tra chữ kí số và mã của tệp PDF.",
    help=(
        "Kiểm tra chữ kí số và mã của tệp PDF. Chứng thư gốc được tin đặt trong thư mục"
        " SO_TRUONG_TRUST. Mã thoát 0 khi mọi tệp đều có chữ kí nguyên vẹn, đáng tin và mã còn"
        " khớp với sổ, 1 khi không."
    ),
    epilog=example("so-truong verify hoc-ba-8701042219.pdf"),
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@json_option
@click.pass_obj
@handles_refusals
def command(settings: Settings, *, files: tuple[Path, ...], as_json: bool) -> None:
    """Judge each file; exit 1 unless all is well with every one."""
    engine = write_engine(settings)
    judged = [_judged(settings, engine, path) for path in files]
    if as_json:
        print_json(judged)
    else:
        for one in judged:
            click.echo(_sentence(one))
    if not all(_good(one) for one in judged):
        raise SystemExit(FAULTY)


def _judged(settings: Settings, engine: Engine, path: Path) -> dict[str, Any]:
    from jobs.signing.verify import roots_in, signatures  # noqa: PLC0415 - heavy

    data = path.read_bytes()
    found = signatures(data, roots_in(settings.trust))
    last = found[-1] if found else None
    code = _code(data)
    return {
        "file": str(path),
        "signed": bool(found),
        "intact": bool(found) and all(one.intact and one.whole for one in found),
        "trusted": bool(found) and all(one.trusted for one in found),
        "signer": last.signer if last else None,
        "signed_at": last.signed_at.isoformat() if last and last.signed_at else None,
        "code": shown(code) if code else None,
        "state": _state(engine, code, data if found else None) if code else None,
        "signatures": [one.as_dict() for one in found],
    }


def _code(data: bytes) -> str | None:
    """Return the code that stands at the foot of a file's first page."""
    import pdfplumber  # noqa: PLC0415 - heavy
    from pdfminer.pdfexceptions import PDFException  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            with pdfplumber.open(io.BytesIO(data)) as document:
                text = document.pages[0].extract_text() if document.pages else ""
    except (PDFException, ValueError, KeyError, TypeError):
        return None
    return next((code for one in CODE.findall(text) if (code := read_code(one))), None)


def _state(engine: Engine, code: str, signed: bytes | None) -> str:
    """Say how the paper of a code stands; a signed file must be the one signed under it."""
    with system_session(engine, "kiểm tra mã trên tệp", capacities={"worker"}) as session:
        copy = session.scalars(select(IssuedCopy).where(IssuedCopy.code == code)).one_or_none()
        if copy is None:
            return "unknown"
        s = PaperSignature
        files = set(session.scalars(select(s.file_sha256).where(s.copy_id == copy.id)))
        if signed is not None and hashlib.sha256(signed).hexdigest() not in files:
            return "another"
        return state_now(session, copy)


def _good(one: dict[str, Any]) -> bool:
    return bool(one["intact"] and one["trusted"]) and one["state"] in (None, "matches")


def _sentence(one: dict[str, Any]) -> str:
    if not one["signed"]:
        signed = "chưa kí số"
    elif not one["intact"]:
        signed = "ĐÃ BỊ SỬA sau khi kí"
    elif not one["trusted"]:
        signed = f"kí bởi {one['signer']}, chứng thư CHƯA ĐƯỢC TIN"
    else:
        signed = f"kí bởi {one['signer']}, nguyên vẹn"
    return f"{one['file']}: {signed}; {WORDS[one['state']]}"
