"""« Mon compte »: the weekly reminder by e-mail, and the calendar of the current company."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.components.fields import control_id
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.layout.state import SpaceState

ADDRESS = "calendar_address"
REMOVAL = "supprimer-calendrier"


class RappelState(FormState, rx.State):
    wanted: bool = True
    loaded: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.wanted = await services().digest.wanted(acting())
        self.loaded = True

    @rx.event
    @private()
    async def open(self) -> None:
        self._clear_feedback()

    @rx.event
    @private()
    async def turn_on(self) -> None:
        await self._choose(True, "Vous recevrez le rappel le lundi, s’il y a quelque chose à faire.")

    @rx.event
    @private()
    async def turn_off(self) -> None:
        await self._choose(False, "Vous ne recevrez plus le rappel du lundi.")

    async def _choose(self, wanted: bool, sentence: str) -> None:
        await services().digest.choose(acting(), wanted)
        self.wanted = wanted
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence


class CalendarForm(FormModel):
    full_names: Line = ""


class CalendrierState(FormState, rx.State):
    """The secret address is never kept here: it goes straight to the field, once."""

    since: str = ""
    full_names: bool = False
    loaded: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        if acting().may(Right.FOLLOW_UP_READ):
            await self._read()
        else:
            self.loaded = False

    @rx.event
    @private()
    async def open(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=CalendarForm)
    async def renew(self, form: dict[str, Any]) -> Any:
        full = bool(CalendarForm.model_validate(form).full_names)
        address = await services().calendars.renew(acting(), full_names=full)
        await self._read()
        self._tell("L’adresse est créée. Copiez-la maintenant : elle ne sera plus affichée.")
        return rx.set_value(control_id(ADDRESS), address)

    @rx.event
    @private()
    async def remove(self) -> Any:
        await services().calendars.remove(acting())
        await self._read()
        self._tell("L’adresse est supprimée : les calendriers abonnés ne recevront plus rien.")
        return rx.set_value(control_id(ADDRESS), "")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    async def _read(self) -> None:
        status = await services().calendars.status(acting())
        self.since = format_date(paris_date(status.created_at)) if status.created_at else ""
        self.full_names = status.full_names
        self.loaded = True


def reminder_card() -> rx.Component:
    state = RappelState
    return ui.card(
        ui.error_summary(state.errors, {"": ""}, attempt=state.attempt),
        ui.result(state.success, key=f"rappel-{state.attempt}"),
        rx.el.p(
            "Le lundi matin, un e-mail résume ce qui est en retard, à faire dans les 30 jours ou à demander, pour "
            "chacune de vos entreprises. Rien à faire : pas d’e-mail. Il ne contient aucun nom de salarié."
        ),
        rx.cond(
            state.loaded,
            rx.cond(
                state.wanted,
                rx.el.p(ui.secondary("Ne plus recevoir le rappel", on_click=state.turn_off)),
                rx.el.p(ui.secondary("Recevoir le rappel", on_click=state.turn_on)),
            ),
        ),
        title="Rappel hebdomadaire",
    )


def calendar_card() -> rx.Component:
    state = CalendrierState
    return ui.card(
        ui.error_summary(state.errors, {"": ""}, attempt=state.attempt),
        ui.result(state.success, key=f"calendrier-{state.attempt}"),
        rx.el.p(
            "Abonnez votre agenda (Outlook, Google, Apple…) aux échéances des 12 prochains mois et aux rendez-vous de ",
            rx.el.strong(SpaceState.current_company_name),
            ". L’adresse est secrète : qui la connaît voit le calendrier. Elle cesse de fonctionner si vous perdez "
            "l’accès à l’entreprise.",
        ),
        rx.cond(state.since, rx.el.p("Une adresse existe depuis le ", state.since, ".", class_name="muted")),
        ui.field(
            "Adresse du calendrier",
            ADDRESS,
            hint="Affichée une seule fois, à sa création. Copiez-la dans votre agenda.",
            read_only=True,
        ),
        ui.event_form(
            ui.checkbox_field(
                "Nommer les salariés en entier",
                "full_names",
                default_checked=state.full_names,
                hint="Sinon leurs initiales seulement : un agenda se partage et s’affiche sur un téléphone.",
            ),
            ui.form_actions(
                ui.button(rx.cond(state.since, "Renouveler l’adresse", "Créer l’adresse"), type="submit"),
                rx.cond(state.since, ui.dialog_button("Supprimer l’adresse", REMOVAL)),
            ),
            on_submit=state.renew,
            key=f"calendrier-{state.full_names}",
        ),
        ui.confirmation(
            REMOVAL,
            "Supprimer l’adresse ?",
            "Les agendas abonnés ne recevront plus rien.",
            "Supprimer l’adresse",
            on_confirm=state.remove,
        ),
        rx.cond(
            state.since,
            rx.el.p("Renouveler crée une nouvelle adresse : l’ancienne meurt aussitôt.", class_name="muted"),
        ),
        title="Calendrier",
    )
