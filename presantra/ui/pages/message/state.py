"""One thread: what was written, kept up to date by itself, and the answer that one is writing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import Forbidden, NotFound
from presantra.domain.rights import Right
from presantra.services.changes import Topic
from presantra.services.identity import parse_public_id
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, Identifier, Text
from presantra.ui.layout.state import SpaceState
from presantra.ui.live_record import LiveRecord
from presantra.ui.messages.attaching import Attaching
from presantra.ui.pages.message.rows import Sheet, sheet
from presantra.ui.tab import TabState


class AnswerForm(FormModel):
    """``operation`` was drawn with the form: the same answer sent twice leaves once."""

    message: Text = ""
    operation: Identifier


class Elsewhere(rx.State, mixin=True):
    """A mail may lead to a thread of another of one's companies than the tab's. ``elsewhere``: its name."""

    elsewhere: str = ""
    busy: bool = False
    _company: str = ""

    @rx.event
    @private()
    async def open_there(self) -> Any:
        """Work in the company of the thread, in this tab, and show it."""
        await services().sessions.choose_company(acting(), self._company)
        (await self.get_state(TabState)).company = self._company
        return [SpaceState.enter, MessageState.load]

    async def _look_elsewhere(self, thread: str) -> None:
        self.elsewhere = ""
        actor = acting()
        for company in actor.companies:
            try:
                await services().messages.thread(actor.working_in(company.public_id), thread)
            except (NotFound, Forbidden):
                continue
            self.elsewhere, self._company = company.name, str(company.public_id)


class MessageState(LiveRecord, Attaching, Elsewhere, rx.State):
    title: str = "Demande au service"
    sheet: Sheet = Sheet()
    turn: int = 0
    operation: str = ""

    @rx.event
    @private(form=AnswerForm)
    async def answer(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AnswerForm.model_validate(form)
        self._clear_feedback()
        self.busy = True
        yield
        try:
            draft, operation = parse_public_id(self.draft), UUID(values.operation)
            await services().messages.answer(acting(), self._id, values.message, draft, operation)
            self.operation = str(uuid4())
            await self._done("Votre message est parti au service.")
        finally:
            self.busy = False

    @rx.event
    @private()
    async def solve(self) -> AsyncIterator[Any]:
        self._clear_feedback()
        self.busy = True
        yield
        try:
            await services().messages.solve(acting(), self._id)
            await self._done("La demande est marquée comme résolue.")
        finally:
            self.busy = False

    async def _done(self, said: str) -> None:
        await self._read()
        self.success, self.news = said, ""
        self.turn += 1

    async def _seek_elsewhere(self) -> None:
        await self._look_elsewhere(self._id)

    async def _greet(self, info: str) -> None:
        self.elsewhere, self.operation = "", self.operation or str(uuid4())
        if info == "envoyee":
            self.success = (
                f"Votre demande {self.sheet.number} est partie. Vous serez prévenu de la réponse par e-mail, "
                "et elle s’affichera ici."
            )

    def _watched(self) -> tuple[Right, Topic]:
        return Right.MESSAGES_READ, Topic.MESSAGES

    def _length(self) -> int:
        return len(self.sheet.bubbles)

    def _news_since(self, before: int) -> str:
        fresh = [bubble for bubble in self.sheet.bubbles[before:] if bubble.by != "Vous"]
        if not fresh:
            return ""
        return f"{fresh[-1].text}." if fresh[-1].side == "event" else f"Nouveau message de {fresh[-1].by}."

    async def _fetch(self) -> None:
        messages, actor = services().messages, acting()
        view = await messages.thread(actor, self._id)
        if view.thread.unread:
            await messages.mark_read(actor, self._id)
        self.sheet, self.title = sheet(view), f"Demande {view.thread.number}"
        self.draft = str(view.draft)
        if view.may_write:
            await self._look()
        (await self.get_state(SpaceState)).unread = await messages.unread(actor)
