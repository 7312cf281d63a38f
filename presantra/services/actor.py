"""Who acts. Every service method takes one as its first argument."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from presantra.domain.errors import Forbidden, SessionExpired


@dataclass(frozen=True, slots=True)
class CompanyRef:
    """A company attached to the acting account."""

    id: int
    public_id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, as the session row tells it at this very event.

    ``companies`` are the only tenants he may name; ``member`` is the one he works in.
    An anonymous visitor has no account and no company.
    """

    account_id: int | None = None
    account_public_id: UUID | None = None
    name: str = ""
    email: str = ""
    session_id: int | None = None
    provisional: bool = False
    companies: tuple[CompanyRef, ...] = ()
    member: CompanyRef | None = None
    visitor: str = ""
    ip: str = ""
    user_agent: str = ""
    reauthenticated_at: datetime | None = None
    device: str = field(default="", repr=False)
    """Proof that this browser has logged in before, see :mod:`presantra.services.devices`."""
    trust: str = field(default="", repr=False)
    """Proof that this browser may log in without the second factor, see :mod:`presantra.services.trusted_devices`."""

    @property
    def authenticated(self) -> bool:
        return self.account_id is not None and not self.provisional

    def account(self) -> int:
        """Integer id of the account.

        Raises:
            SessionExpired: nobody is logged in, or only provisionally.
        """
        if self.account_id is None or self.provisional:
            raise SessionExpired
        return self.account_id

    def tenant(self) -> int:
        """Integer id of the member that every statement filters on.

        Raises:
            SessionExpired: nobody is logged in.
            Forbidden: the account has no company to work in.
        """
        self.account()
        if self.member is None:
            raise Forbidden
        return self.member.id

    def working_in(self, public_id: str | UUID) -> Actor:
        """The same person in another of his companies.

        Raises:
            Forbidden: that company is not his.
        """
        wanted = str(public_id)
        for company in self.companies:
            if str(company.public_id) == wanted:
                return replace(self, member=company)
        raise Forbidden


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class System:
    """The service itself: command line and background work."""

    name: str = "PRÉSANTRA"
