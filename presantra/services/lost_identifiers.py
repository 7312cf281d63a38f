"""« Identifiants perdus »: the known contact is written to, and asks for the new letter by the link he receives.

Nobody learns on screen whether a company exists, who its contact is, or what was done: all that goes by mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import LetterRequest, Member
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import letter_requests as repository
from presantra.db.repositories import members
from presantra.domain.errors import LinkInvalid, Throttled
from presantra.domain.forms import FormReader
from presantra.domain.identifiers import email_key, format_siret, parse_member_code, parse_siret
from presantra.domain.names import display_name
from presantra.domain.vocabulary import ContactKind
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.attachments import mask_email
from presantra.services.context import ServiceContext
from presantra.services.keys import new_token, token_digest
from presantra.services.outbox import enqueue
from presantra.services.readership import own_readers
from presantra.services.throttle import Throttle

ANSWER_SECONDS = 0.8
FIELDS = ("code", "siret")
VISITOR = "Visiteur du portail"
BY_CONTACT = "le contact, par le lien reçu"
WITHOUT_CONTACT = "sans contact joignable par e-mail"


class LostIdentifierService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    async def ask(self, visitor: Actor, raw: Mapping[str, str]) -> None:
        """Write to the known contact of the company that has this code and this SIRET, if there is one.

        The answer and its time are the same whatever the portal knows, and when it is asked too often.

        Raises:
            InvalidForm: ``code`` or ``siret`` is malformed.
        """
        form = FormReader(raw)
        code = form.parsed("code", parse_member_code, "Indiquez votre code adhérent.")
        siret = form.parsed("siret", parse_siret, "Indiquez le numéro SIRET de votre entreprise.")
        form.finish(FIELDS)
        assert code is not None
        assert siret is not None
        answered_at = asyncio.get_running_loop().time() + ANSWER_SECONDS
        await self._ask(visitor, code.code, siret)
        await asyncio.sleep(max(0.0, answered_at - asyncio.get_running_loop().time()))

    async def confirm(self, visitor: Actor, token: str) -> None:
        """Use the link of the contact: the service is asked for the letter. The old number is valid until it is sent.

        Raises:
            LinkInvalid: used, expired, altered, or the letter was sent meanwhile.
        """
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            request = await repository.confirm(session, token_digest(token), now, BY_CONTACT)
            member = await members.get(session, request.member_id) if request else None
            if request is None or member is None:
                raise LinkInvalid
            await self._tell_service(session, member, BY_CONTACT)
            await self._record(session, visitor, member, "Nouveau courrier d’identifiants demandé par le contact")

    async def _ask(self, visitor: Actor, code: str, siret: str) -> None:
        throttle = self._context.settings.throttle
        try:
            await self._throttle.use((throttle.letter_ip, f"courrier/ip/{visitor.ip}"))
            async with self._context.database.reading() as session:
                member = await members.by_code(session, code)
            if member is None or member.siret != siret:
                return
            # Only what writes is counted: whoever knows a code alone must not silence its company for the day.
            await self._throttle.use((throttle.letter_code, f"courrier/{code}"))
        except Throttled:
            return
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member.id or 0)
            await self._open(session, visitor, member)

    async def _open(self, session: AsyncSession, visitor: Actor, member: Member) -> None:
        """The first request of a member, or the next one, which replaces the link of the one before."""
        now = self._context.clock()
        request = await repository.open_of(session, member.id or 0)
        addresses = await contacts_of(session, member)
        if request is not None and request.confirmed_at is not None:
            await self._write_to_contacts(session, member, request, addresses)
            return
        if request is None:
            request = LetterRequest(member_id=member.id or 0, asked_at=now)
            await repository.add(session, request)
        request.asked_at = now
        if addresses:
            token = new_token()
            request.link_digest = token_digest(token)
            request.link_expires_at = now + timedelta(hours=self._context.settings.letter_link_hours)
            await self._write_to_contacts(session, member, request, addresses, token)
            await self._record(session, visitor, member, "Identifiants perdus : lien envoyé au contact")
        else:
            request.confirmed_at, request.confirmed_by = now, WITHOUT_CONTACT
            await self._tell_service(session, member, WITHOUT_CONTACT)
            await self._record(session, visitor, member, "Identifiants perdus : nouveau courrier demandé")
        await self._warn_users(session, visitor, member, addresses)

    async def _write_to_contacts(
        self, session: AsyncSession, member: Member, request: LetterRequest, addresses: Sequence[str], token: str = ""
    ) -> None:
        """Without a token: the letter is already asked for, nothing more to do."""
        for address in addresses:
            await enqueue(
                session, self._context, "identifiers_lost", address,
                company=member.name, code=member.code, expires_at=request.link_expires_at,
                asked_at=request.confirmed_at,
                link=f"{self._context.settings.public_url}/nouveau-courrier#{token}" if token else "",
            )  # fmt: skip

    async def _warn_users(
        self, session: AsyncSession, visitor: Actor, member: Member, addresses: Sequence[str]
    ) -> None:
        for reader in await own_readers(session, member.id or 0):
            account = reader.account
            await enqueue(
                session, self._context, "identifiers_lost_notice", account.email,
                person=display_name(account.first_name, account.last_name), company=member.name,
                code=member.code, at=self._context.clock(), ip=visitor.ip,
                contacts=", ".join(mask_email(address) for address in addresses),
            )  # fmt: skip

    async def _tell_service(self, session: AsyncSession, member: Member, by: str) -> None:
        await enqueue(
            session, self._context, "letter_requested_secretariat", self._context.settings.secretariat_email,
            company=member.name, code=member.code, siret=format_siret(member.siret), by=by,
        )  # fmt: skip

    async def _record(self, session: AsyncSession, visitor: Actor, member: Member, action: str) -> None:
        # Nobody is logged in: the journal says so, and from where.
        who = replace(visitor, account_id=None, name=VISITOR, member=None)
        await audit.record(
            session, self._context, who, action,
            member_id=member.id, subject=audit.Subject("member", member.public_id),
        )  # fmt: skip


async def contacts_of(session: AsyncSession, member: Member) -> tuple[str, ...]:
    """Addresses that may ask for a letter: the company's, its director's; human resources' when there is neither."""
    known = await members.contacts(session, member.id or 0)

    def address(kind: ContactKind) -> str:
        return known[kind.value].email if kind.value in known else ""

    first = [member.email, address(ContactKind.DIRECTOR)]
    found = [email for email in first if email] or [address(ContactKind.HUMAN_RESOURCES)]
    return tuple({email_key(email): email for email in found if email}.values())


async def letter_sent(session: AsyncSession, context: ServiceContext, system: System, member: Member) -> None:
    """Close the open request of a member whose new letter exists, and tell his contacts and his users.

    Nothing when no letter was asked for.
    """
    request = await repository.open_of(session, member.id or 0)
    if request is None:
        return
    request.sent_at, request.sent_by, request.link_digest = context.clock(), system.name[:200], ""
    users = [reader.account.email for reader in await own_readers(session, member.id or 0)]
    addresses = {email_key(email): email for email in (*await contacts_of(session, member), *users)}
    for email in addresses.values():
        await enqueue(
            session, context, "letter_sent", email,
            company=member.name, code=member.code, login_url=f"{context.settings.public_url}/connexion/code-adherent",
        )  # fmt: skip
