"""Who may do what in a company: a table of role × right (`data/roles.toml`), read by every service."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from presantra.domain import data
from presantra.domain.errors import InvalidValue
from presantra.domain.typography import french


class Right(StrEnum):
    """One kind of act on one company. `FOLLOW_UP_*` is the part on risks: a cabinet has it only when it is given."""

    COMPANY_READ = "company_read"
    COMPANY_WRITE = "company_write"
    USERS = "users"
    MANDATES = "mandates"
    PEOPLE_READ = "people_read"
    PEOPLE_EXPORT = "people_export"
    PEOPLE_WRITE = "people_write"
    FOLLOW_UP_READ = "follow_up_read"
    FOLLOW_UP_WRITE = "follow_up_write"
    VISITS_READ = "visits_read"
    VISITS_WRITE = "visits_write"
    INVOICES_READ = "invoices_read"
    DOCUMENTS_READ = "documents_read"
    DOCUMENTS_WRITE = "documents_write"
    MESSAGES_READ = "messages_read"
    MESSAGES_WRITE = "messages_write"


class Role(StrEnum):
    ADMINISTRATOR = "administrateur"
    DECLARATION = "declaration"
    SUMMONS = "convocations"
    BILLING = "facturation"
    READER = "lecture"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """`intro`: one sentence for the administrator who chooses."""

    __pydantic_config__ = data.STRICT

    label: str
    intro: str
    rights: frozenset[Right]


def _rule(entry: Any) -> RoleRule:
    rule = data.entry(RoleRule, entry)
    return replace(rule, intro=french(rule.intro))


_TABLES = data.read(data.FOLDER, "roles.toml")
RIGHT_SENTENCES: Mapping[Right, str] = {right: french(_TABLES["rights"][right]) for right in Right}
ROLES: Mapping[Role, RoleRule] = {role: _rule(_TABLES["roles"][role]) for role in Role}
EVERYTHING = ROLES[Role.ADMINISTRATOR].rights
FOLLOW_UP = frozenset({Right.FOLLOW_UP_READ, Right.FOLLOW_UP_WRITE})
"""The part on follow-up and risks, which stays with the employer unless his mandate gives it."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """What somebody who holds all these roles may do."""
    return frozenset[Right]().union(*(ROLES[role].rights for role in roles))


def stored_roles(roles: Collection[Role]) -> str:
    """The column of a set of roles, in the order of the table."""
    return ",".join(role.value for role in Role if role in roles)


def read_roles(stored: str) -> frozenset[Role]:
    """The inverse of :func:`stored_roles`; a role that exists no more gives nothing."""
    known = {role.value for role in Role}
    return frozenset(Role(part) for part in stored.split(",") if part in known)


def parse_roles(chosen: Iterable[str]) -> frozenset[Role]:
    """Roles ticked on a form.

    Raises:
        InvalidValue: none, or one that does not exist.
    """
    try:
        roles = frozenset(Role(choice) for choice in chosen)
    except ValueError:
        raise InvalidValue("Choisissez parmi les rôles proposés.") from None
    if not roles:
        raise InvalidValue("Choisissez au moins un rôle.")
    return roles


def role_labels(roles: Collection[Role]) -> str:
    """« Déclaration, Convocations »."""
    return ", ".join(ROLES[role].label for role in Role if role in roles)
