"""« Paiements »: what the service has received, and what it was put on."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.factures.payments_state import PAYMENTS, PaiementsState
from presantra.ui.pages.factures.rows import LIST, PaymentLine
from presantra.ui.pages.factures.views import views

STATE = PaiementsState
COLUMNS = (
    ui.Column("Référence"),
    ui.Column("Date"),
    ui.Column("Moyen"),
    ui.Column("Montant", number=True),
    ui.Column("Factures"),
    ui.Column("État"),
)


@space_page("/espace/factures/paiements", "Paiements", on_load=(STATE.load,), right=Right.INVOICES_READ)
def paiements() -> rx.Component:
    return rx.cond(
        STATE.loaded,
        rx.fragment(views(PAYMENTS), rx.cond(STATE.rows.length() > 0, _list(), _none_yet())),
        ui.loading(),
    )


def _none_yet() -> rx.Component:
    return ui.empty_state(
        "Aucun paiement pour le moment",
        "Vos paiements apparaîtront ici dès que le service les aura enregistrés.",
        ui.link_button("Voir les factures", LIST),
        picture="receipt",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            ui.data_table("Paiements, du plus récent au plus ancien", COLUMNS, rx.foreach(STATE.rows, _row)),
            class_name="dense",
        ),
        ui.pager(STATE.page, STATE.pages, STATE.total, on_previous=STATE.previous_page, on_next=STATE.next_page),
    )


def _row(line: rx.Var[PaymentLine]) -> rx.Component:
    return ui.row(
        ui.row_header(rx.el.span(line.reference, class_name="unbroken")),
        ui.cell("Date", line.paid_on),
        ui.cell("Moyen", line.means),
        ui.cell("Montant", rx.el.strong(line.amount), number=True),
        ui.cell(
            "Factures",
            rx.fragment(line.factures, rx.cond(line.left, rx.el.span(line.left, class_name="due-on"))),
        ),
        ui.cell(
            "État",
            rx.fragment(
                ui.status_badge(line.state, line.tone),
                rx.cond(line.reason, rx.el.span(line.reason, class_name="due-on")),
            ),
        ),
        key=line.reference,
    )
