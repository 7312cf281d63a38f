"""Finding one employee among hundreds by what was typed: a whole line of the list, or enough of a name."""

from __future__ import annotations

import re

from presantra.services.actor import Actor
from presantra.services.employees import EmployeeChoice, EmployeeService

CHOICES = 20
# A line of the list: « Prénom NOM (12/03/1990) – Poste »; only the name is searched for.
_LINE = re.compile(r"(?P<name>.+) \(\d{2}/\d{2}/\d{4}\)")
NOBODY = "Aucun salarié présent ne porte ce nom. Vérifiez-le, ou déclarez d’abord son arrivée."
SEVERAL = (
    "Plusieurs salariés correspondent : choisissez une ligne de la liste proposée sous le champ, "
    "ou partez de la fiche du salarié."
)


class EmployeeFinder:
    def __init__(self, employees: EmployeeService, actor: Actor) -> None:
        self._employees = employees
        self._actor = actor

    async def proposals(self, text: str) -> tuple[EmployeeChoice, ...]:
        """Employees whose name holds the words typed."""
        line = _LINE.match(text.strip())
        return await self._employees.search_choices(self._actor, line["name"] if line else text.strip(), CHOICES)

    async def resolve(self, text: str, chosen: tuple[str, str]) -> tuple[str, str]:
        """``(id, "")``, or ``("", sentence)`` when the text means nobody or several.

        ``chosen``: line and id of the employee whose record led here, who may have left. An empty text has
        no sentence.
        """
        text = text.strip()
        if not text:
            return "", ""
        if chosen[1] and text == chosen[0]:
            return chosen[1], ""
        found = await self.proposals(text)
        exact = [choice for choice in found if choice.label == text]
        candidates = exact or ([] if _LINE.match(text) else list(found))
        if len(candidates) == 1:
            return candidates[0].id, ""
        return "", SEVERAL if candidates else NOBODY
