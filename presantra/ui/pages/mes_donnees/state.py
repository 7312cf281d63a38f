"""« Mes données »."""

from __future__ import annotations

import reflex as rx

from presantra.ui.acting import private
from presantra.ui.confirm_first import recently_confirmed


class MesDonneesState(rx.State):
    loaded: bool = False
    recent: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.recent, self.loaded = recently_confirmed(), True
