"""« C’est bien vous ? »: a proof asked again before what an open tab must not be enough for (security.md, 4)."""

from __future__ import annotations

from datetime import timedelta

from presantra.db.models import Account
from presantra.db.repositories import sessions
from presantra.domain.errors import ReauthenticationNeeded, SessionExpired, WrongProof
from presantra.domain.passwords import MAX_LENGTH, normalize_password
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.hashing import PasswordHasher
from presantra.services.throttle import Limit, Throttle

CONFIRMED = "Identité confirmée"


def demand_recent(context: ServiceContext, actor: Actor) -> None:
    """Raises:
    ReauthenticationNeeded: the person proved who he is more than ``reauthentication_minutes`` ago.
    SessionExpired: nobody is logged in.
    """
    actor.account()
    if not is_recent(context, actor):
        raise ReauthenticationNeeded


def is_recent(context: ServiceContext, actor: Actor) -> bool:
    """Whether the log-in, or the last confirmation, is recent enough."""
    window = timedelta(minutes=context.settings.reauthentication_minutes)
    proven = actor.reauthenticated_at
    return actor.authenticated and proven is not None and context.clock() - proven < window


class ReauthenticationService:
    def __init__(self, context: ServiceContext, hasher: PasswordHasher, throttle: Throttle) -> None:
        self._context = context
        self._hasher = hasher
        self._throttle = throttle

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
        await self.accept(actor, "mot de passe")

    async def accept(self, actor: Actor, proof: str) -> None:
        """Write down that ``proof`` (French: « mot de passe ») was just verified.

        Raises:
            SessionExpired: the session has ended meanwhile.
        """
        actor.account()
        async with self._context.database.transaction() as session:
            if not await sessions.reauthenticate(session, actor.session_id or 0, self._context.clock()):
                raise SessionExpired
            await audit.record(session, self._context, actor, f"{CONFIRMED} par {proof}")

    def _limits(self, account_id: int) -> tuple[Limit, ...]:
        throttle = self._context.settings.throttle
        return (
            (throttle.second_factor, f"confirmation/{account_id}"),
            (throttle.second_factor_hour, f"confirmation/heure/{account_id}"),
        )
