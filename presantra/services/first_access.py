"""The mail that opens a new account: a password that works once, or a link (``PRESANTRA_FIRST_ACCESS``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, PasswordToken
from presantra.db.repositories import enrolments, sessions
from presantra.domain.names import display_name
from presantra.domain.passwords import canonical_first_password, generate_first_password
from presantra.services.context import ServiceContext
from presantra.services.hashing import PasswordHasher
from presantra.services.keys import new_token, token_digest
from presantra.services.outbox import enqueue
from presantra.settings import FirstAccess


@dataclass(frozen=True, slots=True, repr=False)
class FirstSecret:
    """Prepared before the transaction, because hashing is slow and a transaction must be short."""

    password: str
    hashed: str
    token: str


class FirstAccessMail:
    def __init__(self, context: ServiceContext, hasher: PasswordHasher) -> None:
        self._context = context
        self._hasher = hasher

    async def prepare(self) -> FirstSecret:
        """Raises:
        Busy: too many hashes are waiting.
        """
        password = generate_first_password()
        return FirstSecret(password, await self._hasher.hash(canonical_first_password(password)), new_token())

    async def send(
        self, session: AsyncSession, account: Account, secret: FirstSecret, *, company: str = "", code: str = ""
    ) -> None:
        """Give the account its first secret in the caller's transaction; what the ones before opened dies with them."""
        now = self._context.clock()
        settings = self._context.settings
        expires_at = now + timedelta(hours=settings.first_password_hours)
        account.password_state, account.first_used_at, account.first_expires_at = "first", None, expires_at
        person = display_name(account.first_name, account.last_name)
        await enrolments.use_all_tokens(session, account.id or 0, now)
        await sessions.revoke_all(session, account.id or 0, now)
        if settings.first_access is FirstAccess.LINK:
            account.password_hash = ""
            session.add(
                PasswordToken(
                    token_digest=token_digest(secret.token),
                    account_id=account.id or 0,
                    purpose="first",
                    created_at=now,
                    expires_at=expires_at,
                )
            )
            link = f"{settings.public_url}/reinitialiser-mot-de-passe#{secret.token}"
            await enqueue(
                session, self._context, "first_link", account.email,
                person=person, company=company, code=code, link=link, expires_at=expires_at,
            )  # fmt: skip
            return
        account.password_hash = secret.hashed
        login_url = f"{settings.public_url}/connexion"
        kind = "first_password" if company else "fresh_start"
        extra = {"email": account.email, "company": company, "code": code} if company else {}
        await enqueue(
            session, self._context, kind, account.email,
            person=person, password=secret.password, expires_at=expires_at, login_url=login_url, **extra,
        )  # fmt: skip
