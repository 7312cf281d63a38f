"""Before anything is written: columns confirmed, the difference looked at, lines corrected, questions answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from presantra.db.models import ImportJob
from presantra.db.repositories import imports as repository
from presantra.domain.clock import add_years
from presantra.domain.employees import DEPARTURE_FIELDS
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.imports.correction import corrected, form_of
from presantra.domain.imports.difference import Leaving
from presantra.domain.imports.model import FilePerson
from presantra.domain.rights import Right
from presantra.domain.vocabulary import DepartureReason
from presantra.services.actor import Actor, needs
from presantra.services.imports.analysis import people_in
from presantra.services.imports.comparing import Comparing
from presantra.services.imports.desk import choices_of
from presantra.services.imports.mapping import chosen, mapping_view, to_remember
from presantra.services.imports.payload import Payload
from presantra.services.imports.preview import AbsentView, LineView, absents_of, page_of
from presantra.services.imports.quiet import in_thread
from presantra.services.imports.running import Status
from presantra.services.imports.views import MappingView

PAGE_SIZE = 50
PATIENCE = 1.0
NEW_WORDS = "Certains mots du fichier demandent une réponse : vérifiez-les ci-dessous, puis continuez."


@dataclass(frozen=True, slots=True)
class LinePage:
    lines: tuple[LineView, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AbsentPage:
    """``everyone``: the day and the reason (raw values of the form) for all the absents; None when nobody said so."""

    absents: tuple[AbsentView, ...]
    total: int
    page: int
    pages: int
    everyone: tuple[str, str] | None


class Preparation(Comparing):
    @needs(Right.PEOPLE_WRITE)
    async def mapping(self, actor: Actor, public_id: str) -> MappingView:
        """Raises:
        InvalidValue: the columns are not the question now.
        """
        job = await self._in(actor, public_id, Status.MAPPING)
        async with self._context.database.reading() as session:
            payload = await self._payload(session, job)
        return mapping_view(job.mapping, payload.meta, len(payload.source))

    @needs(Right.PEOPLE_WRITE)
    async def choose(
        self,
        actor: Actor,
        public_id: str,
        columns: Sequence[str],
        words: Mapping[str, str],
        defaults: Mapping[str, str],
    ) -> None:
        """Confirm the columns: the comparison begins, unless words of new columns have to be asked about first.

        Raises:
            InvalidForm: columns to correct.
        """
        job, payload = await self._opened(actor, public_id, Status.MAPPING)
        table = await in_thread(payload.table)
        before, nir = payload.meta, self._context.settings.nir_enabled
        mapping, meta, ask = await in_thread(lambda: chosen(table, columns, words, defaults, before, nir=nir))
        payload.meta |= meta
        if ask:
            await self._save(job, mapping=mapping, payload=await self._sealed(job, payload), sentence=NEW_WORDS)
            return
        async with self._context.database.transaction() as session:
            remembered = await in_thread(lambda: to_remember(table, mapping))
            now = self._context.clock()
            await repository.remember(session, job.member_id, payload.meta["signature"], remembered, now)
        await self._analyse_again(actor, job, payload, mapping=mapping)

    @needs(Right.PEOPLE_WRITE)
    async def reconsider(self, actor: Actor, public_id: str) -> None:
        """Back to the columns; what was decided on lines is kept."""
        job = await self._in(actor, public_id, Status.PREVIEW)
        if job.kind != "table":
            raise InvalidValue("Les colonnes d’une DSN sont connues : il n’y a rien à choisir.")
        await self._save(job, status=Status.MAPPING.value, sentence="")

    @needs(Right.PEOPLE_WRITE)
    async def drop(self, actor: Actor, public_id: str) -> None:
        """Give up an import that nobody has confirmed; what was read is erased."""
        job = await self._in(actor, public_id, Status.MAPPING, Status.PREVIEW)
        await self._save(job, status=Status.DROPPED.value, payload=None, counts={}, sentence="")

    @needs(Right.PEOPLE_WRITE)
    async def lines(self, actor: Actor, public_id: str, outcomes: Sequence[str], page: int = 1) -> LinePage:
        """Lines of a preview, or of what was applied."""
        _, payload = await self._opened(actor, public_id, Status.PREVIEW, Status.DONE)
        total, _ = page_of(payload, outcomes, 0, 0)
        page, pages = _clamped(page, total)
        _, lines = page_of(payload, outcomes, (page - 1) * PAGE_SIZE, PAGE_SIZE)
        return LinePage(lines, total, page, pages)

    @needs(Right.PEOPLE_WRITE)
    async def absents(self, actor: Actor, public_id: str, page: int = 1) -> AbsentPage:
        _, payload = await self._opened(actor, public_id, Status.PREVIEW, Status.DONE)
        total = len(payload.absents)
        page, pages = _clamped(page, total)
        leaving = payload.decisions.all_absents
        everyone = (leaving.day.isoformat(), leaving.reason.value) if leaving else None
        return AbsentPage(absents_of(payload, (page - 1) * PAGE_SIZE, PAGE_SIZE), total, page, pages, everyone)

    @needs(Right.PEOPLE_WRITE)
    async def form(self, actor: Actor, public_id: str, line: int) -> dict[str, str]:
        """Values of the small form of one line: as corrected before, or as the file says.

        Raises:
            NotFound: no such line.
        """
        job, payload = await self._opened(actor, public_id, Status.PREVIEW)
        return payload.decisions.corrections.get(line) or form_of(await self._person(job, payload, line))

    @needs(Right.PEOPLE_WRITE)
    async def correct(self, actor: Actor, public_id: str, line: int, raw: Mapping[str, str]) -> None:
        """Raises:
        InvalidForm: fields of ``CORRECTION_FIELDS`` to correct.
        NotFound: no such line.
        """
        job, payload = await self._opened(actor, public_id, Status.PREVIEW)
        corrected(await self._person(job, payload, line), raw)
        payload.decisions.corrections[line] = dict(raw)
        payload.decisions.excluded.discard(line)
        await self._analyse_again(actor, job, payload)

    @needs(Right.PEOPLE_WRITE)
    async def exclude(self, actor: Actor, public_id: str, line: int, excluded: bool) -> None:
        """Leave a line out, or take it again."""

        def change(payload: Payload) -> None:
            payload.decisions.excluded.discard(line)
            if excluded:
                payload.decisions.excluded.add(line)

        await self._decide(actor, public_id, change)

    @needs(Right.PEOPLE_WRITE)
    async def answer(self, actor: Actor, public_id: str, line: int, key: str) -> None:
        """Who a line is about: the key of a candidate, « autre » for somebody else, nothing to be asked again.

        A key that is no candidate of the line is no answer: the comparison does not look at it.
        """

        def change(payload: Payload) -> None:
            payload.decisions.answers.pop(line, None)
            if key:
                payload.decisions.answers[line] = key

        await self._decide(actor, public_id, change)

    @needs(Right.PEOPLE_WRITE)
    async def leave(self, actor: Actor, public_id: str, key: str, raw: Mapping[str, str] | None) -> None:
        """An absent person has left (``raw``: fields of DEPARTURE_FIELDS), or has not.

        Raises:
            InvalidForm: fields to correct.
        """
        leaving = self._leaving(raw)

        def change(payload: Payload) -> None:
            payload.decisions.absents.pop(key, None)
            if leaving:
                payload.decisions.absents[key] = leaving

        await self._decide(actor, public_id, change)

    @needs(Right.PEOPLE_WRITE)
    async def leave_all(self, actor: Actor, public_id: str, raw: Mapping[str, str] | None) -> None:
        """All the absents of the file have left, or nobody says so any more.

        Raises:
            InvalidForm: fields to correct.
        """
        leaving = self._leaving(raw)

        def change(payload: Payload) -> None:
            payload.decisions.all_absents = leaving

        await self._decide(actor, public_id, change)

    def _leaving(self, raw: Mapping[str, str] | None) -> Leaving | None:
        if raw is None:
            return None
        form, today = FormReader(raw), self._today()
        day = form.parsed("departure_date", parse_date, "Indiquez la date de départ.")
        reason = form.choice("reason", DepartureReason, "Choisissez le motif du départ.")
        if day and day > add_years(today, 1):
            form.refuse("departure_date", "La date de départ est dans plus d’un an : vérifiez l’année.")
        form.finish(DEPARTURE_FIELDS)
        return Leaving(day or today, reason or DepartureReason.OTHER)

    async def _opened(self, actor: Actor, public_id: str, *statuses: Status) -> tuple[ImportJob, Payload]:
        job = await self._in(actor, public_id, *statuses)
        async with self._context.database.reading() as session:
            return job, await self._payload(session, job)

    async def _person(self, job: ImportJob, payload: Payload, line: int) -> FilePerson:
        choices, today = choices_of(job), self._today()
        found = await in_thread(lambda: people_in(payload, choices, today))
        for person in found:
            if person.line == line:
                return person
        raise NotFound

    async def _decide(self, actor: Actor, public_id: str, change: Callable[[Payload], None]) -> None:
        job, payload = await self._opened(actor, public_id, Status.PREVIEW)
        change(payload)
        await self._analyse_again(actor, job, payload)

    async def _analyse_again(self, actor: Actor, job: ImportJob, payload: Payload, **values: object) -> None:
        """Compare in the background; a small file is compared before this returns."""
        options = job.options | {"avant": job.status}
        with self._runner.beginning(job.public_id):
            await self._save(job, status=Status.ANALYSING.value, options=options, sentence="", progress=0, **values)
            self._runner.start(job, Status.ANALYSING, self._analyse(actor, str(job.public_id), payload))
        await self._runner.wait(job.public_id, PATIENCE)


def _clamped(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(1, page), pages), pages
