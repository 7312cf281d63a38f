"""« Factures »: what was invoiced, what is still to pay, and the PDF files."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.invoices import INVOICE_FILTERS
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.factures.state import LIST, FacturesState, InvoiceLine

STATE = FacturesState
COLUMNS = (
    ui.Column("Numéro"),
    ui.Column("Date"),
    ui.Column("Type"),
    ui.Column("Période"),
    ui.Column("Montant HT", number=True),
    ui.Column("TVA", number=True),
    ui.Column("Total TTC", number=True),
    ui.Column("Statut"),
    ui.Column("Document"),
)


@space_page("/espace/factures", "Factures", on_load=(STATE.load,), right=Right.INVOICES_READ)
def factures() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        rx.cond(
            STATE.loaded,
            rx.cond(STATE.years.length() > 0, _invoices(), _none_yet()),
            rx.el.p("Chargement…", role="status", class_name="loading"),
        ),
    )


def _invoices() -> rx.Component:
    return rx.fragment(_amount_due(), _filters(), rx.cond(STATE.empty, _no_match(), _list()))


def _amount_due() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Reste à payer", class_name="due-title"),
        rx.el.p(STATE.amount_due, class_name="due-amount"),
        rx.el.p(
            rx.match(
                STATE.unpaid,
                (0, "Toutes vos factures sont réglées."),
                (1, "1 facture à régler, avoirs non utilisés déduits."),
                f"{STATE.unpaid} factures à régler, avoirs non utilisés déduits.",
            ),
            class_name="muted",
        ),
        class_name="card due",
    )


def _filters() -> rx.Component:
    return rx.el.div(
        _choice(
            "Année",
            "annee",
            rx.el.option("Toutes les années", value=""),
            rx.foreach(STATE.years, lambda year: rx.el.option(year, value=year)),
            value=STATE.year,
            on_change=STATE.filter_year,
        ),
        _choice(
            "Statut",
            "statut",
            rx.el.option("Tous les statuts", value=""),
            *(rx.el.option(text, value=code) for code, text in INVOICE_FILTERS),
            value=STATE.status,
            on_change=STATE.filter_status,
        ),
        class_name="filter-bar",
    )


def _choice(text: str, name: str, *options: rx.Component, value: rx.Var[str], on_change: Any) -> rx.Component:
    """A list that filters at once; it keeps the focus, and follows the address when one goes back."""
    return rx.el.div(
        rx.el.label(text, html_for=f"champ-{name}", class_name="field-label"),
        rx.el.select(*options, value=value, on_change=on_change, id=f"champ-{name}", name=name, class_name="control"),
        class_name="field",
    )


def _none_yet() -> rx.Component:
    return ui.empty_state(
        "Aucune facture pour le moment",
        "Vos factures et avoirs apparaîtront ici dès leur émission par le service.",
        ui.link_button("Retourner au tableau de bord", "/espace"),
        picture="receipt",
    )


def _no_match() -> rx.Component:
    return ui.empty_state(
        "Aucun document ne correspond",
        "Choisissez une autre année ou un autre statut.",
        ui.link_button("Voir toutes les factures", LIST),
        picture="receipt",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            ui.data_table("Factures et avoirs, du plus récent au plus ancien", COLUMNS, rx.foreach(STATE.rows, _row)),
            class_name="dense",
        ),
        rx.cond(
            STATE.pages > 1,
            ui.pager(STATE.page, STATE.pages, STATE.total, on_previous=STATE.previous_page, on_next=STATE.next_page),
            rx.el.p(STATE.total, role="status", class_name="muted list-total"),
        ),
    )


def _row(line: rx.Var[InvoiceLine]) -> rx.Component:
    return ui.row(
        ui.row_header(rx.el.span(line.number, class_name="unbroken")),
        ui.cell("Date", line.issued_on),
        ui.cell("Type", line.kind),
        ui.cell("Période", line.period),
        ui.cell("Montant HT", line.net, number=True),
        ui.cell("TVA", line.vat, number=True),
        ui.cell("Total TTC", rx.el.strong(line.total), number=True),
        ui.cell("Statut", _status(line)),
        ui.cell("Document", ui.download_link("Télécharger", line.download, line.href, class_name="row-link")),
    )


def _status(line: rx.Var[InvoiceLine]) -> rx.Component:
    return rx.fragment(
        ui.status_badge(line.status, line.tone),
        rx.cond(line.due_on, rx.el.span("échéance ", line.due_on, class_name="due-on")),
    )


PAGES = (factures,)
