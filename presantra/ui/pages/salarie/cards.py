"""The cards of a record, each a function."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.salarie.rows import Fact, JobLine, PaperLink, PeriodLine, VisitLine
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def visits_card() -> rx.Component:
    return if_allowed(Right.VISITS_READ, _visits())


def _visits() -> rx.Component:
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
        rx.cond(
            visit.papers.length() > 0,
            rx.el.ul(rx.foreach(visit.papers, lambda paper: _paper(paper, visit.number)), class_name="grid gap-1"),
        ),
    )  # fmt: skip


def _paper(paper: rx.Var[PaperLink], number: rx.Var[str]) -> rx.Component:
    return rx.el.li(ui.download_link(paper.name, f"de la demande {number} (PDF)", paper.href))


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
        rx.cond(record.to_specify, _to_specify()),
        if_allowed(
            Right.FOLLOW_UP_READ,
            rx.cond(
                record.situations.length() > 0,
                rx.el.ul(rx.foreach(record.situations, rx.el.li), class_name="grid gap-1 list-disc pl-5"),
                rx.cond(record.to_specify, "", rx.el.p("Aucune situation à risque déclarée.", class_name="muted")),
            ),
            rx.el.p("Réservées à l’employeur.", class_name="muted"),
        ),
        title=rx.cond(record.departed, "Dernier emploi", "Emploi actuel"),
    )


def _to_specify() -> rx.Component:
    return ui.callout(
        "warning",
        if_allowed(
            Right.FOLLOW_UP_WRITE,
            rx.el.p(
                "Cet emploi a été déclaré par quelqu’un qui ne les connaît pas. Le suivi et les échéances en "
                "dépendent\u00a0: ",
                ui.link("préciser les situations de travail", f"{LIST}/{record.id}/modifier"), ".",
            ),
            rx.el.p("L’employeur est invité à les préciser."),
        ),
        title="Situations de travail à préciser",
    )  # fmt: skip


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
