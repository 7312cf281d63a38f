"""Eight workers, each with its own engine as eight processes would have: every mail leaves exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

from presantra.db.engine import Database, make_engine
from presantra.mail.transports import MemoryTransport
from presantra.services.context import ServiceContext
from presantra.services.outbox import OutboxWorker, enqueue

MAILS = 400
WORKERS = 8


async def test_eight_workers_never_send_one_mail_twice(context: ServiceContext) -> None:
    async with context.database.transaction() as session:
        posted = [
            await enqueue(
                session,
                context,
                "company_attached",
                f"personne{number}@lefevre.example",
                person="Camille DURAND",
                company="Menuiserie Lefèvre",
                code="10001",
            )
            for number in range(MAILS)
        ]
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
