"""Change of the address one logs in with: confirmed from the new one, reversible from the old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, EmailChange
from presantra.db.repositories import accounts, enrolments, factors, passkeys, sessions
from presantra.db.repositories import email_changes as repository
from presantra.domain.clock import paris_datetime
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, LinkInvalid
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.keys import new_token, token_digest
from presantra.services.notices import security_notice
from presantra.services.opening import person_of
from presantra.services.outbox import enqueue
from presantra.services.recent import demand_recent
from presantra.services.reset_link import send_reset_link
from presantra.services.throttle import Throttle

TAKEN_SINCE = (
    "Votre ancienne adresse est maintenant celle d’un autre compte : le service peut vous aider à retrouver le vôtre."
)


@dataclass(frozen=True, slots=True)
class PendingChange:
    """Waits for its confirmation until ``expires_at`` (aware UTC)."""

    new_email: str
    expires_at: datetime


class EmailChangeService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    async def pending(self, actor: Actor) -> PendingChange | None:
        account_id = actor.account()
        async with self._context.database.reading() as session:
            change = await repository.pending(session, account_id, self._context.clock())
        return PendingChange(change.new_email, change.expires_at) if change else None

    async def ask(self, actor: Actor, typed: str) -> None:
        """Send a link to the new address, and a word to the old one. Nothing changes until the link is used.

        The answer is the same when the address has an account already: its mail says so to whoever reads it there.

        Raises:
            ReauthenticationNeeded. InvalidForm: ``email`` is malformed, or the one of the account.
            Throttled: asked too often.
        """
        demand_recent(self._context, actor)
        account_id = actor.account()
        try:
            address = parse_email(typed)
        except InvalidValue as error:
            raise InvalidForm({"email": error.sentence}) from None
        if email_key(address) == email_key(actor.email):
            raise InvalidForm({"email": "C’est déjà l’adresse de votre compte."})
        await self._throttle.use((self._context.settings.throttle.email_change, f"adresse/{account_id}"))
        now, token = self._context.clock(), new_token()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            await repository.end_pending(session, account_id, now)
            change = EmailChange(
                account_id=account_id, old_email=account.email, new_email=address, confirm_digest=token_digest(token),
                created_at=now, expires_at=now + timedelta(hours=self._context.settings.email_change_hours),
            )  # fmt: skip
            session.add(change)
            await self._write_to_new(session, account, change, token)
            await audit.record(session, self._context, actor, "Changement d’adresse e-mail demandé")
            await security_notice(
                session, self._context, account, "Changement d’adresse demandé",
                "Un changement de l’adresse e-mail de votre compte vient d’être demandé. "
                "Rien ne change tant que la nouvelle adresse n’est pas confirmée.",
                actor.ip,
            )  # fmt: skip

    async def cancel(self, actor: Actor) -> None:
        """Give up a change that is not confirmed; doing it twice is no error."""
        account_id = actor.account()
        async with self._context.database.transaction() as session:
            if await repository.pending(session, account_id, self._context.clock()) is None:
                return
            await repository.end_pending(session, account_id, self._context.clock())
            await audit.record(session, self._context, actor, "Changement d’adresse e-mail abandonné")

    async def confirm(self, visitor: Actor, token: str) -> None:
        """Use the link of the new address: one logs in with it from now on.

        Raises:
            LinkInvalid: used, expired, altered, replaced by another, or the address was taken meanwhile.
        """
        try:
            async with self._context.database.transaction() as session:
                await self._confirm(session, visitor, token)
        except IntegrityError:
            raise LinkInvalid from None

    async def revert(self, visitor: Actor, token: str) -> None:
        """Use the link of the old address: back to it, and out with whoever is in.

        Sessions, trusted devices and the password die, and the means of log-in added since the change was asked:
        a link to choose a new password goes to the address that is restored.

        Raises:
            LinkInvalid: used, expired, altered. InvalidValue: the old address has another account now.
        """
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            change = await repository.to_revert(session, token_digest(token), now)
            account = await self._living(session, change)
            if change is None or account is None:
                raise LinkInvalid
            key = email_key(change.old_email)
            holder = await accounts.by_email_key(session, key)
            if holder is not None and holder.id != account.id:
                raise InvalidValue(TAKEN_SINCE)
            gone = account.email
            account.email, account.email_key = change.old_email, key
            account.password_hash, account.short_password = "", False
            account.version += 1
            await self._close_doors(session, account, change)
            await audit.record(
                session, self._context, person_of(account, visitor), "Ancienne adresse e-mail rétablie",
                changes=[FieldChange("email", "Adresse e-mail", gone, change.old_email)],
            )  # fmt: skip
            await send_reset_link(session, self._context, account)

    async def _write_to_new(self, session: AsyncSession, account: Account, change: EmailChange, token: str) -> None:
        settings, now = self._context.settings, self._context.clock()
        taken = await accounts.by_email_key(session, email_key(change.new_email))
        if taken is not None or await repository.reserved(session, change.new_email, now, except_for=account.id or 0):
            await enqueue(
                session, self._context, "email_taken", change.new_email, login_url=f"{settings.public_url}/connexion"
            )
            return
        await enqueue(
            session, self._context, "email_confirm", change.new_email,
            person=display_name(account.first_name, account.last_name), expires_at=change.expires_at,
            link=f"{settings.public_url}/confirmer-mon-adresse#{token}",
        )  # fmt: skip

    async def _confirm(self, session: AsyncSession, visitor: Actor, token: str) -> None:
        now, settings = self._context.clock(), self._context.settings
        change = await repository.to_confirm(session, token_digest(token), now)
        account = await self._living(session, change)
        if change is None or account is None or change.confirmed_at is not None:
            raise LinkInvalid
        revert = new_token()
        change.confirmed_at, change.revert_digest = now, token_digest(revert)
        change.revert_until = now + timedelta(hours=settings.email_revert_hours)
        account.email, account.email_key = change.new_email, email_key(change.new_email)
        account.version += 1
        await session.flush()
        await enrolments.use_all_tokens(session, account.id or 0, now)
        await factors.end_steps(session, account.id or 0)
        await audit.record(
            session, self._context, person_of(account, visitor), "Adresse e-mail modifiée",
            changes=[FieldChange("email", "Adresse e-mail", change.old_email, change.new_email)],
        )  # fmt: skip
        person = display_name(account.first_name, account.last_name)
        await enqueue(
            session, self._context, "email_changed", change.old_email, person=person, at=paris_datetime(now),
            until=change.revert_until, link=f"{settings.public_url}/retablir-mon-adresse#{revert}",
        )  # fmt: skip
        await enqueue(
            session, self._context, "email_in_use", change.new_email, person=person,
            login_url=f"{settings.public_url}/connexion",
        )  # fmt: skip

    async def _close_doors(self, session: AsyncSession, account: Account, change: EmailChange) -> None:
        account_id, now = account.id or 0, self._context.clock()
        await repository.end_since(session, account_id, change.id or 0, now)
        await sessions.revoke_all(session, account_id, now)
        await enrolments.use_all_tokens(session, account_id, now)
        await factors.distrust_all(session, account_id, now)
        await factors.end_steps(session, account_id)
        await passkeys.erase_all(session, account_id, since=change.created_at)
        factor = await factors.totp(session, account_id)
        if factor is not None and factor.created_at >= change.created_at:
            await factors.erase_totp(session, account_id)

    async def _living(self, session: AsyncSession, change: EmailChange | None) -> Account | None:
        """The account of a change, locked, unless it is closed; the change is read again under the lock."""
        if change is None:
            return None
        account = await accounts.locked(session, change.account_id)
        await session.refresh(change)
        over = change.ended_at is not None
        return None if over or account.disabled_at is not None else account
