"""« Exporter la liste »: the password asked again before many people leave the portal in one file."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.employees import EmployeeQuery
from presantra.ui import components as ui
from presantra.ui.acting import acting, private
from presantra.ui.address import query_of
from presantra.ui.employees.address import LIST
from presantra.ui.layout import space_page
from presantra.ui.pages.salaries.rows import PARAMETERS, address_of, parameters_of
from presantra.ui.pages.salaries.state import SalariesState
from presantra.ui.sentences import ERRORS


class ExportState(rx.State):
    """``fields``: what the form sends again, the list's own words."""

    fields: dict[str, str] = {}
    ticked: str = ""
    csv: bool = False
    problem: str = ""
    back: str = LIST
    loaded: bool = False

    @rx.event
    @private()
    async def load(self) -> Any:
        query = EmployeeQuery.from_params({name: query_of(self, name) for name in PARAMETERS})
        member = acting().member
        self.fields = parameters_of(query) | {"entreprise": str(member.public_id) if member else ""}
        # Ticked people stay in the tab that ticked them.
        ticking = await self.get_state(SalariesState)
        self.ticked = ",".join(ticking.ticked) if query_of(self, "choix") else ""
        if query_of(self, "choix") and not self.ticked:
            return rx.redirect(address_of(query))
        self.csv = query_of(self, "format") == "csv"
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        self.back = address_of(query)
        self.loaded = True
        return None


@space_page(
    f"{LIST}/export",
    "Exporter la liste",
    narrow=True,
    back=("Retour à la liste", LIST),
    on_load=(ExportState.load,),
    right=Right.PEOPLE_EXPORT,
)
def exporter() -> rx.Component:
    return rx.cond(
        ExportState.loaded,
        ui.card(
            rx.el.p(
                "Ce fichier contient les données de nombreuses personnes. Pour leur sécurité, saisissez votre mot de "
                "passe avant de le télécharger."
            ),
            rx.cond(ExportState.csv, _form("csv"), _form("xlsx")),
        ),
        rx.el.p("Chargement…", role="status", class_name="loading"),
    )


def _form(kind: str) -> rx.Component:
    return ui.native_form(
        rx.foreach(ExportState.fields, lambda field: rx.el.input(type="hidden", name=field[0], value=field[1])),
        rx.el.input(type="hidden", name="choix", value=ExportState.ticked),
        ui.password_field("Mot de passe", "password", error=ExportState.problem),
        ui.form_actions(
            ui.primary("Télécharger le fichier"),
            ui.link("Retour à la liste", ExportState.back),
        ),
        action=f"/exports/salaries.{kind}",
        once=False,
    )
