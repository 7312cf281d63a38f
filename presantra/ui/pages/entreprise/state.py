"""« Mon entreprise »: the coordonnées and contacts, and what happens when two people edit them at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx
from pydantic import create_model

from presantra.domain.errors import InvalidValue, StaleEdit
from presantra.domain.labels import format_datetime
from presantra.services.companies import CompanyProfile, FormerValue
from presantra.services.companies.fields import FIELDS
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.history import HistoryRow, history_rows
from presantra.ui.pages.entreprise.restoring import asked_value, restored_sentence
from presantra.ui.pages.entreprise.rows import ConflictRow, conflict_rows

FIELD_TYPES: dict[str, Any] = dict.fromkeys(FIELDS, (Line, ""))
CompanyForm = create_model("CompanyForm", __base__=FormModel, **FIELD_TYPES)


class EntrepriseState(FormState, rx.State):
    """``values`` are what the form was opened with; what is typed stays in the browser until it is sent.

    ``restored``: a sentence when one of them is a former value that the history gave, not yet stored.
    """

    loaded: bool = False
    code: str = ""
    name: str = ""
    siren: str = ""
    siret: str = ""
    naf_code: str = ""
    service_name: str = ""
    service_phone: str = ""
    service_email: str = ""
    service_address: list[str] = []
    history: list[HistoryRow] = []
    values: dict[str, str] = {}
    form_key: int = 0
    saving: bool = False
    stale_by: str = ""
    stale_at: str = ""
    conflicts: list[ConflictRow] = []
    restored: str = ""
    restored_field: str = ""
    verified: str = ""
    to_verify: bool = False
    _stored: dict[str, str] = {}
    _company: str = ""
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after a lost connection: a form already open is left as it is."""
        profile = await services().companies.profile(acting())
        self._show(profile)
        if self._company != str(profile.public_id):
            self._open(profile)

    @rx.event
    @private()
    async def open_form(self) -> None:
        """The page has just appeared: what was typed in it before is gone, so show the stored values."""
        profile = await services().companies.profile(acting())
        self._show(profile)
        self._clear_feedback()
        former = await asked_value(self, profile)
        known = (self._company, self._version) == (str(profile.public_id), profile.version)
        if former or self.restored or self.stale_by or not known:
            self._open(profile, former)

    @rx.event
    @private()
    async def take_stored(self) -> None:
        """« Reprendre les valeurs enregistrées »: give up what was typed."""
        profile = await services().companies.profile(acting())
        self._show(profile)
        self._clear_feedback()
        self._open(profile)
        self.attempt += 1
        self.success = "Les valeurs enregistrées ont été reprises."

    @rx.event
    @private()
    async def confirm(self) -> None:
        """« Tout est exact »."""
        self._refuse_another_company()
        try:
            profile = await services().companies.confirm(acting(), self._version)
        except InvalidValue:
            # Shown before it is confirmed.
            self._open(await services().companies.profile(acting()))
            raise
        self._show(profile)
        self._clear_feedback()
        self.attempt += 1
        self.success = "Les coordonnées et les contacts enregistrés sont vérifiés."

    @rx.event
    @private(form=CompanyForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = CompanyForm.model_validate(form).model_dump()
        self.saving = True
        yield
        try:
            self._refuse_another_company()
            profile = await services().companies.update(acting(), values, self._version)
        except StaleEdit as error:
            for event in await self._tell_stale(error):
                yield event
        else:
            self._show(profile)
            self._clear_feedback()
            self._open(profile)
            self.attempt += 1
            self.success = "Les coordonnées et les contacts de votre entreprise sont enregistrés."
        finally:
            self.saving = False

    def _refuse_another_company(self) -> None:
        """A tab that lost its company falls back on another one: its form must not be written there."""
        member = acting().member
        if member is None or str(member.public_id) != self._company:
            raise InvalidValue("Vous n’avez plus accès à cette entreprise : rien n’a été enregistré.")

    async def _tell_stale(self, error: StaleEdit) -> list[Any]:
        """Say who and what, keep what was typed, and let the next « Enregistrer » write over on purpose.

        What the other person changed and this one did not touch is brought into the form.
        """
        conflicts = conflict_rows(error.changes, self._stored)
        profile = await services().companies.profile(acting())
        self._show(profile)
        self._clear_feedback()
        self.conflicts = conflicts
        self.stale_by, self.stale_at = error.by, format_datetime(error.at)
        self.attempt += 1
        if profile.updated_at == error.at:
            # Otherwise somebody saved once more since: the next attempt will tell it too.
            self._version = profile.version
            self._stored = profile.values
        return [rx.set_value(f"champ-{row.field}", profile.values[row.field]) for row in conflicts if not row.touched]

    def _show(self, profile: CompanyProfile) -> None:
        self.code, self.name = profile.code, profile.name
        self.siren, self.siret, self.naf_code = profile.siren, profile.siret, profile.naf_code
        team = profile.team
        self.service_name, self.service_phone, self.service_email = team.name, team.phone, team.email
        self.service_address = list(team.address)
        self.history = history_rows(profile.history)
        by = f" par {profile.verified_by}" if profile.verified_by else ""
        self.verified = f"Vérifiées le {format_datetime(profile.verified_at)}{by}." if profile.verified_at else ""
        self.to_verify = profile.to_verify
        self.loaded = True

    def _open(self, profile: CompanyProfile, former: FormerValue | None = None) -> None:
        self._company, self._version = str(profile.public_id), profile.version
        self._stored = self.values = profile.values
        self.restored = ""
        if former:
            self.values = {**profile.values, former.field: former.value}
            self.restored_field = former.field
            self.restored = restored_sentence(former)
        self.stale_by = self.stale_at = ""
        self.conflicts = []
        self.form_key += 1
