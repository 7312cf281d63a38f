"""The n° de sécurité sociale of a file: compared by its keyed digest, sealed for its person. Called in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from presantra.domain.imports.difference import Line
from presantra.domain.imports.model import FilePerson
from presantra.services.context import ServiceContext
from presantra.services.employees.social_numbers import NO_NIR, nir_columns, nir_index


def marked(context: ServiceContext, mine: Mapping[int, Sequence[FilePerson]]) -> dict[int, list[FilePerson]]:
    """The same people, those who have a number with its digest in their company."""
    return {
        member_id: [
            replace(person, nir_mark=nir_index(context, member_id, person.nir)) if person.nir else person
            for person in people
        ]
        for member_id, people in mine.items()
    }


def number_columns(context: ServiceContext, member_id: int, public_id: UUID, line: Line) -> dict[str, str]:
    """Columns of the number that a line brings; empty ones when it brings none."""
    if line.person.nir and any(change.field == "nir" for change in line.changes):
        return nir_columns(context, member_id, public_id, line.person.nir)
    return NO_NIR
