"""Risks that make a poste à risques particuliers, by the rules of the time when somebody held it (R. 4624-28-1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from presantra.domain.follow_up import BOOK, Rulebook
from presantra.domain.situations import find_situations


@dataclass(frozen=True, slots=True)
class HeldJob:
    """Situations de travail of a job; `end` is None while it is held."""

    situations: tuple[str, ...]
    start: date
    end: date | None = None


def exposures(jobs: Iterable[HeldJob], today: date, book: Rulebook = BOOK) -> tuple[str, ...]:
    """Labels of the risks met once at least, in the order of the list. Raises InvalidValue for an unknown code."""
    met = {
        code
        for job in jobs
        for code in job.situations
        if book.reinforced_between((code,), job.start, max(job.start, job.end or today))
    }
    return tuple(situation.label for situation in find_situations(met))
