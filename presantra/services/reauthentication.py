"""« C’est bien vous ? »: a proof asked again before what an open tab must not be enough for (security.md, 4)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import accounts, sessions
from presantra.domain.errors import SessionExpired, WrongProof
from presantra.domain.passwords import MAX_LENGTH, normalize_password
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.hashing import PasswordHasher
from presantra.services.second_factor import SecondFactorService
from presantra.services.throttle import Limit, Throttle

CONFIRMED = "Identité confirmée"


class ReauthenticationService:
    def __init__(
        self, context: ServiceContext, hasher: PasswordHasher, throttle: Throttle, second_factor: SecondFactorService
    ) -> None:
        self._context = context
        self._hasher = hasher
        self._throttle = throttle
        self._second_factor = second_factor

    async def by_password(self, actor: Actor, password: str) -> None:
        """Open the window of this session.

        Raises:
            WrongProof: nothing changed. Throttled: too many wrong ones. Busy: too many log-ins at this moment.
            SessionExpired: nobody is logged in.
        """
        account_id = actor.account()
        limits = self._limits(account_id)
        await self._throttle.check(*limits)
        async with self._context.database.reading() as session:
            account = await session.get_one(Account, account_id)
        typed = normalize_password(password)
        stored = account.password_hash if len(typed) <= MAX_LENGTH else ""
        if not await self._hasher.verify(typed[:MAX_LENGTH], stored):
            await self._throttle.count(*limits)
            raise WrongProof
        await self._throttle.forget(*limits[:1])
        async with self._context.database.transaction() as session:
            await self.accept(session, actor, "le mot de passe")

    async def by_code(self, actor: Actor, code: str) -> None:
        """Open the window with a code of the second factor.

        Raises:
            WrongProof: nothing changed. Throttled: too many wrong ones. SessionExpired: nobody is logged in.
        """
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            proof = await self._second_factor.accept(session, account, code, actor.ip)
            await self.accept(session, actor, proof)

    async def accept(self, session: AsyncSession, actor: Actor, proof: str) -> None:
        """Write down, in the caller's transaction, that ``proof`` (French: « le mot de passe ») was just verified.

        Raises:
            SessionExpired: the session has ended meanwhile.
        """
        actor.account()
        if not await sessions.reauthenticate(session, actor.session_id or 0, self._context.clock()):
            raise SessionExpired
        await audit.record(session, self._context, actor, f"{CONFIRMED} par {proof}")

    def _limits(self, account_id: int) -> tuple[Limit, ...]:
        throttle = self._context.settings.throttle
        return (
            (throttle.second_factor, f"confirmation/{account_id}"),
            (throttle.second_factor_hour, f"confirmation/heure/{account_id}"),
        )
