"""The chains of the journal as operators see them: listed, verified, and shortened when their time has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presantra.db.models import AuditCheckpoint
from presantra.db.repositories import audit as repository
from presantra.db.repositories import members
from presantra.services.audit import MEMBER_CHAIN, checkpoint_seal, verify
from presantra.services.context import ServiceContext


class ChainAltered(Exception):
    """``position`` of the first entry that is not what was written."""

    def __init__(self, position: int) -> None:
        super().__init__(f"entry {position} is not what was written")
        self.position = position


@dataclass(frozen=True, slots=True)
class Chain:
    """``label`` is French: whose entries these are."""

    name: str
    label: str


async def chains(context: ServiceContext) -> tuple[Chain, ...]:
    """Every chain there is, by name."""
    async with context.database.reading() as session:
        names = await repository.chain_names(session)
        codes = await members.codes_by_id(session)
    return tuple(Chain(name, _label(name, codes)) for name in names)


def _label(name: str, codes: dict[int, str]) -> str:
    member_id = name.removeprefix(MEMBER_CHAIN)
    if member_id == name or not member_id.isdigit():
        return "portail"
    return f"adhérent {codes.get(int(member_id), member_id)}"


async def purge_chain(context: ServiceContext, name: str, before: datetime) -> int:
    """Erase the entries written before ``before``; returns how many.

    A sealed checkpoint keeps the MAC of the last one, so that the entries that stay can still be verified.

    Raises:
        ChainAltered: nothing was erased.
    """
    async with context.database.reading() as session:
        if not await repository.last_before(session, name, before):
            return 0
    if position := await verify(context, name):
        raise ChainAltered(position)
    async with context.database.transaction() as session:
        await repository.lock_chain(session, name)
        last = await repository.last_before(session, name, before)
        if last is None:
            return 0
        seal = checkpoint_seal(context.keys.audit, name, last.position, last.mac)
        await session.merge(AuditCheckpoint(chain=name, position=last.position, mac=last.mac, seal=seal))
        return await repository.erase_up_to(session, name, last.position)
