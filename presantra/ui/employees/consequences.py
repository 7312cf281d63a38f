"""What a new assignment entails, beside the form: the follow-up, the visit, the exposures that end."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.employees.assignment import Consequences
from presantra.ui.employees.follow_up import reasons
from presantra.ui.employees.listed import empty_list_note


def consequences_panel(view: rx.Var[Consequences]) -> rx.Component:
    return rx.el.aside(
        rx.el.h3("Ce qui en découle"),
        rx.el.div(
            rx.el.p(view.kind, class_name="font-semibold"),
            rx.cond(
                view.complete,
                _visit(view),
                rx.el.p("Indiquez la date pour connaître la visite et son échéance.", class_name="muted"),
            ),
            empty_list_note(view.list_empty),
            role="status",
            class_name="grid gap-2",
        ),
        rx.cond(view.ended.length() > 0, _ended(view)),
        rx.cond(
            view.complete,
            rx.el.details(
                rx.el.summary("Pourquoi cette visite ?", class_name="cursor-pointer font-semibold py-1"),
                reasons(view.explanation, view.sources),
            ),
        ),
        aria_label="Ce qui en découle",
        class_name="grid gap-3 rounded-lg border border-accent-200 bg-accent-50 p-5 text-[0.9375rem] "
        "lg:sticky lg:top-20",
    )


def _visit(view: rx.Var[Consequences]) -> rx.Component:
    return rx.cond(
        view.visit,
        rx.fragment(
            rx.el.p(view.visit, ", au plus tard le ", rx.el.strong(view.latest), "."),
            rx.cond(view.before_start, ui.callout("danger", "La visite doit précéder l’affectation à ce poste.")),
            rx.cond(
                view.urgent,
                ui.callout("danger", "Cette échéance est atteinte ou passée : demandez la visite sans attendre."),
            ),
        ),
        rx.el.p("Pas de visite individuelle : une action de formation et de prévention est organisée."),
    )


def _ended(view: rx.Var[Consequences]) -> rx.Component:
    return ui.callout(
        "warning",
        rx.el.ul(rx.foreach(view.ended, rx.el.li), class_name="list-disc pl-5"),
        rx.el.p("Une visite post-exposition est à demander : la fiche vous y mènera."),
        title="Fin d’exposition",
    )
