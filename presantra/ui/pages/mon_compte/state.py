"""« Mon compte »: who one is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.domain.errors import StaleEdit
from presantra.services.profile import ProfileView
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.mon_compte.security import SecuriteState


class AccountForm(FormModel):
    last_name: Line = ""
    first_name: Line = ""
    job_title: Line = ""


class CompteState(FormState, rx.State):
    loaded: bool = False
    last_name: str = ""
    first_name: str = ""
    job_title: str = ""
    email: str = ""
    form_key: int = 0
    saving: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after a lost connection: a form already open is left as it is."""
        if not self.loaded:
            self._open(await services().profile.view(acting()))

    @rx.event
    @private()
    async def open_form(self) -> None:
        """The page has just appeared."""
        profile = await services().profile.view(acting())
        self._clear_feedback()
        if (self._version, self.email) != (profile.version, profile.email):
            self._open(profile)

    @rx.event
    @private(form=AccountForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AccountForm.model_validate(form).model_dump()
        self.saving = True
        yield
        try:
            profile = await services().profile.update(acting(), values, self._version)
        except StaleEdit as error:
            # What was typed stays; saving again writes over on purpose.
            self._version = (await services().profile.view(acting())).version
            raise error
        finally:
            self.saving = False
        self._clear_feedback()
        self._open(profile)
        self.attempt += 1
        self.success = "Vos informations sont enregistrées."
        yield [SpaceState.enter, SecuriteState.load]

    def _open(self, profile: ProfileView) -> None:
        self.last_name, self.first_name = profile.last_name, profile.first_name
        self.job_title = profile.job_title
        self.email, self._version = profile.email, profile.version
        self.form_key += 1
        self.loaded = True
