"""How a follow-up is explained: which, which visit, by when, and by which articles."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.articles import SourceLink, articles
from presantra.ui.employees.listed import empty_list_note
from presantra.ui.employees.preview import FollowUpPreview


def follow_up_panel(preview: rx.Var[FollowUpPreview]) -> rx.Component:
    """What results from the form, beside it on a wide screen. Only its headline is announced."""
    return rx.el.aside(
        rx.el.h3("Suivi qui en découle"),
        rx.el.div(
            rx.el.p(preview.kind, class_name="font-semibold"),
            rx.cond(preview.complete, _visit(preview), _incomplete()),
            empty_list_note(preview.list_empty),
            role="status",
            class_name="grid gap-2",
        ),
        rx.cond(
            preview.complete,
            rx.el.details(
                rx.el.summary("Pourquoi cette visite ?", class_name="cursor-pointer font-semibold py-1"),
                reasons(preview.explanation, preview.sources),
                open=True,
            ),
        ),
        aria_label="Suivi qui en découle",
        class_name="grid gap-3 rounded-lg border border-accent-200 bg-accent-50 p-5 text-[0.9375rem] "
        "lg:sticky lg:top-20",
    )


def _incomplete() -> rx.Component:
    return rx.el.p(
        "Indiquez la date de naissance, la date d’entrée et le type de contrat pour connaître la visite "
        "et son échéance.",
        class_name="muted",
    )


def _visit(preview: rx.Var[FollowUpPreview]) -> rx.Component:
    return rx.cond(
        preview.visit,
        rx.fragment(
            rx.el.p(preview.visit, ", au plus tard le ", rx.el.strong(preview.latest), "."),
            rx.cond(
                preview.before_start,
                ui.callout("danger", "La visite doit avoir lieu avant la prise de poste."),
            ),
            rx.cond(
                preview.urgent,
                ui.callout("danger", "Cette échéance est atteinte ou passée : demandez la visite sans attendre."),
            ),
        ),
        rx.el.p("Pas de visite individuelle : une action de formation et de prévention est organisée."),
    )


def reasons(explanation: rx.Var[tuple[str, ...]], sources: rx.Var[tuple[SourceLink, ...]]) -> rx.Component:
    """The rule in sentences, then the articles it comes from."""
    return rx.el.div(
        rx.el.ul(rx.foreach(explanation, rx.el.li), class_name="grid gap-2 list-disc pl-5"),
        rx.el.p(articles(sources), class_name="muted mt-3"),
        class_name="mt-2",
    )
