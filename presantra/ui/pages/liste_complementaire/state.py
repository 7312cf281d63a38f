"""« Liste complémentaire de postes à risques »: one form, to add a post or to correct the one chosen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.labels import format_date, format_datetime
from presantra.services.duties.views import PostList, PostView
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Identifier, Line, OptionalIdentifier, Text


class PostForm(FormModel):
    job_title: Line = ""
    reason: Text = ""
    doctor_opinion_on: Line = ""
    cse_opinion_on: Line = ""
    operation: OptionalIdentifier = ""


@dataclass(frozen=True)
class PostLine:
    """``changed``: not yet sent as it stands."""

    id: str
    job_title: str
    reason: str
    opinions: str
    updated: str
    changed: bool


class ListeComplementaireState(FormState, rx.State):
    """``edited`` is the post that the form corrects, empty when it adds one."""

    loaded: bool = False
    posts: list[PostLine] = []
    sent: str = ""
    to_send: bool = False
    to_renew: bool = False
    edited: str = ""
    values: dict[str, str] = {}
    operation: str = ""
    form_key: int = 0
    busy: bool = False
    _views: dict[str, PostView] = {}

    @rx.event
    @private()
    async def load(self) -> None:
        self._show(await services().posts.list(acting()))
        self.loaded = True

    @rx.event
    @private()
    async def open(self) -> None:
        """The page has just appeared: an empty form."""
        self._clear_feedback()
        self.busy = False
        self.operation = str(uuid4())
        if self.edited:
            self._empty_form()

    @rx.event
    @private(form=PostForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = PostForm.model_validate(form)
        raw = values.model_dump(exclude={"operation"})
        self.busy = True
        yield
        try:
            if self.edited:
                view = await services().posts.edit(acting(), self.edited, raw, self._version(self.edited))
                done = "Le poste est enregistré."
            else:
                operation = UUID(values.operation) if values.operation else uuid4()
                view = await services().posts.add(acting(), raw, operation)
                done = "Le poste est ajouté à la liste."
        except InvalidValue:
            # Told once, and shown beside: pressing the button again is then on purpose.
            self._show(await services().posts.list(acting()))
            raise
        finally:
            self.busy = False
        self._show(view)
        self._empty_form()
        self._tell(f"{done} Transmettez la liste au service quand elle est prête.")

    @rx.event
    @private(post=Identifier)
    async def edit(self, post: str) -> Any:
        """Open the form on one post."""
        self._show(await services().posts.list(acting()))
        view = self._views.get(post)
        if view is None:
            raise NotFound
        self._clear_feedback()
        self.edited, self.operation = post, str(uuid4())
        self.form_key += 1
        self.values = {
            "job_title": view.job_title,
            "reason": view.reason,
            "doctor_opinion_on": view.doctor_opinion_on.isoformat() if view.doctor_opinion_on else "",
            "cse_opinion_on": view.cse_opinion_on.isoformat() if view.cse_opinion_on else "",
        }
        return rx.set_focus("champ-job_title")

    @rx.event
    @private()
    async def give_up(self) -> None:
        self._clear_feedback()
        self._empty_form()

    @rx.event
    @private(post=Identifier)
    async def withdraw(self, post: str) -> None:
        try:
            view = await services().posts.withdraw(acting(), post, self._version(post))
        except InvalidValue:
            self._show(await services().posts.list(acting()))
            raise
        self._show(view)
        if self.edited == post:
            self._empty_form()
        self._tell("Le poste est retiré de la liste. Transmettez-la au service pour qu’il le sache.")

    @rx.event
    @private(operation=Identifier)
    async def send(self, operation: str) -> AsyncIterator[Any]:
        self.busy = True
        yield
        try:
            view = await services().posts.send(acting(), UUID(operation))
        finally:
            self.busy = False
        self._show(view)
        self.operation = str(uuid4())
        self._tell("La liste est transmise au service.")

    def _version(self, post: str) -> int:
        """The one that is on screen: somebody else's change must be seen before it is written over."""
        return self._views[post].version if post in self._views else 0

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    def _empty_form(self) -> None:
        self.edited, self.values, self.operation = "", {}, str(uuid4())
        self.form_key += 1

    def _show(self, view: PostList) -> None:
        self._views = {post.public_id: post for post in view.posts}
        self.posts = [_line(post) for post in view.posts]
        self.sent = format_datetime(view.sent_at) if view.sent_at else ""
        self.to_send, self.to_renew = view.to_send, view.to_renew


def _line(post: PostView) -> PostLine:
    doctor = f"avis du médecin du travail le {format_date(post.doctor_opinion_on)}" if post.doctor_opinion_on else ""
    cse = f"avis du CSE le {format_date(post.cse_opinion_on)}" if post.cse_opinion_on else ""
    opinions = " ; ".join(filter(None, (doctor, cse))) or "aucun avis indiqué"
    return PostLine(
        id=post.public_id,
        job_title=post.job_title,
        reason=post.reason,
        opinions=f"{opinions[0].upper()}{opinions[1:]}.",
        updated=f"{format_datetime(post.updated_at)} par {post.updated_by}",
        changed=post.changed_since_sent,
    )
