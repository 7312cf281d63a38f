"""The journal: whole when nobody touched it, and pointing at the entry that somebody touched."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from presantra.bootstrap import Container
from presantra.db.models import AuditChain, AuditEntry
from presantra.domain.errors import FieldChange
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.audit import Subject
from presantra.services.keys import keyed_digest

CLAIRE = Actor(name="Claire MARTIN", ip="192.0.2.10")
CHANGES = (FieldChange("phone", "Téléphone", "01 99 00 12 34", "« été » 😀 \\ \" '"),)


async def write(container: Container, count: int, member_id: int | None = None) -> None:
    for number in range(count):
        async with container.context.database.transaction() as session:
            await audit.record(
                session, container.context, CLAIRE, f"Action {number}", member_id=member_id, changes=CHANGES
            )


async def alter(container: Container, statement: Any) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(statement)


async def test_a_whole_chain(container: Container, clock: Any) -> None:
    await write(container, 5)
    clock.advance(days=200)
    await write(container, 2)
    assert await audit.verify(container.context, "portal") == 0
    assert await audit.verify(container.context, "jamais") == 0


@pytest.mark.parametrize(
    "values",
    [
        {"action": "Autre chose"},
        {"actor_name": "Quelqu’un d’autre"},
        {"ip": "203.0.113.1"},
        {"changes": []},
        {"changes": [{"field": "phone", "label": "Téléphone", "before": "", "after": ""}]},
        {"subject_kind": "employee"},
        {"mac": "0" * 64},
        {"at": "shift"},
    ],
)
async def test_an_altered_entry_is_found_at_its_position(container: Container, values: dict[str, Any]) -> None:
    await write(container, 5)
    if "at" in values:
        values = {"at": container.context.clock() - timedelta(seconds=1)}
    await alter(container, update(AuditEntry).where(AuditEntry.position == 3).values(**values))  # type: ignore[arg-type]
    assert await audit.verify(container.context, "portal") == 3


@pytest.mark.parametrize("position", [1, 3, 5])
async def test_a_removed_entry_is_found(container: Container, position: int) -> None:
    await write(container, 5)
    await alter(container, delete(AuditEntry).where(AuditEntry.position == position))  # type: ignore[arg-type]
    assert await audit.verify(container.context, "portal") == position


async def test_an_entry_sealed_with_another_key_is_found(container: Container) -> None:
    await write(container, 2)
    await alter(
        container,
        update(AuditEntry).where(AuditEntry.position == 2).values(mac=keyed_digest(b"x" * 32, "")),  # type: ignore[arg-type]
    )
    assert await audit.verify(container.context, "portal") == 2


async def test_a_cut_chain_whose_head_was_moved_back_too(container: Container) -> None:
    """Removing the end and the head's position leaves a seal that does not match."""
    await write(container, 4)
    await alter(container, delete(AuditEntry).where(AuditEntry.position == 4))  # type: ignore[arg-type]
    await alter(container, update(AuditChain).values(position=3))
    assert await audit.verify(container.context, "portal") == 4


async def test_chains_of_members_are_separate(container: Container, make_member: Any) -> None:
    member = await make_member()
    await write(container, 2)
    await write(container, 3, member.id)
    await alter(container, update(AuditEntry).where(AuditEntry.chain == "portal").values(action="x"))  # type: ignore[arg-type]
    assert await audit.verify(container.context, f"member:{member.id}") == 0
    assert await audit.verify(container.context, "portal") == 1


async def test_twenty_writers_at_once_make_one_chain(container: Container) -> None:
    await asyncio.gather(*(write(container, 2) for _ in range(20)))
    async with container.context.database.reading() as session:
        head = await session.get_one(AuditChain, "portal")
    assert head.position == 40
    assert await audit.verify(container.context, "portal") == 0


async def test_a_transaction_that_fails_leaves_no_entry(container: Container, dump: Any) -> None:
    await write(container, 1)
    before = await dump()

    async def fail() -> None:
        async with container.context.database.transaction() as session:
            await audit.record(session, container.context, CLAIRE, "Action perdue")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await dump() == before
    assert await audit.verify(container.context, "portal") == 0


async def test_history_of_a_subject_stays_in_its_member(container: Container, make_member: Any) -> None:
    mine, theirs = await make_member(), await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    subject = Subject("member", mine.public_id)
    async with container.context.database.transaction() as session:
        for member in (mine, theirs):
            await audit.record(
                session, container.context, System(), "Modifié", member_id=member.id, subject=subject, changes=CHANGES
            )
    async with container.context.database.reading() as session:
        lines = await audit.history(session, mine.id, subject)
    assert [(line.by, line.action, line.changes) for line in lines] == [("PRÉSANTRA", "Modifié", CHANGES)]


async def test_names_longer_than_the_column(container: Container) -> None:
    async with container.context.database.transaction() as session:
        await audit.record(session, container.context, Actor(name="É" * 900), "Action")
    assert await audit.verify(container.context, "portal") == 0
