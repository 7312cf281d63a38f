"""« Double authentification »: whether it is on; what is secret comes by ``/auth/double-authentification``."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.ui.acting import acting, private, services
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormState, Identifier


@dataclass(frozen=True)
class DeviceRow:
    id: str
    device: str
    ip: str
    since: str
    last_used: str
    until: str
    current: bool


class DoubleAuthState(FormState, rx.State):
    loaded: bool = False
    active: bool = False
    since: str = ""
    codes_left: int = 0
    recent: bool = False
    devices: list[DeviceRow] = []

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()

    @rx.event
    @private()
    async def remove(self) -> None:
        try:
            await services().second_factor.remove(acting())
        finally:
            await self._load()
        self._tell("La double authentification est désactivée : votre mot de passe suffit de nouveau.")

    @rx.event
    @private(device=Identifier)
    async def distrust(self, device: str) -> None:
        try:
            await services().trusted_devices.revoke(acting(), device)
        finally:
            await self._load()
        self._tell("Cet appareil demandera un code à la prochaine connexion.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    async def _load(self) -> None:
        actor = acting()
        view = await services().second_factor.view(actor)
        self.active = view.since is not None
        self.since = format_datetime(view.since) if view.since else ""
        self.codes_left = view.codes_left
        self.recent = recently_confirmed()
        self.devices = [
            DeviceRow(
                d.public_id, d.device, d.ip or "inconnue", format_datetime(d.since), format_datetime(d.last_used_at),
                format_datetime(d.until), d.current,
            )
            for d in await services().trusted_devices.list(actor)
        ]  # fmt: skip
        self.loaded = True
