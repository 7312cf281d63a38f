"""Rows of a file of members."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.forms import FormReader
from presantra.domain.identifiers import (
    MemberCode,
    parse_email,
    parse_member_code,
    parse_naf,
    parse_phone,
    parse_postal_code,
    parse_siret,
)
from presantra.domain.typography import french
from presantra.services.tables import Layout, Problem, Row, read_table

LAYOUT = Layout(
    columns=(
        "code_adherent",
        "raison_sociale",
        "siret",
        "code_naf",
        "adresse",
        "code_postal",
        "ville",
        "email_contact",
        "telephone",
    ),
    required=frozenset({"code_adherent", "raison_sociale", "siret", "adresse", "code_postal", "ville"}),
    widths={"code_adherent": 5, "siret": 14, "code_postal": 5, "telephone": 10},
)


@dataclass(frozen=True, slots=True)
class NewMember:
    """A valid row; optional values are empty when absent."""

    line: int
    code: MemberCode
    name: str
    siret: str
    naf_code: str
    street: str
    postal_code: str
    city: str
    email: str
    phone: str


def read_members(content: bytes) -> tuple[list[NewMember], list[Problem]]:
    """Every row is read, the bad ones become problems.

    Raises:
        InvalidValue, ImportRefused: see :func:`presantra.services.tables.read_table`.
    """
    rows, problems = read_table(content, LAYOUT)
    members: list[NewMember] = []
    seen: dict[str, int] = {}
    for row in rows:
        member, errors = _read(row)
        if member is not None:
            first = seen.setdefault(member.code.code, row.line)
            if first != row.line:
                sentence = f"Ce code adhérent figure déjà à la ligne {first}."
                errors = [Problem(row.line, "code_adherent", french(sentence))]
                member = None
        problems += errors
        if member is not None:
            members.append(member)
    return members, problems


def already_there(member: NewMember) -> Problem:
    return Problem(member.line, "code_adherent", french(f"L’adhérent {member.code} est déjà présent."))


def _read(row: Row) -> tuple[NewMember | None, list[Problem]]:
    form = FormReader(row.cells)
    code = form.parsed("code_adherent", parse_member_code)
    name = form.name("raison_sociale")
    siret = form.parsed("siret", parse_siret) or ""
    naf_code = form.optional("code_naf", parse_naf, "")
    street = form.name("adresse", max_length=300)
    postal_code = form.parsed("code_postal", parse_postal_code) or ""
    city = form.name("ville", max_length=100)
    email = form.optional("email_contact", parse_email, "")
    phone = form.optional("telephone", parse_phone, "")
    if form.errors or code is None:
        return None, [Problem(row.line, column, french(sentence)) for column, sentence in form.errors.items()]
    return NewMember(row.line, code, name, siret, naf_code, street, postal_code, city, email, phone), []
