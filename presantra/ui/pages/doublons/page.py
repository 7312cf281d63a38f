"""The screen « Doublons »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout import space_page
from presantra.ui.pages.doublons.state import ApartLine, DuplicateLine, GroupCard
from presantra.ui.pages.doublons.state import DoublonsState as STATE


@space_page(
    f"{LIST}/doublons",
    "Doublons",
    intro="Fiches qui décrivent peut-être la même personne. Comparez-les avant de les fusionner.",
    back=("Retour aux salariés", LIST),
    on_load=(STATE.load,),
    right=Right.PEOPLE_WRITE,
)
def doublons() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, {"": ""}, attempt=STATE.attempt),
        ui.result(STATE.success, key=STATE.attempt),
        rx.cond(
            STATE.loaded,
            rx.fragment(
                ui.live_region(STATE.sentence, visible=True),
                rx.cond(
                    STATE.groups.length() > 0,
                    rx.el.div(rx.foreach(STATE.groups, _group), class_name="mt-4 grid gap-5 [&_.card]:mt-0"),
                    ui.empty_state(
                        "Aucun doublon probable",
                        "Aucune fiche de votre entreprise ne semble décrire deux fois la même personne.",
                        ui.link_button("Voir les salariés", LIST),
                    ),
                ),
                rx.cond(STATE.apart.length() > 0, _apart()),
            ),
            ui.loading(),
        ),
    )


def _group(group: rx.Var[GroupCard]) -> rx.Component:
    return ui.card(
        rx.el.ul(rx.foreach(group.people, lambda person: _person(person, group)), class_name="grid gap-4"),
        rx.cond(
            group.ids.length() > 0,
            ui.form_actions(
                rx.cond(group.compare, _compare(group.compare, group.names)),
                ui.button(
                    rx.fragment(
                        "Ce ne sont pas des doublons", rx.el.span(" : ", group.names, class_name="visually-hidden")
                    ),
                    on_click=STATE.tell_apart(group.ids),
                ),
            ),
        ),
        title=group.reason,
    )


def _compare(address: rx.Var[str], whom: rx.Var[str]) -> rx.Component:
    return ui.link_button(
        rx.fragment("Comparer et fusionner", rx.el.span(" : ", whom, class_name="visually-hidden")), address
    )


def _apart() -> rx.Component:
    """What was told before, to come back to it."""
    return rx.el.details(
        rx.el.summary("Doublons écartés (", STATE.apart.length(), ")", class_name="cursor-pointer font-semibold"),
        rx.el.ul(rx.foreach(STATE.apart, _apart_line), class_name="rows mt-3"),
        class_name="card mt-5",
    )


def _apart_line(pair: rx.Var[ApartLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.p(pair.names), rx.el.p(pair.said, class_name="muted"), class_name="row-text"),
        ui.button(
            "Comparer de nouveau",
            look="link",
            on_click=STATE.compare_again(pair.id),
            aria_label=f"Comparer de nouveau : {pair.names}",
        ),
        key=pair.id,
    )


def _person(person: rx.Var[DuplicateLine], group: rx.Var[GroupCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(ui.link(person.name, f"{LIST}/{person.id}", class_name="font-semibold"), ", ", person.birth),
            rx.el.p(
                person.job, ", ", person.period,
                rx.cond(person.matricule, rx.fragment(" – matricule ", person.matricule), ""),
                class_name="muted",
            ),
        ),
        rx.cond(person.compare & ~group.compare, _compare(person.compare, person.name)),
        class_name="flex flex-wrap items-center justify-between gap-3",
    )  # fmt: skip


PAGES = (doublons,)
