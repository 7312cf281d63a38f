"""The file against the people of its companies, as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presantra.db.models import ImportJob
from presantra.db.repositories import import_people
from presantra.db.repositories.import_people import StoredPerson
from presantra.domain.errors import InvalidValue
from presantra.services.actor import Actor
from presantra.services.imports.analysis import Analysis, Target, analyse, people_in, split
from presantra.services.imports.desk import CHANGED_ELSEWHERE, ImportDesk, choices_of
from presantra.services.imports.numbers import marked
from presantra.services.imports.payload import Payload
from presantra.services.imports.preview import fill
from presantra.services.imports.quiet import dropped, in_thread
from presantra.services.imports.running import Status
from presantra.services.imports.writing import Fingerprint


@dataclass(frozen=True, slots=True)
class Comparison:
    """``seen``: the state of each member that was compared with; ``blind``: where the follow-up is left alone."""

    analysis: Analysis
    counts: dict[str, Any]
    known: Mapping[int, Mapping[str, StoredPerson]]
    seen: Mapping[int, Fingerprint]
    blind: frozenset[int]

    def pieces(self) -> list[list[Any]]:
        """All that is big in it, to be ``dropped`` once nobody holds the whole."""
        return [list(self.analysis.lines), *(list(people.values()) for people in self.known.values())]


class Comparing(ImportDesk):
    async def _compare(self, job: ImportJob, payload: Payload, targets: Sequence[Target]) -> Comparison:
        """Write the preview in ``payload``; nothing is saved."""
        today, choices = self._today(), choices_of(job)
        found = await in_thread(lambda: people_in(payload, choices, today))
        self._runner.tell(job.public_id, 25)
        mine, foreign = await in_thread(lambda: split(found, targets, job.member_id))
        if self._context.settings.nir_enabled:
            mine = await in_thread(lambda: marked(self._context, mine))
        known, seen = {}, {}
        async with self._context.database.reading() as session:
            for member_id in sorted(mine):
                # Before the people: whatever is written between the two makes the import compare again.
                seen[member_id] = await import_people.fingerprint(session, member_id)
                known[member_id] = await import_people.everybody(session, member_id)
        self._runner.tell(job.public_id, 40)
        decisions = payload.decisions
        analysis = await in_thread(lambda: analyse(mine, foreign, known, decisions, targets, today))
        counts = await in_thread(lambda: fill(payload, analysis))
        self._runner.tell(job.public_id, 60)
        blind = frozenset(target.member_id for target in targets if target.blind)
        return Comparison(analysis, counts, known, seen, blind)

    async def _analyse(self, actor: Actor, public_id: str, payload: Payload, sentence: str = "") -> None:
        """The preview of a job that is being analysed; with its decisions, which are only kept then."""
        async with self._context.database.reading() as session:
            job = await self._find(session, actor, public_id)
            targets = await self._targets(session, actor)
        if job.status != Status.ANALYSING:
            raise InvalidValue(CHANGED_ELSEWHERE)
        comparison = await self._compare(job, payload, targets)
        await self._save_preview(job, payload, comparison, sentence)
        pieces = comparison.pieces()
        del comparison
        await dropped(*pieces)

    async def _save_preview(self, job: ImportJob, payload: Payload, comparison: Comparison, sentence: str) -> None:
        await self._save(
            job,
            status=Status.PREVIEW.value,
            payload=await self._sealed(job, payload),
            counts=comparison.counts,
            options=job.options | {"entreprises": sorted(comparison.known)},
            sentence=sentence,
            progress=0,
        )
