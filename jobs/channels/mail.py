"""E-mail by SMTP, step by step: after the last line nobody knows without the server's answer."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from jobs.channels.config import Smtp
from jobs.channels.letter import Letter, RefusedError, TryLaterError, UncertainError

OK = 250
MAY_FORWARD = 251
FINAL = 500


class Mail:
    """A channel over one mail server; a connection a letter."""

    def __init__(self, smtp: Smtp) -> None:
        """Remember the server; nothing is opened yet."""
        self.smtp = smtp

    def send(self, letter: Letter) -> str:
        """Send one e-mail in plain text; its Message-ID is made of the letter's key."""
        try:
            mail = self._written(letter).as_bytes()
        except ValueError as error:
            raise RefusedError(f"Email này không viết được: {_words(error)}") from error
        try:
            server = self._open()
        except (smtplib.SMTPException, OSError) as error:
            raise TryLaterError(f"Không nối được máy thư: {_words(error)}") from error
        try:
            return self._deliver(server, letter.to, mail)
        finally:
            server.close()

    def _open(self) -> smtplib.SMTP:
        smtp, context = self.smtp, ssl.create_default_context()
        if smtp.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                smtp.host, smtp.port, timeout=smtp.timeout, context=context
            )
        else:
            server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password or "")
        return server

    def _deliver(self, server: smtplib.SMTP, to: str, mail: bytes) -> str:
        try:
            server.ehlo_or_helo_if_needed()
            _answered(server.mail(self.smtp.sender), OK)
            _answered(server.rcpt(to), OK, MAY_FORWARD)
        except (smtplib.SMTPException, OSError) as error:
            raise TryLaterError(f"Máy thư ngắt giữa chừng: {_words(error)}") from error
        try:
            code, said = server.data(mail)
        except smtplib.SMTPDataError as error:
            code, said = error.smtp_code, error.smtp_error  # type: ignore[assignment]
        except (smtplib.SMTPException, OSError) as error:
            raise UncertainError(f"Máy thư không trả lời sau khi nhận: {_words(error)}") from error
        return _answered((code, said), OK)

    def _written(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self.smtp.sender, letter.to
        mail["Subject"] = " ".join(letter.subject.split())
        mail["Date"] = formatdate(localtime=False)
        mail["Message-ID"] = f"<{letter.key}@{self.smtp.sender.rpartition('@')[2]}>"
        mail.set_content(letter.text)
        return mail


def _answered(answer: tuple[int, bytes | str], *good: int) -> str:
    code, said = answer
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    words = f"{code} {' '.join(text.split())}"[:280]
    if code in good:
        return words
    if code >= FINAL:
        raise RefusedError(words)
    raise TryLaterError(words)


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
