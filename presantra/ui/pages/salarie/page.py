"""The screen of one salarié."""

from __future__ import annotations

import reflex as rx

from presantra.domain.vocabulary import VisitKind
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.follow_up import reasons
from presantra.ui.employees.missing import loading, missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.salarie import edit_page
from presantra.ui.pages.salarie.history import history_card
from presantra.ui.pages.salarie.rows import Fact, PaperLink, PeriodLine, VisitLine
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def _actions() -> rx.Component:
    here = f"{LIST}/{record.id}"
    return rx.cond(
        shown_here(record.id),
        rx.fragment(
            rx.cond(
                record.departed,
                rx.cond(record.reinforced, _ask_visit(f"&type={VisitKind.POST_EXPOSURE.value}")),
                _ask_visit(),
            ),
            ui.link_button("Modifier", f"{here}/modifier"),
            rx.cond(record.leaving, _undo(), ui.link_button("Déclarer un départ", f"{here}/depart")),
        ),
    )


def _ask_visit(more: str = "") -> rx.Component:
    href = f"/espace/visites/demande?salarie={record.id}{more}"
    return ui.link_button("Demander une visite", href, look="primary")


def _undo() -> rx.Component:
    return rx.cond(record.can_undo, ui.secondary("Annuler le départ", on_click=SalarieState.ask_undo))


@space_page(
    ROUTE,
    SalarieState.title,
    back=("Retour aux salariés", LIST),
    actions=_actions,
    on_load=(SalarieState.load,),
)
def salarie() -> rx.Component:
    return rx.cond(
        SalarieState.missing,
        missing_employee(),
        rx.cond(shown_here(record.id), _record(), loading()),
    )


def _record() -> rx.Component:
    return rx.fragment(
        ui.error_summary(SalarieState.errors, {"": ""}, attempt=SalarieState.attempt),
        _result(),
        rx.cond(SalarieState.confirming, _confirmation()),
        rx.cond(record.leaving & (SalarieState.reminders.length() == 0), _departure()),
        rx.el.div(
            rx.el.div(
                _follow_up(), _visits(), rx.cond(record.periods.length() > 1, _periods()), class_name="grid gap-5"
            ),
            rx.el.div(
                ui.card(
                    _facts(record.employment),
                    _situations(),
                    title=rx.cond(record.departed, "Dernier emploi", "Emploi actuel"),
                ),
                ui.card(_facts(record.identity), title="Identité"),
                class_name="grid gap-5",
            ),
            class_name="grid items-start gap-5 lg:grid-cols-2 [&_.card]:mt-0",
        ),
        rx.el.div(history_card(record.history), class_name="mt-5"),
    )


def _result() -> rx.Component:
    return rx.el.div(
        rx.cond(
            SalarieState.success,
            ui.callout(
                "success",
                SalarieState.success,
                rx.cond(
                    SalarieState.reminders.length() > 0,
                    rx.el.ul(
                        rx.foreach(SalarieState.reminders, rx.el.li),
                        class_name="grid gap-1 list-disc pl-5",
                    ),
                ),
                rx.cond(SalarieState.arrived, ui.link("Déclarer une autre arrivée", f"{LIST}/arrivee")),
            ),
        ),
        role="status",
        class_name="[&_.callout]:mb-5",
    )


def _confirmation() -> rx.Component:
    return rx.el.div(
        ui.callout(
            "warning",
            rx.el.p(
                "Le départ du ", record.departure_date, " sera effacé et la période d’emploi continuera. "
                "La déclaration et son annulation restent dans l’historique."
            ),
            ui.form_actions(
                ui.danger("Confirmer l’annulation", on_click=SalarieState.undo_departure, auto_focus=True),
                ui.secondary("Conserver le départ", on_click=SalarieState.keep_departure),
            ),
            title="Annuler ce départ ?",
        ),
        role="group",
        aria_label="Annuler ce départ ?",
        class_name="mb-5",
    )  # fmt: skip


def _departure() -> rx.Component:
    return rx.el.div(
        ui.callout(
            "info",
            rx.el.p(
                rx.cond(record.departed, "Sorti de l’entreprise le ", "Départ prévu le "),
                record.departure_date, " – ", record.departure_reason, ".",
            ),
            rx.cond(
                record.can_undo,
                rx.el.p("Ce départ peut être annulé jusqu’au ", record.undo_until, "."),
                rx.el.p("Ce départ ne peut plus être annulé. Si la personne revient, déclarez son arrivée."),
            ),
        ),
        class_name="mb-5",
    )  # fmt: skip


def _facts(facts: rx.Var[tuple[Fact, ...]]) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            facts,
            lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.value, class_name="break-words")),
        ),
        class_name="facts",
    )


def _situations() -> rx.Component:
    return rx.el.div(
        rx.el.h3("Situations de travail", class_name="mt-5 mb-2 text-base"),
        rx.cond(
            record.situations.length() > 0,
            rx.el.ul(
                rx.foreach(record.situations, rx.el.li),
                class_name="grid gap-1 list-disc pl-5",
            ),
            rx.el.p("Aucune situation à risque déclarée.", class_name="muted"),
        ),
    )


def _follow_up() -> rx.Component:
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
            "N° ", ui.link(visit.number, f"/espace/visites/{visit.id}"), ", demandée le ", visit.asked,
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


def _periods() -> rx.Component:
    return ui.card(rx.el.ol(rx.foreach(record.periods, _period), class_name="grid gap-3"), title="Périodes d’emploi")


def _period(period: rx.Var[PeriodLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(period.dates, class_name="font-medium"),
        rx.el.p(
            period.job, " – ", period.contract,
            rx.cond(period.departure, rx.fragment(" – ", period.departure), ""),
            class_name="muted",
        ),
    )  # fmt: skip


PAGES = (salarie, *edit_page.PAGES)
