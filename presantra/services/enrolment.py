"""From the letter to the account: identifiers verified, account created, first password sent."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Enrolment, Member
from presantra.db.repositories import accounts, enrolments, members, sessions
from presantra.domain.accounts import NewAccount, parse_new_account
from presantra.domain.errors import BadIdentifiers, EnrolmentExpired, InvalidForm, InvalidValue
from presantra.domain.identifiers import email_key, parse_declarant_number, parse_member_code
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.attachments import announce_newcomer
from presantra.services.closing import tell_closed
from presantra.services.context import ServiceContext
from presantra.services.first_access import FirstAccessMail, FirstSecret
from presantra.services.keys import keyed_digest
from presantra.services.outbox import enqueue
from presantra.services.throttle import Limit, Throttle


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    company: str
    code: str
    email: str = ""


class IdentifierCheck:
    """Code adhérent + n° de télédéclarant, for an enrolment or for one more company."""

    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    async def member_of(self, visitor: Actor, code: str, number: str) -> Member:
        """The member whose letter holds both.

        Raises:
            InvalidForm: one of them is malformed.
            BadIdentifiers: unknown code or wrong number: one answer for both.
            Throttled: too many failures.
        """
        member_code, canonical = _parse_identifiers(code, number)
        limits = self._limits(member_code, visitor.ip)
        await self._throttle.check(*limits)
        async with self._context.database.reading() as session:
            member = await members.by_code(session, member_code)
        digest = keyed_digest(self._context.keys.declarant, canonical)
        known = (member.declarant_number_digest if member is not None else None) or ""
        if not hmac.compare_digest(digest, known or "0" * 64) or member is None:
            await self._throttle.count(*limits)
            raise BadIdentifiers
        return member

    def _limits(self, code: str, ip: str) -> tuple[Limit, ...]:
        throttle = self._context.settings.throttle
        return (
            (throttle.pair_visitor, f"identifiants/{code}"),
            (throttle.pair_code_day, f"identifiants/jour/{code}"),
            (throttle.pair_ip, f"identifiants/ip/{ip}"),
        )


class EnrolmentService:
    def __init__(
        self,
        context: ServiceContext,
        throttle: Throttle,
        identifiers: IdentifierCheck,
        first_access: FirstAccessMail,
    ) -> None:
        self._context = context
        self._throttle = throttle
        self._identifiers = identifiers
        self._first_access = first_access

    async def verify(self, visitor: Actor, code: str, number: str) -> EnrolmentView:
        """Step « code adhérent »: remembered for this browser for some minutes.

        Raises:
            InvalidForm, BadIdentifiers, Throttled: see :meth:`IdentifierCheck.member_of`.
        """
        member = await self._identifiers.member_of(visitor, code, number)
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            session.add(
                Enrolment(
                    visitor_digest=visitor.visitor,
                    member_id=member.id or 0,
                    created_at=now,
                    expires_at=now + timedelta(minutes=self._context.settings.enrolment_minutes),
                )
            )
        return EnrolmentView(member.name, member.code)

    async def current(self, visitor: Actor) -> EnrolmentView:
        """The step this browser has reached.

        Raises:
            EnrolmentExpired: none, or too old.
        """
        async with self._context.database.reading() as session:
            enrolment, member = await self._alive(session, visitor)
            return EnrolmentView(member.name, member.code, enrolment.email)

    async def create_account(self, visitor: Actor, raw: Mapping[str, str]) -> EnrolmentView:
        """Create the account and send its first password; an address already known gets a mail saying so.

        The answer is the same in both cases. Doing it twice with the same address creates one account;
        with a corrected address, the unused account of this enrolment moves to it.

        Raises:
            InvalidForm: fields to correct. EnrolmentExpired: the step before is missing or too old.
            Throttled: too many accounts asked for with the identifiers of this company.
        """
        form = parse_new_account(raw)
        async with self._context.database.reading() as session:
            enrolment, member = await self._alive(session, visitor)
        if _repeated(enrolment, form):
            return EnrolmentView(member.name, member.code, enrolment.email)
        throttle = self._context.settings.throttle
        await self._throttle.use(
            (throttle.create_enrolment, f"creation/{enrolment.id}"),
            (throttle.create_member, f"creation/adherent/{member.id}"),
        )
        secret = await self._first_access.prepare()
        try:
            return await self._create(visitor, form, secret)
        except IntegrityError:
            # Somebody created this very address at the same instant: now it is a known one.
            return await self._create(visitor, form, secret)

    async def resend(self, visitor: Actor) -> EnrolmentView:
        """Send the mail of the last step again, with a new password: the one before dies.

        Raises:
            EnrolmentExpired: nothing to send again. Throttled: asked too often.
        """
        async with self._context.database.reading() as session:
            enrolment, _ = await self._alive(session, visitor)
        if enrolment.completed_at is None:
            raise EnrolmentExpired
        await self._throttle.use((self._context.settings.throttle.resend_enrolment, f"renvoi/{enrolment.id}"))
        # After the refusals: a hash is dear, and its queue is the one of the log-ins.
        secret = await self._first_access.prepare()
        async with self._context.database.transaction() as session:
            enrolment, member = await self._alive(session, visitor, lock=True)
            if enrolment.completed_at is None:
                raise EnrolmentExpired
            account = await accounts.by_email_key(session, email_key(enrolment.email), lock=True)
            if account is not None and enrolment.account_id == account.id and _never_used(account):
                await self._first_access.send(session, account, secret, company=member.name, code=member.code)
            elif account is not None:
                await self._tell_known(session, account, member)
            return EnrolmentView(member.name, member.code, enrolment.email)

    async def _create(self, visitor: Actor, form: NewAccount, secret: FirstSecret) -> EnrolmentView:
        async with self._context.database.transaction() as session:
            enrolment, member = await self._alive(session, visitor, lock=True)
            if not _repeated(enrolment, form):
                await self._complete(session, visitor, enrolment, member, form, secret)
            return EnrolmentView(member.name, member.code, enrolment.email)

    async def _complete(
        self,
        session: AsyncSession,
        visitor: Actor,
        enrolment: Enrolment,
        member: Member,
        form: NewAccount,
        secret: FirstSecret,
    ) -> None:
        now = self._context.clock()
        pending = await self._pending_account(session, enrolment)
        existing = await accounts.by_email_key(session, email_key(form.email))
        enrolment.completed_at, enrolment.email = now, form.email
        if existing is not None and existing is not pending:
            if pending is not None:
                await self._abandon(session, pending)
            enrolment.account_id = None
            await self._tell_known(session, existing, member)
            return
        account = pending or Account(email="", email_key="", last_name="", first_name="", job_title="", created_at=now)
        account.email, account.email_key = form.email, email_key(form.email)
        account.last_name, account.first_name, account.job_title = form.last_name, form.first_name, form.job_title
        session.add(account)
        await session.flush()
        enrolment.account_id = account.id
        attached = await accounts.attach(session, account.id or 0, member.id or 0, now)
        await self._first_access.send(session, account, secret, company=member.name, code=member.code)
        person = Actor(account_id=account.id, name=display_name(form.first_name, form.last_name), ip=visitor.ip)
        if attached:
            await announce_newcomer(session, self._context, account, member)
        await audit.record(session, self._context, person, "Compte créé avec le code adhérent", member_id=member.id)

    async def _pending_account(self, session: AsyncSession, enrolment: Enrolment) -> Account | None:
        if enrolment.account_id is None:
            return None
        account = await accounts.locked(session, enrolment.account_id)
        if not _never_used(account):
            # The account lives: what is asked now is another one, and needs the identifiers again.
            raise EnrolmentExpired
        return account

    async def _abandon(self, session: AsyncSession, account: Account) -> None:
        """An account made under a wrong address, whose mail may have reached a stranger."""
        now = self._context.clock()
        account.first_expires_at = now
        await enrolments.use_all_tokens(session, account.id or 0, now)
        await sessions.revoke_all(session, account.id or 0, now)
        await accounts.detach_all(session, account.id or 0, now)

    async def _tell_known(self, session: AsyncSession, account: Account, member: Member) -> None:
        if account.closed_at is not None:
            await tell_closed(session, self._context, account)
            return
        url = self._context.settings.public_url
        await enqueue(
            session,
            self._context,
            "account_exists",
            account.email,
            person=display_name(account.first_name, account.last_name),
            company=member.name,
            code=member.code,
            login_url=f"{url}/connexion",
            add_company_url=f"{url}/espace/ajouter-une-entreprise",
        )

    async def _alive(self, session: AsyncSession, visitor: Actor, *, lock: bool = False) -> tuple[Enrolment, Member]:
        found = await enrolments.alive(session, visitor.visitor, self._context.clock(), lock=lock)
        if found is None:
            raise EnrolmentExpired
        return found


def _repeated(enrolment: Enrolment, form: NewAccount) -> bool:
    return enrolment.completed_at is not None and email_key(enrolment.email) == email_key(form.email)


def _never_used(account: Account) -> bool:
    return account.password_state == "first" and account.first_used_at is None


def _parse_identifiers(code: str, number: str) -> tuple[str, str]:
    errors: dict[str, str] = {}
    parsed_code = parsed_number = ""
    try:
        parsed_code = parse_member_code(code).code
    except InvalidValue as error:
        errors["code"] = error.sentence
    try:
        parsed_number = parse_declarant_number(number)
    except InvalidValue as error:
        errors["number"] = error.sentence
    if errors:
        raise InvalidForm(errors)
    return parsed_code, parsed_number
