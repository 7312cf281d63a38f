"""The appointment of a request: its clock, what may be done of it, and the times that may be booked."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.labels import FIELD_LABELS, choices
from presantra.domain.visit_vocabulary import AbsenceReason
from presantra.ui import components as ui
from presantra.ui.closures import closure_reminder
from presantra.ui.pages.visite.rows import SlotLine
from presantra.ui.pages.visite.state import VisiteState

STATE = VisiteState
SHEET = VisiteState.sheet
PROPOSALS = "remplacants-proposes"


def appointment() -> rx.Component:
    return rx.cond(
        SHEET.when,
        ui.card(
            rx.el.p(SHEET.when, class_name="appointment-when"),
            rx.el.p(SHEET.place),
            rx.el.p("Durée prévue : ", SHEET.duration, class_name="muted"),
            rx.el.p(
                ui.status_badge(SHEET.presence, SHEET.presence_tone),
                rx.cond(SHEET.charge, rx.el.span(SHEET.charge, class_name="font-semibold")),
                class_name="appointment-state",
            ),
            rx.cond(SHEET.contest, ui.callout("info", SHEET.contest)),
            rx.cond(SHEET.clock, _clock()),
            rx.cond(
                SHEET.can_confirm | SHEET.summons_href,
                ui.form_actions(_confirm(), _summons()),
            ),
            rx.cond(SHEET.can_ask_other_date, _other_date()),
            rx.cond(SHEET.can_replace, _replacement()),
            rx.cond(SHEET.can_excuse, _absence()),
            rx.cond(SHEET.can_contest, _contest()),
            title="Rendez-vous",
        ),
    )


def _clock() -> rx.Component:
    """Goes on by itself, see ``presantra.js``."""
    return rx.el.p(
        SHEET.clock,
        key=SHEET.clock,
        class_name="clock",
        custom_attrs={"data-until": SHEET.until, "data-over": SHEET.clock_over},
    )


def _confirm() -> rx.Component:
    return rx.cond(
        SHEET.can_confirm, ui.primary("Confirmer la présence", type="button", on_click=STATE.confirm, busy=STATE.busy)
    )


def _summons() -> rx.Component:
    return rx.cond(
        SHEET.summons_href,
        ui.download_link(
            "Télécharger la convocation", "(PDF)", SHEET.summons_href, class_name="button button-secondary"
        ),
    )


def _form(summary: str, *fields: rx.Component, submit: str, on_submit: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(summary),
        ui.event_form(
            *fields, ui.form_actions(ui.secondary(submit, type="submit", busy=STATE.busy)), on_submit=on_submit
        ),
        key=f"{summary}-{STATE.turn}",
        class_name="disclosure",
    )


def _other_date() -> rx.Component:
    return _form(
        "Demander une autre date",
        ui.textarea_field(
            "Dates possibles", "other_date", required=True, rows=2, max_length=1000, error=STATE.errors["other_date"],
            hint="Le rendez-vous actuel est rendu aussitôt.", on_blur=STATE.check_days,
        ),
        closure_reminder(STATE.closures, STATE.day_warning),
        submit="Rendre ce rendez-vous",
        on_submit=STATE.ask_other_date,
    )  # fmt: skip


def _replacement() -> rx.Component:
    return _form(
        "Faire venir un autre salarié",
        ui.field(
            "Remplaçant", "replacement", required=True, error=STATE.errors["replacement"],
            hint="La liste propose ceux qui attendent la même visite. Pour un autre salarié présent, tapez son nom.",
            on_change=STATE.search_replacement.debounce(250), list=PROPOSALS, spell_check=False, max_length=500,
        ),
        rx.el.datalist(rx.foreach(STATE.proposals, lambda line: rx.el.option(value=line)), id=PROPOSALS),
        rx.el.p(STATE.found, role="status", class_name="field-status"),
        submit="Remplacer",
        on_submit=STATE.replace,
    )  # fmt: skip


def _absence() -> rx.Component:
    return _form(
        "Signaler une absence",
        ui.select_field(
            FIELD_LABELS["absence_reason"], "absence_reason", choices(AbsenceReason), required=True,
            error=STATE.errors["absence_reason"], hint="N’indiquez rien sur la santé de la personne.",
        ),
        ui.textarea_field("Précision", "note", rows=2, max_length=1000, error=STATE.errors["note"]),
        submit="Signaler l’absence",
        on_submit=STATE.excuse,
    )  # fmt: skip


def _contest() -> rx.Component:
    return _form(
        "Contester cette absence",
        ui.textarea_field(
            FIELD_LABELS["contest_reason"], "contest_reason", required=True, rows=3, max_length=1000,
            error=STATE.errors["contest_reason"],
            hint=f"Possible jusqu’au {SHEET.contest_until}. Le service vous répondra ici et par e-mail.",
        ),
        submit="Envoyer la contestation",
        on_submit=STATE.contest,
    )  # fmt: skip


def booking() -> rx.Component:
    return rx.cond(
        (STATE.slots.length() > 0) | STATE.closed_slots,
        ui.card(
            rx.cond(
                STATE.slots.length() > 0,
                rx.fragment(
                    rx.el.p("Choisissez vous-même un créneau ouvert par le service.", class_name="muted"),
                    rx.el.ul(rx.foreach(STATE.slots, _slot), class_name="slots"),
                ),
            ),
            rx.cond(
                STATE.more_slots.length() > 0,
                rx.el.details(
                    rx.el.summary("Voir d’autres créneaux"),
                    rx.el.ul(rx.foreach(STATE.more_slots, _slot), class_name="slots"),
                    class_name="disclosure",
                ),
            ),
            rx.cond(
                STATE.closed_slots,
                rx.el.p(
                    STATE.closed_slots,
                    " ",
                    ui.link("Voir vos fermetures", "/espace/entreprise/fermetures"),
                    class_name="muted closed-slots",
                ),
            ),
            title="Réserver un créneau",
        ),
    )


def _slot(slot: rx.Var[SlotLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(slot.when, class_name="font-medium"),
            rx.el.p(slot.place, class_name="muted"),
            rx.cond(slot.warning, rx.el.p(slot.warning, class_name="row-warning")),
            class_name="row-text",
        ),
        rx.el.button(
            "Réserver",
            rx.el.span(" le ", slot.when, class_name="visually-hidden"),
            type="button",
            on_click=STATE.book(slot.id),
            disabled=STATE.busy,
            class_name="button button-secondary",
        ),
    )
