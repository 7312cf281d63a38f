"""Two records of one person: which values are kept, and which periods tell the same employment twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from presantra.domain.forms import FormReader

IDENTITY_FIELDS = ("birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone", "matricule")
NUMBER_FIELD = "nir"
JOB_FIELD = "job"
MERGE_FIELDS = (*IDENTITY_FIELDS, NUMBER_FIELD, JOB_FIELD)


class Side(StrEnum):
    KEPT = "gardee"
    OTHER = "autre"


class Span(Protocol):
    start_date: date
    end_date: date | None


Spanned = TypeVar("Spanned", bound=Span)


@dataclass(frozen=True, slots=True)
class MergeChoices:
    """Fields of MERGE_FIELDS taken from the other record; the rest comes from the one that is kept."""

    from_other: frozenset[str]

    def takes(self, field: str) -> bool:
        return field in self.from_other


def parse_merge(raw: Mapping[str, object]) -> MergeChoices:
    """Read the form « Fusionner »: one side a field, the kept one when nothing is said. Raises InvalidForm."""
    form = FormReader(raw)
    sides = {field: form.optional_choice(field, Side) for field in MERGE_FIELDS}
    form.finish(MERGE_FIELDS)
    return MergeChoices(frozenset(field for field, side in sides.items() if side is Side.OTHER))


def overlapping(periods: Sequence[Spanned], others: Sequence[Spanned]) -> tuple[Spanned, ...]:
    """Those of `periods` that share a day with one of `others`: the same employment, told twice."""
    return tuple(period for period in periods if any(_overlap(period, other) for other in others))


def _overlap(one: Span, other: Span) -> bool:
    return one.start_date <= (other.end_date or date.max) and other.start_date <= (one.end_date or date.max)
