"""« Mon entreprise »: coordonnées and contacts that the employer keeps up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Member, MemberAddress, MemberContact
from presantra.db.repositories import members, messages, operations
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound, StaleEdit
from presantra.domain.forms import FormReader
from presantra.domain.messages import IDENTITY, NewThread
from presantra.domain.rights import Right
from presantra.domain.vocabulary import AddressKind, ContactKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.audit import Subject
from presantra.services.companies.fields import (
    ADDRESS_PARTS,
    CONTACT_PARTS,
    Values,
    changes_between,
    stored_values,
    touched,
    typed_values,
)
from presantra.services.companies.reserved import hidden_acts
from presantra.services.companies.views import CompanyProfile, profile_view
from presantra.services.context import ServiceContext
from presantra.services.messages.threads import open_thread, scope_of
from presantra.services.messages.views import ThreadRow

MESSAGE_MAX_LENGTH = 2000
CORRECTIONS = 3
LAST_CHANGES = 5
MODIFIED, VERIFIED = "Coordonnées modifiées", "Coordonnées vérifiées"
IDENTITY_CORRECTED = "Identité corrigée par le service"


@dataclass(frozen=True, slots=True)
class _Record:
    member: Member
    addresses: dict[str, MemberAddress]
    contacts: dict[str, MemberContact]

    @property
    def values(self) -> Values:
        return stored_values(self.member, self.addresses, self.contacts)


class CompanyService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.COMPANY_READ)
    async def profile(self, actor: Actor) -> CompanyProfile:
        """The current company of the actor."""
        async with self._context.database.reading() as session:
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def update(self, actor: Actor, raw: Mapping[str, str], version: int) -> CompanyProfile:
        """Write what differs from what is stored; a form without any difference changes nothing.

        Raises:
            InvalidForm: fields in error.
            StaleEdit: somebody saved since ``version``; in its changes, ``before`` is what he stored and
                ``after`` what was typed here.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            record = await _load(session, member_id)
            typed = typed_values(raw, record.values)
            changes = changes_between(record.values, typed)
            if changes:
                await self._write(session, actor, record, typed, changes, version)
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def confirm(self, actor: Actor, version: int) -> CompanyProfile:
        """« Tout est exact »: what is stored was read again. Twice on the same day is once.

        Raises:
            InvalidValue: somebody saved since ``version``, so that something else would be confirmed.
        """
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.transaction() as session:
            member = (await _load(session, member_id)).member
            if not _verified_today(member, now):
                if not await members.verify(session, member_id, version, now, actor.signature):
                    raise InvalidValue("Ces coordonnées ont changé entre-temps : relisez-les, puis confirmez.")
                await audit.record(
                    session, self._context, actor, VERIFIED,
                    member_id=member_id, subject=Subject("member", member.public_id),
                )  # fmt: skip
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def request_correction(self, actor: Actor, message: str, operation_id: UUID) -> None:
        """Ask the service to correct what the employer may not write himself: a thread, once an operation id.

        Raises:
            InvalidForm: the message is empty or too long.
        """
        member_id = actor.tenant()
        form = FormReader({"message": message})
        text = form.free_text("message", MESSAGE_MAX_LENGTH)
        if not text and not form.errors:
            form.refuse("message", "Indiquez ce qu’il faut corriger.")
        form.finish()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), "correction", self._context.clock()):
                return
            member = (await _load(session, member_id)).member
            new = NewThread(IDENTITY, "Correction de l’identité", text)
            thread, _ = await open_thread(session, self._context, actor, new)
            await audit.record(
                session, self._context, actor, "Correction de l’identité demandée",
                member_id=member_id, subject=Subject("member", member.public_id),
                changes=[FieldChange("message", "Demande", "", thread.number)],
            )  # fmt: skip

    @needs(Right.COMPANY_READ)
    async def corrections(self, actor: Actor) -> tuple[ThreadRow, ...]:
        """The last requests about the identity of the company, for who reads messages."""
        if not actor.may(Right.MESSAGES_READ):
            return ()
        async with self._context.database.reading() as session:
            rows = await messages.latest_of_theme(session, scope_of(actor), IDENTITY, CORRECTIONS)
        return tuple(map(ThreadRow.of, rows))

    async def _write(
        self,
        session: AsyncSession,
        actor: Actor,
        record: _Record,
        typed: Values,
        changes: tuple[FieldChange, ...],
        version: int,
    ) -> None:
        member = record.member
        member_id = actor.tenant()
        written = {
            "email": typed["email"],
            "phone": typed["phone"],
            "updated_at": self._context.clock(),
            "updated_by": actor.signature[:200],
        }
        fresh = member.version == version
        if not fresh or not await members.bump_version(session, member_id, version, written):
            latest = await _load(session, member_id)
            raise StaleEdit(
                latest.member.updated_by or self._context.settings.service_name,
                latest.member.updated_at,
                changes_between(latest.values, typed),
            )
        for address in AddressKind:
            if touched(changes, address, ADDRESS_PARTS):
                row = record.addresses.get(address) or MemberAddress(member_id=member_id, kind=address.value)
                _fill(session, row, typed, ADDRESS_PARTS)
        for contact in ContactKind:
            if touched(changes, contact, CONTACT_PARTS):
                person = record.contacts.get(contact) or MemberContact(member_id=member_id, kind=contact.value)
                _fill(session, person, typed, CONTACT_PARTS)
        await audit.record(
            session, self._context, actor, MODIFIED,
            member_id=member_id, subject=Subject("member", member.public_id), changes=changes,
        )  # fmt: skip

    async def _view(self, session: AsyncSession, actor: Actor) -> CompanyProfile:
        record = await _load(session, actor.tenant())
        about, hidden = Subject("member", record.member.public_id), hidden_acts(actor)
        history = await audit.history(session, actor.tenant(), about, LAST_CHANGES, hidden)
        today = paris_date(self._context.clock())
        return profile_view(record.member, record.values, self._context.settings, history, today)


def _fill(session: AsyncSession, row: MemberAddress | MemberContact, typed: Values, parts: Mapping[str, str]) -> None:
    for part in parts:
        setattr(row, part, typed[f"{row.kind}_{part}"])
    session.add(row)


async def _load(session: AsyncSession, member_id: int) -> _Record:
    member = await members.get(session, member_id)
    if member is None:
        raise NotFound
    return _Record(member, await members.addresses(session, member_id), await members.contacts(session, member_id))


def _verified_today(member: Member, now: datetime) -> bool:
    """Nothing has changed since."""
    at = member.verified_at
    return at is not None and paris_date(at) == paris_date(now) and at >= member.updated_at
