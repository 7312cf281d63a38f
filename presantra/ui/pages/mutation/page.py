"""The screen « Muter vers un autre établissement »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.consequences import consequences_panel
from presantra.ui.employees.fields import LABELS, Fields, situations_card
from presantra.ui.employees.form import FORM_ID, TYPED
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.layout.state import CompanyOption
from presantra.ui.pages.mutation.state import MutationState as STATE

FIELDS = {
    "company": "Établissement",
    "day": "À compter du",
    **{name: LABELS[name] for name in ("job_title", "pcs_code", "situations")},
    "": "",
}


@space_page(f"{ROUTE}/mutation", STATE.title, intro=STATE.name, right=Right.PEOPLE_WRITE)
def mutation() -> rx.Component:
    return rx.el.div(
        rx.cond(STATE.missing, missing_employee(), rx.cond(shown_here(STATE.employee_id), _content(), ui.loading())),
        on_mount=STATE.open,
        on_unmount=STATE.close,
    )


def _content() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, FIELDS, attempt=STATE.attempt),
        rx.cond(STATE.declared, _declared(), rx.cond(STATE.others.length() > 0, _form(), _alone())),
    )


def _back(label: str) -> rx.Component:
    return ui.link(label, f"{LIST}/{STATE.employee_id}")


def _declared() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p("Un départ est déjà déclaré au ", STATE.declared, "."),
        rx.el.p("Annulez-le d’abord depuis la fiche pour déclarer une mutation."),
        rx.el.p(_back("Voir la fiche")),
    )


def _alone() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p("Votre compte n’a qu’une entreprise. Ajoutez d’abord l’établissement où va ce salarié."),
        rx.el.p(ui.link("Ajouter une entreprise", "/espace/ajouter-une-entreprise")),
        rx.el.p(_back("Voir la fiche")),
    )


def _form() -> rx.Component:
    live = STATE.follow(TYPED).debounce(200)
    fields = Fields(STATE.errors, STATE.values, live)
    return ui.event_form(
        rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
        ui.card(
            ui.required_note(),
            ui.select_field(
                FIELDS["company"], "company", rx.foreach(STATE.others, _option), required=True,
                hint="Son départ d’ici et son arrivée là-bas sont déclarés ensemble.", error=STATE.errors["company"],
            ),
            ui.field(
                FIELDS["day"], "day", type="date", required=True, on_change=live, class_name="control-short",
                hint=f"Premier jour dans l’autre établissement. Poste actuel tenu depuis le {STATE.begun}.",
                error=STATE.errors["day"],
            ),
            ui.field_row(
                fields.text("job_title", required=True, hint="Le même, ou le nouveau."),
                fields.text("pcs_code", hint="Facultatif."),
            ),
            title="Établissement et poste",
        ),
        situations_card(fields, STATE.situations, consequences_panel(STATE.preview)),
        ui.form_actions(
            ui.primary("Enregistrer", busy=STATE.busy, busy_label="Enregistrement…"),
            _back("Annuler"),
        ),
        on_submit=STATE.save,
        id=FORM_ID,
    )  # fmt: skip


def _option(company: rx.Var[CompanyOption]) -> rx.Component:
    return rx.el.option(f"{company.name} ({company.code})", value=company.id)


PAGES = (mutation,)
