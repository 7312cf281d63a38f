"""« Fermer mon compte »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from presantra.ui.acting import acting, private, services
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormModel, FormState


class ClosingForm(FormModel):
    alone: Literal["", "oui"] = ""


@dataclass(frozen=True)
class CompanyRow:
    name: str
    code: str
    alone: bool
    sole_administrator: bool


class FermerState(FormState, rx.State):
    loaded: bool = False
    recent: bool = False
    companies: list[CompanyRow] = []
    alone_somewhere: bool = False
    closing: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=ClosingForm)
    async def close(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = ClosingForm.model_validate(form)
        self.closing = True
        yield
        try:
            await services().closing.close(acting(), alone_accepted=bool(values.alone))
        finally:
            self.closing = False
        yield rx.redirect("/connexion?info=compte-ferme")

    async def _load(self) -> None:
        self.companies = [
            CompanyRow(lost.name, lost.code, lost.alone, lost.sole_administrator)
            for lost in await services().closing.losses(acting())
        ]
        self.alone_somewhere = any(company.alone for company in self.companies)
        self.recent, self.loaded = recently_confirmed(), True
