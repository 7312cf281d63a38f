"""The one log-in: every path to a session goes through :meth:`AuthService.log_in`."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.db.models import Account
from presantra.db.repositories import accounts
from presantra.domain.errors import BadCredentials, Busy, InvalidValue, Throttled
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.passwords import MAX_LENGTH, canonical_first_password, normalize_password
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.devices import device_proof, known_device
from presantra.services.hashing import PasswordHasher
from presantra.services.keys import token_digest
from presantra.services.login_steps import LoginStepService
from presantra.services.opening import Login, Opener, person_of
from presantra.services.sessions import SessionService
from presantra.services.throttle import Limit, Throttle


@dataclass(frozen=True, slots=True)
class _Counters:
    """``wait``: what starts to wait after too many ``failures``; ``machine``: what closes an address altogether.

    ``day``: where the failures of the last day are read.
    """

    wait: str
    failures: Limit
    day: tuple[Limit, ...]
    others: tuple[Limit, ...]
    machine: tuple[Limit, ...] = ()


class AuthService:
    def __init__(
        self,
        context: ServiceContext,
        hasher: PasswordHasher,
        throttle: Throttle,
        sessions: SessionService,
        opener: Opener,
        steps: LoginStepService,
    ) -> None:
        self._context = context
        self._hasher = hasher
        self._throttle = throttle
        self._sessions = sessions
        self._opener = opener
        self._steps = steps

    async def log_in(self, visitor: Actor, email: str, password: str) -> Login:
        """Open a session; a first password opens a provisional one, once; a second factor makes it wait.

        Raises:
            BadCredentials: unknown, wrong, disabled, expired, used or throttled: one answer for all.
            Busy: too many log-ins at this moment.
        """
        account, counters = await self._proven(visitor, email, password)
        login = await self._open(account, visitor, await self._missed(counters))
        if login is None:
            await self._fail(counters, throttled=False)
            raise BadCredentials
        await self._throttle.forget(counters.failures)
        await self._refresh_hash(account, normalize_password(password))
        return login

    async def _proven(self, visitor: Actor, email: str, password: str) -> tuple[Account, _Counters]:
        """The account of an address whose password this is; one bcrypt, whatever the answer."""
        address = _address_key(email)
        key = token_digest(address)[:32]  # the address itself does not sit in the counters
        counters = self._counters(key, known_device(self._context.keys, address, visitor.device), visitor.ip)
        if await self._reached(counters.machine):
            # Says nothing of any account, and one machine must not fill the queue of the log-ins.
            raise BadCredentials
        throttled = await self._throttled(counters)
        async with self._context.database.reading() as session:
            account = await accounts.by_email_key(session, address)
        typed = normalize_password(password)
        # Never cut to fit: a longer password is a wrong one, at the same price.
        stored = account.password_hash if account is not None and len(typed) <= MAX_LENGTH else ""
        typed = typed[:MAX_LENGTH]
        first = account is not None and account.password_state == "first"
        good = await self._hasher.verify(canonical_first_password(typed) if first else typed, stored)
        if throttled or not good or account is None or account.disabled_at is not None:
            await self._fail(counters, throttled)
            raise BadCredentials
        return account, counters

    async def _throttled(self, counters: _Counters) -> bool:
        try:
            await self._throttle.waiting(counters.wait)
        except Throttled:
            return True
        return await self._reached(counters.others)

    async def _reached(self, limits: tuple[Limit, ...]) -> bool:
        try:
            await self._throttle.check(*limits)
        except Throttled:
            return True
        return False

    async def _fail(self, counters: _Counters, throttled: bool) -> None:
        await self._throttle.count(*counters.machine)
        if throttled:
            return
        await self._throttle.count(counters.failures, *counters.others)
        if await self._reached((counters.failures,)):
            await self._throttle.penalise(counters.wait)

    async def _missed(self, counters: _Counters) -> int:
        """Wrong passwords of the last day, by strangers and by this browser, for the holder to know."""
        return sum([await self._throttle.used(limit) for limit in counters.day])

    async def _open(self, account: Account, visitor: Actor, missed: int) -> Login | None:
        provisional = account.password_state == "first"
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            current = await accounts.locked(session, account.id or 0)
            # A password changed between the check and here must not open a session, nor be used up by it.
            if current.password_hash != account.password_hash or current.disabled_at is not None:
                return None
            if not provisional:
                if step := await self._steps.needed(session, current, visitor):
                    return Login("", False, "", step=step)
                return await self._opener.open_full(session, current, visitor, _described(missed))
            if not await accounts.use_first_password(session, account.id or 0, now):
                return None
            token = await self._sessions.open(session, current, visitor, provisional=True)
            person = person_of(current, visitor)
            await audit.record(session, self._context, person, "Connexion avec le mot de passe provisoire")
        return Login(token, True, device_proof(self._context.keys, account.email_key, visitor.device))

    async def _refresh_hash(self, account: Account, password: str) -> None:
        if account.password_state == "first" or not self._hasher.outdated(account.password_hash):
            return
        try:
            renewed = await self._hasher.hash(password)
        except Busy:
            return  # the next log-in will do it; this one has succeeded
        async with self._context.database.transaction() as session:
            current = await accounts.locked(session, account.id or 0)
            if current.password_hash == account.password_hash:
                current.password_hash = renewed

    def _counters(self, key: str, device: str, ip: str) -> _Counters:
        """A browser that has opened this account before answers for its own failures only."""
        throttle = self._context.settings.throttle
        strangers = (throttle.login_account_day, f"connexion/jour/{key}")
        if device:
            own = f"connexion/appareil/{key}/{device}"
            day = (throttle.login_account_day, f"{own}/jour")
            return _Counters(own, (throttle.login_account, own), (strangers, day), (day,))
        return _Counters(
            f"connexion/{key}",
            (throttle.login_account, f"connexion/compte/{key}"),
            (strangers,),
            (strangers, (throttle.login_global, "connexion/tous")),
            ((throttle.login_ip, f"connexion/ip/{ip}"),),
        )


def _described(missed: int) -> str:
    if not missed:
        return "Connexion"
    return f"Connexion, après {missed} essai{'s' if missed > 1 else ''} manqué{'s' if missed > 1 else ''} en 24 h"


def _address_key(email: str) -> str:
    """The account's own key, so that another spelling of its address is not another counter."""
    try:
        return email_key(parse_email(email))
    except (InvalidValue, UnicodeError):
        # No account has a key that is no address; what was typed is counted all the same.
        return token_digest(email.strip().casefold().encode("ascii", "backslashreplace").decode())
