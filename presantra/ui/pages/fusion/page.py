"""The screen « Fusionner deux fiches »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import FIELD_LABELS
from presantra.domain.merges import IDENTITY_FIELDS, Side
from presantra.domain.rights import Right
from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.fusion.rows import FieldChoice, Found, SideCard
from presantra.ui.pages.fusion.state import FusionState as STATE

DAYS = get_settings().undo_departure_days
LABELS = {f"cote_{field}": FIELD_LABELS[field] for field in IDENTITY_FIELDS} | {"": ""}


@space_page(f"{ROUTE}/fusion", STATE.title, on_load=(STATE.load,), right=Right.PEOPLE_WRITE)
def fusion() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.missing,
            missing_employee(),
            rx.cond(STATE.kept.id, rx.cond(STATE.other.id, _compare(), _seek()), ui.loading()),
        ),
        on_unmount=STATE.close,
    )


def _back(label: str) -> rx.Component:
    return ui.link(label, f"{LIST}/{STATE.kept.id}")


def _seek() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, {"": ""}, attempt=STATE.attempt),
        ui.card(
            rx.el.p("Quelle autre fiche décrit la même personne que ", rx.el.strong(STATE.kept.name), "\u00a0?"),
            ui.event_form(
                ui.field(
                    "Rechercher un salarié", "text", type="search", default_value=STATE.search,
                    hint="Nom, prénom, poste ou matricule ; présents et sortis.", max_length=200,
                ),
                ui.form_actions(ui.primary("Rechercher"), _back("Annuler")),
                on_submit=STATE.find,
                class_name="mt-4",
            ),
            title="Choisir l’autre fiche",
        ),
        rx.el.div(
            rx.cond(
                STATE.found.length() > 0,
                ui.card(rx.el.ul(rx.foreach(STATE.found, _found), class_name="grid gap-3"), title="Salariés trouvés"),
                rx.el.p("Aucun autre salarié ne correspond.", class_name="muted mt-4"),
            ),
            role="status",
            class_name="mt-5",
        ),
        rx.el.p(ui.link("Voir tous les doublons probables", f"{LIST}/doublons"), class_name="mt-5"),
    )  # fmt: skip


def _found(person: rx.Var[Found]) -> rx.Component:
    return rx.el.li(
        rx.el.span(person.text),
        ui.link_button(
            rx.fragment("Comparer", rx.el.span(" avec ", person.text, class_name="visually-hidden")),
            f"{LIST}/{STATE.kept.id}/fusion?avec={person.id}",
        ),
        class_name="flex flex-wrap items-center justify-between gap-3",
    )


def _compare() -> rx.Component:
    swapped = f"{LIST}/{STATE.other.id}/fusion?avec={STATE.kept.id}"
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        rx.el.div(
            _side(STATE.kept, "Fiche gardée"),
            _side(STATE.other, "Fiche réunie à la première"),
            class_name="grid gap-5 lg:grid-cols-2 [&_.card]:mt-0",
        ),
        rx.el.p(ui.link("Garder plutôt l’autre fiche", swapped), class_name="mt-3"),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            rx.cond(
                STATE.choices.length() > 0,
                ui.card(
                    rx.el.p("Choisissez ce qui est juste. Ce qui est identique n’est pas demandé.", class_name="muted"),
                    rx.el.div(rx.foreach(STATE.choices, _choice), class_name="mt-4 grid gap-5"),
                    title="Valeurs à garder",
                ),
            ),
            ui.callout(
                "info",
                rx.el.p(
                    "Les périodes d’emploi, visites, absences et attestations des deux fiches seront réunies ; une "
                    "période décrite deux fois n’est gardée qu’une fois. L’historique des deux reste lisible. "
                    f"La fusion peut être annulée pendant {DAYS} jours, tant que la fiche n’est pas modifiée."
                ),
            ),
            ui.form_actions(
                ui.primary("Fusionner", busy=STATE.busy, busy_label="Fusion en cours…"),
                _back("Annuler"),
            ),
            on_submit=STATE.merge,
            key=f"{STATE.kept.id}-{STATE.other.id}",
            class_name="mt-5",
        ),
    )


def _side(side: rx.Var[SideCard], title: str) -> rx.Component:
    return ui.card(
        rx.el.p(ui.link(side.name, f"{LIST}/{side.id}", class_name="font-semibold")),
        rx.el.ul(rx.foreach(side.periods, rx.el.li), class_name="mt-2 grid gap-1 list-disc pl-5"),
        rx.el.p(side.visits, class_name="muted mt-2"),
        title=title,
    )


def _choice(choice: rx.Var[FieldChoice]) -> rx.Component:
    name = f"cote_{choice.field}"
    return rx.el.fieldset(
        rx.el.legend(choice.label),
        rx.el.div(
            _option(name, Side.KEPT, choice.kept, ~choice.other_first),
            _option(name, Side.OTHER, choice.other, choice.other_first),
            class_name="grid gap-x-5 gap-y-2 sm:grid-cols-2",
        ),
        class_name="group",
    )


def _option(name: str, side: Side, value: rx.Var[str], chosen: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        rx.el.input(type="radio", name=name, value=side.value, default_checked=chosen, id=f"champ-{name}-{side.value}"),
        rx.el.label(value, html_for=f"champ-{name}-{side.value}", class_name="break-words"),
        class_name="choice",
    )


PAGES = (fusion,)
