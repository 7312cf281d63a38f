"""The ways out of the house: an SMTP server, a local folder, or memory for the tests."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from presantra.domain.typography import french

SMTP_TIMEOUT_SECONDS = 20.0
REASON_MAX_LENGTH = 200
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class DeliveryFailure(Exception):
    """``reason`` is one French line without address, link or secret, fit for a log."""

    def __init__(self, reason: str) -> None:
        self.reason = sanitise(reason)
        super().__init__(self.reason)


class TransientFailure(DeliveryFailure):
    """Worth another try later."""


class PermanentFailure(DeliveryFailure):
    """The server will never take this message."""


class Transport(Protocol):
    async def send(self, message: EmailMessage) -> None:
        """Return once the message is in safe hands.

        Raises:
            TransientFailure: try again later.
            PermanentFailure: do not try again.
        """


def sanitise(reason: str) -> str:
    """Servers like to quote the recipient and links in their answers."""
    line = re.sub(r"\S*(?:@|://)\S*", "[…]", "".join(c if c.isprintable() else " " for c in reason))
    return french(" ".join(line.split())[:REASON_MAX_LENGTH])


@dataclass(frozen=True, slots=True, repr=False)
class SmtpServer:
    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    username: str | None
    password: str | None


# scheme: TLS from the first byte, STARTTLS (None: when the server offers it), usual port
_SCHEMES: dict[str, tuple[bool, bool | None, int]] = {
    "smtp": (False, None, 25),
    "smtp+starttls": (False, True, 587),
    "smtps": (True, False, 465),
}


def parse_smtp_url(url: str) -> SmtpServer:
    """Read ``smtp://user:secret@host:port``, ``smtp+starttls://…`` (refuses to go on in clear) or ``smtps://…``.

    Raises:
        ValueError: a French sentence that names the variable, never its value.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(french("PRESANTRA_SMTP_URL : port ou adresse de serveur illisible.")) from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError("PRESANTRA_SMTP_URL doit avoir la forme smtp://hote:port ou smtps://hote:port.")
    use_tls, start_tls, usual_port = _SCHEMES[parts.scheme]
    return SmtpServer(
        host=parts.hostname,
        port=port or usual_port,
        use_tls=use_tls,
        start_tls=start_tls,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


class SmtpTransport:
    """One connection a message. ``timeout`` in seconds for each exchange, twice that for the whole."""

    def __init__(self, smtp_url: str, timeout: float = SMTP_TIMEOUT_SECONDS) -> None:
        self._server = parse_smtp_url(smtp_url)
        self._timeout = timeout
        self._own_name: str | None = None

    async def send(self, message: EmailMessage) -> None:
        client = self._client()
        try:
            async with asyncio.timeout(2 * self._timeout):
                await client.connect()
                self._own_name = client.local_hostname
                await client.send_message(message)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise _failure(error) from None
        else:
            await self._leave(client)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.use_tls,
            start_tls=server.start_tls,
            username=server.username,
            password=server.password,
            timeout=self._timeout,
            local_hostname=self._own_name,
            # A relay on this very machine usually bears a self-signed certificate.
            validate_certs=server.host not in _LOOPBACK,
        )

    async def _leave(self, client: aiosmtplib.SMTP) -> None:
        # The message is accepted: a server that is rude at the farewell must not make it leave twice.
        with suppress(aiosmtplib.SMTPException, OSError):
            async with asyncio.timeout(min(2.0, self._timeout)):
                await client.quit()


def _failure(error: Exception) -> DeliveryFailure:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _failure(error.recipients[0])
    if isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        what = "message" if isinstance(error, aiosmtplib.SMTPDataError) else "destinataire"
        kind = PermanentFailure if 500 <= error.code < 600 else TransientFailure
        return kind(f"{what} refusé par le serveur : {error.code} {error.message}")
    # Whatever else a server refuses (greeting, log-in, sender) is a matter of settings: mails wait for it.
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return TransientFailure(f"connexion refusée par le serveur de courrier ({error.code})")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return TransientFailure(f"réponse du serveur de courrier : {error.code} {error.message}")
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return TransientFailure("le serveur de courrier ne propose pas une fonction demandée")
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return TransientFailure("connexion chiffrée impossible avec le serveur de courrier")
    if isinstance(error, TimeoutError):
        return TransientFailure("le serveur de courrier ne répond pas à temps")
    if isinstance(error, OSError):
        return TransientFailure("serveur de courrier injoignable ou connexion interrompue")
    if isinstance(error, ValueError):
        return PermanentFailure("adresse impossible à transmettre")
    return TransientFailure(f"envoi impossible ({type(error).__name__})")


class MailboxTransport:
    """``.eml`` files in a folder; the same message always has the same file. For the demonstration only."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def send(self, message: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, message)
        except OSError:
            raise TransientFailure("le dossier de la boîte de réception ne peut pas être écrit") from None

    def _write(self, message: EmailMessage) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:20]
        target = self._directory / f"{message['Date'].datetime:%Y%m%dT%H%M%S}-{digest}.eml"
        temporary = target.with_suffix(f".{secrets.token_hex(4)}.tmp")
        try:
            temporary.touch(mode=0o600)
            temporary.write_bytes(bytes(message))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


class MemoryTransport:
    """Keeps what it is given; ``failures`` are raised first, one a sending."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.failures: list[Exception] = []

    async def send(self, message: EmailMessage) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
