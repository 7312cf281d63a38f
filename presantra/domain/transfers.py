"""Mutation to another establishment of the same account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from presantra.domain.assignments import Assignment, read_assignment
from presantra.domain.clock import add_years
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date

TRANSFER_FIELDS = ("company", "transfer_date", "job_title", "pcs_code", "situations")


@dataclass(frozen=True, slots=True)
class Transfer:
    """`since` is the first day over there; the day before is the last one here."""

    company: UUID
    since: date
    assignment: Assignment


def parse_transfer(raw: Mapping[str, object], begun: date, today: date) -> Transfer:
    """Read the form « Muter vers un autre établissement »; `begun`: first day of the current assignment.

    Raises InvalidForm with the names of TRANSFER_FIELDS.
    """
    form = FormReader(raw)
    since = form.parsed("transfer_date", parse_date, "Indiquez la date de la mutation.")
    if since is not None and since <= begun:
        form.refuse("transfer_date", f"La mutation suit le début du poste actuel ({begun:%d/%m/%Y}).")
    elif since is not None and since > add_years(today, 1):
        form.refuse("transfer_date", "La date de la mutation est dans plus d’un an : vérifiez l’année.")
    transfer = Transfer(
        company=form.parsed("company", _company, "Choisissez l’établissement.") or UUID(int=0),
        since=since or today,
        assignment=read_assignment(form),
    )
    form.finish(TRANSFER_FIELDS)
    return transfer


def _company(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidValue("Choisissez une valeur de la liste.") from None
