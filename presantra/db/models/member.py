"""Adhérent: one code adhérent is one tenant; branches share ``company_number``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Member(SQLModel, table=True):
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    code: str = Field(max_length=9, unique=True)
    company_number: str = Field(max_length=5, index=True)
    branch_number: int | None = None
    name: str = Field(max_length=200)
    siret: str = Field(max_length=14)
    naf_code: str = Field(default="", max_length=5)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=20)
    declarant_number_digest: str | None = Field(default=None, max_length=64)
    declarant_number_issued_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    updated_by: str = Field(default="", max_length=200)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    """When somebody of the company last said that its coordonnées and contacts are right."""
    verified_by: str = Field(default="", max_length=420)
    version: int = 1


class MemberAddress(SQLModel, table=True):
    """``kind``: siege, facturation, convocations."""

    __tablename__ = "member_address"
    __table_args__ = (UniqueConstraint("member_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    kind: str = Field(max_length=20)
    street: str = Field(default="", max_length=300)
    postal_code: str = Field(default="", max_length=5)
    city: str = Field(default="", max_length=100)


class MemberContact(SQLModel, table=True):
    """``kind``: dirigeant, ressources_humaines, facturation, suivi_medical."""

    __tablename__ = "member_contact"
    __table_args__ = (UniqueConstraint("member_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    kind: str = Field(max_length=20)
    name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=20)
    other_emails: str = Field(default="", max_length=800)
    """Addresses beside ``email``, separated by commas."""
