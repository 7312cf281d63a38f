"""« Confirmez que c’est bien vous »: what is typed never comes here, the form is native."""

from __future__ import annotations

import reflex as rx

from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState
from presantra.ui.sentences import ERRORS


class ReauthentificationState(FormState, rx.State):
    email: str = ""
    problem: str = ""
    second_factor: bool = False
    passkeys: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        actor = acting()
        self.email = actor.email
        self.second_factor = (await services().second_factor.view(actor)).since is not None
        self.passkeys = bool(await services().passkeys.list(actor))
