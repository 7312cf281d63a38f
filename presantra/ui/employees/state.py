"""What the pages with the form of a salarié keep in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import reflex as rx

from presantra.domain.clock import paris_date
from presantra.domain.complementary_posts import LISTED
from presantra.domain.errors import DuplicateEmployee
from presantra.domain.labels import format_date
from presantra.ui.acting import services
from presantra.ui.employees.form import EmployeeForm, has_end
from presantra.ui.employees.listed import list_empty
from presantra.ui.employees.preview import FollowUpPreview, preview_of
from presantra.ui.forms import FormState


@dataclass(frozen=True)
class Candidate:
    """Somebody of the company with the identity typed."""

    id: str
    name: str
    birth_date: str
    period: str
    departed: bool


class EmployeeFormState(FormState, rx.State, mixin=True):
    """``shows_end``: the contract chosen has a « Date de fin prévue »; ``asks_number``: the form has a NIR field."""

    preview: FollowUpPreview = FollowUpPreview()
    shows_end: bool = False
    candidates: list[Candidate] = []
    busy: bool = False
    asks_number: bool = False

    def _follow(self, form: EmployeeForm) -> None:
        self.shows_end = has_end(form.contract_type, form.planned_end_date)
        known = self.preview.list_empty and LISTED in form.situations
        self.preview = replace(preview_of(form, paris_date(services().context.clock())), list_empty=known)

    async def _follow_live(self, form: EmployeeForm) -> None:
        """The same, and whether the liste complémentaire holds what the form says of it."""
        self._follow(form)
        self.preview = replace(self.preview, list_empty=await list_empty(form.situations))

    def _start_over(self) -> None:
        self._clear_feedback()
        self.candidates = []
        self.busy = False
        self.asks_number = services().settings.nir_enabled

    def _ask(self, error: DuplicateEmployee) -> None:
        """Show who looks like the person typed; ``attempt`` brings the focus there."""
        self.errors = {}
        self.attempt += 1
        self.candidates = [_candidate(found) for found in error.candidates]


def _candidate(found: object) -> Candidate:
    entry, departure = format_date(found.entry_date), found.departure_date
    period = f"entré le {entry}, sorti le {format_date(departure)}" if departure else f"présent depuis le {entry}"
    return Candidate(found.public_id, found.name, format_date(found.birth_date), period, found.departed)
