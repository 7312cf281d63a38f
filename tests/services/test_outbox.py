"""The outbox on both databases: what is written, what leaves, what waits and what is parked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from presantra.db.models import OutboxMail
from presantra.domain.errors import DatabaseUnavailable
from presantra.mail.transports import MemoryTransport, PermanentFailure, TransientFailure
from presantra.services.context import ServiceContext
from presantra.services.outbox import LEASE, UNREADABLE, OutboxWorker, enqueue, retry_delay
from tests.conftest import FixedClock

RECIPIENT = "camille@lefevre.example"
SECRET = "ABCDE-FGHJK-MNPQR-STVWX"


async def post(context: ServiceContext, count: int = 1) -> list[str]:
    async with context.database.transaction() as session:
        return [
            await enqueue(
                session,
                context,
                "fresh_start",
                RECIPIENT,
                person="Camille DURAND",
                password=SECRET,
                expires_at=context.clock() + timedelta(hours=72),
                login_url="http://localhost:3000/connexion",
            )
            for _ in range(count)
        ]


async def rows(context: ServiceContext) -> list[OutboxMail]:
    async with context.database.reading() as session:
        return list((await session.execute(select(OutboxMail).order_by(col(OutboxMail.id)))).scalars())


async def only(context: ServiceContext) -> OutboxMail:
    [row] = await rows(context)
    return row


@pytest.fixture
def memory() -> MemoryTransport:
    return MemoryTransport()


@pytest.fixture
def worker(context: ServiceContext, memory: MemoryTransport) -> OutboxWorker:
    return OutboxWorker(context, memory, Random(7))


async def test_a_mail_waits_sealed_then_leaves_and_is_blanked(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport
) -> None:
    [message_id] = await post(context)
    waiting = await only(context)
    assert message_id.startswith("<")
    assert message_id.endswith("@presantra.example>")
    assert (waiting.status, waiting.attempts, waiting.kind) == ("waiting", 0, "fresh_start")
    assert waiting.subject == "Votre nouveau mot de passe provisoire"
    assert SECRET.encode() not in waiting.body
    assert len(waiting.body) > 500

    assert await worker.deliver_due() == 1
    sent = await only(context)
    assert (sent.status, sent.body, sent.attempts, sent.leased_until) == ("sent", b"", 1, None)
    assert sent.sent_at == context.clock()
    [message] = memory.sent
    assert str(message["Message-ID"]) == message_id
    assert str(message["To"]) == RECIPIENT
    assert str(message["From"]) == "PRÉSANTRA <noreply@presantra.example>"
    assert message["Date"].datetime == context.clock()
    body = message.get_body(("plain",))
    assert body is not None
    assert f"\n    {SECRET}\n" in body.get_content()

    assert await worker.deliver_due() == 0
    assert len(memory.sent) == 1


async def test_a_fact_that_is_rolled_back_announces_nothing(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport
) -> None:
    async def half() -> None:
        async with context.database.transaction() as session:
            await enqueue(session, context, "company_attached", RECIPIENT, person="C", company="X", code="1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    assert await rows(context) == []
    assert await worker.deliver_due() == 0
    assert memory.sent == []


async def test_values_may_be_called_kind(context: ServiceContext) -> None:
    async with context.database.transaction() as session:
        await enqueue(
            session,
            context,
            "visit_acknowledged",
            RECIPIENT,
            person="Camille DURAND",
            number="V-1",
            employee="Léa PETIT",
            kind="Visite d’embauche",
            company="É" * 200,
            code="10001",
            due_date=None,
            url="http://localhost:3000/espace/visites",
        )
    row = await only(context)
    assert (row.kind, row.subject) == ("visit_acknowledged", "Demande de visite V-1 bien reçue")


@pytest.mark.parametrize(
    "recipient",
    ["", "camille", "a@b.example\r\nBcc: c@d.example", "a b@c.example", "<a@b.example>", "é@b.example"],
)
async def test_an_address_that_was_not_validated_is_refused(context: ServiceContext, recipient: str) -> None:
    with pytest.raises(ValueError, match="validated address"):
        async with context.database.transaction() as session:
            await enqueue(session, context, "company_attached", recipient, person="C", company="X", code="1")
    assert await rows(context) == []


async def test_a_transient_failure_is_tried_again_later(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, clock: FixedClock
) -> None:
    [message_id] = await post(context)
    memory.failures = [TransientFailure("le serveur de courrier ne répond pas à temps")]
    assert await worker.deliver_due() == 0
    row = await only(context)
    assert (row.status, row.attempts, row.leased_until) == ("waiting", 1, None)
    assert row.last_error == "le serveur de courrier ne répond pas à temps"
    assert row.body
    delay = row.next_attempt_at - clock()
    assert timedelta(seconds=24) <= delay <= timedelta(seconds=36)

    clock.advance(seconds=23)
    assert await worker.deliver_due() == 0
    clock.advance(seconds=14)
    assert await worker.deliver_due() == 1
    row = await only(context)
    assert (row.status, row.attempts, row.last_error) == ("sent", 2, "")
    assert [str(message["Message-ID"]) for message in memory.sent] == [message_id]


async def test_the_twelfth_failure_parks_and_an_operator_tries_again(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, clock: FixedClock
) -> None:
    [message_id] = await post(context)
    memory.failures = [TransientFailure(f"panne {n}") for n in range(12)]
    for attempt in range(1, 13):
        assert (await only(context)).status == "waiting"
        assert await worker.deliver_due() == 0
        assert (await only(context)).attempts == attempt
        clock.advance(hours=6)
    assert memory.failures == []
    row = await only(context)
    assert (row.status, row.last_error) == ("parked", "panne 11")
    assert await worker.deliver_due() == 0
    [parked] = await worker.parked()
    assert (parked.message_id, parked.kind, parked.recipient) == (message_id, "fresh_start", RECIPIENT)
    assert (parked.attempts, parked.reason) == (12, "panne 11")

    assert await worker.retry_parked() == 1
    assert await worker.parked() == ()
    assert await worker.deliver_due() == 1
    assert (await only(context)).status == "sent"
    assert str(memory.sent[0]["Message-ID"]) == message_id


async def test_a_permanent_failure_parks_at_once_without_stopping_the_others(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport
) -> None:
    await post(context, 3)
    memory.failures = [PermanentFailure("destinataire refusé par le serveur (550)")]
    assert await worker.deliver_due() == 2
    assert sorted(row.status for row in await rows(context)) == ["parked", "sent", "sent"]


async def test_an_unknown_error_is_transient_and_its_words_are_kept_out(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, caplog: pytest.LogCaptureFixture
) -> None:
    await post(context)
    memory.failures = [RuntimeError(f"imprévu avec {SECRET}")]
    with caplog.at_level(logging.DEBUG, logger="presantra"):
        assert await worker.deliver_due() == 0
    row = await only(context)
    assert (row.status, row.last_error) == ("waiting", "RuntimeError")
    assert SECRET not in caplog.text
    assert RECIPIENT not in caplog.text


async def test_an_unreadable_body_is_parked_with_its_reason(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport
) -> None:
    await post(context, 3)
    first, second, third = await rows(context)
    async with context.database.transaction() as session:
        for row, body in ((first, second.body), (third, b"court")):
            await session.execute(update(OutboxMail).where(col(OutboxMail.id) == row.id).values(body=body))
    assert await worker.deliver_due() == 1
    found = {row.id: (row.status, row.last_error) for row in await rows(context)}
    assert found == {
        first.id: ("parked", UNREADABLE),
        second.id: ("sent", ""),
        third.id: ("parked", UNREADABLE),
    }
    assert len(memory.sent) == 1


class Vanishing(MemoryTransport):
    """The server takes the message, and the worker dies before it can say so."""

    async def send(self, message: EmailMessage) -> None:
        await super().send(message)
        raise asyncio.CancelledError


async def test_killed_after_acceptance_the_same_message_leaves_again_when_the_lease_ends(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, clock: FixedClock
) -> None:
    [message_id] = await post(context)
    vanishing = Vanishing()
    with pytest.raises(asyncio.CancelledError):
        await OutboxWorker(context, vanishing).deliver_due()
    row = await only(context)
    assert (row.status, row.leased_until) == ("waiting", clock() + LEASE)
    clock.advance(seconds=59)
    assert await worker.deliver_due() == 0
    clock.advance(seconds=1)
    assert await worker.deliver_due() == 1
    assert [str(m["Message-ID"]) for m in vanishing.sent + memory.sent] == [message_id, message_id]
    assert vanishing.sent[0]["Date"] == memory.sent[0]["Date"]


async def test_a_late_failure_does_not_undo_what_the_next_worker_did(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, clock: FixedClock
) -> None:
    await post(context)

    class Slow(MemoryTransport):
        async def send(self, message: EmailMessage) -> None:
            clock.advance(seconds=61)
            assert await worker.deliver_due() == 1
            raise PermanentFailure("trop tard")

    assert await OutboxWorker(context, Slow()).deliver_due() == 0
    row = await only(context)
    assert (row.status, row.last_error, row.attempts) == ("sent", "", 2)
    assert len(memory.sent) == 1


async def test_status_tells_the_oldest_and_the_parked(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, clock: FixedClock
) -> None:
    empty = await worker.status()
    assert (empty.waiting, empty.oldest_waiting, empty.parked) == (0, None, 0)
    await post(context)
    memory.failures = [PermanentFailure("non")]
    await worker.deliver_due()
    await post(context)
    clock.advance(minutes=5)
    await post(context)
    status = await worker.status()
    assert (status.waiting, status.oldest_waiting, status.parked) == (2, timedelta(minutes=5), 1)


async def test_the_limit_is_kept(context: ServiceContext, worker: OutboxWorker) -> None:
    await post(context, 11)
    assert await worker.deliver_due(limit=5) == 5
    assert [row.status for row in await rows(context)] == ["sent"] * 5 + ["waiting"] * 6


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_the_loop_wakes_at_a_nudge_and_stops_when_asked(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presantra.services.outbox.POLL_SECONDS", 3600)
    await post(context)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await until(lambda: len(memory.sent) == 1)
    await post(context)
    worker.nudge()
    await until(lambda: len(memory.sent) == 2)
    stop.set()
    async with asyncio.timeout(5):
        await running
    assert [row.status for row in await rows(context)] == ["sent", "sent"]


async def test_the_loop_polls_and_survives_a_lost_database(
    context: ServiceContext, memory: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presantra.services.outbox.POLL_SECONDS", 0.01)
    monkeypatch.setattr("presantra.services.outbox.OUTAGE_PAUSE_SECONDS", 0.01)
    worker = OutboxWorker(context, memory)
    outages: list[Exception] = [DatabaseUnavailable(), RuntimeError(), DatabaseUnavailable()]
    claim = worker._claim

    async def flaky(limit: int) -> list[OutboxMail]:
        if outages:
            raise outages.pop()
        return await claim(limit)

    monkeypatch.setattr(worker, "_claim", flaky)
    await post(context)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await until(lambda: len(memory.sent) == 1)
    assert outages == []
    stop.set()
    await running
    assert (await only(context)).status == "sent"


async def test_an_outage_right_after_sending_does_not_send_twice(
    context: ServiceContext, worker: OutboxWorker, memory: MemoryTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post(context)
    database = context.database
    original = type(database).transaction
    outages = 1

    @asynccontextmanager
    async def flaky(self: Any) -> AsyncIterator[Any]:
        nonlocal outages
        if memory.sent and outages:
            outages -= 1
            raise DatabaseUnavailable
        async with original(self) as session:
            yield session

    monkeypatch.setattr(type(database), "transaction", flaky)
    assert await worker.deliver_due() == 1
    assert outages == 0
    row = await only(context)
    assert (row.status, row.attempts) == ("sent", 1)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1920), (8, 3840), (9, 7680), (10, 15360),
     (11, 21600), (12, 21600), (500, 21600)],
)  # fmt: skip
def test_delays_double_up_to_six_hours(attempts: int, seconds: int) -> None:
    delays = [retry_delay(attempts, Random(seed)).total_seconds() for seed in range(200)]
    assert min(delays) >= seconds * 0.8
    assert max(delays) <= min(seconds * 1.2, 21600)
    assert max(delays) - min(delays) > seconds * 0.15
    assert retry_delay(attempts, Random(3)) == retry_delay(attempts, Random(3))
