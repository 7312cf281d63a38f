"""« Utilisateurs »: the people of the company, the invitations without an answer, and what is done with both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx
from pydantic import create_model

from presantra.domain.errors import ReauthenticationNeeded
from presantra.services.users import UsersPage
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Identifier, Line
from presantra.ui.history import HistoryRow, history_rows
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.utilisateurs.rows import InvitedRow, UserRow, invited_row, user_row
from presantra.ui.roles import ROLE_FIELDS, ticked

INVITE_FIELDS: dict[str, Any] = {"email": (Line, ""), "operation": (Identifier, ...), **ROLE_FIELDS}
ROLES_FIELDS: dict[str, Any] = {"person": (Identifier, ...), "seen": (Line, ""), **ROLE_FIELDS}
InviteForm = create_model("InviteForm", __base__=FormModel, **INVITE_FIELDS)
RolesForm = create_model("RolesForm", __base__=FormModel, **ROLES_FIELDS)


class UtilisateursState(FormState, rx.State):
    """``operation`` was drawn with the form of invitation; ``form_key`` closes the dialogs once they have served.

    ``wanted_email`` and ``wanted_roles``: an invitation that waits for its sender to prove who he is.
    """

    loaded: bool = False
    people: list[UserRow] = []
    invited: list[InvitedRow] = []
    single: bool = False
    history: list[HistoryRow] = []
    operation: str = ""
    wanted_email: str = ""
    wanted_roles: list[str] = []
    form_key: int = 0
    sending: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.operation = self.operation or str(uuid4())
        await self._load()

    @rx.event
    @private()
    async def forget_feedback(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=InviteForm)
    async def invite(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = InviteForm.model_validate(form).model_dump()
        self.sending = True
        yield
        try:
            await services().users.invite(acting(), values["email"], ticked(values), UUID(values["operation"]))
        except ReauthenticationNeeded:
            self.wanted_email, self.wanted_roles = values["email"], ticked(values)
            raise
        finally:
            self.sending = False
        self.operation = str(uuid4())
        self.wanted_email, self.wanted_roles = "", []
        await self._load()
        self._tell(f"Une invitation vient d’être envoyée à {values['email'].strip()}.")

    @rx.event
    @private(invitation=Identifier)
    async def resend(self, invitation: str) -> None:
        email = next((row.email for row in self.invited if row.id == invitation), "cette adresse")
        try:
            await services().users.resend(acting(), invitation)
        finally:
            await self._load()
        self._tell(f"L’invitation est renvoyée à {email}, avec un nouveau lien.")

    @rx.event
    @private(invitation=Identifier)
    async def cancel(self, invitation: str) -> None:
        try:
            await services().users.cancel(acting(), invitation)
        finally:
            await self._load()
        self._tell("L’invitation est annulée : son lien ne marche plus.")

    @rx.event
    @private(form=RolesForm)
    async def change_roles(self, form: dict[str, Any]) -> Any:
        values = RolesForm.model_validate(form).model_dump()
        person, seen = values["person"], [role for role in values["seen"].split(",") if role]
        name, oneself = self._named(person)
        try:
            await services().users.change_roles(acting(), person, ticked(values), seen)
        finally:
            await self._load()
        self._tell(f"Les rôles de {name} sont enregistrés.")
        # What this tab shows must follow one's own rights.
        return SpaceState.enter if oneself else None

    @rx.event
    @private(person=Identifier)
    async def suspend(self, person: str) -> None:
        try:
            await services().users.suspend(acting(), person)
        finally:
            await self._load()
        self._tell(f"L’accès de {self._named(person)[0]} est suspendu.")

    @rx.event
    @private(person=Identifier)
    async def reinstate(self, person: str) -> None:
        try:
            await services().users.reinstate(acting(), person)
        finally:
            await self._load()
        self._tell(f"L’accès de {self._named(person)[0]} est rétabli.")

    @rx.event
    @private(person=Identifier)
    async def remove(self, person: str) -> None:
        name = self._named(person)[0]
        try:
            await services().users.remove(acting(), person)
        finally:
            await self._load()
        self._tell(f"{name} n’a plus accès à cette entreprise.")

    def _named(self, person: str) -> tuple[str, bool]:
        """How the page calls somebody, and whether it is whoever looks at it."""
        row = next((row for row in self.people if row.id == person), None)
        return (row.name, row.oneself) if row else ("cette personne", False)

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.form_key += 1
        self.success = sentence

    async def _load(self) -> None:
        page: UsersPage = await services().users.page(acting())
        self.people = [user_row(view) for view in page.people]
        self.invited = [invited_row(view) for view in page.invited]
        self.single, self.history, self.loaded = page.single_administrator, history_rows(page.history), True
