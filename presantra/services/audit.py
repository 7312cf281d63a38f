"""The journal: append-only, every entry sealed with the entry before it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db import bulk
from presantra.db.models import AuditEntry
from presantra.db.repositories import audit as repository
from presantra.domain.errors import FieldChange
from presantra.services.actor import Actor, System
from presantra.services.context import ServiceContext
from presantra.services.keys import keyed_digest

MEMBER_CHAIN = "member:"
# Upper case may be longer than the name typed (« ß » becomes « SS »).
ACTOR_NAME_LENGTH = 420


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about."""

    kind: str = ""
    public_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of a history, as a person reads it."""

    at: datetime
    by: str
    action: str
    changes: tuple[FieldChange, ...]


async def record(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor | System,
    action: str,
    *,
    member_id: int | None = None,
    subject: Subject = Subject(),
    changes: Sequence[FieldChange] = (),
) -> None:
    """Append one entry in the caller's transaction."""
    chain = f"{MEMBER_CHAIN}{member_id}" if member_id else "portal"
    head = await repository.lock_chain(session, chain)
    entry = AuditEntry(
        chain=chain,
        position=head.position + 1,
        at=context.clock(),
        account_id=actor.account_id if isinstance(actor, Actor) else None,
        actor_name=actor.signature[:ACTOR_NAME_LENGTH],
        ip=actor.ip if isinstance(actor, Actor) else "",
        member_id=member_id,
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        changes=[_plain(change) for change in changes],
        mac="",
    )
    entry.mac = seal_of(context.keys.audit, head.mac, entry)
    head.position, head.mac = entry.position, entry.mac
    session.add(entry)
    await session.flush()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one of many entries says."""

    action: str
    subject: Subject
    changes: Sequence[FieldChange] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Entries of one member, ready but for their place in the chain: no time is spent on them under its lock.

    ``contents``: the JSON that is sealed, from the instant on; ``rows``: the driver's values, position and MAC apart.
    """

    chain: str
    columns: bulk.Columns
    rows: list[bulk.Row]
    contents: list[bytes]


def prepare_many(
    context: ServiceContext, actor: Actor | System, entries: Iterable[Entry], *, member_id: int
) -> Prepared:
    """Processor time only: to be called in a thread, before the transaction."""
    chain, at = f"{MEMBER_CHAIN}{member_id}", context.clock()
    common = {
        "chain": chain,
        "at": at,
        "account_id": actor.account_id if isinstance(actor, Actor) else None,
        "actor_name": actor.signature[:ACTOR_NAME_LENGTH],
        "ip": actor.ip if isinstance(actor, Actor) else "",
        "member_id": member_id,
    }
    columns = bulk.Columns.of(AuditEntry, _PREPARED, context.database.engine.dialect)
    rows, contents = [], []
    for entry in entries:
        plain = [_plain(change) for change in entry.changes]
        rows.append(
            columns.row(
                common
                | {
                    "action": entry.action,
                    "subject_kind": entry.subject.kind,
                    "subject_id": entry.subject.public_id,
                    "changes": plain,
                }
            )
        )
        content = [
            at.isoformat(), common["account_id"], common["actor_name"], common["ip"], member_id,
            entry.action, entry.subject.kind, str(entry.subject.public_id), plain,
        ]  # fmt: skip
        contents.append(_json(content)[1:].encode())
    placed = bulk.Columns.of(AuditEntry, (*_PREPARED, "position", "mac"), context.database.engine.dialect)
    return Prepared(chain, placed, rows, contents)


async def record_many(session: AsyncSession, context: ServiceContext, prepared: Prepared) -> None:
    """Append all the entries in the caller's transaction; each is sealed with the one before it, as by ``record``."""
    head = await repository.lock_chain(session, prepared.chain)
    rows, position, mac = await asyncio.to_thread(_place, context.keys.audit, prepared, head.position, head.mac)
    head.position, head.mac = position, mac
    await session.flush()
    await bulk.insert(session, prepared.columns, rows)


def _place(key: bytes, prepared: Prepared, position: int, mac: str) -> tuple[list[bulk.Row], int, str]:
    placed = []
    for row, content in zip(prepared.rows, prepared.contents, strict=True):
        position += 1
        mac = keyed_digest(key, f"{_json([mac, prepared.chain, position])[:-1]}, {content.decode()}")
        placed.append((*row, position, mac))
    return placed, position, mac


_PREPARED = (
    "chain", "at", "account_id", "actor_name", "ip", "member_id", "action", "subject_kind", "subject_id", "changes",
)  # fmt: skip


def seal_of(key: bytes, previous_mac: str, entry: AuditEntry) -> str:
    """MAC of an entry over its content and the MAC before it."""
    content: list[Any] = [
        previous_mac, entry.chain, entry.position, entry.at.isoformat(), entry.account_id, entry.actor_name,
        entry.ip, entry.member_id, entry.action, entry.subject_kind, str(entry.subject_id), entry.changes,
    ]  # fmt: skip
    return keyed_digest(key, _json(content))


def _json(content: list[Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _plain(change: FieldChange) -> dict[str, str]:
    return {"field": change.field, "label": change.label, "before": change.before, "after": change.after}


async def history(
    session: AsyncSession, member_id: int, subject: Subject, limit: int = 200, without: Sequence[str] = ()
) -> tuple[HistoryLine, ...]:
    """Entries about one subject of one member, newest first; ``without``: actions left out."""
    entries = await repository.about(session, member_id, subject.kind, subject.public_id, limit, without)
    return tuple(
        HistoryLine(e.at, e.actor_name, e.action, tuple(FieldChange(**change) for change in e.changes)) for e in entries
    )


def checkpoint_seal(key: bytes, chain: str, position: int, mac: str) -> str:
    """What proves that a purge, and nobody else, erased the entries up to ``position``."""
    return keyed_digest(key, json.dumps(["checkpoint", chain, position, mac]))


async def verify(context: ServiceContext, chain: str) -> int:
    """Walk a chain; position of the first altered entry, or 0 when it is whole."""
    async with context.database.reading() as session:
        if context.database.is_postgresql:
            # One snapshot for all the statements: an entry written meanwhile is not an alteration.
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        mac, expected = "", 1
        if start := await repository.checkpoint(session, chain):
            if start.seal != checkpoint_seal(context.keys.audit, chain, start.position, start.mac):
                return start.position
            mac, expected = start.mac, start.position + 1
        async for entry in repository.walk(session, chain):
            if entry.position != expected or entry.mac != seal_of(context.keys.audit, mac, entry):
                return expected
            mac, expected = entry.mac, expected + 1
        head = await repository.head(session, chain)
        return 0 if head is None or (head.mac == mac and head.position == expected - 1) else expected
