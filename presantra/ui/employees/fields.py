"""The fields of the form, in four blocks, with the follow-up that results from them beside the situations."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.employees import ContractType, OtherEmployers, Sex, WorkingTime
from presantra.domain.labels import choices, label
from presantra.domain.rights import Right
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.typography import french
from presantra.domain.vocabulary import SituationGroup
from presantra.ui import components as ui
from presantra.ui.components.fields import control_id
from presantra.ui.employees.follow_up import follow_up_panel
from presantra.ui.employees.form import box_name
from presantra.ui.employees.listed import POSTS
from presantra.ui.employees.preview import FollowUpPreview
from presantra.ui.layout.rights import if_allowed

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
    "idcc": "IDCC",
    "working_time": "Temps de travail",
    "other_employers": "Autre(s) employeur(s) au 31/01",
    "situations": "Situations de travail",
    "email": "Adresse e-mail",
    "phone": "Téléphone",
    "matricule": "Matricule",
    "nir": "N° de sécurité sociale",
    "": "",
}


class Fields:
    """One instance a form. ``on_change`` is the event of what changes the follow-up."""

    def __init__(self, errors: rx.Var[dict[str, str]], values: rx.Var[dict[str, str]] | None, on_change: Any) -> None:
        self.errors = errors
        self._values = values
        self._on_change = on_change

    def _common(self, name: str, live: bool) -> dict[str, Any]:
        common: dict[str, Any] = {"error": self.errors[name]}
        if self._values is not None:
            common["default_value"] = self._values[name]
        if live:
            common["on_change"] = self._on_change
        return common

    def text(self, name: str, *, live: bool = False, **props: Any) -> rx.Component:
        return ui.field(LABELS[name], name, **self._common(name, live), **props)

    def choice(self, name: str, options: tuple[tuple[str, str], ...], **props: Any) -> rx.Component:
        live, required = props.pop("live", False), props.pop("required", True)
        return ui.select_field(LABELS[name], name, options, required=required, **self._common(name, live), **props)

    def box(self, name: str, text: str, hint: str, ticked: rx.Var[bool] | bool) -> rx.Component:
        return ui.checkbox_field(text, name, hint=hint, default_checked=ticked, on_change=self._on_change)


def employee_fields(
    errors: rx.Var[dict[str, str]],
    *,
    preview: rx.Var[FollowUpPreview],
    shows_end: rx.Var[bool],
    on_change: Any,
    values: rx.Var[dict[str, str]],
    situations: rx.Var[list[str]],
    number: rx.Component,
    first: dict[str, Any] | None = None,
) -> rx.Component:
    """``number``: the field of the n° de sécurité sociale, or nothing; ``first``: attributes of the first field."""
    fields = Fields(errors, values, on_change)
    return rx.fragment(
        _identity(fields, first or {}),
        _contract(fields, shows_end),
        situations_card(fields, situations, follow_up_panel(preview)),
        _contact(fields, number),
    )


def number_field(errors: rx.Var[dict[str, str]], asked: rx.Var[bool], shown: rx.Var[str] | None = None) -> rx.Component:
    """N° de sécurité sociale: what is typed goes with the form and is kept nowhere else. ``shown``: masked."""
    hint: str | rx.Var[str] = "Facultatif : 15 caractères, clé comprise."
    erase = rx.fragment()
    if shown is not None:
        kept = f"Enregistré : {shown}. Laissez vide pour le conserver, ou saisissez un autre numéro."
        hint = rx.cond(shown, kept, hint)
        erase = rx.cond(shown, ui.checkbox_field("Effacer le numéro enregistré", "nir_erased"))
    field = ui.field(LABELS["nir"], "nir", hint=hint, error=errors["nir"], max_length=30, spell_check=False)
    return rx.cond(asked, rx.el.div(field, erase, class_name="field"))


def _identity(fields: Fields, first: dict[str, Any]) -> rx.Component:
    return ui.card(
        ui.required_note(),
        ui.field_row(
            fields.text("birth_name", required=True, **first),
            fields.text("usage_name", hint="S’il est différent du nom de naissance."),
        ),
        ui.field_row(
            fields.text("first_name", required=True),
            fields.choice("sex", choices(Sex)),
        ),
        fields.text("birth_date", type="date", required=True, live=True, class_name="control-short"),
        title="Identité",
    )


def _contract(fields: Fields, shows_end: rx.Var[bool]) -> rx.Component:
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
        ui.field_row(
            fields.text("pcs_code", hint="Facultatif : 3 chiffres et une lettre, comme sur la DSN (exemple : 632d)."),
            fields.text("idcc", hint="Facultatif : les 4 chiffres de la convention collective.", input_mode="numeric"),
        ),
        ui.field_row(
            fields.choice("working_time", choices(WorkingTime), required=False, placeholder="Non précisé"),
            fields.choice("other_employers", choices(OtherEmployers), required=False, placeholder="Non précisé"),
        ),
        title="Contrat et poste",
    )


def situations_card(fields: Fields, ticked: rx.Var[list[str]], panel: rx.Component) -> rx.Component:
    """The boxes, with what follows from them beside; to who may not tell them, who will."""
    return if_allowed(Right.FOLLOW_UP_WRITE, _boxes(fields, ticked, panel), _employer_tells())


def _employer_tells() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Les situations de travail sont déclarées par l’employeur : vos droits ne les comprennent pas. Il sera "
            "invité à les préciser sur la fiche, et le suivi en découlera."
        ),
        title=LABELS["situations"],
    )


def _boxes(fields: Fields, ticked: rx.Var[list[str]], panel: rx.Component) -> rx.Component:
    return ui.card(
        rx.el.p(
            "Cochez ce à quoi le poste expose le salarié. Le type de suivi en découle, selon le Code du "
            "travail. N’indiquez rien sur la santé de la personne.",
            class_name="muted mb-5",
        ),
        rx.el.div(
            rx.el.div(
                *(_group(group, fields, ticked) for group in SituationGroup),
                rx.el.p(fields.errors["situations"], id=f"{control_id('situations')}-erreur", class_name="field-error"),
                id=control_id("situations"),
                tab_index=-1,
            ),
            panel,
            class_name="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_21rem]",
        ),
        title=LABELS["situations"],
    )


def _group(group: SituationGroup, fields: Fields, ticked: rx.Var[list[str]]) -> rx.Component:
    boxes = (
        fields.box(
            box_name(situation.code),
            situation.label,
            french(situation.help),
            ticked.contains(situation.code),
        )
        for situation in WORK_SITUATIONS
        if situation.group is group
    )
    link = ui.link("Voir votre liste complémentaire de postes à risques", POSTS)
    more = (rx.el.p(link, class_name="mt-2"),) if group is SituationGroup.SIR else ()
    return ui.choice_group(label(group), *boxes, *more, name=f"groupe-{group.value}")


def _contact(fields: Fields, number: rx.Component) -> rx.Component:
    return ui.card(
        ui.field_row(
            fields.text("email", type="email", hint="Pour sa convocation."),
            fields.text("phone", type="tel", hint="10 chiffres, ou +33…"),
        ),
        fields.text("matricule", hint="Facultatif : son numéro dans votre paie.", class_name="control-short"),
        number,
        title="Coordonnées",
    )
