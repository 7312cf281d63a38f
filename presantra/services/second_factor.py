"""Double authentification: an application that shows six digits, and ten recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, TotpFactor
from presantra.db.repositories import accounts, factors
from presantra.domain.errors import InvalidValue, Throttled, WrongProof
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.names import display_name
from presantra.domain.second_factor import (
    canonical_recovery_code,
    matching_step,
    new_recovery_codes,
    new_totp_secret,
    readable_secret,
    totp_address,
)
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.context import ServiceContext
from presantra.services.keys import keyed_digest, seal, unseal
from presantra.services.notices import security_notice
from presantra.services.recent import demand_recent
from presantra.services.reset_link import send_reset_link
from presantra.services.throttle import Limit, Throttle

SETUP_LIFE = timedelta(minutes=30)
WRONG_FIRST_CODE = (
    "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis saisissez le code affiché maintenant."
)
APPLICATION, RECOVERY = "un code", "un code de secours"


@dataclass(frozen=True, slots=True)
class FactorView:
    """``since`` is None while there is no second factor."""

    since: datetime | None
    codes_left: int
    short_password: bool


@dataclass(frozen=True, slots=True, repr=False)
class TotpSetup:
    """What to enter in the application: by its camera (``image``, a data address), or by hand (``secret``)."""

    image: str
    secret: str


class SecondFactorService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    async def view(self, actor: Actor) -> FactorView:
        account_id = actor.account()
        async with self._context.database.reading() as session:
            factor = await factors.totp(session, account_id)
            left = await factors.recovery_codes_left(session, account_id)
            account = await session.get_one(Account, account_id)
        return FactorView(factor.confirmed_at if factor else None, left, account.short_password)

    async def begin(self, actor: Actor) -> TotpSetup:
        """Draw a secret; the same one again while its setting up lasts, so that a reloaded page does not change it.

        Raises:
            ReauthenticationNeeded. InvalidValue: there is a second factor already.
        """
        demand_recent(self._context, actor)
        account_id, now = actor.account(), self._context.clock()
        async with self._context.database.transaction() as session:
            await accounts.locked(session, account_id)
            factor = await factors.totp(session, account_id)
            if factor is not None and factor.confirmed_at is not None:
                raise InvalidValue("La double authentification est déjà activée.")
            if factor is None or now - factor.created_at >= SETUP_LIFE:
                secret = new_totp_secret()
                sealed = seal(self._context.keys.totp, secret.encode(), _bound_to(account_id))
                fresh = TotpFactor(account_id=account_id, secret_sealed=sealed, created_at=now)
                await session.merge(fresh)
            else:
                secret = self._secret(factor)
        address = totp_address(secret, actor.email, self._context.settings.service_name)
        image = segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#10282c", light="#ffffff")
        return TotpSetup(image, readable_secret(secret))

    async def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Prove that the application has the secret; the recovery codes, shown this once.

        Raises:
            ReauthenticationNeeded. WrongProof: nothing changed. Throttled: too many wrong codes.
            InvalidValue: nothing to confirm, or too late.
        """
        demand_recent(self._context, actor)
        account_id, now = actor.account(), self._context.clock()
        codes = new_recovery_codes()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            await self._throttle.check(*self._limits(account_id))
            factor = await factors.totp(session, account_id)
            if factor is None or factor.confirmed_at is not None or now - factor.created_at >= SETUP_LIFE:
                raise InvalidValue("Cette mise en place a expiré : rechargez la page et recommencez.")
            step = matching_step(self._secret(factor), code, now, factor.last_step)
            if step is None:
                await self._throttle.count(*self._limits(account_id))
                raise WrongProof(WRONG_FIRST_CODE)
            factor.confirmed_at, factor.last_step = now, step
            await self._write_codes(session, account_id, codes)
            await audit.record(session, self._context, actor, "Double authentification activée")
            await security_notice(
                session, self._context, account, "Double authentification activée",
                "La double authentification vient d’être activée sur votre compte.", actor.ip,
            )  # fmt: skip
        return codes

    async def regenerate(self, actor: Actor) -> tuple[str, ...]:
        """Ten new recovery codes; those before are dead.

        Raises:
            ReauthenticationNeeded. InvalidValue: there is no second factor.
        """
        demand_recent(self._context, actor)
        account_id, codes = actor.account(), new_recovery_codes()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            if not await factors.is_active(session, account_id):
                raise InvalidValue("La double authentification n’est pas activée.")
            await self._write_codes(session, account_id, codes)
            await audit.record(session, self._context, actor, "Codes de secours renouvelés")
            await security_notice(
                session, self._context, account, "Codes de secours renouvelés",
                "De nouveaux codes de secours ont été créés : les précédents ne servent plus.", actor.ip,
            )  # fmt: skip
        return codes

    async def remove(self, actor: Actor) -> None:
        """Back to the password alone: trusted devices and recovery codes go too.

        Raises:
            ReauthenticationNeeded. InvalidValue: nothing to remove, or the password is too short to stand alone.
        """
        demand_recent(self._context, actor)
        account_id = actor.account()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            if not await factors.is_active(session, account_id):
                raise InvalidValue("La double authentification n’est pas activée.")
            if account.short_password:
                raise InvalidValue(
                    "Votre mot de passe est trop court pour protéger seul votre compte : "
                    "modifiez-le d’abord, avec au moins 15 caractères."
                )
            await self._erase(session, account)
            await audit.record(session, self._context, actor, "Double authentification désactivée")
            await security_notice(
                session, self._context, account, "Double authentification désactivée",
                "La double authentification vient d’être désactivée : le mot de passe suffit de nouveau.", actor.ip,
            )  # fmt: skip

    async def remove_for(self, system: System, email: str) -> str:
        """For somebody who has lost all his means, once the service has recognised him; his name.

        A password too short to stand alone dies: a link to choose another goes to his address.

        Raises:
            InvalidValue: no open account with a second factor has this address.
        """
        async with self._context.database.transaction() as session:
            account = await accounts.by_email_key(session, email_key(parse_email(email)), lock=True)
            known = account is not None and account.disabled_at is None
            if account is None or not known or not await factors.is_active(session, account.id or 0):
                raise InvalidValue("Aucun compte ouvert avec la double authentification n’a cette adresse.")
            await self._erase(session, account)
            await audit.record(
                session, self._context, system, "Double authentification retirée par le service",
                subject=audit.Subject("account", account.public_id),
            )  # fmt: skip
            await security_notice(
                session, self._context, account, "Double authentification désactivée",
                "Le service a retiré la double authentification de votre compte, à votre demande.",
            )  # fmt: skip
            if account.short_password:
                account.password_hash, account.short_password = "", False
                await send_reset_link(session, self._context, account)
            return display_name(account.first_name, account.last_name)

    async def _erase(self, session: AsyncSession, account: Account) -> None:
        await factors.erase_totp(session, account.id or 0)
        await factors.distrust_all(session, account.id or 0, self._context.clock())
        await factors.end_steps(session, account.id or 0)

    async def accept(self, session: AsyncSession, account: Account, code: str, ip: str) -> str:
        """Use a code up in the caller's transaction; the kind it was, in French.

        The caller has locked the account: guesses sent all at once are judged, and counted, one after the other.

        Raises:
            WrongProof: neither the application's code of now, nor a recovery code that is left.
            Throttled: too many wrong codes for this account.
        """
        limits = self._limits(account.id or 0)
        await self._throttle.check(*limits)
        try:
            proof = await self._verified(session, account, code, ip)
        except WrongProof:
            await self._throttle.count(*limits)
            raise
        await self._throttle.forget(limits[0])
        return proof

    async def exhausted(self, account_id: int) -> bool:
        """Whether wrong codes have just made this account wait."""
        try:
            await self._throttle.check(*self._limits(account_id))
        except Throttled:
            return True
        return False

    async def _verified(self, session: AsyncSession, account: Account, code: str, ip: str) -> str:
        account_id, now = account.id or 0, self._context.clock()
        factor = await factors.totp(session, account_id, lock=True)
        if factor is None or factor.confirmed_at is None:
            raise WrongProof
        step = matching_step(self._secret(factor), code, now, factor.last_step)
        if step is not None:
            factor.last_step = step
            return APPLICATION
        canonical = canonical_recovery_code(code)
        digest = self._digest(account_id, canonical)
        if not canonical or not await factors.use_recovery_code(session, account_id, digest, now):
            raise WrongProof
        left = await factors.recovery_codes_left(session, account_id)
        await security_notice(
            session, self._context, account, "Code de secours utilisé",
            f"Un de vos codes de secours vient de servir. Il vous en reste {left}.", ip,
        )  # fmt: skip
        return RECOVERY

    def _limits(self, account_id: int) -> tuple[Limit, ...]:
        """Counters of wrong codes of an account, whatever they were for."""
        throttle = self._context.settings.throttle
        return (
            (throttle.second_factor, f"code/{account_id}"),
            (throttle.second_factor_hour, f"code/heure/{account_id}"),
        )

    async def _write_codes(self, session: AsyncSession, account_id: int, codes: tuple[str, ...]) -> None:
        digests = [self._digest(account_id, canonical_recovery_code(code)) for code in codes]
        await factors.replace_recovery_codes(session, account_id, digests, self._context.clock())

    def _digest(self, account_id: int, canonical: str) -> str:
        return keyed_digest(self._context.keys.recovery, f"{account_id} {canonical}")

    def _secret(self, factor: TotpFactor) -> str:
        sealed = factor.secret_sealed
        return unseal(self._context.keys.totp, sealed, _bound_to(factor.account_id)).decode()


def _bound_to(account_id: int) -> str:
    return f"totp/{account_id}"
