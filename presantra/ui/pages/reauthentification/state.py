"""« Confirmez que c’est bien vous »: what is typed never comes here, the form is native."""

from __future__ import annotations

import reflex as rx

from presantra.ui.acting import acting, private
from presantra.ui.address import query_of
from presantra.ui.forms import FormState
from presantra.ui.sentences import ERRORS


class ReauthentificationState(FormState, rx.State):
    email: str = ""
    suite: str = "/espace"
    problem: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        asked = query_of(self, "suite")
        self.suite = asked if asked.startswith("/espace") else "/espace"
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        self.email = acting().email
