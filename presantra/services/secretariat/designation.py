"""Whom the service means: by a matricule, or by a name and a date of birth. Nobody is guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee
from presantra.db.repositories import members, visits
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.labels import format_date
from presantra.domain.names import clean_name, display_name, fold
from presantra.domain.visits import REQUESTABLE_KINDS, VisitKind

# What a worker or a doctor may ask for: préreprise too, which an employer may not.
CONFIDENTIAL_KINDS: tuple[VisitKind, ...] = (*REQUESTABLE_KINDS, VisitKind.PRE_RETURN)


@dataclass(frozen=True, slots=True)
class Designation:
    """A matricule, or else words of a name and a date of birth."""

    matricule: str = ""
    name: str = ""
    birth_date: date | None = None


async def designated(session: AsyncSession, code: str, whom: Designation) -> Employee:
    """The one person of a member whom it can mean.

    Raises:
        InvalidValue: it says nothing, too much, or means several people; the sentence names them.
        NotFound: no such member, or nobody there.
    """
    by_name = bool(whom.name.strip()) and whom.birth_date is not None
    if bool(whom.matricule.strip()) == by_name or (not by_name and (whom.name.strip() or whom.birth_date)):
        raise InvalidValue("Désignez le salarié par son matricule, ou par son nom et sa date de naissance.")
    if await members.by_code(session, code) is None:
        raise NotFound(f"Aucun adhérent ne porte le code {code}.")
    if whom.birth_date is not None:
        name = clean_name(whom.name)
        if not fold(name).split():
            raise InvalidValue("Écrivez le nom du salarié.")
        found = await visits.people_named(session, code, name, whom.birth_date)
        said = f"ne s’appelle {name} et n’est né le {format_date(whom.birth_date)}"
    else:
        found = await visits.people_of(session, code, whom.matricule.strip())
        said = "ne porte ce matricule"
    if not found:
        raise NotFound(f"Aucun salarié de cet adhérent {said}.")
    if len(found) > 1:
        raise InvalidValue(f"Plusieurs salariés répondent à cette désignation : {_told(found)}. Précisez.")
    return found[0]


def _told(people: Sequence[Employee]) -> str:
    return " ; ".join(
        f"{display_name(p.first_name, p.usage_name or p.birth_name)}, né(e) le {format_date(p.birth_date)}"
        + (f", matricule {p.matricule}" if p.matricule else "")
        for p in people
    )
