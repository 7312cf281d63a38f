"""Passwords chosen, forgotten and changed."""

from __future__ import annotations

import asyncio
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import accounts, enrolments, factors, sessions
from presantra.domain.clock import paris_datetime
from presantra.domain.errors import InvalidValue, LinkInvalid, SessionExpired, Throttled
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.names import display_name
from presantra.domain.passwords import (
    MAX_LENGTH,
    MIN_LENGTH,
    PasswordAdvice,
    advice,
    canonical_first_password,
    normalize_password,
)
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.devices import device_proof
from presantra.services.first_access import FirstAccessMail
from presantra.services.hashing import PasswordHasher
from presantra.services.keys import token_digest
from presantra.services.opening import Login
from presantra.services.outbox import enqueue
from presantra.services.reset_link import send_reset_link
from presantra.services.sessions import SessionService
from presantra.services.throttle import Throttle

RESET_ANSWER_SECONDS = 0.8
MAILED_SENTENCE = "Choisissez un autre mot de passe que celui que vous avez reçu par e-mail."


class PasswordProblem(StrEnum):
    """Codes that may travel in an address; their sentences stand with the page."""

    DIFFERENT = "differents"
    WEAK = "faible"
    MAILED = "provisoire"


class RefusedPassword(InvalidValue):
    def __init__(self, problem: PasswordProblem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


class PasswordService:
    def __init__(
        self,
        context: ServiceContext,
        hasher: PasswordHasher,
        throttle: Throttle,
        sessions_service: SessionService,
        first_access: FirstAccessMail,
    ) -> None:
        self._context = context
        self._hasher = hasher
        self._throttle = throttle
        self._sessions = sessions_service
        self._first_access = first_access

    async def advise(self, actor: Actor, password: str, token: str = "") -> PasswordAdvice:
        """Strength of a password being typed, in the light of who types it: ``token`` is that of a mailed link."""
        typed = normalize_password(password)[: MAX_LENGTH + 1]
        async with self._context.database.reading() as session:
            if token and (account := await self._holder(session, token)):
                actor = _as_actor(account, actor)
            protected = actor.account_id is not None and await factors.is_active(session, actor.account_id)
        return await asyncio.to_thread(advice, typed, self._words(actor), second_factor=protected)

    async def forgot(self, visitor: Actor, email: str) -> None:
        """Send what is needed to come back; the answer and its time are the same for an unknown address.

        Raises:
            InvalidValue: malformed address. Busy: too many requests.
        """
        address = parse_email(email)
        answered_at = asyncio.get_running_loop().time() + RESET_ANSWER_SECONDS
        await self._forgot(visitor, email_key(address))
        await asyncio.sleep(max(0.0, answered_at - asyncio.get_running_loop().time()))

    async def mail_link(self, actor: Actor) -> None:
        """« Modifier mon mot de passe »: the link goes to one's own address.

        Raises:
            Throttled: asked too often.
        """
        throttle = self._context.settings.throttle
        key = f"lien/{actor.account()}"
        await self._throttle.use((throttle.reset_account, key), (throttle.reset_account_day, f"{key}/jour"))
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            await send_reset_link(session, self._context, account)
            await audit.record(session, self._context, actor, "Lien de changement de mot de passe demandé")

    async def reset(self, visitor: Actor, token: str, password: str, confirmation: str) -> str:
        """Use a link: set the password, close every session, tell by mail. Opens no session.

        Returns what lets this browser log in at once, even while a stranger's failures make the account wait.

        Raises:
            LinkInvalid: used, expired, altered. RefusedPassword: nothing was used.
        """
        now = self._context.clock()
        async with self._context.database.reading() as session:
            account = await self._holder(session, token)
        if account is None:
            raise LinkInvalid
        hashed = await self._accepted_hash(_as_actor(account, visitor), password, confirmation)
        async with self._context.database.transaction() as session:
            if await enrolments.living_token(session, token_digest(token), now) is None:
                raise LinkInvalid
            current = await accounts.locked(session, account.id or 0)
            await self._set(session, current, hashed, visitor, password)
            await sessions.revoke_all(session, current.id or 0, now)
            await audit.record(session, self._context, _as_actor(current, visitor), "Mot de passe réinitialisé")
        return device_proof(self._context.keys, account.email_key, visitor.device)

    async def choose_first(self, actor: Actor, password: str, confirmation: str) -> Login:
        """End a provisional session: own password set, a new full session opened.

        Raises:
            SessionExpired: the session is not provisional. RefusedPassword: nothing was changed.
        """
        if actor.account_id is None or not actor.provisional:
            raise SessionExpired
        hashed = await self._accepted_hash(actor, password, confirmation)
        await self._refuse_mailed(actor.account_id, password)
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account_id)
            if account.password_state != "first":
                raise SessionExpired
            await self._set(session, account, hashed, actor, password)
            await sessions.revoke_all(session, account.id or 0, now)
            token = await self._sessions.open(session, account, actor, provisional=False)
            await audit.record(session, self._context, actor, "Mot de passe choisi")
        return Login(token, False, device_proof(self._context.keys, account.email_key, actor.device))

    async def _forgot(self, visitor: Actor, key: str) -> None:
        throttle = self._context.settings.throttle
        digest = token_digest(key)[:32]
        try:
            await self._throttle.use(
                (throttle.reset_ip, f"oubli/ip/{visitor.ip}"),
                (throttle.reset_account, f"oubli/{digest}"),
                (throttle.reset_account_day, f"oubli/jour/{digest}"),
            )
        except Throttled:
            return
        secret = await self._first_access.prepare()
        async with self._context.database.transaction() as session:
            account = await accounts.by_email_key(session, key, lock=True)
            if account is None or account.disabled_at is not None:
                return
            if account.password_state == "first":
                await self._first_access.send(session, account, secret)
            else:
                await send_reset_link(session, self._context, account)

    async def _accepted_hash(self, actor: Actor, password: str, confirmation: str) -> str:
        if normalize_password(password) != normalize_password(confirmation):
            raise RefusedPassword(PasswordProblem.DIFFERENT, "Les deux mots de passe ne sont pas identiques.")
        verdict = await self.advise(actor, password)
        if not verdict.ok:
            raise RefusedPassword(PasswordProblem.WEAK, verdict.sentence)
        return await self._hasher.hash(password)

    async def _refuse_mailed(self, account_id: int, password: str) -> None:
        """What travelled by mail must not become the lasting password (ASVS 6.4.1)."""
        async with self._context.database.reading() as session:
            account = await session.get_one(Account, account_id)
        typed = canonical_first_password(password)
        if account.password_state == "first" and await self._hasher.verify(typed, account.password_hash):
            raise RefusedPassword(PasswordProblem.MAILED, MAILED_SENTENCE)

    async def _holder(self, session: AsyncSession, token: str) -> Account | None:
        """Whose living link this is, unless his account is disabled."""
        found = await enrolments.living_token(session, token_digest(token), self._context.clock())
        account = await session.get(Account, found.account_id) if found else None
        return account if account is not None and account.disabled_at is None else None

    async def _set(self, session: AsyncSession, account: Account, hashed: str, visitor: Actor, password: str) -> None:
        now, account_id = self._context.clock(), account.id or 0
        account.short_password = len(normalize_password(password)) < MIN_LENGTH
        await factors.distrust_all(session, account_id, now)
        await factors.end_steps(session, account_id)
        account.password_hash, account.password_state = hashed, "own"
        account.first_expires_at = None
        account.version += 1
        await enrolments.use_all_tokens(session, account_id, now)
        await enqueue(
            session, self._context, "password_changed", account.email,
            person=display_name(account.first_name, account.last_name), at=paris_datetime(now), ip=visitor.ip,
        )  # fmt: skip

    def _words(self, actor: Actor) -> tuple[str, ...]:
        companies = tuple(company.name for company in actor.companies)
        return (actor.name, actor.email, self._context.settings.service_name, *companies)


def _as_actor(account: Account, visitor: Actor) -> Actor:
    return Actor(
        account_id=account.id,
        name=display_name(account.first_name, account.last_name),
        email=account.email,
        provisional=True,
        ip=visitor.ip,
    )
