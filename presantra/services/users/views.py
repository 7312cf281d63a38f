"""What the administrator of a company sees of its users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presantra.domain.rights import Role
from presantra.services.audit import HistoryLine


@dataclass(frozen=True, slots=True)
class UserView:
    """``roles`` in the order of the table. ``last_login``: None when there is none that is still kept."""

    public_id: str
    name: str
    job_title: str
    email: str
    roles: tuple[Role, ...]
    since: datetime
    suspended_at: datetime | None
    last_login: datetime | None
    oneself: bool
    active_administrator: bool


@dataclass(frozen=True, slots=True)
class InvitedView:
    """An invitation without an answer. ``expired``: its link is dead, it can be sent again."""

    public_id: str
    email: str
    roles: tuple[Role, ...]
    by: str
    sent_at: datetime
    expires_at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class UsersPage:
    """``single_administrator``: only one person can administer: a second one is advised."""

    people: tuple[UserView, ...]
    invited: tuple[InvitedView, ...]
    single_administrator: bool
    history: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class HandoverView:
    """An administration offered. ``kept``: roles that the giver keeps, empty when he leaves."""

    public_id: str
    giver: str
    receiver: str
    kept: tuple[Role, ...]
    expires_at: datetime
