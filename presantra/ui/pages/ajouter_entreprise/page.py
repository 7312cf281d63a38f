"""« Ajouter une entreprise »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.state import CompanyOption, SpaceState
from presantra.ui.pages.ajouter_entreprise.state import AjouterState as State


@space_page(
    "/espace/ajouter-une-entreprise",
    "Ajouter une entreprise",
    intro="Une succursale ou une autre entreprise : il suffit des deux identifiants de son courrier.",
    narrow=True,
)
def ajouter() -> rx.Component:
    errors = State.errors
    return rx.el.div(
        ui.result(
            State.success,
            rx.el.p(ui.secondary("Ouvrir cette entreprise", on_click=SpaceState.switch(State.added))),
            key=State.attempt,
        ),
        ui.card(
            ui.error_summary(
                errors,
                {"code": "Code adhérent", "number": "N° de télédéclarant", "": ""},
                attempt=State.attempt,
            ),
            ui.event_form(
                ui.field(
                    "Code adhérent",
                    "code",
                    required=True,
                    hint="5 chiffres, suivis du numéro de la succursale s’il y en a une : 12345 ou 12345-1.",
                    error=errors["code"],
                ),
                ui.field(
                    "N° de télédéclarant",
                    "number",
                    required=True,
                    hint="De la forme TD-XXXX-XXXX. Majuscules, espaces et tirets n’ont pas d’importance.",
                    auto_capitalize="characters",
                    spell_check=False,
                    error=errors["number"],
                ),
                ui.form_actions(ui.primary("Valider", busy=State.checking, wide=True)),
                on_submit=State.submit,
                key=State.form_key,
            ),
        ),
        _attached(),
        on_mount=State.open_form,
    )


def _attached() -> rx.Component:
    return ui.card(
        rx.cond(
            SpaceState.companies,
            rx.el.ul(rx.foreach(SpaceState.companies, _company), class_name="rows"),
            rx.el.p(
                "Aucune pour le moment : ajoutez la vôtre avec le formulaire ci-dessus.",
                class_name="muted",
            ),
        ),
        title="Entreprises déjà rattachées",
    )


def _company(company: rx.Var[CompanyOption]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(company.name)),
            rx.el.p("Code adhérent ", company.code, class_name="muted"),
            class_name="row-text",
        ),
        rx.cond(
            company.id == SpaceState.current_company_id,
            ui.status_badge("entreprise affichée", "info"),
        ),
        key=company.id,
    )


PAGES = (ajouter,)
