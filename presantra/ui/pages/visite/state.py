"""One request for a visit: where it stands, kept up to date by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from presantra.domain.errors import NotFound
from presantra.domain.rights import Right
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.closures import DayWarnings
from presantra.ui.live import watchers
from presantra.ui.pages.visite.acts import Acts
from presantra.ui.pages.visite.rows import Choice, Sheet, SlotLine, closed_sentence, sheet, slot_line

MISSING = "Page introuvable"
SHOWN_SLOTS = 6


class VisiteState(Acts, DayWarnings, rx.State):
    """``shown``: what the address named when this was loaded.

    ``news``: what somebody else has just changed, read aloud without taking the focus.
    ``closed_slots``: a sentence, when free slots are left out because the company is closed.
    """

    loaded: bool = False
    shown: str = ""
    missing: bool = False
    title: str = "Demande de visite"
    sheet: Sheet = Sheet()
    slots: list[SlotLine] = []
    more_slots: list[SlotLine] = []
    closed_slots: str = ""
    replacements: list[Choice] = []
    news: str = ""

    @rx.event
    @private()
    async def load(self) -> AsyncIterator[Any]:
        asked = self._asked()
        if asked != self._id:
            # Nothing of the request seen before may stay on the screen meanwhile.
            self.reset()
            self._id = asked
            yield
        self._clear_feedback()
        self.news = ""
        try:
            self._watch()
            await self._fetch()
        except NotFound:
            self.missing, self.loaded, self.shown, self.title = True, True, asked, MISSING
            return
        await self._greet(query_of(self, "info"))

    @rx.event
    @private()
    async def refresh(self) -> None:
        """The server has said that the request has changed; an event for a page that was left does nothing."""
        if not self.loaded or self._asked() != self._id:
            return
        before = len(self.sheet.steps)
        watchers.looking(self.router.session.client_token)
        try:
            await self._fetch()
        except NotFound:
            self.missing, self.title = True, MISSING
            return
        if len(self.sheet.steps) > before:
            self.news = f"Cette page vient d’être mise à jour : {self.sheet.steps[-1].status.lower()}."

    def _asked(self) -> str:
        return str(self.router.url.path.rstrip("/").rsplit("/", 1)[-1][:100])

    def _watch(self) -> None:
        try:
            visit = UUID(self._id)
        except ValueError:
            raise NotFound from None
        member_id = acting().clear(Right.VISITS_READ).tenant()
        watchers.watch(self.router.session.client_token, member_id, visit, VisiteState.refresh())  # type: ignore[call-arg, func-returns-value]

    async def _greet(self, info: str) -> None:
        if info == "envoyee" and self.sheet.can_cancel:
            acknowledged = (await services().preferences.view(acting())).acknowledgements
            mail = f" Un accusé de réception vous est adressé par e-mail à {acting().email}." if acknowledged else ""
            self.success = f"Votre demande {self.sheet.number} est envoyée.{mail}"
        elif info == "brouillon" and self.sheet.draft_href:
            self.success = "Le brouillon est enregistré : le service ne le lira qu’une fois envoyé."
        elif info == "remplacement" and self.sheet.when:
            self.success = f"{self.sheet.employee} viendra au rendez-vous."

    async def _fetch(self) -> None:
        whole = await services().visits.whole(acting(), self._id)
        lines = [slot_line(slot) for slot in whole.slots]
        self.slots, self.more_slots = lines[:SHOWN_SLOTS], lines[SHOWN_SLOTS:]
        self.closed_slots = closed_sentence(whole.closed)
        self.closures = list(whole.closures)
        self.replacements = [Choice(person.id, person.label) for person in whole.replacements]
        self.sheet, self.title = sheet(whole.view), f"Demande {whole.view.number}"
        self.missing, self.loaded, self.shown = False, True, self._id
