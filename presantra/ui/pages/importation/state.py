"""One import, from the file sent to the report; the import is the one that the address names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from presantra.domain.errors import NotFound
from presantra.services.imports import JobView, Status
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.pages.importation.lines_state import ImportLinesState
from presantra.ui.pages.importation.rows import (
    PAGE,
    Counter,
    GuessRow,
    JobCard,
    JobLine,
    QuestionRow,
    counters,
    guess_rows,
    headings_shown,
    job_card,
    job_line,
    question_rows,
)
from presantra.ui.sentences import ERRORS

# As many columns and words as a file may have.
MappingForm = Annotated[dict[Annotated[str, Field(max_length=40)], Line], Field(max_length=600)]


class ConfirmForm(FormModel):
    ask_visits: Line = ""


@dataclass(frozen=True)
class KeptRow:
    id: str
    name: str


class ImportState(FormState, rx.State):
    """``form_key`` makes the form of the columns anew when what it proposes has changed."""

    loaded: bool = False
    job: JobCard = JobCard()
    jobs: list[JobLine] = []
    counters: list[Counter] = []
    guesses: list[GuessRow] = []
    questions: list[QuestionRow] = []
    missing: str = ""
    unread: str = ""
    asks_number: bool = False
    mapping_intro: str = ""
    default_contract: str = ""
    kept: list[KeptRow] = []
    form_key: int = 0
    busy: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.busy, self.asks_number = False, services().settings.nir_enabled
        problem = ERRORS.get(query_of(self, "erreur"), "")
        if problem:
            self.errors, self.attempt = {"": problem}, self.attempt + 1
        self.jobs = [job_line(view) for view in await services().imports.jobs(acting())]
        if not query_of(self, "import"):
            self.job, self.loaded = JobCard(), True
            return
        try:
            await self._show(await services().imports.job(acting(), self._id()))
        except NotFound:
            self.job = JobCard()
            self.errors, self.attempt = {"": "Cet import n’existe pas ou n’est plus accessible."}, self.attempt + 1
        self.loaded = True

    @rx.event
    @private()
    async def poll(self) -> None:
        """While something runs; the page reloads nothing else."""
        view = await services().imports.job(acting(), self._id())
        if view.busy:
            self.job = job_card(view)
        else:
            await self._show(view)

    @rx.event
    @private(form=MappingForm)
    async def choose(self, form: dict[str, str]) -> AsyncIterator[Any]:
        """« Continuer »: the columns, the words, the contract for those who have none."""
        columns = [form.get(guess.name, "") for guess in self.guesses]
        words = {question.key: form.get(question.name, "") for question in self.questions}
        defaults = {"contract_type": form.get("defaut_contract_type", "")}
        async for event in self._working(services().imports.choose(acting(), self._id(), columns, words, defaults)):
            yield event

    @rx.event
    @private()
    async def reconsider(self) -> None:
        await services().imports.reconsider(acting(), self._id())
        await self._again()

    @rx.event
    @private(form=ConfirmForm)
    async def confirm(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        ask = bool(ConfirmForm.model_validate(form).ask_visits)
        work = services().imports.confirm(acting(), self._id(), self.job.version, ask_visits=ask)
        async for event in self._working(work):
            yield event

    @rx.event
    @private()
    async def undo(self) -> AsyncIterator[Any]:
        async for event in self._working(services().imports.undo(acting(), self._id())):
            yield event

    @rx.event
    @private()
    async def drop(self) -> Any:
        await services().imports.drop(acting(), self._id())
        return rx.redirect(PAGE)

    async def _working(self, work: Any) -> AsyncIterator[Any]:
        """The button says so meanwhile; then the page shows where the import stands."""
        self.busy = True
        yield
        try:
            await work
            await self._again()
        finally:
            self.busy = False

    async def _again(self) -> None:
        self._clear_feedback()
        await self._show(await services().imports.job(acting(), self._id()))

    async def _show(self, view: JobView) -> None:
        self.job, self.counters = job_card(view), counters(view)
        self.jobs = [job_line(view) for view in await services().imports.jobs(acting())]
        self.kept = []
        if view.status is Status.MAPPING:
            await self._show_mapping()
        elif view.status in (Status.PREVIEW, Status.DONE):
            lines = await self.get_state(ImportLinesState)
            await lines._open(view)
        elif view.status is Status.UNDONE:
            found = await services().imports.kept(acting(), view.public_id)
            self.kept = [KeptRow(person.public_id, person.name) for person in found]

    async def _show_mapping(self) -> None:
        mapping = await services().imports.mapping(acting(), self._id())
        self.guesses, self.questions = guess_rows(mapping), question_rows(mapping)
        self.missing, self.unread = ", ".join(mapping.missing), headings_shown(mapping.unread)
        self.default_contract = mapping.defaults.get("contract_type", "")
        people = f"{mapping.rows} lignes lues" if mapping.rows > 1 else "1 ligne lue"
        sheet = f" dans la feuille « {mapping.sheet} »" if mapping.sheet else ""
        known = " Les réponses déjà données pour ces titres de colonnes sont reprises." if mapping.remembered else ""
        self.mapping_intro = f"{people}{sheet}.{known}"
        self.form_key += 1

    def _id(self) -> str:
        return query_of(self, "import", 36)
