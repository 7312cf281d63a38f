"""Eight workers, each with its own engine as eight processes would have: every mail leaves exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from presantra.db.engine import Database, make_engine
from presantra.db.repositories.outbox import claim_due
from presantra.mail.transports import MemoryTransport
from presantra.services.context import ServiceContext
from presantra.services.outbox import LEASE, OutboxWorker, enqueue
from tests.conftest import MakeContainer

MAILS = 400
WORKERS = 8


async def post(context: ServiceContext, count: int) -> list[str]:
    async with context.database.transaction() as session:
        return [
            await enqueue(
                session,
                context,
                "company_attached",
                f"personne{number}@lefevre.example",
                person="Camille DURAND",
                company="Menuiserie Lefèvre",
                code="10001",
            )
            for number in range(count)
        ]


async def test_eight_workers_never_send_one_mail_twice(context: ServiceContext) -> None:
    posted = await post(context, MAILS)
    memory = MemoryTransport()
    databases = [Database(make_engine(context.settings.database_url)) for _ in range(WORKERS)]
    try:
        counts = await asyncio.gather(
            *(OutboxWorker(replace(context, database=d), memory).deliver_due(MAILS) for d in databases)
        )
    finally:
        for database in databases:
            await database.close()
    assert sum(counts) == MAILS
    assert Counter(str(message["Message-ID"]) for message in memory.sent) == Counter(posted)
    status = await OutboxWorker(context, memory).status()
    assert (status.waiting, status.parked) == (0, 0)


async def test_a_claim_does_not_wait_for_an_open_one(make_container: MakeContainer, postgres_url: str) -> None:
    """Without SKIP LOCKED the second claim would wait for the first to commit, and then find nothing new."""
    container = make_container(postgres_url)
    context = container.context
    await post(context, 10)
    now = context.clock()
    try:
        async with context.database.transaction() as first, context.database.transaction() as second:
            mine = {mail.id for mail in await claim_due(first, now, now + LEASE, 4)}
            async with asyncio.timeout(5):
                theirs = {mail.id for mail in await claim_due(second, now, now + LEASE, 4)}
        assert (len(mine), len(theirs), mine & theirs) == (4, 4, set())
        async with context.database.transaction() as third:
            after = now + LEASE - timedelta(seconds=1)
            assert len(await claim_due(third, after, after + LEASE, 100)) == 2
    finally:
        await container.close()
