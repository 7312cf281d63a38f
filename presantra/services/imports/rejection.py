"""The lines that were not taken, as a workbook to correct and to load again; the model to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from presantra.db.models import ImportJob
from presantra.domain.errors import InvalidValue
from presantra.domain.imports.changes import shown
from presantra.domain.imports.columns import COLUMN_LABELS, Column
from presantra.domain.imports.difference import Outcome
from presantra.domain.imports.model import CellError, FilePerson, RawTable
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.services.actor import Actor, needs
from presantra.services.imports.desk import ImportDesk
from presantra.services.imports.mapping import NUMBER_COLUMNS
from presantra.services.imports.payload import Payload
from presantra.services.imports.quiet import in_thread
from presantra.services.imports.running import Status
from presantra.services.imports.template import rejected_lines, template

NOT_ANSWERED = french(
    "Cette personne est peut-être déjà connue : répondez « même personne » ou « autre personne » à l’aperçu."
)
NUMBER_LEFT_OUT = "Par précaution, ce numéro n’est pas recopié ici : ressaisissez-le, ou complétez la fiche."
# Of a DSN: what the portal reads of it, under the headings of the model.
_DSN_COLUMNS = tuple(
    column
    for column in Column
    if column not in (Column.FULL_NAME, Column.NIR, Column.NIR_KEY, Column.IGNORED)
    and column in FilePerson.__dataclass_fields__
)


class Rejection(ImportDesk):
    @needs(Right.PEOPLE_WRITE)
    async def template(self, actor: Actor) -> bytes:
        """The model, for anybody who is logged in."""
        actor.account()
        return await in_thread(lambda: template(nir=self._context.settings.nir_enabled))

    @needs(Right.PEOPLE_WRITE)
    async def rejected(self, actor: Actor, public_id: str) -> tuple[str, bytes]:
        """Name and content of a workbook of the lines in error and of the questions without an answer.

        Raises:
            NotFound: not his, or erased.
            InvalidValue: no line was rejected.
        """
        job = await self._in(actor, public_id, Status.PREVIEW, Status.DONE, Status.UNDONE)
        async with self._context.database.reading() as session:
            payload = await self._payload(session, job)
        errors = await in_thread(lambda: _errors(payload))
        if not errors:
            raise InvalidValue("Aucune ligne n’est en erreur.")
        content = await in_thread(lambda: rejected_lines(_told(_table(payload), errors, _secret(job, payload)), errors))
        stem = job.filename.rsplit(".", 1)[0]
        return f"{stem} - lignes en erreur.xlsx", content


def _secret(job: ImportJob, payload: Payload) -> set[int]:
    """Columns that hold the n° de sécurité sociale, whatever was chosen for them."""
    columns = job.mapping.get("columns", ())
    named = {index for index, column in enumerate(columns) if column in NUMBER_COLUMNS}
    return named | set(payload.meta.get("secret", ()))


def _told(table: RawTable, errors: dict[int, list[CellError]], secret: set[int]) -> RawTable:
    """The table without any n° de sécurité sociale; the lines that had one say so among their ``errors``."""
    if not secret:
        return table
    rows = []
    for line, cells in table.rows:
        left_out = [index for index in sorted(secret) if cells[index]]
        if left_out and line in errors:
            errors[line].append(CellError(table.headings[left_out[0]], NUMBER_LEFT_OUT))
        rows.append((line, tuple("" if index in secret else cell for index, cell in enumerate(cells))))
    return replace(table, rows=tuple(rows))


def _errors(payload: Payload) -> dict[int, list[CellError]]:
    found = {}
    for line, outcome, cells in _previewed(payload):
        if outcome == Outcome.ERROR:
            found[line] = [CellError(column, sentence) for column, sentence in cells]
        elif outcome == Outcome.QUESTION:
            found[line] = [CellError("Doublon possible", NOT_ANSWERED)]
    return found


def _previewed(payload: Payload) -> Iterable[tuple[int, str, list[list[str]]]]:
    for text in payload.preview:
        row = json.loads(text)
        yield row[0], row[1], row[6]


def _table(payload: Payload) -> RawTable:
    if payload.is_table:
        return payload.table()
    rows = tuple((person.line, _cells(person)) for person in payload.people())
    return RawTable("DSN", 1, tuple(COLUMN_LABELS[column] for column in _DSN_COLUMNS), rows)


def _cells(person: FilePerson) -> tuple[str, ...]:
    return tuple(shown(column.value, getattr(person, column.value)) for column in _DSN_COLUMNS)
