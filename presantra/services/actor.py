"""Who acts. Every service method takes one as its first argument."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from presantra.domain.errors import Forbidden, SessionExpired
from presantra.domain.rights import Right

Service = TypeVar("Service")
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class CompanyRef:
    """A company that the acting account may work in, and what it may do there.

    ``cabinet``: name of the accounting firm through whose mandate it acts, empty for the employer's own people.
    """

    id: int
    public_id: UUID
    code: str
    name: str
    rights: frozenset[Right] = frozenset()
    cabinet: str = ""


@dataclass(frozen=True, slots=True)
class FirmRef:
    """The accounting firm that the acting account works in."""

    id: int
    public_id: UUID
    name: str
    administrator: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, as the session row tells it at this very event.

    ``companies`` are the only tenants he may name; ``member`` is the one he works in.
    An anonymous visitor has no account and no company. ``cleared`` is the right that the service method now running
    has demanded: without one, no statement on a company's data can be written (:meth:`tenant`).
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
    invitation: str = field(default="", repr=False)
    """Token of the invitation that this browser has opened, see :mod:`presantra.services.invitations`."""
    cleared: Right | None = None
    firm: FirmRef | None = None

    @property
    def authenticated(self) -> bool:
        return self.account_id is not None and not self.provisional

    @property
    def signature(self) -> str:
        """His name in the employer's history, with the cabinet in whose name he acts."""
        cabinet = self.member.cabinet if self.member else ""
        return f"{self.name} ({cabinet})" if cabinet else self.name

    def may(self, right: Right) -> bool:
        """Whether he holds this right in the company he works in."""
        return self.member is not None and right in self.member.rights

    def demand(self, right: Right) -> None:
        """One more right, which only some uses of a method need.

        Raises:
            Forbidden: he has it not in the company he works in.
        """
        if not self.may(right):
            raise Forbidden

    def clear(self, right: Right) -> Actor:
        """The same person, allowed to do this in his current company.

        Raises:
            SessionExpired: nobody is logged in.
            Forbidden: he has no company, or not this right in it.
        """
        self.account()
        if not self.may(right):
            raise Forbidden
        return replace(self, cleared=right)

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
            Forbidden: the account has no company to work in, or the method asked for no right (:func:`needs`).
        """
        self.account()
        if self.member is None or self.cleared is None or self.cleared not in self.member.rights:
            raise Forbidden
        return self.member.id

    def of_firm(self, *, administrator: bool = False) -> FirmRef:
        """The firm he works in.

        Raises:
            SessionExpired: nobody is logged in.
            Forbidden: he works in none, or does not administer it.
        """
        self.account()
        if self.firm is None or (administrator and not self.firm.administrator):
            raise Forbidden
        return self.firm

    def side_by_side(self) -> tuple[CompanyRef, ...]:
        """Companies that may be handled together with the current one: one file, one transfer.

        His own ones, or the branches of one employer under mandate: two clients of a firm never meet.
        """
        here = self.member
        if here is None:
            return ()
        number = here.code.partition("-")[0]
        return tuple(
            company
            for company in self.companies
            if (self.cleared is None or self.cleared in company.rights)
            and company.cabinet == here.cabinet
            and (not here.cabinet or company.code.partition("-")[0] == number)
        )

    def working_in(self, public_id: str | UUID) -> Actor:
        """The same person in another of his companies, where what he is cleared for must hold too.

        Raises:
            Forbidden: that company is not his, or he has not the right there.
        """
        wanted = str(public_id)
        for company in self.companies:
            if str(company.public_id) == wanted:
                there = replace(self, member=company)
                return there.clear(self.cleared) if self.cleared else there
        raise Forbidden


ANONYMOUS = Actor()


def needs(
    right: Right,
) -> Callable[
    [Callable[Concatenate[Service, Actor, Given], Awaitable[Answer]]],
    Callable[Concatenate[Service, Actor, Given], Awaitable[Answer]],
]:
    """A service method that acts on the current company: refused, before anything else, to who has not this right."""

    def decorate(
        method: Callable[Concatenate[Service, Actor, Given], Awaitable[Answer]],
    ) -> Callable[Concatenate[Service, Actor, Given], Awaitable[Answer]]:
        @functools.wraps(method)
        async def wrapper(self: Service, actor: Actor, /, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
            return await method(self, actor.clear(right), *args, **kwargs)

        wrapper.presantra_right = right  # type: ignore[attr-defined]
        return wrapper

    return decorate


@dataclass(frozen=True, slots=True)
class System:
    """The service itself: command line and background work."""

    name: str = "PRÉSANTRA"

    @property
    def signature(self) -> str:
        return self.name
