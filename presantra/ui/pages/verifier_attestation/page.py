"""« Vérifier une attestation » d’adhésion."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.verifier_attestation.state import VerifierAttestationState as State

LABELS = {
    "number": "Numéro de l’attestation",
    "siret": "Numéro SIRET",
    "code": "Code de vérification",
    "": "",
}


@public_page(
    "/verifier-attestation",
    "Vérifier une attestation",
    intro="Une entreprise vous a remis son attestation d’adhésion ? Recopiez ce qui y est écrit.",
    narrow=True,
    on_load=(State.load,),
)
def verifier_attestation() -> rx.Component:
    errors = State.errors
    return rx.fragment(
        ui.error_summary(errors, LABELS, attempt=State.attempt),
        rx.el.div(rx.cond(State.answered, _answer()), role="status", class_name="result"),
        ui.card(
            ui.event_form(
                ui.field(
                    LABELS["number"], "number", required=True, hint="De la forme A-2026-000123.",
                    error=errors["number"], auto_capitalize="characters", spell_check=False,
                ),
                ui.field(
                    LABELS["siret"], "siret", required=True, hint="14 chiffres, ceux de l’entreprise.",
                    error=errors["siret"], input_mode="numeric",
                ),
                ui.field(
                    LABELS["code"], "code", required=True, error=errors["code"], class_name="control-code",
                    hint="12 lettres et chiffres, au bas de l’attestation.",
                    auto_capitalize="characters", spell_check=False,
                ),
                ui.primary("Vérifier", wide=True),
                on_submit=State.submit,
            ),
        ),
    )  # fmt: skip


def _answer() -> rx.Component:
    focus = {"tab_index": -1, "custom_attrs": {"data-takes-focus": ""}}
    return rx.cond(
        State.issued,
        ui.callout(
            "success",
            rx.el.p("Le service a bien établi cette attestation. Comparez ces mentions avec celles du papier :"),
            ui.definition_list(
                ("Attestation n°", State.number), ("Établie le", State.issued), ("SIRET", State.siret)
            ),
            title="Attestation authentique",
            key=f"oui-{State.attempt}",
            **focus,
        ),
        ui.callout(
            "warning",
            "Vérifiez ce que vous avez recopié. Si tout est exact, n’acceptez pas ce document et appelez-nous.",
            title="Le portail ne connaît aucune attestation avec ces mentions",
            key=f"non-{State.attempt}",
            **focus,
        ),
    )  # fmt: skip


PAGES = (verifier_attestation,)
