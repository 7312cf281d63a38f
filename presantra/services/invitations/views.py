"""What an invitation shows to who holds its link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """Where the person who looks stands: what he has to do before he can accept."""

    ACCEPT = "accept"
    LOG_IN = "log_in"
    OTHER_ACCOUNT = "other_account"
    CREATE = "create"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class InvitationView:
    """``offers``: what is given, one sentence each. ``expires_at``: aware UTC."""

    kind: str
    inviter: str
    organisation: str
    code: str
    email: str
    offers: tuple[str, ...]
    expires_at: datetime
    standing: Standing
