"""« Suivi et échéance »: what is due, why, and what is missing to know it."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.dashboard import REQUALIFICATION_HREF
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.employees.follow_up import reasons
from presantra.ui.employees.reasons import LAST_VISIT, DueLine, NoteLine, QuestionLine, UsedFact
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record
lines = SalarieState.record.follow_up_lines


def follow_up_card() -> rx.Component:
    return if_allowed(Right.FOLLOW_UP_READ, _follow_up())


def _follow_up() -> rx.Component:
    return ui.card(
        rx.el.p(record.follow_up, class_name="font-semibold"),
        rx.cond(record.overtaken, _overtaken()),
        rx.cond(lines.warning, ui.callout("danger", lines.warning)),
        rx.cond(
            lines.dues.length() > 0,
            rx.el.ul(rx.foreach(lines.dues, _due), class_name="mt-4 grid gap-4"),
            rx.cond(record.departed, rx.el.p("Plus aucune visite n’est due.", class_name="muted mt-2")),
        ),
        rx.cond(lines.notes.length() > 0, rx.foreach(lines.notes, _note)),
        rx.cond(lines.questions.length() > 0, _questions()),
        _last_visit(),
        title="Suivi et échéance",
    )


def _overtaken() -> rx.Component:
    return ui.callout(
        "warning",
        rx.el.p(
            "Une règle a changé\u00a0: ce suivi est à confirmer. ",
            ui.link("Voir la requalification", REQUALIFICATION_HREF),
        ),
    )


def _due(due: rx.Var[DueLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(due.title, rx.cond(due.about, rx.fragment(" – ", due.about), ""), class_name="font-medium"),
        rx.el.p(
            "Au plus tard le ",
            rx.el.strong(due.latest),
            " ",
            ui.status_badge(due.badge, due.tone),
            class_name="flex flex-wrap items-baseline gap-x-1 gap-y-2",
        ),
        rx.el.details(
            rx.el.summary(
                due.why,
                rx.el.span(" ", due.title, " ", due.about, class_name="visually-hidden"),
                class_name="cursor-pointer py-1 font-semibold",
            ),
            rx.el.dl(rx.foreach(due.facts, _fact), class_name="facts mt-2"),
            reasons(due.sentences, due.sources),
        ),
        class_name="grid gap-1 border-t border-line-200 pt-4 first:border-t-0 first:pt-0",
    )


def _fact(fact: rx.Var[UsedFact]) -> rx.Component:
    return rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.value, class_name="break-words"))


def _note(note: rx.Var[NoteLine]) -> rx.Component:
    return rx.el.div(reasons(note.sentences, note.sources), class_name="mt-4")


def _questions() -> rx.Component:
    return rx.el.div(
        rx.el.h3("À compléter", class_name="mb-2 text-base"),
        rx.el.ul(rx.foreach(lines.questions, _question), class_name="grid gap-2 list-disc pl-5"),
        class_name="mt-5 rounded-lg border border-warning-200 bg-warning-50 p-4",
    )


def _question(question: rx.Var[QuestionLine]) -> rx.Component:
    page = f"{LIST}/{record.id}/{question.page}"
    return rx.el.li(
        question.sentence,
        rx.cond(
            (question.page != "") & may(Right.FOLLOW_UP_WRITE),
            rx.fragment(
                " ",
                ui.link(
                    rx.fragment("Compléter", rx.el.span(" : ", question.sentence, class_name="visually-hidden")), page
                ),
            ),
        ),
    )


def _last_visit() -> rx.Component:
    return rx.el.p(
        rx.cond(
            record.last_visit,
            rx.fragment("Dernière visite le ", record.last_visit, ". "),
            "Aucune visite enregistrée. ",
        ),
        rx.cond(record.waiver_claimed, "Dispense à valider par le service. ", ""),
        if_allowed(
            Right.FOLLOW_UP_WRITE,
            ui.link(
                rx.cond(record.last_visit, "Modifier la dernière visite", "Indiquer la dernière visite"),
                f"{LIST}/{record.id}/{LAST_VISIT}",
            ),
        ),
        class_name="muted mt-5",
    )
