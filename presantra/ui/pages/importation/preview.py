"""What the file would change: counts, lines by pages of 50, and the confirmation."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.pages.importation.absents import absents
from presantra.ui.pages.importation.correction import LABELS as CORRECTION_LABELS
from presantra.ui.pages.importation.correction import correction
from presantra.ui.pages.importation.lines_state import ImportLinesState
from presantra.ui.pages.importation.mapping import drop_button
from presantra.ui.pages.importation.rows import ABSENTS, ChangeRow, Counter, LineRow, Option
from presantra.ui.pages.importation.state import ImportState

LINES = ImportLinesState
COLUMNS = (
    ui.Column("Salarié"),
    ui.Column("Ligne"),
    ui.Column("Effet"),
    ui.Column("Détail"),
    ui.Column("Actions"),
)


def decided(event: Any) -> list[Any]:
    """A decision, then where the import stands."""
    return [event, ImportState.poll]


def preview() -> rx.Component:
    return rx.fragment(_confirmation(), lines())


def lines() -> rx.Component:
    """Also of what was applied: the same lines, without their actions."""
    return rx.fragment(
        ui.error_summary(LINES.errors, CORRECTION_LABELS, attempt=LINES.attempt),
        _counters(),
        correction(),
        rx.cond(LINES.tab == ABSENTS, absents(), _lines()),
        ui.pager(LINES.page, LINES.pages, LINES.total, on_previous=LINES.previous_page, on_next=LINES.next_page),
    )


def _confirmation() -> rx.Component:
    job = ImportState.job
    return ui.card(
        rx.cond(
            job.writes,
            rx.el.p("Seront enregistrés d’un seul coup\u00a0: ", rx.el.strong(job.summary), "."),
            rx.el.p("Ce fichier ne change rien\u00a0: il n’y a rien à importer."),
        ),
        rx.cond(
            job.left_out,
            rx.el.p(
                "Ne seront pas importés\u00a0: ", job.left_out, ". Corrigez-les ci-dessous, ou ",
                ui.download_link(
                    "téléchargez les lignes en erreur", "de ce fichier", f"/imports/{job.id}/rejets.xlsx"
                ),
                ".",
            ),
        ),
        ui.event_form(
            rx.cond(
                job.arrivals,
                ui.checkbox_field(
                    "Demander les visites d'embauche des arrivées",
                    "ask_visits",
                    hint="Les demandes partent aussitôt au service. Un salarié dont la visite est demandée reste "
                    "si vous annulez l’import.",
                ),
            ),
            ui.form_actions(
                rx.cond(
                    job.writes,
                    ui.primary("Confirmer l'import", busy=ImportState.busy, busy_label="Import en cours…"),
                ),
                rx.cond(job.is_table, ui.secondary("Revoir les colonnes", on_click=ImportState.reconsider)),
                drop_button(),
            ),
            on_submit=ImportState.confirm,
        ),
        title="Confirmer",
    )  # fmt: skip


def _counters() -> rx.Component:
    return rx.el.div(
        rx.foreach(ImportState.counters, _counter),
        role="group",
        aria_label="Lignes à montrer",
        class_name="figures import-figures",
    )


def _counter(counter: rx.Var[Counter]) -> rx.Component:
    return rx.el.button(
        rx.el.span(counter.label, class_name="figure-label"),
        rx.el.span(" ", counter.count, class_name="figure-number"),
        type="button",
        on_click=LINES.show_tab(counter.tab),
        aria_pressed=rx.cond(LINES.tab == counter.tab, "true", "false"),
        class_name=rx.cond(counter.alert, "figure figure-warning", "figure"),
        key=counter.tab,
    )


def _lines() -> rx.Component:
    return rx.cond(
        LINES.lines.length() > 0,
        rx.el.div(
            ui.data_table("Lignes du fichier, et ce que chacune change", COLUMNS, rx.foreach(LINES.lines, _line)),
            class_name="dense",
        ),
        rx.el.p("Aucune ligne de ce genre dans le fichier.", class_name="muted"),
    )


def _line(line: rx.Var[LineRow]) -> rx.Component:
    return ui.row(
        ui.row_header(
            rx.fragment(
                line.name,
                rx.el.span(line.person, class_name="muted block text-sm font-normal"),
                rx.cond(line.company, rx.el.span(line.company, class_name="muted block text-sm font-normal")),
            )
        ),
        ui.cell("Ligne", line.line),
        ui.cell("Effet", ui.status_badge(line.label, line.tone)),
        rx.el.td(_detail(line), role="cell"),
        rx.el.td(rx.cond(LINES.can_change, _actions(line)), role="cell"),
        key=line.line,
    )


def _detail(line: rx.Var[LineRow]) -> rx.Component:
    changes = rx.el.ul(rx.foreach(line.changes, _change), class_name="line-details")
    return rx.fragment(
        rx.el.ul(rx.foreach(line.errors, _error), class_name="line-details line-errors"),
        rx.cond(
            line.long,
            rx.el.details(rx.el.summary("Voir le détail", class_name="cursor-pointer py-1"), changes),
            changes,
        ),
        rx.cond(line.note, rx.el.p(line.note)),
        rx.cond(line.asks, _candidates(line)),
    )


def _candidates(line: rx.Var[LineRow]) -> rx.Component:
    return rx.el.div(
        rx.el.p("Est-ce la même personne que\u00a0:"),
        rx.el.ul(rx.foreach(line.candidates, lambda one: _candidate(line, one)), class_name="grid gap-2"),
    )


def _candidate(line: rx.Var[LineRow], one: rx.Var[Option]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.label),
        rx.cond(
            LINES.can_change,
            ui.button(
                "Même personne",
                look="link",
                busy=LINES.busy,
                on_click=decided(LINES.answer(line.line, one.value)),
                aria_label=f"Même personne : {line.name} et {one.label}",
            ),
        ),
    )


def _change(change: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.li(
        change.label, "\u00a0: ",
        rx.cond(change.before, rx.fragment(rx.el.del_(change.before), " → "), ""),
        rx.cond(change.after, rx.el.ins(change.after, class_name="no-underline font-medium"), "(vide)"),
    )  # fmt: skip


def _error(error: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.li(rx.el.strong(error.label, "\u00a0: "), error.after)


def _actions(line: rx.Var[LineRow]) -> rx.Component:
    def action(label: str, event: Any) -> rx.Component:
        return ui.button(
            label, look="link", busy=LINES.busy, on_click=event, aria_label=f"{label} : ligne {line.line}, {line.name}"
        )

    return rx.el.div(
        rx.cond(line.asks, action("Autre personne", decided(LINES.answer(line.line, "autre")))),
        rx.cond(line.editable, action("Corriger", LINES.edit(line.line))),
        rx.cond(
            line.left_out,
            action("Reprendre", decided(LINES.exclude(line.line, False))),
            rx.cond(line.editable, action("Ne pas importer", decided(LINES.exclude(line.line, True)))),
        ),
        class_name="line-actions",
    )
