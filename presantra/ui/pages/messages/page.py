"""« Messages »: every request to the service that one may see, with where it stands."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.labels import choices
from presantra.domain.messages import THEMES, ThreadStatus
from presantra.domain.rights import Right
from presantra.services.messages import ThreadGroup
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.messages.words import LIST
from presantra.ui.pages.messages.state import MessagesState, ThreadLine

STATE = MessagesState
STATUSES = (
    ("", "Toutes"),
    (ThreadGroup.OPEN.value, "En cours"),
    (ThreadGroup.OVER.value, "Terminées"),
)
THEME_CHOICES = (("", "Tous les thèmes"), *((code, theme.label) for code, theme in THEMES.items()))
READING = (("", "Lus et non lus"), ("oui", "Non lus"))
COLUMNS = tuple(ui.Column(text) for text in ("N°", "Objet", "Thème", "Statut", "Dernière activité"))


def _write() -> rx.Component:
    return if_allowed(Right.MESSAGES_WRITE, ui.link_button("Écrire au service", f"{LIST}/nouveau", look="primary"))


@space_page(LIST, "Messages", actions=_write, on_load=(STATE.load,), right=Right.MESSAGES_READ)
def messages() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        rx.cond(
            STATE.loaded,
            rx.fragment(
                rx.cond(~STATE.empty | STATE.filtered, _filters()),
                rx.cond(STATE.empty, _nothing(), _list()),
            ),
            ui.loading(),
        ),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        _choice(
            "Statut",
            "statut",
            *_options(STATUSES),
            rx.el.optgroup(*_options(choices(ThreadStatus)), label="Un seul statut"),
            value=STATE.status,
            on_change=STATE.filter_status,
        ),
        _choice("Thème", "theme", *_options(THEME_CHOICES), value=STATE.theme, on_change=STATE.filter_theme),
        _choice("Lecture", "non-lus", *_options(READING), value=STATE.unread, on_change=STATE.filter_unread),
        class_name="filter-bar",
    )


def _options(pairs: tuple[tuple[str, str], ...]) -> list[rx.Component]:
    return [rx.el.option(wording, value=code) for code, wording in pairs]


def _choice(text: str, name: str, *options: rx.Component, value: rx.Var[str], on_change: Any) -> rx.Component:
    """A list that filters at once; it keeps the focus, and follows the address when one goes back."""
    return rx.el.div(
        rx.el.label(text, html_for=f"champ-{name}", class_name="field-label"),
        rx.el.select(
            *options, value=value, on_change=on_change, id=f"champ-{name}", name=name, class_name="control"
        ),
        class_name="field",
    )  # fmt: skip


def _nothing() -> rx.Component:
    return rx.cond(
        STATE.filtered,
        ui.empty_state(
            "Aucune demande ne correspond", "Modifiez les filtres.", ui.link_button("Voir toutes les demandes", LIST)
        ),
        ui.empty_state(
            "Aucun message",
            "Une question sur une facture, une visite ou votre adhésion\u00a0? Écrivez au service\u00a0: "
            "votre demande reçoit un numéro, et vous en suivez la réponse ici.",
            _write(),
            picture="mail",
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        ui.data_table("Demandes au service, de la plus récemment active à la plus ancienne", COLUMNS,
                      rx.foreach(STATE.rows, _row)),
        ui.pager(STATE.page, STATE.pages, STATE.total, on_previous=STATE.previous_page, on_next=STATE.next_page),
    )  # fmt: skip


def _row(line: rx.Var[ThreadLine]) -> rx.Component:
    name = rx.fragment(line.number, rx.cond(line.unread, rx.el.span(" (non lu)", class_name="visually-hidden")))
    return ui.row(
        ui.row_header(ui.link(name, line.href, class_name="row-link unbroken")),
        ui.cell("Objet", line.subject),
        ui.cell("Thème", line.theme),
        ui.cell("Statut", ui.status_badge(line.status, line.tone)),
        ui.cell("Dernière activité", rx.el.span(line.last, class_name="unbroken")),
        class_name=rx.cond(line.unread, "unread", ""),
    )


PAGES = (messages,)
