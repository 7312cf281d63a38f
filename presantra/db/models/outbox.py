"""Boîte d’envoi: a mail is a row of the same transaction as the fact it announces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant


class OutboxMail(SQLModel, table=True):
    """``body`` is AES-256-GCM over the JSON of text and HTML, blanked once sent. ``status``: waiting, sent, parked."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_status_next_attempt_at", "status", "next_attempt_at"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(max_length=100, unique=True)
    kind: str = Field(max_length=40)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: bytes
    status: str = Field(default="waiting", max_length=10)
    attempts: int = 0
    created_at: datetime = Field(sa_type=Instant)
    next_attempt_at: datetime = Field(sa_type=Instant)
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    last_error: str = Field(default="", max_length=300)
