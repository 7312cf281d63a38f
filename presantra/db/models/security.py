"""What proves who somebody is besides his password, and what waits to be proven."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class TotpFactor(SQLModel, table=True):
    """Second factor by an application; it counts once ``confirmed_at``. ``last_step``: the last one accepted."""

    __tablename__ = "totp_factor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    secret_sealed: bytes
    created_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    last_step: int = Field(default=0, sa_type=BigInteger)


class RecoveryCode(SQLModel, table=True):
    """Keyed hash of a code of 80 random bits; works once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    digest: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Passkey(SQLModel, table=True):
    """Clé d’accès. ``credential_id`` and ``transports`` as WebAuthn writes them, the former in base64url."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    account_id: int = Field(foreign_key="account.id", index=True)
    credential_id: str = Field(max_length=1400, unique=True)
    public_key: bytes
    sign_count: int = Field(default=0, sa_type=BigInteger)
    transports: str = Field(default="", max_length=100)
    name: str = Field(max_length=60)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)


class PasskeyChallenge(SQLModel, table=True):
    """A question asked to one browser (``bound_to``) for one ``purpose``; answered or expired, it is gone."""

    __tablename__ = "passkey_challenge"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, unique=True)
    purpose: str = Field(max_length=12)
    bound_to: str = Field(max_length=80, index=True)
    expires_at: datetime = Field(sa_type=Instant, index=True)


class LoginStep(SQLModel, table=True):
    """A right password that waits for the second factor: it opens nothing by itself, and dies with the password."""

    __tablename__ = "login_step"

    id: int | None = Field(default=None, primary_key=True)
    token_digest: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant, index=True)


class TrustedDevice(SQLModel, table=True):
    """A browser that need not give the second factor until ``expires_at``."""

    __tablename__ = "trusted_device"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    account_id: int = Field(foreign_key="account.id", index=True)
    token_digest: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)
    last_used_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=200)


class EmailChange(SQLModel, table=True):
    """Asked, confirmed by the new address, reversible from the old one: two links, each used once."""

    __tablename__ = "email_change"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    old_email: str = Field(max_length=254)
    new_email: str = Field(max_length=254)
    confirm_digest: str = Field(max_length=64, unique=True)
    revert_digest: str | None = Field(default=None, max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    revert_until: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
