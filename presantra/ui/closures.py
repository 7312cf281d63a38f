"""What forms that ask for a date say of the company's fermetures."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import Text


class DayWarnings(rx.State, mixin=True):
    """``closures``: one line each. ``day_warning``: a closed day was written among the dates that would suit."""

    closures: list[str] = []
    day_warning: str = ""

    @rx.event
    @private(text=Text)
    async def check_days(self, text: str) -> None:
        self.day_warning = await services().closures.warn(acting(), text)


def closure_reminder(closures: rx.Var[list[str]], warning: rx.Var[str]) -> rx.Component:
    """Under the field where dates are written; the warning is read aloud, and nothing is refused."""
    return rx.el.div(
        rx.cond(
            closures.length() > 0,
            rx.el.p(
                "Vos fermetures : ",
                rx.foreach(closures, _line),
                ". ",
                ui.link("Les modifier", "/espace/entreprise/fermetures"),
                class_name="field-hint",
            ),
        ),
        rx.el.p(warning, role="status", class_name="day-warning"),
        class_name="closure-reminder",
    )


def _line(line: rx.Var[str], index: rx.Var[int]) -> rx.Component:
    return rx.fragment(rx.cond(index > 0, " ; ", ""), line)
