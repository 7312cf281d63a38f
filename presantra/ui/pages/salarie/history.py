"""Who changed what, and when: newest first."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.pages.salarie.rows import ChangeLine, HistoryEntry


def history_card(history: rx.Var[tuple[HistoryEntry, ...]]) -> rx.Component:
    return ui.card(
        rx.cond(
            history.length() > 0,
            rx.el.ol(rx.foreach(history, _entry), class_name="grid gap-4"),
            rx.el.p("Aucune modification enregistrée.", class_name="muted"),
        ),
        title="Historique",
    )


def _entry(entry: rx.Var[HistoryEntry]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(entry.action), rx.el.span(" – ", entry.by, ", le ", entry.at, class_name="muted")),
        rx.cond(
            entry.long,
            rx.el.details(rx.el.summary("Détail des changements", class_name="cursor-pointer py-1"), _changes(entry)),
            _changes(entry),
        ),
        class_name="border-l-2 border-line-300 pl-4",
    )


def _changes(entry: rx.Var[HistoryEntry]) -> rx.Component:
    return rx.cond(
        entry.changes.length() > 0,
        rx.el.ul(rx.foreach(entry.changes, _change), class_name="mt-1 grid gap-1 list-disc pl-5"),
    )


def _change(change: rx.Var[ChangeLine]) -> rx.Component:
    return rx.el.li(
        change.label, " : ",
        rx.cond(change.before, rx.fragment(rx.el.del_(change.before), " → "), ""),
        rx.el.ins(change.after, class_name="no-underline font-medium"),
        class_name="break-words",
    )  # fmt: skip
