"""« Factures »: what was invoiced, what is paid and still to pay, and the PDF files."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.invoices import INVOICE_FILTERS
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.factures.payments_page import paiements
from presantra.ui.pages.factures.rows import LIST, InvoiceLine
from presantra.ui.pages.factures.state import FacturesState
from presantra.ui.pages.factures.statement_page import releve
from presantra.ui.pages.factures.views import views

STATE = FacturesState
COLUMNS = (
    ui.Column("Sélection"),
    ui.Column("Numéro"),
    ui.Column("Date"),
    ui.Column("Montant HT", number=True),
    ui.Column("TVA", number=True),
    ui.Column("Total TTC", number=True),
    ui.Column("Reste dû", number=True),
    ui.Column("Statut"),
    ui.Column("Document"),
)


@space_page("/espace/factures", "Factures", on_load=(STATE.load,), right=Right.INVOICES_READ)
def factures() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        rx.cond(
            STATE.loaded,
            rx.fragment(views(LIST), rx.cond(STATE.years.length() > 0, _invoices(), _none_yet())),
            ui.loading(),
        ),
    )


def _invoices() -> rx.Component:
    return rx.fragment(_balance(), _filters(), rx.cond(STATE.empty, _no_match(), _list()))


def _balance() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Solde", class_name="due-title"),
        rx.el.p(
            STATE.amount_due,
            " ",
            rx.el.span(rx.cond(STATE.in_credit, "en votre faveur", "à régler"), class_name="due-side"),
            class_name="due-amount",
        ),
        rx.el.p(
            rx.match(
                STATE.unpaid,
                (0, "Toutes vos factures sont réglées."),
                (1, "1 facture à régler, avoirs et paiements non utilisés déduits."),
                f"{STATE.unpaid} factures à régler, avoirs et paiements non utilisés déduits.",
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
    """The browser itself sends what is ticked: no event, and nothing to keep in the State."""
    return ui.native_form(
        rx.el.input(type="hidden", name="entreprise", value=STATE.company),
        rx.el.input(type="hidden", name="annee", value=STATE.year),
        rx.el.input(type="hidden", name="statut", value=STATE.status),
        rx.el.input(type="hidden", name="page", value=STATE.page.to_string()),
        rx.el.div(
            ui.secondary("Télécharger les documents cochés (ZIP)", type="submit"),
            ui.link_button(f"Télécharger {STATE.archive_label} (ZIP)", STATE.archive_href, look="link", full_load=True),
            class_name="archive-bar",
        ),
        rx.el.div(
            ui.data_table("Factures et avoirs, du plus récent au plus ancien", COLUMNS, rx.foreach(STATE.rows, _row)),
            class_name="dense",
        ),
        ui.pager(STATE.page, STATE.pages, STATE.total, on_previous=STATE.previous_page, on_next=STATE.next_page),
        action="/documents/factures.zip",
        once=False,
    )


def _row(line: rx.Var[InvoiceLine]) -> rx.Component:
    return ui.row(
        ui.cell("", _tick(line)),
        ui.row_header(
            rx.fragment(
                rx.el.span(line.number, class_name="unbroken"), rx.el.span(line.what, class_name="invoice-what")
            )
        ),
        ui.cell("Date", line.issued_on),
        ui.cell("Montant HT", line.net, number=True),
        ui.cell("TVA", line.vat, number=True),
        ui.cell("Total TTC", rx.el.strong(line.total), number=True),
        ui.cell("Reste dû", _remaining(line), number=True),
        ui.cell("Statut", _status(line)),
        ui.cell("Document", _links(line)),
        key=line.public_id,
    )


def _tick(line: rx.Var[InvoiceLine]) -> rx.Component:
    return rx.el.input(
        type="checkbox", name="choix", value=line.public_id, aria_label=f"Cocher {line.download}", class_name="tick"
    )


def _remaining(line: rx.Var[InvoiceLine]) -> rx.Component:
    return rx.fragment(line.remaining, rx.cond(line.received, rx.el.span(line.received, class_name="due-on")))


def _status(line: rx.Var[InvoiceLine]) -> rx.Component:
    return rx.fragment(
        ui.status_badge(line.status, line.tone),
        rx.cond(line.due_on, rx.el.span(line.due_on, class_name="due-on")),
        rx.cond(
            line.parts.length() > 0,
            rx.el.details(
                rx.el.summary("Règlements", rx.el.span(" de ", line.download, class_name="visually-hidden")),
                rx.el.ul(rx.foreach(line.parts, _part)),
                class_name="parts",
            ),
        ),
    )


def _part(sentence: rx.Var[str]) -> rx.Component:
    return rx.el.li(sentence)


def _links(line: rx.Var[InvoiceLine]) -> rx.Component:
    question = ui.link(
        rx.fragment("Poser une question", rx.el.span(" sur ", line.download, class_name="visually-hidden")),
        line.question,
        class_name="row-link question",
    )
    return rx.el.span(
        ui.download_link("Télécharger", line.download, line.href, class_name="row-link"),
        if_allowed(Right.MESSAGES_WRITE, question),
        class_name="row-links",
    )


PAGES = (factures, paiements, releve)
