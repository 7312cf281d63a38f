"""Who changed what in the company, and when: the lines and the card that shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from presantra.domain.errors import FieldChange
from presantra.domain.labels import format_datetime
from presantra.services.audit import HistoryLine
from presantra.ui import components as ui

NOTHING = "(vide)"


@dataclass(frozen=True)
class ChangeRow:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryRow:
    at: str
    by: str
    action: str
    changes: list[ChangeRow]


def history_rows(lines: Iterable[HistoryLine]) -> list[HistoryRow]:
    return [
        HistoryRow(format_datetime(line.at), line.by, line.action, [_row(c) for c in line.changes]) for line in lines
    ]


def _row(change: FieldChange) -> ChangeRow:
    return ChangeRow(change.label, change.before, change.after or NOTHING)


def history_card(history: rx.Var[list[HistoryRow]], *, more: rx.Component | None = None) -> rx.Component:
    """``more``: where the whole of it is read."""
    return ui.card(
        rx.cond(
            history,
            rx.el.details(
                rx.el.summary("Voir les derniers changements" if more else "Voir les changements"),
                rx.el.ol(rx.foreach(history, _line), class_name="changes"),
                class_name="disclosure",
            ),
            rx.el.p("Aucun changement pour le moment.", class_name="muted"),
        ),
        rx.el.p(more) if more else rx.fragment(),
        title="Historique",
    )


def _line(line: rx.Var[HistoryRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(line.action), rx.el.span(" par ", line.by)),
        rx.el.p(line.at, class_name="when"),
        rx.el.ul(rx.foreach(line.changes, _change)),
    )


def _change(change: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.li(
        change.label, "\u00a0: ",
        rx.el.span(
            rx.cond(change.before, rx.fragment(rx.el.del_(change.before), " → "), ""),
            rx.el.ins(change.after),
            class_name="before-after",
        ),
    )  # fmt: skip
