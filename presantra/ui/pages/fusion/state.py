"""« Fusionner deux fiches »: find the other one, compare, choose, merge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx
from pydantic import create_model

from presantra.domain.errors import InvalidForm, NotFound, StaleEdit
from presantra.domain.merges import MERGE_FIELDS
from presantra.services.employees import EmployeeQuery, PresenceFilter
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormModel, FormState, Line, OptionalIdentifier
from presantra.ui.pages.fusion.rows import FieldChoice, Found, SideCard, choices_of, found_of, side_of

TITLE = "Fusionner deux fiches"
MAX_FOUND = 10

_Sides = create_model("_Sides", __base__=FormModel, **{f"cote_{field}": (Line, "") for field in MERGE_FIELDS})


class MergeForm(_Sides):
    operation: OptionalIdentifier = ""

    def raw(self) -> dict[str, object]:
        return {field: getattr(self, f"cote_{field}") for field in MERGE_FIELDS}


class SearchForm(FormModel):
    text: Line = ""


class FusionState(FormState, rx.State):
    """``other`` has no id until the record to compare with is chosen; ``found``: those to choose from."""

    title: str = TITLE
    kept: SideCard = SideCard()
    other: SideCard = SideCard()
    choices: list[FieldChoice] = []
    search: str = ""
    found: list[Found] = []
    missing: bool = False
    operation: str = ""
    busy: bool = False
    _versions: tuple[int, int] = (0, 0)

    @rx.event
    @private()
    async def load(self) -> None:
        """Another pair in the same page; a reconnection leaves alone what is chosen."""
        if (self.kept.id, self.other.id) != (employee_in(self), query_of(self, "avec", 36)):
            await self._open()

    @rx.event
    @private()
    async def close(self) -> None:
        """When the page goes: the next opening must not begin with this pair."""
        self.kept = self.other = SideCard()

    @rx.event
    @private(form=SearchForm)
    async def find(self, form: dict[str, Any]) -> None:
        self._clear_feedback()
        self.search = SearchForm.model_validate(form).text
        await self._find()

    @rx.event
    @private(form=MergeForm)
    async def merge(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = MergeForm.model_validate(form)
        self.busy = True
        yield
        operation = UUID(values.operation) if values.operation else uuid4()
        kept, other = employee_in(self), query_of(self, "avec", 36)
        try:
            record = await services().employees.merge(acting(), kept, other, values.raw(), self._versions, operation)
        except StaleEdit:
            # Compared again as they are now: pressing the button once more is then on purpose.
            await self._compare(kept, other)
            raise
        except InvalidForm as error:
            raise InvalidForm({f"cote_{field}": sentence for field, sentence in error.errors.items()}) from None
        finally:
            self.busy = False
        self._clear_feedback()
        yield rx.redirect(f"{record_of(record.public_id)}?info=fusion")

    async def _open(self) -> None:
        self._clear_feedback()
        self.busy, self.found = False, []
        self.operation = str(uuid4())
        kept, other = employee_in(self), query_of(self, "avec", 36)
        try:
            await (self._compare(kept, other) if other else self._seek(kept))
        except NotFound:
            self.missing, self.title, self.kept = True, MISSING_TITLE, SideCard()
            return
        self.missing, self.title = False, TITLE

    async def _compare(self, kept_id: str, other_id: str) -> None:
        employees, actor = services().employees, acting()
        kept, other = await employees.record(actor, kept_id), await employees.record(actor, other_id)
        self.kept, self.other = side_of(kept), side_of(other)
        self.choices = choices_of(kept, other)
        self._versions = (kept.version, other.version)

    async def _seek(self, kept_id: str) -> None:
        """Begin with those who bear the same name."""
        kept = await services().employees.record(acting(), kept_id)
        self.kept, self.other, self.choices = side_of(kept), SideCard(), []
        self.search = kept.first_name
        await self._find()

    async def _find(self) -> None:
        query = EmployeeQuery(text=self.search, presence=PresenceFilter.ALL)
        page = await services().employees.list(acting(), query)
        self.found = [found_of(row) for row in page.rows if row.public_id != self.kept.id][:MAX_FOUND]
