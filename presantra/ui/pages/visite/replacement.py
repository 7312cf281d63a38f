"""Who comes instead: those who await the same visit are proposed, anybody present is found by his name."""

from __future__ import annotations

import reflex as rx

from presantra.domain.errors import InvalidForm
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.finder import EmployeeFinder
from presantra.ui.forms import Line
from presantra.ui.pages.visite.rows import Choice

MISSING = "Choisissez qui viendra."


class Replacement(rx.State, mixin=True):
    """``replacements``: who awaits the same visit. ``proposals``: lines proposed for what is typed."""

    replacements: list[Choice] = []
    proposals: list[str] = []
    found: str = ""

    @rx.event
    @private(text=Line)
    async def search_replacement(self, text: str) -> None:
        """Propose those who await the visit first, then the others present whom the words may mean."""
        words = text.strip()
        awaiting = [choice.name for choice in self.replacements]
        if not words or words in awaiting:
            self.proposals, self.found = awaiting, ""
            return
        people = await EmployeeFinder(services().employees, acting()).proposals(words)
        lines = [choice.label for choice in people]
        self.proposals = sorted(lines, key=lambda line: line not in awaiting)
        if words in lines:
            self.found = ""
        elif lines:
            self.found = f"{len(lines)} salarié{'s' if len(lines) > 1 else ''} à choisir dans la liste."
        else:
            self.found = "Aucun salarié présent ne correspond."

    async def _meant(self, typed: str) -> str:
        """The public id of whoever a line, or enough of a name, means.

        Raises:
            InvalidForm: on ``replacement``: nobody, or several.
        """
        for choice in self.replacements:
            if choice.name == typed.strip():
                return choice.id
        person, problem = await EmployeeFinder(services().employees, acting()).resolve(typed, ("", ""))
        if not person:
            raise InvalidForm({"replacement": problem or MISSING})
        return person
