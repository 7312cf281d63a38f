"""« Clés d’accès »: the list; adding one passes by ``/auth/cles``."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormState, Identifier
from presantra.ui.sentences import INFOS


@dataclass(frozen=True)
class PasskeyRow:
    id: str
    name: str
    added: str
    last_used: str


class ClesState(FormState, rx.State):
    loaded: bool = False
    recent: bool = False
    keys: list[PasskeyRow] = []

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()
        self.success = INFOS.get(query_of(self, "info"), "")
        self.attempt += 1

    @rx.event
    @private(key=Identifier)
    async def remove(self, key: str) -> None:
        try:
            await services().passkeys.remove(acting(), key)
        finally:
            await self._load()
        self._clear_feedback()
        self.attempt += 1
        self.success = "Cette clé d’accès ne permet plus de se connecter. Effacez-la aussi de votre appareil."

    async def _load(self) -> None:
        self.recent = recently_confirmed()
        self.keys = [
            PasskeyRow(
                key.public_id, key.name, format_datetime(key.added_at),
                format_datetime(key.last_used_at) if key.last_used_at else "",
            )
            for key in await services().passkeys.list(acting())
        ]  # fmt: skip
        self.loaded = True
