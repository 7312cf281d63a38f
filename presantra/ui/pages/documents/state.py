"""« Documents »: what is shared with the service. Files come by a native form, never here."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import reflex as rx

from presantra.domain.errors import InvalidValue
from presantra.domain.forms import parse_date
from presantra.domain.shared_documents import PROBLEM_SENTENCES, DepositProblem, legal_update
from presantra.domain.typography import french
from presantra.services.shared_documents import SharedDocuments
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState, Identifier, Line
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
    operation: str = ""
    _people: int = 0
    _proposed_for: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        """Runs again after each lost connection, a download for one: what was told and typed is left alone."""
        self._show(await services().shared_documents.overview(acting()))
        self.loaded = True

    @rx.event
    @private()
    async def open(self) -> None:
        """The page has just appeared, with what its address tells of a deposit; another one may be made."""
        self._clear_feedback()
        self.typed = {name: query_of(self, name, 20) for name in ("document_on", "next_update_on")}
        problem, told = ERRORS.get(query_of(self, "erreur"), ""), INFOS.get(query_of(self, "info"), "")
        self.errors = {"": problem} if problem else _problems(query_of(self, "erreurs"))
        self.success = told
        self.attempt += 1
        self.operation, self._proposed_for = str(uuid4()), ""

    @rx.event
    @private(day=Line)
    async def propose(self, day: str) -> Any:
        """Leaving the date of the document: the next update that the law asks for, unless it was proposed already."""
        if not day or day == self._proposed_for:
            return None
        try:
            legal = legal_update(parse_date(day), self._people)
        except InvalidValue:
            return None
        self._proposed_for = day
        return rx.set_value("champ-next_update_on", legal.isoformat()) if legal else None

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
        self.yearly, self._people = duerp.yearly, duerp.headcount
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
