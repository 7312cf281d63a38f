"""The screens « Mes clients » and « L’équipe » of an accounting firm."""

from __future__ import annotations

import reflex as rx

from presantra.domain.typography import french
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.state import CLIENTS, SpaceState
from presantra.ui.pages.cabinet.rows import ClientLine, Total
from presantra.ui.pages.cabinet.state import ClientsState as State
from presantra.ui.pages.cabinet.team_page import TEAM, equipe

LABELS = {"name": "Nom du cabinet", "siren": "Numéro SIREN", "": ""}
COLUMNS = (
    ui.Column("Client", "nom"),
    ui.Column("Code", "code"),
    ui.Column("Visites en retard", "retard", number=True),
    ui.Column("Sous 30 jours", "echeances", number=True),
    ui.Column("Compléments", "complements", number=True),
    ui.Column("Messages à lire", "messages", number=True),
    ui.Column("À régler", "factures", number=True),
    ui.Column("Mandat"),
)


def _actions() -> rx.Component:
    return rx.cond(State.firm, ui.link_button("L’équipe du cabinet", TEAM))


@space_page(CLIENTS, "Mes clients", intro=State.firm, actions=_actions, on_load=(State.load,))
def clients() -> rx.Component:
    return rx.fragment(
        rx.cond(State.lost, rx.el.div(ui.callout("danger", State.lost, role="alert"), class_name="mb-5")),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                ui.error_summary(State.errors, LABELS, attempt=State.attempt),
                rx.cond(State.firm, _portfolio(), rx.cond(State.waiting.length() > 0, _introduce(), _nobody())),
            ),
            rx.cond(
                State.errors[""],
                ui.callout("danger", State.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
    )


def _introduce() -> rx.Component:
    return ui.card(
        rx.el.p("Ces mandats vous attendent\u00a0: "),
        rx.el.ul(rx.foreach(State.waiting, rx.el.li), class_name="list-disc pl-5"),
        rx.el.p(
            "Présentez votre cabinet\u00a0: ce nom signera ce que vous ferez, dans l’historique de chaque client.",
            class_name="mt-4",
        ),
        ui.required_note(),
        ui.event_form(
            ui.field(LABELS["name"], "name", required=True, error=State.errors["name"], autocomplete="organization"),
            ui.field(
                LABELS["siren"],
                "siren",
                required=True,
                hint="9 chiffres.",
                error=State.errors["siren"],
                input_mode="numeric",
                class_name="control-short",
            ),
            ui.form_actions(ui.primary("Enregistrer et ouvrir mes clients")),
            on_submit=State.introduce,
        ),
        title="Votre cabinet",
    )


def _nobody() -> rx.Component:
    return ui.empty_state(
        "Aucun mandat n’attend votre cabinet",
        french("L’employeur l’a peut-être retiré. Demandez-lui d’en donner un nouveau à votre adresse."),
        picture="people",
    )


def _portfolio() -> rx.Component:
    return rx.cond(
        State.clients > 0,
        rx.fragment(_totals(), _search(), _table()),
        ui.empty_state(
            "Aucun client pour le moment",
            french("Un employeur donne un mandat à votre adresse depuis « Mon entreprise », puis « Mandats »."),
            picture="people",
        ),
    )


def _totals() -> rx.Component:
    return ui.card(
        rx.el.dl(rx.foreach(State.totals, _total), class_name="grid gap-4 grid-cols-2 sm:grid-cols-3 lg:grid-cols-5"),
        title=State.totals_title,
    )


def _total(total: rx.Var[Total]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(total.name, class_name="muted"),
        rx.el.dd(total.figure, class_name="m-0 text-xl font-semibold"),
    )


def _search() -> rx.Component:
    return ui.event_form(
        ui.field(
            "Rechercher un client",
            "q",
            type="search",
            placeholder="Nom ou code adhérent",
            default_value=State.text,
        ),
        rx.el.div(ui.button("Rechercher", type="submit"), class_name="self-end"),
        on_submit=State.search,
        role="search",
        class_name="card my-5 grid gap-4 sm:grid-cols-[minmax(0,1fr)_auto] [&_.field]:m-0 [&_.field]:max-w-none",
    )


def _table() -> rx.Component:
    return rx.cond(
        State.lines.length() > 0,
        rx.el.div(
            ui.data_table(
                "Vos clients et ce qui les attend. Le nom ouvre l’espace du client dans cet onglet.",
                COLUMNS,
                rx.foreach(State.lines, _line),
                sorted_by=State.sort,
                descending=State.descending,
                on_sort=State.sort_by,
            ),
            rx.el.p("«\u00a0–\u00a0»\u00a0: votre mandat ne comprend pas cette information.", class_name="muted mt-2"),
            ui.pager(State.page, State.pages, State.total, on_previous=State.previous_page, on_next=State.next_page),
            class_name="clients",
        ),
        ui.empty_state("Aucun client ne correspond", "Vérifiez l’orthographe, ou cherchez par le code adhérent."),
    )


def _line(client: rx.Var[ClientLine]) -> rx.Component:
    return ui.row(
        ui.row_header(
            rx.el.button(
                client.name, type="button", on_click=SpaceState.switch(client.id), class_name="text-button text-left"
            )
        ),
        ui.cell("Code", rx.el.span(client.code, class_name="unbroken")),
        ui.cell(
            "Visites en retard",
            rx.cond(client.alert, ui.status_badge(client.late, "danger"), client.late),
            number=True,
        ),
        ui.cell("Sous 30 jours", client.due, number=True),
        ui.cell("Compléments", client.incomplete, number=True),
        ui.cell("Messages à lire", client.unread, number=True),
        ui.cell(
            "À régler",
            rx.el.span(client.unpaid, rx.cond(client.amount, rx.el.span(" · ", client.amount, class_name="muted"))),
            number=True,
        ),
        ui.cell("Mandat", _mandate(client)),
        key=client.id,
    )


def _mandate(client: rx.Var[ClientLine]) -> rx.Component:
    dialog_id = f"renoncer-{client.mandate}"
    return rx.el.details(
        rx.el.summary(
            rx.cond(client.near, ui.status_badge(client.end, "warning"), client.end),
            rx.el.span(" : mandat de ", client.name, class_name="visually-hidden"),
        ),
        rx.el.p(client.rights, class_name="my-2"),
        rx.cond(
            State.administrator,
            rx.fragment(
                ui.dialog_button("Renoncer", dialog_id, aria_label=f"Renoncer au mandat de {client.name}"),
                ui.confirmation(
                    dialog_id,
                    f"Renoncer au mandat de {client.name}\u00a0?",
                    "Dès maintenant, votre cabinet n’aura plus accès à cette entreprise. L’employeur en est prévenu.",
                    "Renoncer au mandat",
                    on_confirm=State.renounce(client.mandate),
                ),
            ),
        ),
        class_name="text-left",
    )


PAGES = (clients, equipe)
