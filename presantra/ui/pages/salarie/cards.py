"""The cards of a record, each a function."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.employees.follow_up import reasons
from presantra.ui.pages.salarie.rows import Fact, JobLine, PeriodLine, VisitLine
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def follow_up_card() -> rx.Component:
    return ui.card(
        rx.el.p(record.follow_up, class_name="font-semibold"),
        rx.cond(
            record.departed,
            rx.el.p("Plus aucune visite périodique n’est due.", class_name="muted mt-2"),
            _deadline(),
        ),
        rx.cond(
            record.attestation_required,
            rx.el.p("Attestation du médecin du travail à présenter par le salarié.", class_name="mt-2"),
        ),
        rx.el.details(
            rx.el.summary("Pourquoi cette visite ?", class_name="cursor-pointer font-semibold py-2"),
            reasons(record.explanation, record.sources),
            class_name="mt-3",
        ),
        title="Suivi et échéance",
    )


def _deadline() -> rx.Component:
    return rx.el.div(
        rx.cond(
            record.due_date,
            rx.fragment(
                rx.el.p(record.visit, ", au plus tard le ", rx.el.strong(record.due_date)),
                rx.el.p(ui.status_badge(record.due_badge, record.due_tone)),
            ),
            rx.el.p("Pas de visite individuelle : une action de formation et de prévention est organisée."),
        ),
        rx.cond(record.last_visit, rx.el.p("Dernière visite le ", record.last_visit, ".", class_name="muted")),
        class_name="mt-2 grid gap-2",
    )


def visits_card() -> rx.Component:
    return ui.card(
        rx.cond(
            record.visits.length() > 0,
            rx.el.ul(rx.foreach(record.visits, _visit), class_name="grid gap-4"),
            rx.el.p("Aucune visite demandée pour le moment.", class_name="muted"),
        ),
        title="Visites",
    )


def _visit(visit: rx.Var[VisitLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(visit.kind, class_name="font-medium"),
            ui.status_badge(visit.status, visit.tone),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        rx.el.p(
            "N° ", ui.link(visit.number, f"/espace/visites/{visit.id}"), ", demandée le ", visit.asked,
            rx.cond(visit.planned, rx.fragment(", rendez-vous le ", visit.planned), ""),
            class_name="muted",
        ),
    )  # fmt: skip


def periods_card() -> rx.Component:
    """Shown when there is more to tell than the current job."""
    return rx.cond(
        record.tells_periods,
        ui.card(rx.el.ol(rx.foreach(record.periods, _period), class_name="grid gap-4"), title="Périodes d’emploi"),
    )


def _period(period: rx.Var[PeriodLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(period.dates, class_name="font-medium"),
        rx.el.p(
            period.contract,
            rx.cond(period.departure, rx.fragment(" – ", period.departure), ""),
            class_name="muted",
        ),
        rx.el.ul(rx.foreach(period.jobs, _job), class_name="mt-1 grid gap-1 list-disc pl-5"),
    )


def _job(job: rx.Var[JobLine]) -> rx.Component:
    return rx.el.li(job.title, rx.cond(job.dates, rx.el.span(" – ", job.dates, class_name="muted"), ""))


def employment_card() -> rx.Component:
    return ui.card(
        _facts(record.employment),
        rx.el.h3("Situations de travail", class_name="mt-5 mb-2 text-base"),
        rx.cond(
            record.situations.length() > 0,
            rx.el.ul(rx.foreach(record.situations, rx.el.li), class_name="grid gap-1 list-disc pl-5"),
            rx.el.p("Aucune situation à risque déclarée.", class_name="muted"),
        ),
        title=rx.cond(record.departed, "Dernier emploi", "Emploi actuel"),
    )


def identity_card() -> rx.Component:
    return ui.card(
        _facts(record.identity),
        rx.foreach(record.warnings, lambda warning: rx.el.div(ui.callout("warning", warning), class_name="mt-4")),
        title="Identité",
    )


def _facts(facts: rx.Var[tuple[Fact, ...]]) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            facts,
            lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.value, class_name="break-words")),
        ),
        class_name="facts",
    )
