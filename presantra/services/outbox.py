"""The transactional outbox: a mail is written with the fact it announces, and leaves afterwards.

Delivery is at least once: killed between the server's acceptance and our commit, a mail leaves again under
the same ``Message-ID``.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import uuid
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import OutboxMail
from presantra.db.repositories import outbox as repository
from presantra.domain.errors import DatabaseUnavailable
from presantra.mail.messages import render
from presantra.mail.mime import build, sender_address
from presantra.mail.transports import PermanentFailure, TransientFailure, Transport
from presantra.services.context import ServiceContext
from presantra.services.keys import seal, unseal

LEASE = timedelta(seconds=60)
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
MAX_ATTEMPTS = 12
POLL_SECONDS = 2.0
OUTAGE_PAUSE_SECONDS = 5.0
STOP_GRACE_SECONDS = 10.0
# All mails of a claim leave side by side, so that the slowest of them ends within the lease.
CLAIM_SIZE = 4
UNREADABLE = "contenu illisible (clé de chiffrement changée ou donnée altérée)"

_PLAIN_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9.-]+")

logger = logging.getLogger("presantra.outbox")


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    waiting: int
    oldest_waiting: timedelta | None
    parked: int


@dataclass(frozen=True, slots=True)
class ParkedMail:
    message_id: str
    kind: str
    recipient: str
    subject: str
    created_at: datetime
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """A PDF that goes with a mail: sealed with its bodies, gone with them once it is sent."""

    filename: str
    content: bytes


async def enqueue(
    session: AsyncSession,
    context: ServiceContext,
    kind: str,
    recipient: str,
    attached: Attachment | None = None,
    /,
    **values: Any,
) -> str:
    """Write a mail in the caller's transaction; returns its ``Message-ID``.

    ``values`` are what the templates of ``kind`` use; the words about the service are added here.
    ``unsubscribe_url`` also becomes the header by which mail programs offer to unsubscribe.

    Raises:
        ValueError: unknown kind, or a recipient that was not validated.
        jinja2.UndefinedError: a value is missing.
    """
    if not _PLAIN_ADDRESS.fullmatch(recipient):
        raise ValueError("the recipient of a mail must be a validated address")
    settings = context.settings
    message = render(
        kind,
        {
            "service_name": settings.service_name,
            "service_phone": settings.service_phone,
            "service_email": settings.service_email,
            "public_url": settings.public_url,
            **values,
        },
    )
    message_id = f"<{uuid.uuid4()}@{sender_address(settings.mail_from).domain[:60]}>"
    content = {"text": message.text, "html": message.html, "unsubscribe": values.get("unsubscribe_url", "")}
    if attached:
        content |= {"pdf": b64encode(attached.content).decode(), "pdf_name": attached.filename}
    bodies = json.dumps(content, ensure_ascii=False).encode()
    now = context.clock()
    session.add(
        OutboxMail(
            message_id=message_id,
            kind=kind,
            recipient=recipient,
            subject=message.subject,
            body=seal(context.keys.outbox, bodies, message_id),
            created_at=now,
            next_attempt_at=now,
        )
    )
    await session.flush()
    event.listen(session.sync_session, "after_commit", lambda _session: context.mail_waiting.set(), once=True)
    return message_id


def retry_delay(attempts: int, random: Random) -> timedelta:
    """30 s, 1 min, 2 min … ± 20 %, never above 6 h. ``attempts`` counts the one that just failed."""
    doubled: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return min(doubled * random.uniform(0.8, 1.2), LONGEST_DELAY)


class OutboxWorker:
    """Sends what waits. Any number of workers may run, in any number of processes."""

    def __init__(self, context: ServiceContext, transport: Transport, random: Random | None = None) -> None:
        self._context = context
        self._transport = transport
        self._random = random or Random()  # noqa: S311 - spreads retries, guards nothing
        self._wake = context.mail_waiting
        self._stopping = False

    def nudge(self) -> None:
        """Look at the outbox now rather than at the next poll."""
        self._wake.set()

    async def run(self, stop_event: asyncio.Event) -> None:
        """Deliver until ``stop_event``; what is leaving then has ten seconds to end."""
        loop = asyncio.create_task(self._deliver_forever())
        try:
            await stop_event.wait()
            self._stopping = True
            self.nudge()
            await asyncio.wait({loop}, timeout=STOP_GRACE_SECONDS)
        finally:
            loop.cancel()
            await asyncio.gather(loop, return_exceptions=True)
            self._stopping = False

    async def _deliver_forever(self) -> None:
        while not self._stopping:
            self._wake.clear()
            pause = POLL_SECONDS
            try:
                await self.deliver_due()
            except DatabaseUnavailable:
                logger.warning("outbox: the database does not answer, trying again")
                pause = OUTAGE_PAUSE_SECONDS
            except Exception as error:
                # The message of an unknown error could quote a mail.
                logger.error("outbox: unexpected %s, trying again", type(error).__name__)
                pause = OUTAGE_PAUSE_SECONDS
            if not self._stopping:
                await self._sleep(pause)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def deliver_due(self, limit: int = 200) -> int:
        """Send at most ``limit`` mails whose time has come; returns how many left.

        Raises:
            DatabaseUnavailable: nothing is lost, the leases run out.
        """
        claimed = sent = 0
        while claimed < limit and not self._stopping:
            batch = await self._claim(min(CLAIM_SIZE, limit - claimed))
            if not batch:
                break
            claimed += len(batch)
            outcomes = await asyncio.gather(*map(self._deliver, batch), return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
                sent += outcome
        return sent

    async def _claim(self, limit: int) -> list[OutboxMail]:
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            return list(await repository.claim_due(session, now, now + LEASE, limit))

    async def _deliver(self, mail: OutboxMail) -> bool:
        try:
            await self._transport.send(self._open(mail))
        except PermanentFailure as failure:
            await self._park(mail, failure.reason)
            return False
        except Exception as error:
            reason = error.reason if isinstance(error, TransientFailure) else type(error).__name__
            await self._postpone(mail, reason)
            return False
        logger.info("outbox: %s %s sent at attempt %d", mail.kind, mail.message_id, mail.attempts)
        await self._write(lambda session: repository.mark_sent(session, _id(mail), self._context.clock()))
        return True

    def _open(self, mail: OutboxMail) -> EmailMessage:
        try:
            bodies = json.loads(unseal(self._context.keys.outbox, mail.body, mail.message_id))
        except (InvalidTag, ValueError):
            raise PermanentFailure(UNREADABLE) from None
        return build(
            sender=self._context.settings.mail_from,
            recipient=mail.recipient,
            message_id=mail.message_id,
            subject=mail.subject,
            text=bodies["text"],
            html=bodies["html"],
            unsubscribe=bodies.get("unsubscribe", ""),
            pdf=(bodies["pdf_name"], b64decode(bodies["pdf"])) if "pdf" in bodies else None,
            date=mail.created_at,
        )

    async def _postpone(self, mail: OutboxMail, reason: str) -> None:
        if mail.attempts >= MAX_ATTEMPTS:
            await self._park(mail, reason)
            return
        at = self._context.clock() + retry_delay(mail.attempts, self._random)
        logger.warning("outbox: %s %s postponed: %s", mail.kind, mail.message_id, reason)
        await self._write(lambda session: repository.postpone(session, mail, at, reason))

    async def _park(self, mail: OutboxMail, reason: str) -> None:
        logger.error("outbox: %s %s parked: %s", mail.kind, mail.message_id, reason)
        await self._write(lambda session: repository.park(session, mail, reason))

    async def _write(self, statement: Callable[[AsyncSession], Awaitable[None]]) -> None:
        # What the transport did cannot be undone: a short outage should not make the mail leave twice.
        for pause in (0.5, 2.0):
            try:
                async with self._context.database.transaction() as session:
                    return await statement(session)
            except DatabaseUnavailable:
                await asyncio.sleep(pause)
        async with self._context.database.transaction() as session:
            await statement(session)

    async def status(self) -> OutboxStatus:
        """What health shows: how many wait, since when the oldest, how many are parked."""
        async with self._context.database.reading() as session:
            figures = await repository.figures(session)
        age = self._context.clock() - figures.oldest_waiting if figures.oldest_waiting else None
        return OutboxStatus(figures.waiting, age, figures.parked)

    async def parked(self, limit: int = 100) -> tuple[ParkedMail, ...]:
        """Mails that need an operator, newest first."""
        async with self._context.database.reading() as session:
            mails = await repository.parked(session, limit)
        return tuple(
            ParkedMail(m.message_id, m.kind, m.recipient, m.subject, m.created_at, m.attempts, m.last_error)
            for m in mails
        )

    async def retry_parked(self) -> int:
        """Give every parked mail a new chance; returns how many."""
        async with self._context.database.transaction() as session:
            count = await repository.unpark_all(session, self._context.clock())
        self.nudge()
        return count


def _id(mail: OutboxMail) -> int:
    assert mail.id is not None
    return mail.id
