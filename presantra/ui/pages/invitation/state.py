"""The answer to an invitation. Its link never comes here: this browser holds it in a cookie."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.errors import LinkInvalid, Throttled
from presantra.domain.labels import format_datetime
from presantra.services.invitations import InvitationView
from presantra.ui.acting import acting, private, public, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS
from presantra.ui.tab import TabState


class IdentityForm(FormModel):
    last_name: Line = ""
    first_name: Line = ""
    job_title: Line = ""


class InvitationState(FormState, rx.State):
    """``standing``: a value of :class:`presantra.services.invitations.Standing`, empty for a dead link.

    ``identity``: what was typed and found right, ready to leave by the native form.
    """

    problem: str = ""
    loaded: bool = False
    inviter: str = ""
    organisation: str = ""
    code: str = ""
    email: str = ""
    offers: list[str] = []
    until: str = ""
    standing: str = ""
    logged_in_as: str = ""
    identity: dict[str, str] = {}

    @rx.event
    @public()
    async def load_link(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")

    @rx.event
    @public()
    async def load(self) -> None:
        """What the invitation offers to whoever looks now; nothing is used."""
        actor = acting()
        self._clear_feedback()
        self.identity = {}
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        try:
            self._show(await services().invitations.look(actor, actor.invitation))
        except LinkInvalid:
            self.problem, self.standing = ERRORS["invitation"], ""
        except Throttled as error:
            self.problem, self.standing = error.sentence, ""
        self.logged_in_as = actor.email if actor.authenticated else ""
        self.loaded = True

    @rx.event
    @private()
    async def accept(self) -> Any:
        actor = acting()
        accepted = await services().invitations.accept(actor, actor.invitation)
        if accepted.company:
            tab = await self.get_state(TabState)
            tab.company = accepted.company
        return rx.redirect(accepted.destination)

    @rx.event
    @public(form=IdentityForm)
    async def check(self, form: dict[str, Any]) -> None:
        """Errors beside their fields; what is right leaves by a native form, which may open a session."""
        values = IdentityForm.model_validate(form).model_dump()
        actor = acting()
        self.identity = {}
        await services().invitations.check_identity(actor, actor.invitation, values)
        self._clear_feedback()
        self.problem = ""
        self.identity = values

    def _show(self, view: InvitationView) -> None:
        self.inviter, self.organisation, self.code = view.inviter, view.organisation, view.code
        self.email, self.offers = view.email, list(view.offers)
        self.until, self.standing = format_datetime(view.expires_at), view.standing
