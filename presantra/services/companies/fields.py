"""Fields of « Mon entreprise »: their names on the form, their labels, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from presantra.db.models import Member, MemberAddress, MemberContact
from presantra.domain.errors import FieldChange, InvalidValue
from presantra.domain.forms import FormReader
from presantra.domain.identifiers import format_phone, parse_email, parse_phone, parse_postal_code
from presantra.domain.labels import label
from presantra.domain.names import clean_name
from presantra.domain.vocabulary import AddressKind, ContactKind

STREET_MAX_LENGTH = 300
CITY_MAX_LENGTH = 100
ADDRESS_PARTS = {"street": "adresse", "postal_code": "code postal", "city": "ville"}
CONTACT_PARTS = {
    "name": "nom", "email": "adresse e-mail", "phone": "téléphone", "other_emails": "autres adresses e-mail",
}  # fmt: skip
MAX_OTHER_EMAILS = 3

Values = dict[str, str]
"""Field of the form → stored value (telephones in E.164), empty when there is none."""


def _labels() -> dict[str, str]:
    found = {"email": "Adresse e-mail de l’entreprise", "phone": "Téléphone de l’entreprise"}
    for address in AddressKind:
        for part, name in ADDRESS_PARTS.items():
            title = "Siège" if address is AddressKind.HEAD_OFFICE else f"Adresse de {label(address).lower()}"
            found[f"{address}_{part}"] = f"{title} – {name}"
    for contact in ContactKind:
        for part, name in CONTACT_PARTS.items():
            found[f"{contact}_{part}"] = f"Contact {label(contact).lower()} – {name}"
    return found


FIELDS = _labels()


def stored_values(
    member: Member, addresses: Mapping[str, MemberAddress], contacts: Mapping[str, MemberContact]
) -> Values:
    """What the database holds, field by field."""
    values = dict.fromkeys(FIELDS, "")
    values.update(email=member.email, phone=member.phone)
    for kind, address in addresses.items():
        values.update({f"{kind}_{part}": getattr(address, part) for part in ADDRESS_PARTS})
    for kind, contact in contacts.items():
        values.update({f"{kind}_{part}": getattr(contact, part) for part in CONTACT_PARTS})
    return values


def typed_values(raw: Mapping[str, str], stored: Values) -> Values:
    """The form once read; a field that the form does not carry keeps its stored value.

    Raises:
        InvalidForm: with every field in error.
    """
    form = FormReader({**stored, **{field: raw[field] for field in FIELDS if field in raw}})
    values = {
        "email": form.optional("email", parse_email, ""),
        "phone": form.optional("phone", parse_phone, ""),
    }
    for address in AddressKind:
        values.update(_read_address(form, address))
    for contact in ContactKind:
        values.update(_read_contact(form, contact))
    form.finish(tuple(FIELDS))
    return values


def _read_address(form: FormReader, kind: AddressKind) -> Values:
    """The head office is needed; the two others, all or nothing, default to it."""
    names = [f"{kind}_{part}" for part in ADDRESS_PARTS]
    if kind is not AddressKind.HEAD_OFFICE and not any(form.text(name) for name in names):
        return dict.fromkeys(names, "")
    missing = "Complétez cette adresse, ou videz-en les trois champs : celle du siège servira."
    if kind is AddressKind.HEAD_OFFICE:
        missing = "Ce champ est obligatoire."
    street, postal_code, city = names
    return {
        street: form.name(street, missing, STREET_MAX_LENGTH),
        postal_code: form.parsed(postal_code, parse_postal_code, missing) or "",
        city: form.name(city, missing, CITY_MAX_LENGTH),
    }


def _read_contact(form: FormReader, kind: ContactKind) -> Values:
    name, email, phone, others = (f"{kind}_{part}" for part in CONTACT_PARTS)
    values = {
        name: form.optional(name, clean_name, ""),
        email: form.optional(email, parse_email, ""),
        phone: form.optional(phone, parse_phone, ""),
        others: form.optional(others, _parse_emails, ""),
    }
    if form.text(others) and not form.text(email):
        form.refuse(email, "Indiquez d’abord l’adresse principale.")
    if not form.text(name) and any(form.text(field) for field in (email, phone, others)):
        form.refuse(name, "Indiquez le nom de cette personne.")
    return values


def _parse_emails(text: str) -> str:
    """Several addresses, however they are separated, as « a@x.fr, b@x.fr »."""
    found = dict.fromkeys(parse_email(part) for part in re.split(r"[\s,;]+", text) if part)
    if len(found) > MAX_OTHER_EMAILS:
        raise InvalidValue(f"{MAX_OTHER_EMAILS} autres adresses au plus.")
    return ", ".join(found)


def shown(field: str, value: str) -> str:
    """The value as a person reads and types it."""
    return format_phone(value) if field.endswith("phone") and value else value


def changes_between(before: Values, after: Values) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, FIELDS[field], shown(field, before[field]), shown(field, after[field]))
        for field in FIELDS
        if before[field] != after[field]
    )


def touched(changes: Iterable[FieldChange], kind: str, parts: Iterable[str]) -> bool:
    """Whether a change is about these parts of an address or contact."""
    fields = {f"{kind}_{part}" for part in parts}
    return any(change.field in fields for change in changes)
