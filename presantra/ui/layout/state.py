"""What every private page shows around its content: who is here, in which company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.actor import Actor
from presantra.ui.acting import acting, private, public, services
from presantra.ui.address import query_of
from presantra.ui.forms import Identifier
from presantra.ui.tab import TabState


@dataclass(frozen=True)
class CompanyOption:
    """A company in the switcher; ``code`` is the code adhérent."""

    id: str
    name: str
    code: str


class SpaceState(rx.State):
    """The top bar of the private space. ``companies``: one's own; the clients of a firm have a page of their own.

    ``cabinet``: the firm in whose name the person acts in the current company; ``in_firm``: he works in one.
    ``unread``: threads with an answer to read, for the menu.
    """

    person_name: str = ""
    companies: list[CompanyOption] = []
    current_company_id: str = ""
    current_company_name: str = ""
    current_company_code: str = ""
    cabinet: str = ""
    in_firm: bool = False
    rights: list[str] = []
    unread: int = 0
    ready: bool = False

    @rx.event
    @private()
    async def enter(self) -> Any:
        """First ``on_load`` of every private page: read-only, may run again at any time."""
        actor = acting()
        self._show(actor)
        self.unread = await services().messages.unread(actor) if actor.may(Right.MESSAGES_READ) else 0
        # Somebody whose last access was taken away can still add a company, see his account, and leave.
        here = self.router.url.path.rstrip("/")
        if actor.member is not None or here.startswith(tuple(WITHOUT_COMPANY)):
            return SpaceState.remember
        if actor.firm is None:
            return rx.redirect("/espace/ajouter-une-entreprise")
        # What is said of a company that was taken away goes along.
        return rx.redirect(f"{CLIENTS}?{TOLD}" if query_of(self, "acces") == "retire" else CLIENTS)

    @rx.event
    @private()
    async def remember(self) -> None:
        """Tie the tab to its company; after ``enter``, because a page that is loading stores nothing in the tab."""
        tab = await self.get_state(TabState)
        tab.company = self.current_company_id

    def _show(self, actor: Actor) -> None:
        """Also called by the gate at a connection: a page that reconnects never blinks, nor loses what is typed."""
        self.person_name = actor.name
        self.companies = [CompanyOption(str(c.public_id), c.name, c.code) for c in actor.companies if not c.cabinet]
        self.in_firm = actor.firm is not None
        self.current_company_id = str(actor.member.public_id) if actor.member else ""
        self.current_company_name = actor.member.name if actor.member else ""
        self.current_company_code = actor.member.code if actor.member else ""
        self.cabinet = actor.member.cabinet if actor.member else ""
        self.rights = sorted(actor.member.rights) if actor.member else []
        self.ready = True

    @rx.event
    @private(company=Identifier)
    async def switch(self, company: str) -> Any:
        """Work in another company, in this tab; the next new tab begins there too."""
        actor = await services().sessions.choose_company(acting(), company)
        tab = await self.get_state(TabState)
        tab.company = company
        return rx.redirect(f"/espace?entreprise={actor.member.code}" if actor.member else "/espace")

    @rx.event
    @private()
    async def stay(self) -> None:
        """« Rester connecté »: the gate has just seen the session again, which is all it takes."""


CLIENTS = "/espace/cabinet"
TOLD = "acces=retire"
WITHOUT_COMPANY = {
    CLIENTS,
    "/espace/ajouter-une-entreprise",
    "/espace/mon-compte",
    "/espace/modifier-mon-mot-de-passe",
    "/reauthentification",
}


class FailureState(rx.State):
    """One sentence when a handler failed for a reason that nobody foresaw, or because the database is away."""

    failed: bool = False
    unavailable: bool = False

    @rx.event
    @public()
    async def show_unavailable(self) -> None:
        self.unavailable = True

    @rx.event
    @public()
    async def dismiss_failure(self) -> None:
        self.failed = True  # the tab may show what this State does not know: make of it a change, which is sent
        self.failed = False
