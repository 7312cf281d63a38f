"""« Documents »: what is shared with the service. Files come by a native form, never here."""

from __future__ import annotations

import reflex as rx

from presantra.domain.shared_documents import PROBLEM_SENTENCES, DepositProblem
from presantra.domain.typography import french
from presantra.services.shared_documents import SharedDocuments
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState, Identifier
from presantra.ui.pages.documents.rows import (
    STANDINGS,
    ReceivedLine,
    VersionLine,
    due_sentence,
    headcount_sentence,
    letter_sentence,
    received_line,
    version_line,
)
from presantra.ui.sentences import ERRORS, INFOS

# First word of a problem's code → its field.
_FIELDS = {"fichier": "fichier", "date": "document_on", "suite": "next_update_on"}


class DocumentsState(FormState, rx.State):
    """``typed``: dates of a deposit that was refused, brought back by the address."""

    loaded: bool = False
    standing: str = ""
    tone: str = "neutral"
    due: str = ""
    headcount: str = ""
    yearly: bool = False
    versions: list[VersionLine] = []
    received: list[ReceivedLine] = []
    former: list[ReceivedLine] = []
    letter: str = ""
    typed: dict[str, str] = {}

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after each lost connection, a download for one: what was told and typed is left alone."""
        self._show(await services().shared_documents.overview(acting()))
        self.loaded = True

    @rx.event
    @private()
    async def open(self) -> None:
        """The page has just appeared, with what its address tells of a deposit."""
        self._clear_feedback()
        self.typed = {name: query_of(self, name, 20) for name in ("document_on", "next_update_on")}
        problem, told = ERRORS.get(query_of(self, "erreur"), ""), INFOS.get(query_of(self, "info"), "")
        self.errors = {"": problem} if problem else _problems(query_of(self, "erreurs"))
        self.success = told
        self.attempt += 1

    @rx.event
    @private(document=Identifier)
    async def withdraw(self, document: str) -> None:
        await services().shared_documents.withdraw(acting(), document)
        self._show(await services().shared_documents.overview(acting()))
        self._clear_feedback()
        self.attempt += 1
        self.success = "Le document est retiré. Le service en est informé."

    def _show(self, view: SharedDocuments) -> None:
        duerp = view.duerp
        self.standing, self.tone = STANDINGS[duerp.standing]
        self.due, self.headcount = french(due_sentence(duerp)), french(headcount_sentence(duerp))
        self.yearly = duerp.yearly
        self.versions = [version_line(version) for version in duerp.versions]
        lines = [received_line(document) for document in view.received]
        self.received = [line for line in lines if not line.former]
        self.former = [line for line in lines if line.former]
        self.letter = french(letter_sentence(view.letter, services().context.clock()))


def _problems(codes: str) -> dict[str, str]:
    """Sentences of the codes that the address carries, beside their fields; an unknown code says nothing."""
    known = {problem.value: problem for problem in DepositProblem}
    found = [known[code] for code in codes.split(",") if code in known]
    return {_FIELDS[problem.value.partition("-")[0]]: french(PROBLEM_SENTENCES[problem]) for problem in found}
