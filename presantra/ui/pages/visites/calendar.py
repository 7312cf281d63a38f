"""The month as a table of days; on a phone, the list of the days that have an appointment."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.pages.visites.month import MONTH, WEEKDAYS, Day, Entry, MoisState, Week

STATE = MoisState


def month() -> rx.Component:
    return rx.cond(STATE.title, _month(), ui.loading())


def _month() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(STATE.title, aria_live="polite"),
            rx.el.nav(
                _move("précédent", STATE.before),
                ui.link("Ce mois-ci", MONTH, class_name="button button-secondary"),
                _move("suivant", STATE.after),
                aria_label="Changer de mois",
                class_name="pager-buttons",
            ),
            class_name="month-head",
        ),
        rx.el.p(STATE.total, role="status", class_name="muted"),
        rx.el.table(
            rx.el.caption("Rendez-vous de ", STATE.title, class_name="visually-hidden"),
            rx.el.thead(rx.el.tr(*(rx.el.th(day, scope="col") for day in WEEKDAYS))),
            rx.el.tbody(rx.foreach(STATE.weeks, _week)),
            class_name="month",
        ),
        class_name="card",
    )


def _move(word: str, href: rx.Var[str]) -> rx.Component:
    """« Mois précédent »; a phone shows the second word only."""
    text = rx.el.span(rx.el.span("Mois ", class_name="wide-only"), rx.el.span(word, class_name="move-word"))
    return ui.link(text, href, class_name="button button-secondary")


def _week(week: rx.Var[Week]) -> rx.Component:
    return rx.el.tr(rx.foreach(week.days, _day))


def _day(day: rx.Var[Day]) -> rx.Component:
    return rx.el.td(
        rx.el.p(
            rx.el.span(day.number, aria_hidden="true", class_name="day-number"),
            rx.el.span(day.name, class_name="day-name"),
        ),
        rx.cond(day.held.length() > 0, rx.el.ul(rx.foreach(day.held, _entry))),
        class_name=f"day day-{day.look}",
        custom_attrs={"data-filled": rx.cond(day.held.length() > 0, "oui", "non")},
    )


def _entry(entry: rx.Var[Entry]) -> rx.Component:
    return rx.el.li(
        ui.link(
            rx.fragment(
                rx.el.span(entry.hour, class_name="entry-hour"),
                " ",
                rx.el.span(entry.employee, class_name="entry-name"),
                rx.el.span(entry.kind, class_name="entry-kind"),
                rx.el.span(" (", entry.state, ")", class_name="visually-hidden"),
            ),
            entry.href,
            class_name=f"entry entry-{entry.tone}",
        )
    )
