"""What the pages of a firm receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client. A figure is None where the mandate does not let the firm see it.

    ``due``: visits due within 30 days; ``incomplete``: requests that wait for a complément; ``unread``: threads with
    an answer that the person has not read; ``near``: the mandate ends within 30 days.
    """

    company_id: str
    name: str
    code: str
    mandate_id: str
    rights: str
    ends_on: date | None
    near: bool
    late: int | None
    due: int | None
    incomplete: int | None
    unread: int | None
    unpaid: int | None
    unpaid_cents: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """A sum is None where no mandate lets the firm see any of it."""

    clients: int
    late: int | None
    due: int | None
    incomplete: int | None
    unread: int | None
    unpaid: int | None
    unpaid_cents: int | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """``clients`` by code adhérent. ``waiting``: companies whose mandate waits for the firm's name."""

    firm: str
    administrator: bool
    clients: tuple[ClientRow, ...]
    totals: Totals
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    public_id: str
    name: str
    email: str
    administrator: bool
    suspended: bool
    oneself: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitedView:
    public_id: str
    email: str
    administrator: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TeamPage:
    firm: str
    administrator: bool
    people: tuple[PersonView, ...]
    invited: tuple[InvitedView, ...]
