"""The weekly reminder by e-mail: what is late or near in each company of an account. Nothing to say, no mail."""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import digests as repository
from presantra.domain.clock import paris_date
from presantra.domain.digest import departure_of, due_week, monday_of
from presantra.domain.errors import DatabaseUnavailable, NotFound
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef
from presantra.services.context import ServiceContext
from presantra.services.duties.overview import duty_figures
from presantra.services.employees.figures import figures
from presantra.services.identity import parse_public_id
from presantra.services.keys import keyed_digest
from presantra.services.outbox import enqueue
from presantra.services.periodic import repeat
from presantra.services.workplaces import companies_of

POLL_SECONDS = 300.0
BATCH = 100
UNSUBSCRIBE_PATH = "/rappels/desabonnement"

logger = logging.getLogger("presantra.digest")


@dataclass(frozen=True, slots=True)
class CompanyDigest:
    """``lines``: French sentences, in the order of urgency; never empty, never a name."""

    company: str
    code: str
    lines: tuple[str, ...]


class DigestService:
    """Any number of workers may run: each reminder is claimed on the row of its account."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def run(self, stop_event: asyncio.Event) -> None:
        """Send what is due every few minutes until ``stop_event``; does nothing when the reminder is disabled."""
        if self._context.settings.digest_enabled:
            await repeat("digest", self.send_due, POLL_SECONDS, stop_event)

    async def send_due(self) -> int:
        """Queue the reminders of this week when it is their time; how many mails that makes."""
        now = self._context.clock()
        hour = self._context.settings.digest_hour
        week = due_week(now, hour)
        return await self._send(week, departure_of(week, hour)) if week else 0

    async def send_now(self) -> int:
        """Queue the reminders of this week for all who have not had it, whatever the day."""
        now = self._context.clock()
        return await self._send(monday_of(now), now)

    async def wanted(self, actor: Actor) -> bool:
        account_id = actor.account()
        async with self._context.database.reading() as session:
            return bool((await session.get_one(Account, account_id)).weekly_digest)

    async def choose(self, actor: Actor, wanted: bool) -> None:
        """Receive the reminder, or not."""
        account_id = actor.account()
        async with self._context.database.transaction() as session:
            if await repository.choose(session, account_id, wanted):
                await self._record(session, actor, wanted)

    async def check(self, token: str) -> str:
        """Address that an unsubscription link is for, to be shown.

        Raises:
            NotFound: altered or unknown.
        """
        async with self._context.database.reading() as session:
            return (await self._account(session, token)).email

    async def unsubscribe(self, visitor: Actor, token: str) -> str:
        """End the reminder of the account that a mail was sent to; its address. Ending it twice is no error.

        Raises:
            NotFound: altered or unknown.
        """
        async with self._context.database.transaction() as session:
            account = await self._account(session, token)
            if await repository.choose(session, account.id or 0, False):
                holder = Actor(account_id=account.id, name="Lien de désabonnement", ip=visitor.ip)
                await self._record(session, holder, False)
            return account.email

    def unsubscribe_url(self, account: Account) -> str:
        token = f"{account.public_id}.{self._seal(str(account.public_id))}"
        return f"{self._context.settings.public_url}{UNSUBSCRIBE_PATH}/{token}"

    def _seal(self, public_id: str) -> str:
        return keyed_digest(self._context.keys.digest, f"unsubscribe:{public_id}")

    async def _account(self, session: AsyncSession, token: str) -> Account:
        public_id, _, seal = token[:200].partition(".")
        if not seal.isascii() or not hmac.compare_digest(seal, self._seal(public_id)):
            raise NotFound
        account = await repository.account_of(session, parse_public_id(public_id))
        if account is None:
            raise NotFound
        return account

    async def _send(self, week: date, created_before: datetime) -> int:
        sent, last_id = 0, 0
        while True:
            async with self._context.database.reading() as session:
                batch = await repository.waiting(session, week, created_before, last_id, BATCH)
            for account in batch:
                try:
                    sent += await self._send_to(account, week)
                except DatabaseUnavailable:
                    raise
                except Exception as error:
                    # The others are still owed theirs; this one is tried again with the next round.
                    logger.error("digest: unexpected %s for one account", type(error).__name__)
            if len(batch) < BATCH:
                return sent
            last_id = batch[-1].id or 0

    async def _send_to(self, account: Account, week: date) -> bool:
        async with self._context.database.reading() as session:
            found = [
                await self._company(session, company)
                for company in await companies_of(session, account.id or 0, paris_date(self._context.clock()))
                if Right.FOLLOW_UP_READ in company.rights
            ]
        companies = [company for company in found if company.lines]
        async with self._context.database.transaction() as session:
            # Claimed even with nothing to say: it is not looked at again this week.
            if not await repository.claim(session, account.id or 0, week) or not companies:
                return False
            await enqueue(
                session, self._context, "weekly_digest", account.email,
                person=display_name(account.first_name, account.last_name),
                companies=[
                    {"company": one.company, "code": one.code, "lines": one.lines} for one in companies
                ],
                url=f"{self._context.settings.public_url}/espace",
                unsubscribe_url=self.unsubscribe_url(account),
            )  # fmt: skip
        return True

    async def _company(self, session: AsyncSession, company: CompanyRef) -> CompanyDigest:
        member_id = company.id
        today = paris_date(self._context.clock())
        people = await figures(session, self._context, member_id, today)
        duties = await duty_figures(session, self._context, member_id)
        counts = (
            (
                duties.waiting,
                "personne ne doit pas commencer avant sa visite",
                "personnes ne doivent pas commencer avant leur visite",
            ),
            (people.late, "visite en retard", "visites en retard"),
            (people.due_30, "visite à faire dans les 30 jours", "visites à faire dans les 30 jours"),
            (people.to_plan, "visite à demander", "visites à demander"),
            (duties.absences, "arrêt de travail à traiter", "arrêts de travail à traiter"),
            (
                duties.attestations,
                "attestation expirée ou qui expire bientôt",
                "attestations expirées ou qui expirent bientôt",
            ),
        )
        lines = [f"{count} {one if count == 1 else several}" for count, one, several in counts if count]
        if duties.posts_to_renew:
            lines.append("liste complémentaire de postes à risques à mettre à jour")
        return CompanyDigest(company.name, company.code, tuple(lines))

    async def _record(self, session: AsyncSession, actor: Actor, wanted: bool) -> None:
        action = "Rappel hebdomadaire activé" if wanted else "Rappel hebdomadaire désactivé"
        await audit.record(session, self._context, actor, action)
