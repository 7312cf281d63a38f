"""« Ce salarié existe peut-être déjà »: who, and the choices to make on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.employees.state import Candidate


def duplicates(
    candidates: rx.Var[list[Candidate]],
    *,
    attempt: rx.Var[int],
    busy: rx.Var[bool],
    on_other: Any,
    on_return: Callable[[rx.Var[str]], Any] | None = None,
) -> rx.Component:
    """Takes the focus like an error summary. ``on_return(id)`` records the return of a former one."""

    def line(candidate: rx.Var[Candidate]) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.a(
                    candidate.name,
                    rx.el.span(" (nouvelle fenêtre)", class_name="visually-hidden"),
                    href=f"{LIST}/{candidate.id}",
                    target="_blank",
                    class_name="font-semibold",
                ),
                ", né(e) le ", candidate.birth_date, " – ", candidate.period,
            ),
            (
                rx.cond(
                    candidate.departed,
                    ui.secondary("Enregistrer son retour", busy=busy, on_click=on_return(candidate.id)),
                )
                if on_return
                else rx.fragment()
            ),
            class_name="flex flex-wrap items-center justify-between gap-3",
        )  # fmt: skip

    return rx.cond(
        candidates.length() > 0,
        rx.el.div(
            rx.el.h2("Ce salarié existe peut-être déjà", class_name="text-lg"),
            rx.el.p(
                "Une personne de même nom de naissance, prénom et date de naissance figure dans votre "
                "entreprise. Rien n’a été enregistré : vérifiez sa fiche, puis choisissez."
            ),
            rx.el.ul(rx.foreach(candidates, line), class_name="grid gap-3"),
            rx.el.div(ui.secondary("C’est une autre personne : enregistrer quand même", busy=busy, on_click=on_other)),
            key=f"doublons-{attempt}",
            role="alert",
            tab_index=-1,
            class_name="mb-6 grid gap-4 rounded-lg border border-warning-200 bg-warning-50 p-5",
            custom_attrs={"data-error-summary": ""},
        ),
    )
