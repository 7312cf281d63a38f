"""The fields of the form, in four blocks, with the follow-up that results from them beside the situations."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.employees import ContractType, Sex
from presantra.domain.labels import choices, label
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.typography import french
from presantra.domain.vocabulary import SituationGroup
from presantra.ui import components as ui
from presantra.ui.components.fields import control_id
from presantra.ui.employees.follow_up import follow_up_panel
from presantra.ui.employees.form import box_name
from presantra.ui.employees.preview import FollowUpPreview

# The accessible names of the screens' specification, straight apostrophes included.
LABELS = {
    "birth_name": "Nom de naissance",
    "usage_name": "Nom d'usage",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "sex": "Sexe",
    "entry_date": "Date d'entrée",
    "contract_type": "Type de contrat",
    "planned_end_date": "Date de fin prévue",
    "job_title": "Poste",
    "pcs_code": "Code PCS-ESE",
    "situations": "Situations de travail",
    "email": "Adresse e-mail",
    "phone": "Téléphone",
    "matricule": "Matricule",
    "": "",
}

POSTS = "/espace/entreprise/liste-complementaire"


class _Fields:
    """One instance a form. ``on_change`` is the event of what changes the follow-up."""

    def __init__(self, errors: rx.Var[dict[str, str]], values: rx.Var[dict[str, str]] | None, on_change: Any) -> None:
        self._errors = errors
        self._values = values
        self._on_change = on_change

    def _common(self, name: str, live: bool) -> dict[str, Any]:
        common: dict[str, Any] = {"error": self._errors[name]}
        if self._values is not None:
            common["default_value"] = self._values[name]
        if live:
            common["on_change"] = self._on_change
        return common

    def text(self, name: str, *, live: bool = False, **props: Any) -> rx.Component:
        return ui.field(LABELS[name], name, **self._common(name, live), **props)

    def choice(self, name: str, options: tuple[tuple[str, str], ...], **props: Any) -> rx.Component:
        live = props.pop("live", False)
        return ui.select_field(LABELS[name], name, options, required=True, **self._common(name, live), **props)

    def box(self, name: str, text: str, hint: str, ticked: rx.Var[bool] | bool) -> rx.Component:
        return ui.checkbox_field(text, name, hint=hint, default_checked=ticked, on_change=self._on_change)


def employee_fields(
    errors: rx.Var[dict[str, str]],
    *,
    preview: rx.Var[FollowUpPreview],
    shows_end: rx.Var[bool],
    on_change: Any,
    values: rx.Var[dict[str, str]] | None = None,
    situations: rx.Var[list[str]] | None = None,
) -> rx.Component:
    fields = _Fields(errors, values, on_change)
    return rx.fragment(
        _identity(fields),
        _contract(fields, shows_end),
        _situations(fields, errors, situations, preview),
        _contact(fields),
    )


def _identity(fields: _Fields) -> rx.Component:
    return ui.card(
        ui.required_note(),
        ui.field_row(
            fields.text("birth_name", required=True),
            fields.text("usage_name", hint="S’il est différent du nom de naissance."),
        ),
        ui.field_row(
            fields.text("first_name", required=True),
            fields.choice("sex", choices(Sex)),
        ),
        fields.text("birth_date", type="date", required=True, live=True, class_name="control-short"),
        title="Identité",
    )


def _contract(fields: _Fields, shows_end: rx.Var[bool]) -> rx.Component:
    return ui.card(
        ui.field_row(
            fields.text("entry_date", type="date", required=True, live=True),
            fields.choice("contract_type", choices(ContractType), live=True),
        ),
        rx.cond(
            shows_end,
            fields.text("planned_end_date", type="date", required=True, live=True, class_name="control-short"),
        ),
        fields.text("job_title", required=True, hint="L’emploi tenu, tel que vous le nommez : menuisier, comptable…"),
        fields.text(
            "pcs_code",
            hint="Facultatif : 3 chiffres et une lettre, comme sur la DSN (exemple : 632d).",
            class_name="control-short",
        ),
        title="Contrat et poste",
    )


def _situations(
    fields: _Fields,
    errors: rx.Var[dict[str, str]],
    ticked: rx.Var[list[str]] | None,
    preview: rx.Var[FollowUpPreview],
) -> rx.Component:
    return ui.card(
        rx.el.p(
            "Cochez ce à quoi le poste expose le salarié. Le type de suivi en découle, selon le Code du "
            "travail. N’indiquez rien sur la santé de la personne.",
            class_name="muted mb-5",
        ),
        rx.el.div(
            rx.el.div(
                *(_group(group, fields, ticked) for group in SituationGroup),
                rx.el.p(errors["situations"], id=f"{control_id('situations')}-erreur", class_name="field-error"),
                id=control_id("situations"),
                tab_index=-1,
            ),
            follow_up_panel(preview),
            class_name="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]",
        ),
        title=LABELS["situations"],
    )


def _group(group: SituationGroup, fields: _Fields, ticked: rx.Var[list[str]] | None) -> rx.Component:
    boxes = (
        fields.box(
            box_name(situation.code),
            situation.label,
            french(situation.help),
            False if ticked is None else ticked.contains(situation.code),
        )
        for situation in WORK_SITUATIONS
        if situation.group is group
    )
    link = ui.link("Voir votre liste complémentaire de postes à risques", POSTS)
    more = (rx.el.p(link, class_name="mt-2"),) if group is SituationGroup.SIR else ()
    return ui.choice_group(label(group), *boxes, *more, name=f"groupe-{group.value}")


def _contact(fields: _Fields) -> rx.Component:
    return ui.card(
        ui.field_row(
            fields.text("email", type="email", hint="Pour sa convocation."),
            fields.text("phone", type="tel", hint="10 chiffres, ou +33…"),
        ),
        fields.text("matricule", hint="Facultatif : son numéro dans votre paie.", class_name="control-short"),
        title="Coordonnées",
    )
