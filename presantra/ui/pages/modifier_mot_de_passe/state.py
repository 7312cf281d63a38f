"""« Modifier mon mot de passe »: by a link sent to one's own address, so that an open tab is not enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState


class ModifierState(FormState, rx.State):
    email: str = ""
    minutes: int = 0
    sent: bool = False
    sending: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.email = acting().email
        self.minutes = services().settings.reset_link_minutes

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()
        self.sent = False

    @rx.event
    @private()
    async def send_link(self) -> AsyncIterator[Any]:
        self.sending = True
        yield
        try:
            await services().passwords.mail_link(acting())
            self._clear_feedback()
            self.attempt += 1
            self.sent = True
        finally:
            self.sending = False
