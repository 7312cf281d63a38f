"""« Notifications »: which mails one receives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.services.preferences import Preferences
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Line


class NotificationForm(FormModel):
    mail_acknowledgements: Line = ""
    mail_visit_changes: Line = ""
    mail_invoices: Line = ""
    mail_messages: Line = ""
    mail_documents: Line = ""


class NotificationsState(FormState, rx.State):
    loaded: bool = False
    acknowledgements: bool = True
    visit_changes: bool = True
    invoices: bool = True
    messages: bool = True
    documents: bool = True
    email: str = ""
    form_key: int = 0
    saving: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after a lost connection: a form already open is left as it is."""
        if not self.loaded:
            await self._open()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()
        await self._open()

    @rx.event
    @private(form=NotificationForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = NotificationForm.model_validate(form)
        self.saving = True
        yield
        try:
            wanted = Preferences(
                bool(values.mail_acknowledgements),
                bool(values.mail_visit_changes),
                bool(values.mail_invoices),
                bool(values.mail_messages),
                bool(values.mail_documents),
            )
            await services().preferences.update(acting(), wanted)
            await self._open()
            self._clear_feedback()
            self.attempt += 1
            self.success = "Vos choix sont enregistrés."
        finally:
            self.saving = False

    async def _open(self) -> None:
        """A form that shows the choices already is left as it is: somebody quick may have begun to change them."""
        view = await services().preferences.view(acting())
        shown = (self.acknowledgements, self.visit_changes, self.invoices, self.messages, self.documents)
        stored = (view.acknowledgements, view.visit_changes, view.invoices, view.messages, view.documents)
        self.acknowledgements, self.visit_changes, self.invoices, self.messages, self.documents = stored
        self.email = acting().email
        if not self.loaded or stored != shown:
            self.form_key += 1
        self.loaded = True
