"""Addresses and contacts of the company: the form of who may change them, the facts for who may not."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import label
from presantra.domain.vocabulary import AddressKind, ContactKind
from presantra.ui import components as ui
from presantra.ui.pages.entreprise.state import EntrepriseState as State

ADDRESS_LEGENDS = {
    AddressKind.HEAD_OFFICE: "Siège",
    AddressKind.INVOICING: "Adresse de facturation",
    AddressKind.SUMMONS: "Adresse des convocations",
}


def details_form() -> rx.Component:
    return ui.event_form(
        ui.card(
            ui.required_note(),
            _mail_and_phone("email", "phone"),
            rx.el.div(*(_address(kind) for kind in AddressKind), class_name="groups"),
            title="Coordonnées",
        ),
        ui.card(
            rx.el.div(*(_contact(kind) for kind in ContactKind), class_name="groups"),
            title="Contacts",
        ),
        ui.form_actions(ui.primary("Enregistrer", busy=State.saving)),
        on_submit=State.save,
        key=State.form_key,
        class_name="company-form",
    )


def details_read() -> rx.Component:
    """The same facts for who may not change them."""
    return rx.fragment(
        ui.card(
            ui.definition_list(
                _fact("Adresse e-mail", "email"),
                _fact("Téléphone", "phone"),
                *((ADDRESS_LEGENDS[kind], _read_address(kind)) for kind in AddressKind),
            ),
            title="Coordonnées",
        ),
        ui.card(
            ui.definition_list(*((label(kind), _read_contact(kind)) for kind in ContactKind)),
            title="Contacts",
        ),
    )


def _fact(text: str, name: str) -> tuple[str, rx.Component]:
    return text, _or_nothing(State.values[name])


def _or_nothing(value: rx.Var[str], otherwise: str = "Non renseigné") -> rx.Component:
    return rx.cond(value, rx.el.span(value), rx.el.span(otherwise, class_name="muted"))


def _read_address(kind: AddressKind) -> rx.Component:
    street, code, city = (State.values[f"{kind}_{part}"] for part in ("street", "postal_code", "city"))
    otherwise = "Non renseignée" if kind is AddressKind.HEAD_OFFICE else "Celle du siège"
    return rx.fragment(_or_nothing(street, otherwise), rx.cond(city, rx.fragment(rx.el.br(), code, " ", city)))


def _read_contact(kind: ContactKind) -> rx.Component:
    name, email, phone = (State.values[f"{kind}_{part}"] for part in ("name", "email", "phone"))
    return rx.fragment(
        _or_nothing(name),
        rx.cond(email, rx.fragment(rx.el.br(), email)),
        rx.cond(phone, rx.fragment(rx.el.br(), phone)),
    )


def _field(name: str, text: str, **props: object) -> rx.Component:
    return ui.field(text, name, default_value=State.values[name], error=State.errors[name], **props)


def _mail_and_phone(email: str, phone: str) -> rx.Component:
    return rx.el.div(
        _field(email, "Adresse e-mail", type="email"),
        _field(phone, "Téléphone", type="tel"),
        class_name="field-row field-row-mail",
    )


def _address(kind: AddressKind) -> rx.Component:
    own = kind is AddressKind.HEAD_OFFICE
    return rx.el.fieldset(
        rx.el.legend(ADDRESS_LEGENDS[kind]),
        rx.el.p(
            "Elle sert aussi là où vous n’en indiquez pas d’autre."
            if own
            else "Laissez vide pour utiliser l’adresse du siège.",
            class_name="field-hint",
        ),
        _field(f"{kind}_street", "Adresse", required=own),
        rx.el.div(
            _field(f"{kind}_postal_code", "Code postal", required=own, input_mode="numeric"),
            _field(f"{kind}_city", "Ville", required=own),
            class_name="field-row field-row-code",
        ),
        class_name="group",
    )


def _contact(kind: ContactKind) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(label(kind)),
        _field(f"{kind}_name", "Nom"),
        _mail_and_phone(f"{kind}_email", f"{kind}_phone"),
        _field(
            f"{kind}_other_emails",
            "Autres adresses e-mail",
            hint="Séparées par des virgules, trois au plus.",
            input_mode="email",
            spell_check=False,
        ),
        class_name="group",
    )
