"""What the list shows, and the address of each of its views."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from presantra.domain.labels import FOLLOW_UP_SHORT_LABELS, format_date
from presantra.domain.names import display_name
from presantra.domain.typography import NARROW_NBSP, french
from presantra.services.employees import DueState, EmployeePage, EmployeeQuery, EmployeeRow
from presantra.ui.employees.address import LIST
from presantra.ui.employees.deadlines import due_badge, due_tone

PARAMETERS = (
    "q", "statut", "contrat", "suivi", "echeance", "situation", "completer", "preciser", "tri", "sens", "page",
    "taille", "apres", "avant",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    id: str
    full_name: str
    last_name: str
    birth_name: str
    first_name: str
    birth_date: str
    job_title: str
    entry_date: str
    follow_up: str
    deadline: str
    badge: str
    tone: str
    to_specify: bool


def filters_of(query: EmployeeQuery) -> dict[str, str]:
    return {
        "q": query.text,
        "statut": query.presence.value,
        "contrat": query.contract_type.value if query.contract_type else "",
        "suivi": query.follow_up.value if query.follow_up else "",
        "echeance": query.deadline.value,
        "situation": query.situation,
        "completer": "oui" if query.incomplete else "",
        "preciser": "oui" if query.to_specify else "",
    }


def parameters_of(query: EmployeeQuery) -> dict[str, str]:
    """What says which people and in which order, without what goes without saying."""
    plain = EmployeeQuery()
    usual = filters_of(plain)
    parameters = {name: value for name, value in filters_of(query).items() if value != usual[name]}
    if query.sort is not plain.sort:
        parameters["tri"] = query.sort.value
    if query.descending:
        parameters["sens"] = "desc"
    return parameters


def address_of(query: EmployeeQuery) -> str:
    """The address of a view."""
    parameters = parameters_of(query)
    if query.page_size != EmployeeQuery().page_size:
        parameters["taille"] = str(query.page_size)
    if query.page > 1:
        parameters["page"] = str(query.page)
    if query.after:
        parameters["apres"] = query.after
    if query.before:
        parameters["avant"] = query.before
    return f"{LIST}?{urlencode(parameters)}" if parameters else LIST


def people(number: int) -> str:
    """« 1 240 salariés »."""
    return f"{number:,} salarié{'s' if number > 1 else ''}".replace(",", NARROW_NBSP)


def total_of(page: EmployeePage) -> str:
    return f"plus de {people(page.total)}" if page.more else people(page.total)


def span_of(page: EmployeePage) -> str:
    """« 21 à 40 sur 380 salariés »."""
    first = (page.page - 1) * page.page_size + 1
    last = first + len(page.rows) - 1
    if not page.more:
        last = min(last, page.total)
    return french(f"{first:,} à {last:,} sur ".replace(",", NARROW_NBSP) + total_of(page))


def row_of(row: EmployeeRow) -> Row:
    last_name = row.usage_name or row.birth_name
    return Row(
        id=row.public_id,
        full_name=display_name(row.first_name, last_name),
        last_name=last_name.upper(),
        birth_name=row.birth_name.upper() if row.usage_name and row.usage_name != row.birth_name else "",
        first_name=row.first_name,
        birth_date=format_date(row.birth_date),
        job_title=row.job_title,
        entry_date=format_date(row.entry_date),
        follow_up=FOLLOW_UP_SHORT_LABELS[row.follow_up] if row.follow_up else "",
        deadline=_deadline(row),
        # What needs nothing stays quiet.
        badge="" if row.due_state is DueState.LATER else due_badge(row.due_state),
        tone=due_tone(row.due_state),
        to_specify=row.to_specify,
    )


def _deadline(row: EmployeeRow) -> str:
    if row.due_state is DueState.NONE:
        return f"Sorti le {format_date(row.departure_date)}" if row.departure_date else "Aucune"
    return format_date(row.due_date) if row.due_date else "Aucune"
