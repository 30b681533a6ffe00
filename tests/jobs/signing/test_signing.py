"""Signatures by a key file and by a token; what was changed, expired or isn't trusted is said."""

from __future__ import annotations

import asyncio
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.x509 import decode_x509_certificate

from jobs.printing import book
from jobs.settings import Settings
from jobs.signing.keys import Token, from_file, from_token
from jobs.signing.pdf import PRINCIPAL, SEAL, sign
from jobs.signing.verify import roots_in, signatures
from models.refusal import NotReady
from tests.conftest import Run
from tests.jobs.printing import samples
from tests.jobs.signing.authority import PASSWORD, Authority, authority
from tests.needs import token_driver

SCHOOL, PIN = "Trường Tiểu học Sao Mai", "1234"


@pytest.fixture(scope="module")
def root() -> Authority:
    return authority()


@pytest.fixture(scope="module")
def paper() -> bytes:
    return book.book_pdf(samples.usual(), official=True)


def test_principal_and_seal_sign_one_after_the_other(
    root: Authority, paper: bytes, tmp_path: Path
) -> None:
    trusted = roots_in(root.trust(tmp_path / "trust"))
    head = from_file(root.file(tmp_path, "Võ Thị Hồng Loan"), PASSWORD)
    seal = from_file(root.file(tmp_path, SCHOOL), PASSWORD)
    assert signatures(paper, trusted) == []
    both = sign(sign(paper, head, PRINCIPAL), seal, SEAL, place="Sao Mai")
    # what was printed stays byte by byte
    assert both.startswith(paper)
    first, second = signatures(both, trusted)
    assert first.good
    assert second.good
    assert (first.field, second.field) == ("HieuTruong", "ConDau")
    assert SCHOOL in second.signer
    assert second.signed_at is not None
    # one flipped byte is found, wherever it is
    for place in (1000, len(paper) // 2, len(paper) + 500):
        changed = bytearray(both)
        changed[place] ^= 1
        found = signatures(bytes(changed), trusted)
        assert not (len(found) == 2 and all(one.good for one in found)), place


def test_a_running_event_loop_is_in_nobodys_way(
    root: Authority, paper: bytes, tmp_path: Path
) -> None:
    trusted = roots_in(root.trust(tmp_path / "trust"))
    key = from_file(root.file(tmp_path, SCHOOL), PASSWORD)

    async def within() -> bool:
        return all(one.good for one in signatures(sign(paper, key, SEAL), trusted))

    with ThreadPoolExecutor(1) as pool:  # this process may have a loop already
        assert pool.submit(lambda: asyncio.run(within())).result()


def test_who_is_not_trusted_is_never_shown_as_signed(
    root: Authority, paper: bytes, tmp_path: Path
) -> None:
    trusted = roots_in(root.trust(tmp_path / "trust"))
    stranger = authority("CA lạ")
    for path in (
        stranger.file(tmp_path, "Người lạ"),
        root.file(tmp_path, "Hết hạn", days=-10),
    ):
        (found,) = signatures(sign(paper, from_file(path, PASSWORD), SEAL), trusted)
        assert found.intact
        assert not found.trusted
        assert not found.good
    (alone,) = signatures(sign(paper, from_file(root.file(tmp_path, SCHOOL), PASSWORD), SEAL), [])
    assert not alone.good
    assert roots_in(tmp_path / "nowhere") == []
    assert signatures(b"%PDF-1.7 nothing", trusted) == []


def test_a_key_that_can_not_be_used_is_named_without_its_secret(
    root: Authority, tmp_path: Path
) -> None:
    path = root.file(tmp_path, SCHOOL)
    for file, secret in ((path, "khac"), (tmp_path / "khong-co.p12", PASSWORD)):
        with pytest.raises(NotReady) as no:
            from_file(file, secret)
        assert secret not in str(no.value)
    broken = tmp_path / "hong.p12"
    broken.write_bytes(b"x")
    with pytest.raises(NotReady):
        from_file(broken, PASSWORD)


@pytest.fixture
def token(root: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    """A token made of software, with the school's key on it."""
    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    key, certificate = root.issue(SCHOOL)
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    driver = token_driver()
    start = f"--init-token|--free|--label|con dau|--pin|{PIN}|--so-pin|{PIN}"
    bring = f"--import|{tmp_path / 'key.pem'}|--token|con dau|--label|truong|--id|01|--pin|{PIN}"
    for words in (start, bring):
        command = ["softhsm2-util", *words.split("|")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    made = Token(driver, "con dau", "truong")
    _put_certificate(made, certificate.public_bytes(Encoding.DER))
    return made


def _put_certificate(token: Token, der: bytes) -> None:
    library = pkcs11.lib(str(token.library))
    library.reinitialize()
    with library.get_token(token_label=token.label).open(user_pin=PIN, rw=True) as session:
        found = decode_x509_certificate(der) | {
            pkcs11.Attribute.LABEL: token.certificate,
            pkcs11.Attribute.ID: b"\x01",
            pkcs11.Attribute.TOKEN: True,
        }
        session.create_object(found)


def test_a_token_signs_and_keeps_its_key(
    token: Token, root: Authority, paper: bytes, tmp_path: Path
) -> None:
    trusted = roots_in(root.trust(tmp_path / "trust"))
    with from_token(token, PIN) as signer:
        (found,) = signatures(sign(paper, signer, SEAL), trusted)
    assert found.good
    with pytest.raises(NotReady, match="mã PIN"), from_token(token, "9999"):
        pass
    gone = Token(token.library, "khong co", token.certificate)
    with pytest.raises(NotReady), from_token(gone, PIN):
        pass


def test_the_command_says_of_each_file_what_holds(
    root: Authority, paper: bytes, installation: Settings, run: Run
) -> None:
    here = installation.data
    assert run("init", "--school", SCHOOL).exit_code == 0
    signed, plain = here / "signed.pdf", here / "plain.pdf"
    signed.write_bytes(sign(paper, from_file(root.file(here, SCHOOL), PASSWORD), SEAL))
    plain.write_bytes(paper)
    assert run("verify", signed).exit_code == 1
    root.trust(here / "trust")
    good = run("verify", signed, "--json")
    assert good.exit_code == 0
    (said,) = json.loads(good.stdout)
    assert said["signed"]
    assert said["intact"]
    assert said["trusted"]
    assert (said["code"], said["state"]) == (None, None)
    both = run("verify", signed, plain)
    assert both.exit_code == 1
    assert "nguyên vẹn" in both.stdout
    assert "chưa kí số" in both.stdout
