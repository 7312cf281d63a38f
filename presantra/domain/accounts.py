"""Who a person says he is when his account is created."""

from collections.abc import Mapping
from dataclasses import dataclass

from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.identifiers import parse_email
from presantra.domain.names import clean_name

IDENTITY_FIELDS = {"last_name": "nom", "first_name": "prénom", "job_title": "fonction"}


@dataclass(frozen=True, slots=True)
class NewAccount:
    last_name: str
    first_name: str
    job_title: str
    email: str


def parse_new_account(raw: Mapping[str, str]) -> NewAccount:
    """Raises:
    InvalidForm: by field name: last_name, first_name, job_title, email.
    """
    values, errors = _parse_names(raw)
    try:
        values["email"] = parse_email(raw.get("email", ""))
    except InvalidValue as error:
        errors["email"] = error.sentence
    if errors:
        raise InvalidForm(errors)
    return NewAccount(**values)


def parse_identity(raw: Mapping[str, str], email: str) -> NewAccount:
    """The same when the address is known already.

    Raises:
        InvalidForm: by field name: last_name, first_name, job_title.
    """
    values, errors = _parse_names(raw)
    if errors:
        raise InvalidForm(errors)
    return NewAccount(**values, email=email)


def _parse_names(raw: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    errors: dict[str, str] = {}
    values: dict[str, str] = {}
    for field, label in IDENTITY_FIELDS.items():
        try:
            values[field] = clean_name(raw.get(field, ""))
        except InvalidValue as error:
            missing = not raw.get(field, "").strip()
            errors[field] = f"Indiquez votre {label}." if missing else error.sentence
    return values, errors
