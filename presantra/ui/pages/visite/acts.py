"""What a person does on the page of a request: each act is one call of the service, then the page as it now stands."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import reflex as rx

from presantra.services.visit_views import VisitView
from presantra.services.visits import SlotTaken
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, Identifier, Line, Text
from presantra.ui.live_record import LiveRecord
from presantra.ui.pages.visite.replacement import Replacement


class AnswerForm(FormModel):
    answer: Text = ""


class OtherDateForm(FormModel):
    other_date: Text = ""


class AbsenceForm(FormModel):
    absence_reason: Line = ""
    note: Text = ""


class ContestForm(FormModel):
    contest_reason: Text = ""


class ReplacementForm(FormModel):
    replacement: Line = ""


class Acts(Replacement, LiveRecord, rx.State, mixin=True):
    """``turn`` counts the acts done: forms are made anew, hence empty and closed, once theirs has been."""

    busy: bool = False
    turn: int = 0

    @rx.event
    @private()
    async def cancel(self) -> AsyncIterator[Any]:
        async for event in self._act(lambda: services().visits.cancel(acting(), self._id), "La demande est annulée."):
            yield event

    @rx.event
    @private()
    async def confirm(self) -> AsyncIterator[Any]:
        async for event in self._act(
            lambda: services().visits.confirm(acting(), self._id), "La présence est confirmée."
        ):
            yield event

    @rx.event
    @private(form=AnswerForm)
    async def answer(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        words = AnswerForm.model_validate(form).answer
        async for event in self._act(
            lambda: services().visits.answer(acting(), self._id, words), "Votre réponse est partie au service."
        ):
            yield event

    @rx.event
    @private(form=OtherDateForm)
    async def ask_other_date(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        words = OtherDateForm.model_validate(form).other_date
        async for event in self._act(
            lambda: services().visits.ask_other_date(acting(), self._id, words),
            "Le rendez-vous est rendu : le service vous proposera une autre date.",
        ):
            yield event

    @rx.event
    @private(form=AbsenceForm)
    async def excuse(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AbsenceForm.model_validate(form)
        async for event in self._act(
            lambda: services().visits.excuse(acting(), self._id, values.absence_reason, values.note),
            "L’absence est signalée : le service vous proposera une autre date.",
        ):
            yield event

    @rx.event
    @private(form=ContestForm)
    async def contest(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        words = ContestForm.model_validate(form).contest_reason
        async for event in self._act(
            lambda: services().visits.contest(acting(), self._id, words), "Votre contestation est partie au service."
        ):
            yield event

    @rx.event
    @private(form=ReplacementForm)
    async def replace(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        typed = ReplacementForm.model_validate(form).replacement
        self._clear_feedback()
        self.busy = True
        yield
        try:
            chosen = await self._meant(typed)
            view = await services().visits.replace(acting(), self._id, chosen)
            self.turn += 1
            yield rx.redirect(f"/espace/visites/{view.public_id}?info=remplacement")
        finally:
            self.busy = False

    @rx.event
    @private(slot=Identifier)
    async def book(self, slot: str) -> AsyncIterator[Any]:
        try:
            async for event in self._act(
                lambda: services().visits.book(acting(), self._id, slot),
                "Le créneau est réservé : le rendez-vous est fixé.",
            ):
                yield event
        except SlotTaken:
            await self._read()
            raise

    async def _act(self, work: Callable[[], Awaitable[VisitView]], said: str) -> AsyncIterator[Any]:
        self._clear_feedback()
        self.busy = True
        yield
        try:
            await work()
            await self._read()
            self.success = said
            self.turn += 1
        finally:
            self.busy = False
