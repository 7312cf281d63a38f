"""« Reprendre » of the history: the address of the form names a change, the service gives what came before it."""

from __future__ import annotations

import reflex as rx

from presantra.domain.errors import NotFound
from presantra.domain.labels import format_datetime
from presantra.domain.typography import french
from presantra.services.companies import CompanyProfile, FormerValue
from presantra.ui.acting import acting, services
from presantra.ui.address import query_of


async def asked_value(state: rx.State, profile: CompanyProfile) -> FormerValue | None:
    """The former value that the address asks for, unless it is the one stored."""
    position, field = query_of(state, "reprendre", 9), query_of(state, "champ", 60)
    if not (position.isascii() and position.isdigit()):
        return None
    try:
        former = await services().company_history.former_value(acting(), int(position), field)
    except NotFound:
        return None
    return former if former.value != profile.values[former.field] else None


def restored_sentence(former: FormerValue) -> str:
    return french(
        f"Le champ « {former.label} » reprend sa valeur d’avant le {format_datetime(former.at)}. "
        "Vérifiez-la, puis choisissez « Enregistrer » : rien n’est encore changé."
    )
