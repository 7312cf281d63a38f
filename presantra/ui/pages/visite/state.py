"""One request for a visit: where it stands, kept up to date by itself."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.changes import Topic
from presantra.ui.acting import acting, services
from presantra.ui.closures import DayWarnings
from presantra.ui.pages.visite.acts import Acts
from presantra.ui.pages.visite.rows import Choice, Sheet, SlotLine, closed_sentence, sheet, slot_line

SHOWN_SLOTS = 6


class VisiteState(Acts, DayWarnings, rx.State):
    """``closed_slots``: a sentence, when free slots are left out because the company is closed."""

    title: str = "Demande de visite"
    sheet: Sheet = Sheet()
    slots: list[SlotLine] = []
    more_slots: list[SlotLine] = []
    closed_slots: str = ""

    def _watched(self) -> tuple[Right, Topic]:
        return Right.VISITS_READ, Topic.VISITS

    def _length(self) -> int:
        return len(self.sheet.steps)

    def _news_since(self, before: int) -> str:
        fresh = self.sheet.steps[before:]
        return f"Cette page vient d’être mise à jour\u00a0: {fresh[-1].status.lower()}." if fresh else ""

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
        self.proposals, self.found = [choice.name for choice in self.replacements], ""
        self.sheet, self.title = sheet(whole.view), f"Demande {whole.view.number}"
