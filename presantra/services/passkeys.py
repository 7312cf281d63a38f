"""Clés d’accès: added, listed, removed; and what they prove: a whole log-in, a second factor, a recent presence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Passkey, PasskeyChallenge
from presantra.db.repositories import accounts
from presantra.db.repositories import passkeys as repository
from presantra.domain.errors import InvalidValue, NotFound, WrongProof
from presantra.domain.names import clean_name
from presantra.services import audit, webauthn
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.keys import token_digest
from presantra.services.login_steps import LoginStepService
from presantra.services.notices import security_notice
from presantra.services.opening import Login, Opener
from presantra.services.reauthentication import ReauthenticationService
from presantra.services.recent import demand_recent
from presantra.services.sessions import describe_device
from presantra.services.throttle import Throttle

CHALLENGE_LIFE = timedelta(minutes=3)
CHALLENGE_BYTES = 32
MAX_PASSKEYS = 10
NAME_LENGTH = 60
PROOF = "une clé d’accès"
NO_COOKIE = "Votre navigateur refuse les cookies du portail : rechargez la page, puis recommencez."


class Purpose(StrEnum):
    ADD = "ajout"
    LOG_IN = "connexion"
    STEP = "code"
    CONFIRM = "confirmation"


@dataclass(frozen=True, slots=True)
class PasskeyView:
    public_id: str
    name: str
    added_at: datetime
    last_used_at: datetime | None


class PasskeyService:
    def __init__(
        self,
        context: ServiceContext,
        throttle: Throttle,
        opener: Opener,
        steps: LoginStepService,
        reauthentication: ReauthenticationService,
    ) -> None:
        self._context = context
        self._throttle = throttle
        self._opener = opener
        self._steps = steps
        self._reauthentication = reauthentication

    async def list(self, actor: Actor) -> tuple[PasskeyView, ...]:
        async with self._context.database.reading() as session:
            rows = await repository.of_account(session, actor.account())
        return tuple(PasskeyView(str(row.public_id), row.name, row.created_at, row.last_used_at) for row in rows)

    async def remove(self, actor: Actor, public_id: str) -> None:
        """Raises:
        ReauthenticationNeeded. NotFound: no such passkey of this account.
        """
        demand_recent(self._context, actor)
        wanted = parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            name = await repository.erase_one(session, actor.account(), wanted)
            if name is None:
                raise NotFound
            await audit.record(session, self._context, actor, "Clé d’accès retirée")
            await security_notice(
                session, self._context, account, "Clé d’accès retirée",
                f"La clé d’accès « {name} » ne permet plus de se connecter à votre compte.", actor.ip,
            )  # fmt: skip

    async def ask_to_add(self, actor: Actor) -> Any:
        """Raises:
        ReauthenticationNeeded. InvalidValue: as many as an account may have.
        """
        demand_recent(self._context, actor)
        async with self._context.database.transaction() as session:
            known = await repository.of_account(session, actor.account())
            if len(known) >= MAX_PASSKEYS:
                raise InvalidValue(f"Un compte a {MAX_PASSKEYS} clés d’accès au plus : retirez-en une d’abord.")
            challenge = await self._ask(session, Purpose.ADD, _session_of(actor))
        return webauthn.registration_options(self._context.settings, actor, known, challenge)

    async def add(self, actor: Actor, text: str, name: str) -> PasskeyView:
        """Keep the public key that answers :meth:`ask_to_add`.

        Raises:
            ReauthenticationNeeded. WrongProof: not a right answer. InvalidValue: the name, or too many.
        """
        demand_recent(self._context, actor)
        called = clean_name(name, NAME_LENGTH) if name.strip() else describe_device(actor.user_agent)[:NAME_LENGTH]
        response = await self._answer(text, Purpose.ADD, _session_of(actor))
        key = webauthn.verify_registration(self._context.settings, response)
        passkey = Passkey(
            account_id=actor.account(), credential_id=key.credential_id, public_key=key.public_key,
            sign_count=key.sign_count, transports=key.transports, name=called, created_at=self._context.clock(),
        )  # fmt: skip
        try:
            async with self._context.database.transaction() as session:
                account = await accounts.locked(session, actor.account())
                if await repository.count(session, actor.account()) >= MAX_PASSKEYS:
                    raise InvalidValue(f"Un compte a {MAX_PASSKEYS} clés d’accès au plus : retirez-en une d’abord.")
                session.add(passkey)
                await session.flush()
                await audit.record(session, self._context, actor, "Clé d’accès ajoutée")
                await security_notice(
                    session, self._context, account, "Clé d’accès ajoutée",
                    f"La clé d’accès « {called} » permet maintenant de se connecter à votre compte.", actor.ip,
                )  # fmt: skip
        except IntegrityError:
            raise WrongProof(webauthn.REFUSED) from None  # whose it already is, nobody is told
        return PasskeyView(str(passkey.public_id), called, passkey.created_at, None)

    async def ask_to_log_in(self, visitor: Actor) -> Any:
        """Raises:
        Throttled: asked too often from this address. InvalidValue: a browser without cookies.
        """
        await self._throttle.use((self._context.settings.throttle.passkey_ip, f"cle/ip/{visitor.ip}"))
        async with self._context.database.transaction() as session:
            challenge = await self._ask(session, Purpose.LOG_IN, _browser_of(visitor))
        return webauthn.authentication_options(self._context.settings, (), challenge)

    async def log_in(self, visitor: Actor, text: str) -> Login:
        """Open a session with a passkey alone: it was held, and its holder verified, so it is two factors.

        Raises:
            WrongProof: unknown, altered, replayed, of a disabled account: one answer for all.
        """
        response = await self._answer(text, Purpose.LOG_IN, _browser_of(visitor))
        async with self._context.database.transaction() as session:
            account = await self._verified(session, response)
            if account.disabled_at is not None or response.user_handle != account.public_id.bytes:
                raise WrongProof(webauthn.REFUSED)
            return await self._opener.open_full(session, account, visitor, f"Connexion avec {PROOF}")

    async def ask_for_step(self, step: str) -> Any:
        """Raises:
        SessionExpired: no log-in is waiting. InvalidValue: this account has no passkey.
        """
        account_id = await self._steps.account_of(step)
        return await self._ask_one_of(account_id, Purpose.STEP, f"e{token_digest(step)}")

    async def take_step(self, visitor: Actor, step: str, text: str, *, trust: bool = False) -> Login:
        """The second factor after a right password.

        Raises:
            SessionExpired: no log-in is waiting. WrongProof: not a right answer.
        """
        response = await self._answer(text, Purpose.STEP, f"e{token_digest(step)}")

        async def check(session: AsyncSession, account: Account) -> str:
            await self._verified(session, response, account)
            return PROOF

        return await self._steps.finish_with(visitor, step, check, trust=trust)

    async def ask_to_confirm(self, actor: Actor) -> Any:
        """Raises:
        SessionExpired: nobody is logged in. InvalidValue: this account has no passkey.
        """
        return await self._ask_one_of(actor.account(), Purpose.CONFIRM, _session_of(actor))

    async def confirm(self, actor: Actor, text: str) -> None:
        """Raises:
        SessionExpired: nobody is logged in. WrongProof: not a right answer.
        """
        actor.account()
        response = await self._answer(text, Purpose.CONFIRM, _session_of(actor))
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            await self._verified(session, response, account)
            await self._reauthentication.accept(session, actor, PROOF)

    async def _ask_one_of(self, account_id: int, purpose: Purpose, bound_to: str) -> Any:
        async with self._context.database.transaction() as session:
            known = await repository.of_account(session, account_id)
            if not known:
                raise InvalidValue("Votre compte n’a pas de clé d’accès : utilisez un autre moyen.")
            challenge = await self._ask(session, purpose, bound_to)
        return webauthn.authentication_options(self._context.settings, known, challenge)

    async def _ask(self, session: AsyncSession, purpose: Purpose, bound_to: str) -> bytes:
        challenge, now = secrets.token_bytes(CHALLENGE_BYTES), self._context.clock()
        row = PasskeyChallenge(
            digest=token_digest(challenge.hex()), purpose=purpose, bound_to=bound_to, expires_at=now + CHALLENGE_LIFE
        )
        await repository.ask(session, row, now)
        return challenge

    async def _answer(self, text: str, purpose: Purpose, bound_to: str) -> webauthn.Response:
        """Use the challenge up, even when what follows is refused: it is worth one answer."""
        response, now = webauthn.read(text), self._context.clock()
        digest = token_digest(response.challenge.hex())
        async with self._context.database.transaction() as session:
            if not await repository.answer(session, digest, purpose, bound_to, now):
                raise WrongProof(webauthn.REFUSED)
        return response

    async def _verified(
        self, session: AsyncSession, response: webauthn.Response, holder: Account | None = None
    ) -> Account:
        """Whose passkey has signed, locked; its counter goes forward in the caller's transaction."""
        found = await repository.by_credential(session, response.credential_id)
        if found is None or (holder is not None and found[1].id != holder.id):
            raise WrongProof(webauthn.REFUSED)
        account = holder or await accounts.locked(session, found[1].id or 0)
        # Read again under the lock: two answers of one counter must not both pass.
        again = await repository.by_credential(session, response.credential_id)
        if again is None:
            raise WrongProof(webauthn.REFUSED)
        passkey = again[0]
        passkey.sign_count = webauthn.verify_authentication(self._context.settings, response, passkey)
        passkey.last_used_at = self._context.clock()
        return account


def _session_of(actor: Actor) -> str:
    actor.account()
    return f"s{actor.session_id}"


def _browser_of(visitor: Actor) -> str:
    if not visitor.visitor:
        raise InvalidValue(NO_COOKIE)
    return f"v{visitor.visitor}"
