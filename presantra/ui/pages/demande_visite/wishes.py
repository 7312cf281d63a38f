"""Wishes about the appointment: when, where, and what the person needs to come."""

from __future__ import annotations

import reflex as rx

from presantra.domain.centres import parse_centres
from presantra.domain.labels import FIELD_LABELS, choices
from presantra.domain.visit_form import HALF_DAYS
from presantra.domain.visit_vocabulary import SummonsLanguage
from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.pages.demande_visite.form import half_day_name
from presantra.ui.pages.demande_visite.state import DemandeVisiteState

STATE = DemandeVisiteState
DRAFT = DemandeVisiteState.draft
WISH_LABELS = {
    name: FIELD_LABELS[name]
    for name in (
        "availabilities", "half_days", "centre", "summons_language", "interpreter", "accessible", "urgent",
        "urgency_reason",
    )
}  # fmt: skip


def wishes() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Préciser le rendez-vous : jours, lieu, accès, langue, urgence"),
        ui.choice_group(
            WISH_LABELS["half_days"],
            rx.el.div(*(_half_day(code, text) for code, text in HALF_DAYS.items()), class_name="half-days"),
            name="half_days",
            error=STATE.errors["half_days"],
        ),
        ui.field_row(
            ui.select_field(
                WISH_LABELS["centre"], "centre", _centres(), placeholder="Sans préférence",
                default_value=DRAFT.centre, error=STATE.errors["centre"],
            ),
            ui.select_field(
                WISH_LABELS["summons_language"], "summons_language", choices(SummonsLanguage), placeholder=None,
                default_value=DRAFT.summons_language, error=STATE.errors["summons_language"],
            ),
        ),
        ui.field(
            WISH_LABELS["interpreter"], "interpreter", default_value=DRAFT.interpreter, max_length=60,
            error=STATE.errors["interpreter"], hint="Si la personne ne parle ni français ni anglais.",
        ),
        ui.checkbox_field(WISH_LABELS["accessible"], "accessible", default_checked=DRAFT.accessible),
        ui.checkbox_field(WISH_LABELS["urgent"], "urgent", default_checked=DRAFT.urgent),
        ui.field(
            WISH_LABELS["urgency_reason"], "urgency_reason", default_value=DRAFT.urgency_reason, max_length=300,
            error=STATE.errors["urgency_reason"],
            hint="Seulement si la demande est urgente : prise de poste proche, reprise imminente…",
        ),
        open=DRAFT.wishes,
        class_name="disclosure wishes",
    )  # fmt: skip


def _half_day(code: str, text: str) -> rx.Component:
    name, day = half_day_name(code), text.partition(" ")[0]
    closed = rx.cond(STATE.closed_days.contains(day), rx.el.span(" (fermé)", class_name="muted"), "")
    return ui.checkbox_field(
        rx.fragment(text.capitalize(), closed), name, default_checked=DRAFT.half_days.contains(code)
    )


def _centres() -> list[tuple[str, str]]:
    """Written into the page when it is built, like the name and the telephone of the service."""
    return [(centre.code, centre.place) for centre in parse_centres(get_settings().centres)]
