"""The purge erases what is too old, nothing else, and leaves a journal that can still be verified."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update

from presantra.bootstrap import Container
from presantra.db.models import (
    AuditChain,
    AuditCheckpoint,
    AuditEntry,
    Enrolment,
    LoginSession,
    Operation,
    OutboxMail,
    PasswordToken,
)
from presantra.db.repositories import operations
from presantra.db.repositories import outbox as outbox_rows
from presantra.services import audit, journal
from presantra.services.actor import Actor, System
from presantra.services.outbox import enqueue
from presantra.services.retention import PurgeReport, purge

CLAIRE = Actor(name="Claire MARTIN", ip="192.0.2.10")
NOTHING = PurgeReport(0, 0, 0, 0, 0, 0)


async def write(container: Container, count: int, member_id: int | None = None) -> None:
    for number in range(count):
        async with container.context.database.transaction() as session:
            await audit.record(session, container.context, CLAIRE, f"Action {number}", member_id=member_id)


async def run(container: Container, statement: Any) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(statement)


async def rows(container: Container, model: Any) -> int:
    async with container.context.database.reading() as session:
        return int((await session.execute(select(func.count()).select_from(model))).scalar_one())


async def positions(container: Container, chain: str) -> list[int]:
    async with container.context.database.reading() as session:
        statement = select(AuditEntry.position).where(AuditEntry.chain == chain).order_by(AuditEntry.position)  # type: ignore[arg-type, call-overload]
        return list((await session.execute(statement)).scalars())


async def test_old_entries_go_and_the_chain_goes_on(container: Container, clock: Any, make_member: Any) -> None:
    member = await make_member()
    chain = f"member:{member.id}"
    await write(container, 3, member.id)
    clock.advance(days=300)
    await write(container, 2, member.id)
    clock.advance(days=100)
    assert (await purge(container.context, System())).entries == 3
    assert await positions(container, chain) == [4, 5]
    assert await audit.verify(container.context, chain) == 0
    await write(container, 1, member.id)
    assert await positions(container, chain) == [4, 5, 6]
    assert await audit.verify(container.context, chain) == 0
    clock.advance(days=300)
    assert (await purge(container.context, System())).entries == 2
    assert await positions(container, chain) == [6]
    assert await audit.verify(container.context, chain) == 0


async def test_a_chain_erased_whole_goes_on_where_it_stopped(
    container: Container, clock: Any, make_member: Any
) -> None:
    member = await make_member()
    await write(container, 3, member.id)
    clock.advance(days=366)
    assert (await purge(container.context, System())).entries == 3
    assert await audit.verify(container.context, f"member:{member.id}") == 0
    await write(container, 1, member.id)
    assert await positions(container, f"member:{member.id}") == [4]
    assert await audit.verify(container.context, f"member:{member.id}") == 0


async def test_the_purge_is_written_in_the_journal(container: Container, clock: Any) -> None:
    await write(container, 2)
    clock.advance(days=366)
    await purge(container.context, System())
    async with container.context.database.reading() as session:
        entry = (await session.execute(select(AuditEntry))).scalar_one()
    assert (entry.action, entry.actor_name, entry.position) == ("Purge des données anciennes", "PRÉSANTRA", 3)
    assert entry.changes == [{"field": "entries", "label": "Écritures du journal", "before": "", "after": "2"}]
    assert await audit.verify(container.context, "portal") == 0


async def test_an_altered_chain_is_kept_as_proof(container: Container, clock: Any, make_member: Any, dump: Any) -> None:
    member = await make_member()
    await write(container, 3, member.id)
    await run(container, update(AuditEntry).where(AuditEntry.position == 2).values(action="Autre"))  # type: ignore[arg-type]
    clock.advance(days=366)
    before = (await dump())["audit_entry"]
    report = await purge(container.context, System())
    assert report == PurgeReport(0, 0, 0, 0, 0, 0, altered=(("adhérent 10001", 2),))
    after = (await dump())["audit_entry"]
    assert [row for row in after if row in before] == before
    assert await rows(container, AuditCheckpoint) == 0


@pytest.mark.parametrize("values", [{"position": 3}, {"mac": "0" * 64}, {"seal": "0" * 64}])
async def test_a_forged_checkpoint_is_found(container: Container, clock: Any, values: dict[str, Any]) -> None:
    await write(container, 2)
    clock.advance(days=366)
    await write(container, 2)
    await purge(container.context, System())
    assert await audit.verify(container.context, "portal") == 0
    await run(container, update(AuditCheckpoint).values(**values))
    assert await audit.verify(container.context, "portal") != 0


async def test_entries_removed_without_a_purge_are_found_after_one(container: Container, clock: Any) -> None:
    await write(container, 2)
    clock.advance(days=366)
    await write(container, 3)
    await purge(container.context, System())
    await run(container, delete(AuditEntry).where(AuditEntry.position == 3))  # type: ignore[arg-type]
    assert await audit.verify(container.context, "portal") == 3


async def test_chains_are_named_for_people(container: Container, make_member: Any) -> None:
    member = await make_member()
    await write(container, 1)
    await write(container, 1, member.id)
    await run(container, delete(AuditChain))
    names = [(chain.name, chain.label) for chain in await journal.chains(container.context)]
    assert names == [(f"member:{member.id}", "adhérent 10001"), ("portal", "portail")]


async def test_technical_rows(container: Container, clock: Any, make_member: Any, make_account: Any) -> None:
    context = container.context
    member = await make_member()
    actor = await make_account("a@b.fr", [member])
    now = clock()
    async with context.database.transaction() as session:
        session.add(
            Enrolment(visitor_digest="v", member_id=member.id, created_at=now, expires_at=now + timedelta(minutes=30))
        )
        session.add(
            PasswordToken(
                token_digest="t", account_id=actor.account_id, purpose="reset",
                created_at=now, expires_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
        await operations.claim(session, uuid4(), actor.account(), "arrival", now)
        for _ in range(3):
            await enqueue(session, context, "company_attached", "a@b.fr", person="A", company="B", code="10001")
        sent, stuck, _waiting = (await session.execute(select(OutboxMail).order_by(OutboxMail.id))).scalars()  # type: ignore[arg-type]
        await outbox_rows.mark_sent(session, sent.id, now)
        stuck.attempts = 12
        await session.flush()
        await outbox_rows.park(session, stuck, "destinataire refusé")
    tables = (LoginSession, PasswordToken, Enrolment, OutboxMail, Operation)
    clock.advance(days=29)
    assert await purge(context, System()) == NOTHING
    assert [await rows(container, table) for table in tables] == [1, 1, 1, 3, 1]
    clock.advance(days=2)
    assert await purge(context, System()) == PurgeReport(0, 1, 1, 1, 2, 1)
    # A mail that still waits is never erased.
    assert [await rows(container, table) for table in tables] == [0, 0, 0, 1, 0]
    assert await audit.verify(context, "portal") == 0


async def test_a_second_purge_finds_nothing(container: Container, clock: Any) -> None:
    await write(container, 2)
    clock.advance(days=366)
    await purge(container.context, System())
    assert await purge(container.context, System()) == NOTHING
