"""A change of poste or of situation de travail within a period of employment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from presantra.domain.clock import add_years
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import parse_pcs
from presantra.domain.situations import WorkSituation, find_situations
from presantra.domain.vocabulary import SituationGroup

CHANGE_FIELDS = ("change_date", "job_title", "pcs_code", "situations")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A job, and the situations de travail (codes) that go with it."""

    job_title: str
    pcs_code: str
    situations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobChange:
    """`since` is the first day of the new assignment."""

    since: date
    assignment: Assignment


def parse_job_change(
    raw: Mapping[str, object], current: Assignment, begun: date, end: date | None, today: date
) -> JobChange:
    """Read the form « Changer de poste ou de situation ».

    `begun`: first day of the current assignment; `end`: day of departure, when one is declared.
    Raises InvalidForm with the names of CHANGE_FIELDS.
    """
    form = FormReader(raw)
    since = form.parsed("change_date", parse_date, "Indiquez la date du changement.")
    if since is not None:
        _check_date(form, since, begun, end, today)
    assignment = read_assignment(form)
    if not form.errors and assignment == current:
        form.refuse("job_title", "Rien ne change : indiquez le nouveau poste, ou cochez les nouvelles situations.")
    form.finish(CHANGE_FIELDS)
    return JobChange(since or today, assignment)


def read_assignment(form: FormReader) -> Assignment:
    return Assignment(
        job_title=form.name("job_title", "Indiquez le poste."),
        pcs_code=form.optional("pcs_code", parse_pcs, ""),
        situations=form.parsed_codes("situations", _situation_codes),
    )


def new_exposures(before: Iterable[str], after: Iterable[str]) -> tuple[WorkSituation, ...]:
    """Situations that begin and whose visit precedes the assignment (R. 4624-18, R. 4624-24)."""
    known = set(before)
    return tuple(s for s in find_situations(after) if s.before_assignment and s.code not in known)


def ended_exposures(before: Iterable[str], after: Iterable[str]) -> tuple[WorkSituation, ...]:
    """Particular risks that end: the service must be told (R. 4624-28-1)."""
    kept = set(after)
    return tuple(s for s in find_situations(before) if s.group is SituationGroup.SIR and s.code not in kept)


def _check_date(form: FormReader, since: date, begun: date, end: date | None, today: date) -> None:
    if since <= begun:
        form.refuse(
            "change_date",
            f"Le poste actuel est tenu depuis le {begun:%d/%m/%Y} : le changement est postérieur. "
            "Pour corriger le poste lui-même, utilisez « Modifier ».",
        )
    elif end is not None and since > end:
        form.refuse("change_date", f"Le changement ne peut pas suivre le départ, déclaré au {end:%d/%m/%Y}.")
    elif since > add_years(today, 1):
        form.refuse("change_date", "La date du changement est dans plus d’un an : vérifiez l’année.")


def _situation_codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(situation.code for situation in find_situations(codes))
