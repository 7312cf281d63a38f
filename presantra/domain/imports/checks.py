"""What a person must be for his arrival, return or change to be written."""

from collections.abc import Iterable
from datetime import date

from presantra.domain.clock import add_years, age_on
from presantra.domain.employees import MAXIMUM_AGE, MINIMUM_AGE, PLANNED_END_MAX_YEARS
from presantra.domain.imports.known import KnownPerson
from presantra.domain.imports.model import CellError, FilePerson
from presantra.domain.labels import FIELD_LABELS, format_date
from presantra.domain.typography import french

_NEEDED = {
    "birth_name": "Indiquez le nom de naissance.",
    "first_name": "Indiquez le prénom.",
    "birth_date": "Indiquez la date de naissance.",
    "entry_date": "Cette personne n’est pas encore connue : indiquez sa date d’entrée.",
    "job_title": "Cette personne n’est pas encore connue : indiquez son poste.",
    "contract_type": (
        "Cette personne n’est pas encore connue : indiquez son type de contrat, "
        "ou choisissez-en un pour tout le fichier à l’étape des colonnes."
    ),
}
IDENTITY = ("birth_name", "first_name", "birth_date")


def missing(person: FilePerson, fields: Iterable[str] = tuple(_NEEDED)) -> tuple[CellError, ...]:
    """What an arrival needs and the line does not say; a usage name alone stands for the birth name."""
    return tuple(
        error(field, _NEEDED[field])
        for field in fields
        if not getattr(person, field) and not (field == "birth_name" and person.usage_name)
    )


def impossible(after: KnownPerson, today: date) -> tuple[CellError, ...]:
    """Dates that contradict each other or the calendar, for the state that the line would lead to."""
    found = [*_birth_and_entry(after, today), *_ends(after, today)]
    return tuple(error(field, sentence) for field, sentence in found)


def error(field: str, sentence: str) -> CellError:
    return CellError(FIELD_LABELS[field], french(sentence))


def _birth_and_entry(after: KnownPerson, today: date) -> Iterable[tuple[str, str]]:
    if after.birth_date > today:
        yield "birth_date", "La date de naissance est dans le futur."
        return
    if after.entry_date > add_years(today, 1):
        yield "entry_date", "La date d’entrée est dans plus d’un an : vérifiez l’année."
    age = age_on(after.birth_date, after.entry_date)
    if not MINIMUM_AGE <= age <= MAXIMUM_AGE:
        yield (
            "birth_date",
            f"La personne aurait {age} ans à son entrée : vérifiez la date de naissance et la date d’entrée.",
        )
    if after.previous_end and after.entry_date <= after.previous_end:
        yield (
            "entry_date",
            f"Cette période chevaucherait la précédente, terminée le {format_date(after.previous_end)}.",
        )


def _ends(after: KnownPerson, today: date) -> Iterable[tuple[str, str]]:
    planned, departure = after.planned_end_date, after.departure_date
    if planned and planned < after.entry_date:
        yield "planned_end_date", "La date de fin prévue précède la date d’entrée."
    elif planned and planned > add_years(after.entry_date, PLANNED_END_MAX_YEARS):
        yield (
            "planned_end_date",
            f"La date de fin prévue est plus de {PLANNED_END_MAX_YEARS} ans après l’entrée : vérifiez l’année.",
        )
    if departure and departure < after.entry_date:
        yield "departure_date", f"Le départ précède l’entrée du {format_date(after.entry_date)}."
    elif departure and departure > add_years(today, 1):
        yield "departure_date", "La date de départ est dans plus d’un an : vérifiez l’année."
