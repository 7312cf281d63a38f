"""« Personnes ayant accès » to the current company."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState, Identifier
from presantra.ui.pages.entreprise.rows import PersonRow, person_rows


class AccesState(FormState, rx.State):
    people: list[PersonRow] = []

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_list(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(person=Identifier)
    async def remove(self, person: str) -> None:
        name = next((row.name for row in self.people if row.id == person), "cette personne")
        try:
            await services().attachments.remove(acting(), person)
        finally:
            await self._load()
        self._clear_feedback()
        self.attempt += 1
        self.success = f"{name} n’a plus accès à cette entreprise."

    async def _load(self) -> None:
        self.people = person_rows(await services().attachments.people(acting()))


def people_card() -> rx.Component:
    return ui.card(
        ui.error_summary(AccesState.errors, {"": ""}, attempt=AccesState.attempt),
        ui.result(AccesState.success, key=AccesState.attempt),
        rx.el.p(
            "Elles voient et modifient les mêmes informations que vous pour cette entreprise.",
            class_name="muted",
        ),
        rx.el.ul(rx.foreach(AccesState.people, _person), class_name="rows"),
        title="Personnes ayant accès",
    )


def _person(person: rx.Var[PersonRow]) -> rx.Component:
    dialog_id = f"retirer-{person.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(person.name, id=f"personne-{person.id}"),
                rx.cond(person.oneself, rx.el.span(" (vous)", class_name="muted"), ""),
            ),
            rx.el.p(person.job_title, " · ", person.email, " · depuis le ", person.since, class_name="muted"),
            class_name="row-text",
        ),
        rx.cond(
            person.oneself,
            rx.fragment(),
            rx.fragment(
                ui.dialog_button("Retirer l’accès", dialog_id, aria_describedby=f"personne-{person.id}"),
                ui.confirmation(
                    dialog_id,
                    f"Retirer l’accès de {person.name} ?",
                    "Dès maintenant, cette personne ne pourra plus rien voir ni modifier ici. "
                    "Avec les identifiants du courrier, elle pourrait s’y rattacher de nouveau.",
                    "Retirer l’accès",
                    on_confirm=AccesState.remove(person.id),
                ),
            ),
        ),
        key=person.id,
    )
