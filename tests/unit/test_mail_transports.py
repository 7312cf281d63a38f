"""Against a real SMTP server (aiosmtpd), a real closed port and a server that never answers."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from presantra.mail.mime import build
from presantra.mail.transports import (
    DeliveryFailure,
    MailboxTransport,
    MemoryTransport,
    PermanentFailure,
    SmtpTransport,
    TransientFailure,
    parse_smtp_url,
    sanitise,
)

NBSP = "\u00a0"


def a_message(number: int = 1, second: int = 0) -> EmailMessage:
    return build(
        sender="PRÉSANTRA <noreply@presantra.example>",
        recipient="camille@lefevre.example",
        message_id=f"<{number}@presantra.example>",
        subject="Été",
        text="Bonjour\n.\nMot de passe : ABCDE\n",
        html="<p>Été</p>",
        date=datetime(2026, 11, 23, 9, 0, second, tzinfo=UTC),
    )


class Handler:
    """Answers the scripted lines first, then accepts."""

    def __init__(self, rcpt: list[str] | None = None, data: list[str] | None = None) -> None:
        self.rcpt, self.data = rcpt or [], data or []
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_RCPT(self, _s: Any, _se: Any, envelope: Any, address: str, _o: Any) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _s: Any, _se: Any, envelope: Any) -> str:
        if self.data:
            return self.data.pop(0)
        self.received.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 OK"


@asynccontextmanager
async def smtp_server(handler: Handler, **options: Any) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="serveur", enable_SMTPUTF8=False, **options), "127.0.0.1", 0
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_a_message_arrives_whole() -> None:
    handler = Handler()
    async with smtp_server(handler) as port:
        await SmtpTransport(f"smtp://127.0.0.1:{port}").send(a_message())
    [message] = handler.received
    assert handler.recipients == ["camille@lefevre.example"]
    assert str(message["Subject"]) == "Été"
    assert str(message["Message-ID"]) == "<1@presantra.example>"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Bonjour\n.\nMot de passe : ABCDE\n"


async def test_user_and_password_are_decoded() -> None:
    handler = Handler()

    def authenticate(_s: Any, _se: Any, _e: Any, _m: str, data: Any) -> AuthResult:
        handler.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss:/%", handled=False)

    options = {"authenticator": authenticate, "auth_require_tls": False}
    async with smtp_server(handler, **options) as port:
        await SmtpTransport(f"smtp://moi%40lefevre:p%40ss%3A%2F%25@127.0.0.1:{port}").send(a_message())
        with pytest.raises(TransientFailure) as refused:
            await SmtpTransport(f"smtp://moi:secret-faux@127.0.0.1:{port}").send(a_message(2))
    assert handler.logins[0] == (b"moi@lefevre", b"p@ss:/%")
    assert len(handler.received) == 1
    assert refused.value.reason == "connexion refusée par le serveur de courrier (535)"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("scripted", "failure", "reason"),
    [
        (
            {"rcpt": ["450 4.2.1 camille@lefevre.example greylisted, see https://x.example/?a=b"]},
            TransientFailure,
            f"destinataire refusé par le serveur{NBSP}: 450 4.2.1 […] greylisted, see […]",
        ),
        (
            {"rcpt": ["550 5.1.1 <camille@lefevre.example>: no such user"]},
            PermanentFailure,
            f"destinataire refusé par le serveur{NBSP}: 550 5.1.1 […] no such user",
        ),
        (
            {"data": ["451 4.3.0 busy"]},
            TransientFailure,
            f"message refusé par le serveur{NBSP}: 451 4.3.0 busy",
        ),
        (
            {"data": ["554 5.7.1 spam"]},
            PermanentFailure,
            f"message refusé par le serveur{NBSP}: 554 5.7.1 spam",
        ),
    ],
)
async def test_refusals(scripted: dict[str, list[str]], failure: type[DeliveryFailure], reason: str) -> None:
    handler = Handler(**scripted)
    async with smtp_server(handler) as port:
        transport = SmtpTransport(f"smtp://127.0.0.1:{port}")
        with pytest.raises(failure) as raised:
            await transport.send(a_message())
        assert raised.value.reason == reason
        assert handler.received == []
        await transport.send(a_message())
    assert len(handler.received) == 1


async def test_a_closed_port_is_transient() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(TransientFailure) as raised:
            await SmtpTransport(f"smtp://127.0.0.1:{closed.getsockname()[1]}").send(a_message())
    assert raised.value.reason == "serveur de courrier injoignable ou connexion interrompue"


async def test_a_server_that_never_speaks_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(TransientFailure) as raised:
            await SmtpTransport(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2).send(a_message())
        assert time.monotonic() - began < 3
    assert raised.value.reason == "le serveur de courrier ne répond pas à temps"


async def test_a_server_that_drips_is_given_up_in_time() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b"220-patience\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    began = time.monotonic()
    with pytest.raises(TransientFailure):
        await SmtpTransport(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", timeout=0.3).send(a_message())
    assert time.monotonic() - began < 3
    server.close()


async def test_a_rude_farewell_is_not_a_failure() -> None:
    handler = Handler()

    async def slam(server: SMTP, *_: Any) -> str:
        assert server.transport is not None
        server.transport.abort()
        return "421 bye"

    handler.handle_QUIT = slam  # type: ignore[attr-defined]
    async with smtp_server(handler) as port:
        await SmtpTransport(f"smtp://127.0.0.1:{port}").send(a_message())
    assert len(handler.received) == 1


async def test_starttls_asked_for_is_never_skipped() -> None:
    handler = Handler()
    async with smtp_server(handler) as port:
        with pytest.raises(TransientFailure):
            await SmtpTransport(f"smtp+starttls://127.0.0.1:{port}").send(a_message())
    assert handler.received == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relais.example", ("relais.example", 25, False, None, None, None)),
        ("smtps://u:p@relais.example", ("relais.example", 465, True, False, "u", "p")),
        ("smtp+starttls://u%40x:p%3A@relais:2525", ("relais", 2525, False, True, "u@x", "p:")),
        ("smtp://[::1]:2525", ("::1", 2525, False, None, None, None)),
    ],
)
def test_smtp_addresses(url: str, expected: tuple[Any, ...]) -> None:
    found = parse_smtp_url(url)
    assert (
        found.host,
        found.port,
        found.use_tls,
        found.start_tls,
        found.username,
        found.password,
    ) == expected
    assert "p:" not in repr(found)


@pytest.mark.parametrize("url", ["", "relais:25", "http://relais", "smtp://", "smtp://u:s3cret@relais:port"])
def test_a_malformed_smtp_address_is_told_without_its_secret(url: str) -> None:
    with pytest.raises(ValueError, match="PRESANTRA_SMTP_URL") as raised:
        SmtpTransport(url)
    assert "s3cret" not in str(raised.value)


def test_reasons_are_one_short_line() -> None:
    assert sanitise("a\r\nb\tc <x@y.z> http://h/?t=1 : d") == f"a b c […] […]{NBSP}: d"
    assert len(sanitise("é" * 900)) == 200


async def test_the_local_mailbox_keeps_one_file_a_message(tmp_path: Path) -> None:
    mailbox = MailboxTransport(tmp_path / "var" / "courriels")
    for message in (a_message(1, second=5), a_message(2, second=3), a_message(1, second=5)):
        await mailbox.send(message)
    files = sorted((tmp_path / "var" / "courriels").iterdir())
    assert [path.name[:15] for path in files] == ["20261123T090003", "20261123T090005"]
    assert {path.suffix for path in files} == {".eml"}
    assert files[0].stat().st_mode & 0o777 == 0o600
    read = message_from_bytes(files[1].read_bytes(), _class=EmailMessage, policy=policy.default)
    assert str(read["Message-ID"]) == "<1@presantra.example>"


async def test_an_unusable_folder_is_transient(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(TransientFailure):
        await MailboxTransport(tmp_path / "fichier").send(a_message())


async def test_memory_fails_as_told_then_keeps() -> None:
    memory = MemoryTransport()
    memory.failures = [TransientFailure("plus tard")]
    with pytest.raises(TransientFailure):
        await memory.send(a_message())
    await memory.send(a_message())
    assert len(memory.sent) == 1
