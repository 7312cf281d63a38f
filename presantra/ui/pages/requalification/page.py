"""The screen « Requalification du suivi »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.attestations import validity
from presantra.domain.rights import Right
from presantra.services.dashboard import REQUALIFICATION_HREF
from presantra.ui import components as ui
from presantra.ui.articles import articles
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.requalification.state import GroupLine, PersonLine, RequalificationState

STATE = RequalificationState
TITLE = "Requalification du suivi"


@space_page(
    REQUALIFICATION_HREF,
    TITLE,
    back=("Retour au tableau de bord", "/espace"),
    on_load=(STATE.load,),
    right=Right.FOLLOW_UP_READ,
)
def requalification() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, {"": ""}, attempt=STATE.attempt),
        ui.result(STATE.success, key=STATE.attempt),
        rx.cond(
            STATE.loaded,
            rx.cond(STATE.groups.length() > 0, _form(), _nothing()),
            ui.loading(),
        ),
    )


def _nothing() -> rx.Component:
    return ui.empty_state(
        "Aucun suivi à requalifier",
        "Le suivi de vos salariés est celui des règles en vigueur. Quand une règle changera, les salariés concernés "
        "apparaîtront ici.",
        ui.link_button("Voir les salariés", "/espace/salaries", look="primary"),
        picture="check-circle",
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Des règles du Code du travail ont changé depuis que le suivi de ces salariés a été établi. ",
            if_allowed(
                Right.FOLLOW_UP_WRITE,
                rx.fragment("Vérifiez la proposition, décochez ceux que vous voulez revoir d’abord, puis confirmez."),
            ),
            class_name="lead mb-5",
        ),
        ui.event_form(
            rx.foreach(STATE.groups, _group),
            rx.cond(
                STATE.rest > 0,
                rx.el.p(
                    "Encore ", STATE.rest, " salariés après ceux-ci\u00a0: ils apparaîtront une fois ceux-ci confirmés."
                ),
            ),
            if_allowed(
                Right.FOLLOW_UP_WRITE,
                ui.form_actions(
                    ui.primary("Confirmer la requalification", busy=STATE.busy, busy_label="Enregistrement…"),
                    ui.link("Plus tard", "/espace"),
                ),
            ),
            on_submit=STATE.confirm,
            key=STATE.form_key,
        ),
    )


def _group(group: rx.Var[GroupLine]) -> rx.Component:
    return ui.card(
        rx.el.p(group.decree, ", en vigueur depuis le ", group.since, ". ", articles(group.sources)),
        rx.el.p(group.summary, class_name="muted mt-2 mb-4"),
        rx.el.div(
            ui.data_table(
                group.count,
                (
                    ui.Column("Salarié"),
                    ui.Column("Suivi actuel"),
                    ui.Column("Suivi proposé"),
                ),
                rx.foreach(group.people, _person),
            ),
            class_name="sentences",
        ),
        title=group.title,
    )


def _person(person: rx.Var[PersonLine]) -> rx.Component:
    return ui.row(
        ui.row_header(
            rx.el.div(
                if_allowed(
                    Right.FOLLOW_UP_WRITE,
                    rx.fragment(
                        rx.el.input(
                            type="checkbox", id=person.box, name=person.box, value="oui", default_checked=True
                        ),
                        rx.el.label(person.name, html_for=person.box, class_name="font-medium"),
                    ),
                    rx.el.span(person.name, class_name="col-start-2 font-medium"),
                ),
                rx.el.p(person.job, "\u00a0– ", ui.link("Voir la fiche", person.href, class_name="whitespace-nowrap"),
                    class_name="field-hint font-normal",
                ),
                class_name="choice",
            )
        ),
        ui.cell("Suivi actuel", _state(person.before_kind, person.before_due)),
        ui.cell("Suivi proposé", rx.fragment(_state(person.after_kind, person.after_due), _attestation(person))),
    )  # fmt: skip


def _state(kind: rx.Var[str], due: rx.Var[str]) -> rx.Component:
    return rx.fragment(rx.el.span(kind, class_name="block font-medium"), rx.el.span(due, class_name="block"))


def _attestation(person: rx.Var[PersonLine]) -> rx.Component:
    return rx.cond(
        person.attestation,
        rx.el.span(f"Et une attestation du médecin du travail, valable {validity()}", class_name="block muted"),
    )


PAGES = (requalification,)
