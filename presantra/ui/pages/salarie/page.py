"""The screen of one salarié: notices, then its cards in two columns, then its history."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.salarie import edit_page, last_visit_page
from presantra.ui.pages.salarie.absences_card import duties_cards, duties_result
from presantra.ui.pages.salarie.actions import record_actions
from presantra.ui.pages.salarie.cards import employment_card, identity_card, periods_card, visits_card
from presantra.ui.pages.salarie.duties import DevoirsState
from presantra.ui.pages.salarie.follow_up_card import follow_up_card
from presantra.ui.pages.salarie.history import history_card
from presantra.ui.pages.salarie.notices import notices
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def _duties() -> rx.Component:
    return rx.cond(shown_here(DevoirsState.employee_id), duties_cards())


LEFT = (follow_up_card, visits_card, _duties, periods_card)
RIGHT = (employment_card, identity_card)


@space_page(
    ROUTE,
    SalarieState.title,
    back=("Retour aux salariés", LIST),
    actions=record_actions,
    on_load=(SalarieState.load, DevoirsState.load),
    right=Right.PEOPLE_READ,
)
def salarie() -> rx.Component:
    return rx.cond(
        SalarieState.missing,
        missing_employee(),
        rx.cond(shown_here(record.id), _record(), ui.loading()),
    )


def _record() -> rx.Component:
    return rx.fragment(
        ui.error_summary(SalarieState.errors, {"": ""}, attempt=SalarieState.attempt),
        notices(),
        rx.cond(shown_here(DevoirsState.employee_id), duties_result()),
        rx.el.div(
            *(rx.el.div(*(card() for card in column), class_name="grid gap-5") for column in (LEFT, RIGHT)),
            class_name="grid items-start gap-5 lg:grid-cols-2 [&_.card]:mt-0",
        ),
        rx.el.div(history_card(record.history), class_name="mt-5"),
    )


PAGES = (salarie, *edit_page.PAGES, *last_visit_page.PAGES)
