"""One line corrected on screen: what is typed replaces what the file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from presantra.domain.employees import MATRICULE_MAX_LENGTH
from presantra.domain.errors import InvalidForm
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import format_phone, parse_email, parse_pcs, parse_phone
from presantra.domain.imports.model import FilePerson
from presantra.domain.names import clean_name
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex

CORRECTION_FIELDS = (
    "birth_name", "usage_name", "first_name", "birth_date", "sex", "entry_date", "contract_type", "planned_end_date",
    "job_title", "pcs_code", "email", "phone", "matricule", "departure_date", "departure_reason",
)  # fmt: skip
REQUIRED = {
    "birth_name": "Indiquez le nom de naissance.",
    "first_name": "Indiquez le prénom.",
    "birth_date": "Indiquez la date de naissance.",
}


def form_of(person: FilePerson) -> dict[str, str]:
    """The values of the form before it is touched; dates in ISO form, a cell that could not be read is empty."""
    return {field: _typed(field, getattr(person, field)) for field in CORRECTION_FIELDS}


def corrected(person: FilePerson, raw: Mapping[str, object]) -> FilePerson:
    """The person that the form says; an empty field says nothing. What the form does not show is kept.

    Raises:
        InvalidForm: fields of ``CORRECTION_FIELDS`` to correct.
    """
    form = FormReader(raw)
    values: dict[str, Any] = {
        "birth_name": form.optional("birth_name", clean_name, None),
        "usage_name": form.optional("usage_name", clean_name, None),
        "first_name": form.optional("first_name", clean_name, None),
        "job_title": form.optional("job_title", clean_name, None),
        "pcs_code": form.optional("pcs_code", parse_pcs, None),
        "email": form.optional("email", parse_email, None),
        "phone": form.optional("phone", parse_phone, None),
        "matricule": form.optional("matricule", lambda text: clean_name(text, MATRICULE_MAX_LENGTH), None),
    }
    for field in ("birth_date", "entry_date", "planned_end_date", "departure_date"):
        values[field] = form.optional(field, parse_date, None)
    for field, kind in (("sex", Sex), ("contract_type", ContractType), ("departure_reason", DepartureReason)):
        values[field] = form.choice(field, kind, "") if form.text(field) else None
    for field, sentence in REQUIRED.items():
        if not form.text(field):
            form.refuse(field, sentence)
    form.finish(CORRECTION_FIELDS)
    same = all(values[field] == getattr(person, field) for field in ("entry_date", "contract_type"))
    # A contract that somebody types is no longer that of the DSN.
    return replace(person, **values, errors=(), contract_starts=person.contract_starts if same else ())


def still_corrected(person: FilePerson, raw: Mapping[str, object]) -> FilePerson:
    """The same for a form accepted before; the line alone when the form no longer fits it."""
    try:
        return corrected(person, raw)
    except InvalidForm:
        return person


def _typed(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "phone":
        return format_phone(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
