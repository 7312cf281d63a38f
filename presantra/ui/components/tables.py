"""Tables paged and sorted by the server; on a phone each line looks like a card, and stays a table line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.ui.components.actions import secondary
from presantra.ui.components.fields import Text


@dataclass(frozen=True)
class Column:
    """``key`` is the sort key given to ``on_sort``; an empty one cannot be sorted.

    ``shown``: when it is there at all; its cells stand under the same condition.
    """

    label: str
    key: str = ""
    number: bool = False
    shown: rx.Var[bool] | None = None


def data_table(
    caption: Text,
    columns: Sequence[Column],
    *rows: rx.Component,
    sorted_by: rx.Var[str] | str = "",
    descending: rx.Var[bool] | bool = False,
    on_sort: Any = None,
) -> rx.Component:
    """A table. ``rows``: usually one ``rx.foreach`` of ``row``; ``on_sort(key)``: the event of a heading."""
    headings = (_shown(column, _heading(column, sorted_by, descending, on_sort)) for column in columns)
    table = rx.el.table(
        rx.el.caption(caption),
        rx.el.thead(rx.el.tr(*headings, role="row"), role="rowgroup"),
        rx.el.tbody(*rows, role="rowgroup"),
        role="table",
        class_name="table",
    )
    return rx.el.div(rx.el.div(table, class_name="table-frame"), class_name="table-room")


def _shown(column: Column, heading: rx.Component) -> rx.Component:
    return heading if column.shown is None else rx.cond(column.shown, heading)


def _heading(
    column: Column, sorted_by: rx.Var[str] | str, descending: rx.Var[bool] | bool, on_sort: Any
) -> rx.Component:
    look = "number" if column.number else ""
    if not column.key or on_sort is None:
        return rx.el.th(column.label, scope="col", role="columnheader", class_name=look)
    direction = rx.cond(descending, "descending", "ascending")
    return rx.el.th(
        rx.el.button(column.label, type="button", on_click=on_sort(column.key), class_name="sort"),
        scope="col",
        role="columnheader",
        class_name=look,
        custom_attrs={"aria-sort": rx.cond(rx.Var.create(sorted_by) == column.key, direction, "none")},
    )


def row(*cells: rx.Component, **props: Any) -> rx.Component:
    return rx.el.tr(*cells, role="row", **props)


def row_header(content: rx.Component | Text) -> rx.Component:
    """The cell that names the line."""
    return rx.el.th(content, scope="row", role="rowheader")


def cell(label: str, content: rx.Component | Text, *, number: bool = False) -> rx.Component:
    """One cell; ``label`` repeats its heading when the table is shown as cards."""
    return rx.el.td(
        rx.el.span(content),
        role="cell",
        class_name="number" if number else "",
        custom_attrs={"data-label": label} if label else {},
    )


def pager(page: rx.Var[int], pages: rx.Var[int], total: Text, *, on_previous: Any, on_next: Any) -> rx.Component:
    """« Page 2 sur 14 » and the two buttons; of a single page, only ``total``, a ready sentence (« 380 salariés »)."""
    return rx.cond(
        pages > 1,
        rx.el.nav(
            rx.el.p(total, " · page ", page, " sur ", pages, role="status", class_name="muted"),
            rx.el.div(
                secondary("Page précédente", on_click=on_previous, disabled=page <= 1),
                secondary("Page suivante", on_click=on_next, disabled=page >= pages),
                class_name="pager-buttons",
            ),
            aria_label="Pagination",
            class_name="pager",
        ),
        rx.el.p(total, role="status", class_name="muted list-total"),
    )
