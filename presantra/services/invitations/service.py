"""From the mail to the access: an invitation is written, looked at, accepted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation
from presantra.db.repositories import accounts, enrolments
from presantra.db.repositories import invitations as repository
from presantra.db.repositories import sessions as session_rows
from presantra.domain.accounts import NewAccount, parse_identity
from presantra.domain.errors import AccountExists, LinkInvalid
from presantra.domain.identifiers import email_key
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.devices import device_proof
from presantra.services.invitations.kinds import Accepted, Described, InvitationKind
from presantra.services.invitations.views import InvitationView, Standing
from presantra.services.keys import new_token, token_digest
from presantra.services.opening import Login, person_of
from presantra.services.outbox import enqueue
from presantra.services.sessions import SessionService
from presantra.services.throttle import Limit, Throttle

LINK_PAGE, ANSWER_PAGE = "/invitation", "/invitation/reponse"


class InvitationService:
    """``kinds``: what each kind of invitation says and gives, by the value of its column."""

    def __init__(
        self,
        context: ServiceContext,
        throttle: Throttle,
        sessions: SessionService,
        kinds: Mapping[str, InvitationKind],
    ) -> None:
        self._context = context
        self._throttle = throttle
        self._sessions = sessions
        self._kinds = kinds

    async def admit(self, actor: Actor) -> None:
        """Count one mail of invitation about to be sent by this account; before the transaction that writes it.

        Raises:
            Throttled: it has sent too many.
        """
        await self._throttle.use((self._context.settings.throttle.invitation_account, f"invitation/{actor.account()}"))

    async def create(
        self,
        session: AsyncSession,
        actor: Actor,
        kind: str,
        email: str,
        *,
        member_id: int | None = None,
        cabinet_id: int | None = None,
        roles: str = "",
    ) -> tuple[Invitation, str]:
        """Write an invitation in the caller's transaction; with the token of its link. ``email``: already parsed."""
        now, token = self._context.clock(), new_token()
        invitation = Invitation(
            kind=kind, member_id=member_id, cabinet_id=cabinet_id, email=email, email_key=email_key(email),
            roles=roles, invited_by=actor.account(), created_at=now, expires_at=now + self._life,
            token_digest=token_digest(token),
        )  # fmt: skip
        session.add(invitation)
        await session.flush()
        return invitation, token

    async def mail(self, session: AsyncSession, invitation: Invitation, token: str) -> None:
        """Send the link in the caller's transaction, in the words of the kind."""
        kind = self._kinds[invitation.kind]
        described = await self._described(session, invitation)
        inviter = await session.get_one(Account, invitation.invited_by)
        await enqueue(
            session, self._context, kind.template, invitation.email,
            inviter=display_name(inviter.first_name, inviter.last_name), organisation=described.organisation,
            code=described.code, offers=described.offers, expires_at=invitation.expires_at,
            link=f"{self._context.settings.public_url}{LINK_PAGE}#{token}",
        )  # fmt: skip

    async def admit_again(self, invitation_id: str) -> None:
        """Count one more sending of an invitation; before the transaction of :meth:`renew`.

        Raises:
            Throttled: sent again too often.
        """
        await self._throttle.use(
            (self._context.settings.throttle.invitation_again, f"invitation/encore/{invitation_id}")
        )

    async def renew(self, session: AsyncSession, invitation: Invitation) -> None:
        """Send it again with a new link, good for the whole time: the link before dies."""
        token = new_token()
        invitation.token_digest = token_digest(token)
        invitation.expires_at = self._context.clock() + self._life
        await session.flush()
        await self.mail(session, invitation, token)

    async def revoke(self, session: AsyncSession, invitation: Invitation) -> None:
        """Its link is dead from now on."""
        invitation.revoked_at = self._context.clock()
        await session.flush()

    async def look(self, visitor: Actor, token: str) -> InvitationView:
        """What a link offers, and what the person who holds it has to do; nothing is used.

        Raises:
            LinkInvalid: used, expired, cancelled or altered. Throttled: too many wrong links from this address.
        """
        limit = self._limit(visitor)
        await self._throttle.check(limit)
        try:
            async with self._context.database.reading() as session:
                invitation, inviter = await self._living(session, token)
                described = await self._described(session, invitation)
                holder = await accounts.by_email_key(session, invitation.email_key)
        except LinkInvalid:
            await self._throttle.count(limit)
            raise
        return InvitationView(
            invitation.kind, display_name(inviter.first_name, inviter.last_name), described.organisation,
            described.code, invitation.email, described.offers, invitation.expires_at,
            _standing(visitor, invitation, holder),
        )  # fmt: skip

    async def accept(self, actor: Actor, token: str) -> Accepted:
        """Accept with the account of the very address that was invited.

        Raises:
            SessionExpired: nobody is logged in. LinkInvalid: used, expired, cancelled, altered, or for another address.
        """
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            invitation = await self._locked(session, token)
            if account.email_key != invitation.email_key:
                raise LinkInvalid
            return await self._accept(session, invitation, account, actor)

    async def check_identity(self, visitor: Actor, token: str, raw: Mapping[str, str]) -> None:
        """What :meth:`open_account` will refuse, without doing anything.

        Raises:
            InvalidForm. LinkInvalid, Throttled: see :meth:`look`.
        """
        parse_identity(raw, "")
        await self.look(visitor, token)

    async def open_account(self, visitor: Actor, token: str, raw: Mapping[str, str]) -> Login:
        """Create the account, accept, and open the session in which its password is chosen.

        The link has come by the mailbox: it proves it as the first password would.

        Raises:
            InvalidForm: last_name, first_name, job_title. LinkInvalid, Throttled: see :meth:`look`.
            AccountExists: to be logged in with.
        """
        form = parse_identity(raw, (await self.look(visitor, token)).email)
        try:
            return await self._open(visitor, token, form)
        except IntegrityError:
            # Somebody created this very address at the same instant: now it is a known one.
            raise AccountExists from None

    async def _open(self, visitor: Actor, token: str, form: NewAccount) -> Login:
        now, settings = self._context.clock(), self._context.settings
        async with self._context.database.transaction() as session:
            account = await accounts.by_email_key(session, email_key(form.email), lock=True)
            if account is not None and _lives(account):
                raise AccountExists
            account = account or Account(
                email=form.email, email_key=email_key(form.email), last_name="", first_name="", job_title="",
                created_at=now,
            )  # fmt: skip
            account.last_name, account.first_name, account.job_title = form.last_name, form.first_name, form.job_title
            # A password that was mailed and never used would open a second session beside this one.
            account.password_hash, account.password_state, account.first_used_at = "", "first", now
            account.first_expires_at = now + timedelta(hours=settings.first_password_hours)
            session.add(account)
            await session.flush()
            await enrolments.use_all_tokens(session, account.id or 0, now)
            await session_rows.revoke_all(session, account.id or 0, now)
            invitation = await self._locked(session, token)
            person = person_of(account, visitor)
            await audit.record(session, self._context, person, "Compte créé sur invitation")
            await self._accept(session, invitation, account, person)
            opened = await self._sessions.open(session, account, visitor, provisional=True)
        return Login(opened, True, device_proof(self._context.keys, account.email_key, visitor.device))

    async def _accept(self, session: AsyncSession, invitation: Invitation, account: Account, actor: Actor) -> Accepted:
        invitation.accepted_at = self._context.clock()
        return await self._kinds[invitation.kind].accept(session, invitation, account, actor)

    async def _locked(self, session: AsyncSession, token: str) -> Invitation:
        """The living invitation of a link, after the locks of its kind."""
        invitation, _ = await self._living(session, token)
        await self._kinds[invitation.kind].lock(session, invitation)
        invitation, _ = await self._living(session, token, lock=True)
        await self._described(session, invitation)
        return invitation

    async def _living(self, session: AsyncSession, token: str, *, lock: bool = False) -> tuple[Invitation, Account]:
        found = await repository.of_digest(session, token_digest(token), self._context.clock(), lock=lock)
        if found is None or found[0].kind not in self._kinds:
            raise LinkInvalid
        return found

    async def _described(self, session: AsyncSession, invitation: Invitation) -> Described:
        described = await self._kinds[invitation.kind].describe(session, invitation)
        if described is None:
            raise LinkInvalid
        return described

    @property
    def _life(self) -> timedelta:
        return timedelta(days=self._context.settings.invitation_days)

    def _limit(self, visitor: Actor) -> Limit:
        return self._context.settings.throttle.invitation_ip, f"invitation/ip/{visitor.ip}"


def _lives(account: Account) -> bool:
    """Whether the account has its own password, or is closed: an invitation must not take it over."""
    return account.password_state != "first" or account.disabled_at is not None


def _standing(visitor: Actor, invitation: Invitation, holder: Account | None) -> Standing:
    if visitor.authenticated and holder is not None and holder.id == visitor.account_id:
        return Standing.ACCEPT
    if visitor.authenticated:
        return Standing.OTHER_ACCOUNT
    if holder is not None and holder.disabled_at is not None:
        return Standing.CLOSED
    return Standing.LOG_IN if holder is not None and _lives(holder) else Standing.CREATE
