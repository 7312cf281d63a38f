"""Sessions: a row read again at every event, so that a revocation takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, LoginSession
from presantra.db.repositories import sessions
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.keys import new_token, token_digest
from presantra.services.workplaces import Workplaces, workplaces_of

TOUCH_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SessionView:
    public_id: str
    current: bool
    device: str
    ip: str
    opened_at: datetime
    last_seen_at: datetime


class SessionService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def resolve(self, token: str, visitor: Actor) -> Actor:
        """The actor behind a cookie; the anonymous visitor himself when the session is dead."""
        if not token:
            return visitor
        now = self._context.clock()
        async with self._context.database.reading() as session:
            found = await sessions.alive(session, token_digest(token), now, self._idle_since(now))
            if found is None:
                return visitor
            row, account = found
            places = await workplaces_of(session, account.id or 0, paris_date(now))
        if now - row.last_seen_at >= TOUCH_EVERY:
            async with self._context.database.transaction() as session:
                await sessions.touch(session, row.id or 0, now)
        return _actor(visitor, row, account, places)

    async def open(self, session: AsyncSession, account: Account, visitor: Actor, *, provisional: bool) -> str:
        """Add a session in the caller's transaction, closing the oldest beyond the limit; its new token."""
        now = self._context.clock()
        living = await sessions.of_account(session, account.id or 0, now, self._idle_since(now))
        for oldest in living[self._context.settings.sessions_per_account - 1 :]:
            await sessions.revoke(session, oldest.id or 0, now)
        token = new_token()
        session.add(
            LoginSession(
                token_digest=token_digest(token),
                account_id=account.id or 0,
                kind="provisional" if provisional else "full",
                created_at=now,
                last_seen_at=now,
                expires_at=now + self._context.settings.session_absolute,
                reauthenticated_at=None if provisional else now,
                ip=visitor.ip,
                user_agent=visitor.user_agent[:200],
            )
        )
        await session.flush()
        return token

    async def close(self, token: str) -> None:
        """End the session of a cookie; ending it twice is no error."""
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            found = await sessions.alive(session, token_digest(token), now, self._idle_since(now))
            if found is None:
                return
            row, account = found
            await sessions.revoke(session, row.id or 0, now)
            await audit.record(session, self._context, _actor(Actor(), row, account, Workplaces()), "Déconnexion")

    async def list(self, actor: Actor) -> tuple[SessionView, ...]:
        now = self._context.clock()
        async with self._context.database.reading() as session:
            rows = await sessions.of_account(session, actor.account(), now, self._idle_since(now))
        return tuple(
            SessionView(
                str(row.public_id),
                row.id == actor.session_id,
                describe_device(row.user_agent),
                row.ip,
                row.created_at,
                row.last_seen_at,
            )
            for row in rows
        )

    async def revoke(self, actor: Actor, public_id: str) -> None:
        """Raises:
        NotFound: no such living session of this account.
        """
        wanted = parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            if not await sessions.revoke_one_of(session, actor.account(), wanted, self._context.clock()):
                raise NotFound
            await audit.record(session, self._context, actor, "Session fermée à distance")

    async def revoke_others(self, actor: Actor) -> None:
        async with self._context.database.transaction() as session:
            await sessions.revoke_all(session, actor.account(), self._context.clock(), actor.session_id)
            await audit.record(session, self._context, actor, "Autres sessions fermées")

    async def choose_company(self, actor: Actor, public_id: str | UUID) -> Actor:
        """Work in another of one's companies; remembered for the next page load.

        Raises:
            Forbidden: that company is not his.
        """
        chosen = actor.working_in(public_id)
        if chosen.session_id is not None and chosen.member is not None:
            async with self._context.database.transaction() as session:
                await sessions.choose_member(session, chosen.session_id, chosen.member.id)
        return chosen

    def _idle_since(self, now: datetime) -> datetime:
        return now - self._context.settings.session_idle


def _actor(visitor: Actor, row: LoginSession, account: Account, places: Workplaces) -> Actor:
    companies = places.companies
    provisional = row.kind == "provisional"
    # Nobody begins in a client's company without having chosen it.
    own = next((company for company in companies if not company.cabinet), None)
    chosen = next((company for company in companies if company.id == row.member_id), None)
    return replace(
        visitor,
        account_id=account.id,
        account_public_id=account.public_id,
        name=display_name(account.first_name, account.last_name),
        email=account.email,
        session_id=row.id,
        reauthenticated_at=row.reauthenticated_at,
        provisional=provisional,
        companies=() if provisional else companies,
        member=None if provisional else chosen or own,
        firm=None if provisional else places.firm,
    )


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def describe_device(user_agent: str) -> str:
    """« Firefox sur Windows »: what a person recognises of his own device."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Navigateur inconnu")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} sur {system}" if system else browser
