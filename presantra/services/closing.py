"""Closing of an account: at once, reversible for some days by the service; then what it says of a person is erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import (
    accounts,
    cabinets,
    calendars,
    closed_accounts,
    email_changes,
    employees,
    enrolments,
    factors,
    invitations,
    passkeys,
    sessions,
)
from presantra.domain.clock import paris_datetime
from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue
from presantra.services.recent import demand_recent
from presantra.services.team import read_team, withdraw_offers

CLOSED, REOPENED = "Compte fermé", "Compte rouvert"
HAND_OVER = "Vous êtes seul à administrer une entreprise qui a d’autres utilisateurs : transmettez-la d’abord"
NAME_ANOTHER = "Vous êtes seul à administrer votre cabinet comptable : nommez d’abord un autre administrateur"
ALONE = "Cochez la case : plus personne ne pourra agir pour ces entreprises sur le portail."


@dataclass(frozen=True, slots=True)
class LostCompany:
    """``alone``: nobody else can act for it on the portal.

    ``sole_administrator``: others can, and none of them administers it: the holder hands it over before he leaves.
    """

    name: str
    code: str
    alone: bool
    sole_administrator: bool = False


@dataclass(frozen=True, slots=True)
class AccountLine:
    """For operators. ``state``: French; ``codes``: codes adhérents of the companies it may act for."""

    email: str
    name: str
    state: str
    codes: tuple[str, ...]


class ClosingService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def losses(self, actor: Actor) -> tuple[LostCompany, ...]:
        """What the holder would not reach any more."""
        account_id = actor.account()
        async with self._context.database.reading() as session:
            return await self._losses(session, account_id)

    async def close(self, actor: Actor, *, alone_accepted: bool) -> None:
        """Close one's own account: sessions, means of log-in and accesses end at once.

        Raises:
            ReauthenticationNeeded. InvalidForm: ``alone`` is to be ticked, because a company stays without anybody;
            or a company, or a firm, whose other people would have no administrator is to be handed over first.
        """
        demand_recent(self._context, actor)
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            for member_id in sorted(member.id or 0 for member in await accounts.companies(session, actor.account())):
                await employees.lock_member(session, member_id)
            losses = await self._losses(session, actor.account())
            if kept := [lost.name for lost in losses if lost.sole_administrator]:
                raise InvalidForm({"": f"{HAND_OVER} ({', '.join(kept)})."})
            if firm := await cabinets.sole_administrator_of(session, actor.account()):
                raise InvalidForm({"": f"{NAME_ANOTHER} ({firm.name})."})
            if not alone_accepted and any(lost.alone for lost in losses):
                raise InvalidForm({"alone": ALONE})
            await self._close(session, actor, account)

    async def close_for(self, system: System, email: str) -> str:
        """Close somebody's account for him; his name.

        Raises:
            InvalidValue: no open account has this address.
        """
        async with self._context.database.transaction() as session:
            account = await accounts.by_email_key(session, _key(email), lock=True)
            if account is None or account.closed_at is not None:
                raise InvalidValue("Aucun compte ouvert n’a cette adresse.")
            await self._close(session, system, account)
            return display_name(account.first_name, account.last_name)

    async def reopen(self, system: System, email: str) -> str:
        """Give a closed account back to its holder, with the companies it had; his name.

        Raises:
            InvalidValue: no account of this address was closed lately enough.
        """
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            account = await accounts.by_email_key(session, _key(email), lock=True)
            if account is None or account.closed_at is None or now >= reopen_until(self._context, account.closed_at):
                raise InvalidValue("Aucun compte fermé que l’on puisse encore rouvrir n’a cette adresse.")
            restored = await closed_accounts.restore(session, account.id or 0, account.closed_at)
            await cabinets.come_back(session, account.id or 0, account.closed_at)
            account.closed_at = account.disabled_at = None
            account.version += 1
            await self._tell_companies(session, system, account, REOPENED, restored)
            await audit.record(session, self._context, system, REOPENED, subject=_subject(account))
            await enqueue(
                session, self._context, "account_reopened", account.email,
                person=display_name(account.first_name, account.last_name),
                login_url=f"{self._context.settings.public_url}/connexion",
            )  # fmt: skip
            return display_name(account.first_name, account.last_name)

    async def list(self, *, closed: bool) -> tuple[AccountLine, ...]:
        """Accounts by address, for operators: open ones, or those that were closed."""
        async with self._context.database.reading() as session:
            rows = await closed_accounts.listed(session, closed=closed)
        return tuple(
            AccountLine(
                account.email,
                display_name(account.first_name, account.last_name),
                self._state(account),
                codes,
            )
            for account, codes in rows
        )

    async def _losses(self, session: AsyncSession, account_id: int) -> tuple[LostCompany, ...]:
        found = []
        for member in await accounts.companies(session, account_id):
            team = await read_team(session, member.id or 0)
            others = [person for person in team.people if person.active and person.account.id != account_id]
            needed = bool(others) and not any(person.administers for person in others)
            found.append(LostCompany(member.name, member.code, not others, needed))
        return tuple(found)

    async def _close(self, session: AsyncSession, actor: Actor | System, account: Account) -> None:
        account_id, now = account.id or 0, self._context.clock()
        companies = [member.id or 0 for member in await accounts.companies(session, account_id)]
        account.closed_at = account.disabled_at = now
        account.version += 1
        for member_id in companies:
            await withdraw_offers(session, self._context, member_id, account_id, actor.signature)
        if place := await cabinets.of_account(session, account_id):
            await invitations.revoke_of_firm_sent_by(session, place[0].id or 0, account_id, now)
        await accounts.detach_all(session, account_id, now)
        await cabinets.leave(session, account_id, now)
        await sessions.revoke_all(session, account_id, now)
        await enrolments.use_all_tokens(session, account_id, now)
        await email_changes.end_since(session, account_id, 0, now)
        await factors.distrust_all(session, account_id, now)
        await factors.end_steps(session, account_id)
        await factors.erase_totp(session, account_id)
        await passkeys.erase_all(session, account_id)
        await calendars.remove_all(session, account_id)
        await self._tell_companies(session, actor, account, CLOSED, companies)
        await audit.record(session, self._context, actor, CLOSED, subject=_subject(account))
        await tell_closed(session, self._context, account)

    async def _tell_companies(
        self, session: AsyncSession, actor: Actor | System, account: Account, action: str, companies: Sequence[int]
    ) -> None:
        name = display_name(account.first_name, account.last_name)
        for member_id in companies:
            await audit.record(
                session, self._context, actor, f"{action} : {name}"[:60], member_id=member_id,
                subject=_subject(account),
            )  # fmt: skip

    def _state(self, account: Account) -> str:
        if account.closed_at is not None:
            until = reopen_until(self._context, account.closed_at)
            return f"fermé, peut être rouvert jusqu’au {paris_datetime(until):%d/%m/%Y}"
        if account.disabled_at is not None:
            return "désactivé"
        return "ouvert" if account.password_state == "own" else "jamais utilisé"


def reopen_until(context: ServiceContext, closed_at: datetime) -> datetime:
    return closed_at + timedelta(days=context.settings.reopen_account_days)


async def tell_closed(session: AsyncSession, context: ServiceContext, account: Account) -> None:
    """Tell the holder that his account is closed, and until when that can be undone."""
    assert account.closed_at is not None
    await enqueue(
        session, context, "account_closed", account.email,
        person=display_name(account.first_name, account.last_name), until=reopen_until(context, account.closed_at),
    )  # fmt: skip


def _subject(account: Account) -> audit.Subject:
    return audit.Subject("account", account.public_id)


def _key(email: str) -> str:
    return email_key(parse_email(email))
