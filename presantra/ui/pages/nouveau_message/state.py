"""« Écrire au service »: a theme, an object, words, files, and what it is about when one comes from there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.messages import THEMES, TIE_THEMES, TieKind, visible_themes
from presantra.services.identity import parse_public_id
from presantra.services.messages import TieView
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, Identifier, Line, Text
from presantra.ui.messages.attaching import Attaching
from presantra.ui.messages.words import LIST, TieLink, tie_link


class RequestForm(FormModel):
    """``operation`` was drawn with the form: the same request sent twice leaves once."""

    theme: Line = ""
    subject: Line = ""
    message: Text = ""
    operation: Identifier


@dataclass(frozen=True)
class ThemeChoice:
    code: str
    label: str


class NouveauMessageState(Attaching, rx.State):
    """``draft`` is the operation too. ``form_key`` makes the controls anew when the request is another one."""

    loaded: bool = False
    busy: bool = False
    themes: list[ThemeChoice] = []
    theme: str = ""
    advice: str = ""
    tie: TieLink = TieLink()
    form_key: str = ""
    _tie: tuple[str, str] = ("", "")

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after a lost connection: a form already open is left as it is."""
        actor = acting()
        self.draft = self.draft or str(uuid4())
        visible = visible_themes(actor.member.rights) if actor.member else ()
        self.themes = [ThemeChoice(code, THEMES[code].label) for code in visible]
        found = await self._asked()
        self.tie, self._tie = tie_link(found), (found.kind.value, found.public_id) if found else ("", "")
        proposed = query_of(self, "theme") or (TIE_THEMES[found.kind] if found else "")
        key = f"{self.draft} {proposed} {self.tie.href} {actor.member.code if actor.member else ''}"
        if key != self.form_key:
            self._clear_feedback()
            self._show(proposed if proposed in visible else "")
            self.form_key = key
        await self._look()
        self.loaded = True

    @rx.event
    @private(theme=Line)
    async def choose_theme(self, theme: str) -> None:
        self._show(theme)

    @rx.event
    @private(form=RequestForm)
    async def send(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = RequestForm.model_validate(form)
        self._clear_feedback()
        self.busy = True
        yield
        try:
            draft, operation = parse_public_id(self.draft), UUID(values.operation)
            raw = values.model_dump(exclude={"operation"})
            thread = await services().messages.open(acting(), raw, draft, operation, self._tie)
            self.draft = str(uuid4())
            yield rx.redirect(f"{LIST}/{thread}?info=envoyee")
        finally:
            self.busy = False

    async def _asked(self) -> TieView | None:
        """What the address says that it is about; one that names nothing of his says nothing."""
        for kind in TieKind:
            if asked := query_of(self, kind.value, 100):
                return await services().messages.tie(acting(), kind, asked)
        return None

    def _show(self, theme: str) -> None:
        known = theme in THEMES
        self.theme, self.advice = (theme, THEMES[theme].advice) if known else ("", "")
