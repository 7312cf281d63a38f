"""« Relevé de compte »: a period, on paper or as a table."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.factures.statement_state import STATEMENT, Preset, ReleveState
from presantra.ui.pages.factures.views import views

STATE = ReleveState
FORMATS = (("pdf", "Télécharger en PDF"), ("csv", "Télécharger en CSV"))


@space_page("/espace/factures/releve", "Relevé de compte", on_load=(STATE.load,), right=Right.INVOICES_READ)
def releve() -> rx.Component:
    return rx.cond(
        STATE.loaded,
        rx.fragment(
            views(STATEMENT),
            ui.error_summary(STATE.errors, {"": "", "du": "Du", "au": "Au"}, attempt=STATE.attempt),
            rx.el.div(_presets(), _period(), class_name="statement"),
        ),
        ui.loading(),
    )


def _presets() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Solde au début, factures, avoirs, paiements et rejets jour par jour, solde à la fin.", class_name="muted"
        ),
        rx.el.ul(rx.foreach(STATE.presets, _preset), class_name="presets"),
        title="Périodes courantes",
    )


def _preset(preset: rx.Var[Preset]) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.el.strong(preset.name), rx.el.span(preset.span, class_name="due-on")),
        rx.el.span(
            ui.download_link("PDF", f"du relevé {preset.span}", preset.pdf, class_name="row-link"),
            ui.download_link("CSV", f"du relevé {preset.span}", preset.csv, class_name="row-link"),
            class_name="preset-links",
        ),
    )


def _period() -> rx.Component:
    return ui.card(
        ui.native_form(
            rx.el.input(type="hidden", name="entreprise", value=STATE.company),
            rx.el.div(
                _day("Du", "du", STATE.start),
                _day("Au", "au", STATE.end),
                class_name="period",
            ),
            ui.form_actions(
                *(
                    ui.button(
                        text,
                        look="primary" if kind == "pdf" else "secondary",
                        type="submit",
                        form_action=f"/documents/releve-de-compte.{kind}",
                    )
                    for kind, text in FORMATS
                )
            ),
            action="/documents/releve-de-compte.pdf",
            method="get",
            once=False,
            key=STATE.form_key,
        ),
        title="Autre période",
    )


def _day(text: str, name: str, value: rx.Var[str]) -> rx.Component:
    return ui.field(
        text, name, error=STATE.errors[name], default_value=value, hint="JJ/MM/AAAA",
        input_mode="numeric", max_length=20,
    )  # fmt: skip
