"""Third step of the log-in: a right password waits here for its second factor, and opens nothing meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, LoginStep
from presantra.db.repositories import accounts, factors
from presantra.domain.errors import SessionExpired, WrongProof
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.keys import new_token, token_digest
from presantra.services.notices import security_notice
from presantra.services.opening import Login, Opener, person_of
from presantra.services.second_factor import SecondFactorService
from presantra.services.trusted_devices import TrustedDeviceService

Check = Callable[[AsyncSession, Account], Awaitable[str]]


class LoginStepService:
    def __init__(
        self,
        context: ServiceContext,
        opener: Opener,
        second_factor: SecondFactorService,
        trusted: TrustedDeviceService,
    ) -> None:
        self._context = context
        self._opener = opener
        self._second_factor = second_factor
        self._trusted = trusted

    async def needed(self, session: AsyncSession, account: Account, visitor: Actor) -> str:
        """In the transaction of a right password: the token of the step to take, or an empty string for none."""
        account_id, now = account.id or 0, self._context.clock()
        if not await factors.is_active(session, account_id):
            return ""
        if await self._trusted.accepts(session, account_id, visitor):
            return ""
        token = new_token()
        life = timedelta(minutes=self._context.settings.login_step_minutes)
        session.add(
            LoginStep(
                token_digest=token_digest(token), account_id=account_id, created_at=now, expires_at=now + life
            )
        )  # fmt: skip
        await session.flush()
        return token

    async def account_of(self, token: str) -> int:
        """Raises:
        SessionExpired: no such step, or too old.
        """
        async with self._context.database.reading() as session:
            found = await factors.step(session, token_digest(token), self._context.clock())
        if found is None:
            raise SessionExpired
        return found[1].id or 0

    async def finish(self, visitor: Actor, token: str, code: str, *, trust: bool = False) -> Login:
        """Open the session with a code of the application or a recovery code.

        Raises:
            SessionExpired: no step is waiting, begin again. WrongProof: nothing changed.
            Throttled: too many wrong codes for this account.
        """
        account_id = await self.account_of(token)

        async def check(session: AsyncSession, account: Account) -> str:
            return await self._second_factor.accept(session, account, code, visitor.ip)

        try:
            return await self.finish_with(visitor, token, check, trust=trust)
        except WrongProof:
            if await self._second_factor.exhausted(account_id):
                await self._tell_stopped(account_id, visitor)
            raise

    async def finish_with(self, visitor: Actor, token: str, check: Check, *, trust: bool = False) -> Login:
        """Open the session with what ``check`` verifies, in one transaction; it returns the proof's name in French."""
        digest, now = token_digest(token), self._context.clock()
        account_id = await self.account_of(token)
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            proof = await check(session, account)
            if account.disabled_at is not None or not await factors.end_step(session, digest, now):
                raise SessionExpired
            trusted = await self._trusted.trust(session, account_id, visitor) if trust else ""
            return await self._opener.open_full(session, account, visitor, f"Connexion avec {proof}", trust=trusted)

    async def _tell_stopped(self, account_id: int, visitor: Actor) -> None:
        """Somebody knows the password: the holder is told once the limit is reached, not at each mistake."""
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            await audit.record(session, self._context, person_of(account, visitor), "Codes de vérification refusés")
            await security_notice(
                session, self._context, account, "Codes de vérification refusés",
                "Quelqu’un a saisi votre mot de passe, puis plusieurs codes de vérification faux. "
                "La connexion a été refusée.",
                visitor.ip,
            )  # fmt: skip
