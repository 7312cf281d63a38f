"""« Relevé de compte »: the period asked for; what was wrong with it comes back in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from presantra.domain.account_statement import Period
from presantra.domain.errors import InvalidForm
from presantra.domain.labels import format_date
from presantra.services.invoices.statements import StatementFormat, TooManyLines
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState
from presantra.ui.pages.factures.rows import LIST

STATEMENT = f"{LIST}/releve"


@dataclass(frozen=True)
class Preset:
    name: str
    span: str
    pdf: str
    csv: str


class ReleveState(FormState, rx.State):
    """``start``, ``end``: what the fields show when the page opens."""

    loaded: bool = False
    presets: list[Preset] = []
    start: str = ""
    end: str = ""
    company: str = ""
    form_key: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        actor = acting()
        self.company = str(actor.member.public_id) if actor.member else ""
        self.presets = [self._preset(name, period) for name, period in services().statements.presets()]
        typed = {"du": query_of(self, "du", 40), "au": query_of(self, "au", 40)}
        usual = services().statements.presets()[0][1]
        self.start, self.end = typed["du"] or format_date(usual.start), typed["au"] or format_date(usual.end)
        self._clear_feedback()
        self._tell(query_of(self, "erreur"), typed)
        # Made anew for other dates only: what was typed stays when a download makes the page connect again.
        self.form_key = f"{self.company} {self.start} {self.end}"
        self.loaded = True

    def _tell(self, problem: str, typed: dict[str, str]) -> None:
        if problem == "periode":
            try:
                services().statements.period(typed)
            except InvalidForm as error:
                self.errors = dict(error.errors)
                self.attempt += 1
        for kind in StatementFormat:
            if problem == f"lignes-{kind}":
                self.errors = {"": TooManyLines(kind).sentence}
                self.attempt += 1

    def _preset(self, name: str, period: Period) -> Preset:
        query = urlencode({"entreprise": self.company, "du": period.start.isoformat(), "au": period.end.isoformat()})
        pdf, csv = (f"/documents/releve-de-compte.{kind}?{query}" for kind in StatementFormat)
        return Preset(name, f"du {format_date(period.start)} au {format_date(period.end)}", pdf, csv)
