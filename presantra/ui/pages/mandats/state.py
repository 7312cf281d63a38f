"""« Mandats »: what the employer lets accounting firms do for his company."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

import reflex as rx
from pydantic import Field

from presantra.domain.typography import french
from presantra.services.mandates import MandateView
from presantra.ui.acting import acting, private, services
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormState, Identifier, Line
from presantra.ui.layout.state import CompanyOption
from presantra.ui.pages.mandats.rows import MandateLine, line_of, values_of

# One box a role and one a company: their names are made of what they stand for.
ROLE_BOX, COMPANY_BOX = "role_", "company_"
MandateForm = Annotated[dict[Annotated[str, Field(max_length=50)], Line], Field(max_length=600)]


class MandatsState(FormState, rx.State):
    """``editing``: the mandate that the form changes; it gives a new one otherwise. ``form_key`` makes it anew."""

    loaded: bool = False
    recent: bool = False
    waiting: list[MandateLine] = []
    over: list[MandateLine] = []
    companies: list[CompanyOption] = []
    current: str = ""
    editing: str = ""
    editing_name: str = ""
    values: dict[str, str] = {}
    roles: list[str] = []
    form_key: str = str(UUID(int=0))
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        """A form that is on screen is left as it is: somebody quick may have begun to type in it."""
        self.recent = recently_confirmed()
        before = self.current
        await self._read()
        if not self.loaded or self.current != before:
            self._begin()
        self.loaded = True

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()
        if self.editing:
            self._begin()

    @rx.event
    @private(form=MandateForm)
    async def give(self, form: dict[str, str]) -> Any:
        raw = _raw(form)
        await services().mandates.give(acting(), raw, UUID(self.form_key))
        self._done(f"Le mandat est envoyé à {raw['email']} : il prendra effet quand le cabinet l’aura accepté.")
        await self._read()

    @rx.event
    @private(mandate=Identifier)
    async def edit(self, mandate: str) -> None:
        view = await self._find(mandate)
        if view is None:
            return
        self._clear_feedback()
        self._begin()
        self.editing, self.editing_name, self._version = view.public_id, view.name, view.version
        self.values, self.roles = values_of(view)

    @rx.event
    @private()
    async def keep(self) -> None:
        """« Annuler » the change of a mandate."""
        self._clear_feedback()
        self._begin()

    @rx.event
    @private(form=MandateForm)
    async def change(self, form: dict[str, str]) -> Any:
        await services().mandates.change(acting(), self.editing, _raw(form), self._version)
        self._done(f"Le mandat de {self.editing_name} est modifié.")
        await self._read()

    @rx.event
    @private(mandate=Identifier)
    async def revoke(self, mandate: str) -> None:
        view = await self._find(mandate)
        await services().mandates.revoke(acting(), mandate)
        name = view.name if view else "ce cabinet"
        self._done(f"Le mandat de {name} est retiré : le cabinet n’a plus accès à l’entreprise, dès maintenant.")
        await self._read()

    @rx.event
    @private(mandate=Identifier)
    async def send_again(self, mandate: str) -> None:
        await services().mandates.send_again(acting(), mandate)
        self._done("L’invitation est envoyée de nouveau, avec un nouveau lien.")

    async def _find(self, mandate: str) -> MandateView | None:
        page = await services().mandates.overview(acting())
        return next((view for view in page.open if view.public_id == mandate), None)

    async def _read(self) -> None:
        actor = acting()
        page = await services().mandates.overview(actor)
        self.waiting = [line_of(view) for view in page.open]
        self.over = [line_of(view) for view in page.over]
        choices = await services().mandates.choices(actor)
        self.companies = [CompanyOption(str(c.public_id), c.name, c.code) for c in choices.companies]
        self.current = str(actor.member.public_id) if actor.member else ""

    def _done(self, sentence: str) -> None:
        self._clear_feedback()
        self._begin()
        self.attempt += 1
        self.success = french(sentence)

    def _begin(self) -> None:
        self.editing = self.editing_name = ""
        self.values, self.roles = {}, []
        self.form_key = str(uuid4())


def _raw(form: dict[str, str]) -> dict[str, Any]:
    return {
        "email": form.get("email", ""),
        "ends_on": form.get("ends_on", ""),
        "follow_up": form.get("follow_up", ""),
        "roles": [name.removeprefix(ROLE_BOX) for name in form if name.startswith(ROLE_BOX)],
        "companies": [name.removeprefix(COMPANY_BOX) for name in form if name.startswith(COMPANY_BOX)],
    }
