"""« Historique des coordonnées »: who changed what and when, by pages, and a former value to take again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import AuditEntry
from presantra.db.repositories import audit as journal
from presantra.db.repositories import members
from presantra.domain.errors import FieldChange, NotFound
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.companies.fields import FIELDS, Values, shown, stored_values
from presantra.services.companies.reserved import hidden_acts
from presantra.services.companies.service import IDENTITY_CORRECTED, MODIFIED, VERIFIED
from presantra.services.context import ServiceContext

PAGE_SIZE = 20
EVERYTHING = "tout"
"""Also what else is journalled of the company: accesses, fermetures, exports, lists sent…"""


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """``field``: one of FIELDS, EVERYTHING, or empty for all the coordonnées. ``before``: position of the last line
    of the page above, 0 for the first page."""

    field: str = ""
    person: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """``restorable``: its former value is not the one stored now, and may be taken again."""

    field: str
    label: str
    before: str
    after: str
    restorable: bool


@dataclass(frozen=True, slots=True)
class CompanyEvent:
    position: int
    at: datetime
    by: str
    action: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CompanyHistoryPage:
    """``people``: everybody who is named in this history. ``older``: ``before`` of the next page, 0 at the end."""

    events: tuple[CompanyEvent, ...]
    people: tuple[str, ...]
    older: int


@dataclass(frozen=True, slots=True)
class FormerValue:
    """``value`` as it was before the change of ``at``."""

    field: str
    label: str
    value: str
    at: datetime


class CompanyHistoryService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.COMPANY_READ)
    async def page(self, actor: Actor, query: HistoryQuery) -> CompanyHistoryPage:
        """Newest first; of one field, only its changes are shown."""
        assert actor.member is not None
        one = query.field if query.field in FIELDS else ""
        about = journal.About(
            actor.tenant(), "member", actor.member.public_id, without=hidden_acts(actor),
            actions=() if one or query.field == EVERYTHING else (MODIFIED, VERIFIED, IDENTITY_CORRECTED),
            field=one, person=query.person,
        )  # fmt: skip
        async with self._context.database.reading() as session:
            entries = await journal.page_about(session, about, query.before, PAGE_SIZE + 1)
            people = await journal.people_about(session, about)
            stored = await _stored(session, actor.tenant())
        events = tuple(_event(entry, one, stored) for entry in entries[:PAGE_SIZE])
        older = events[-1].position if len(entries) > PAGE_SIZE else 0
        return CompanyHistoryPage(events, tuple(people), older)

    @needs(Right.COMPANY_READ)
    async def former_value(self, actor: Actor, position: int, field: str) -> FormerValue:
        """What a field held before a change, for its form to be filled with.

        Raises:
            NotFound: this company has no such change.
        """
        assert actor.member is not None
        about = journal.About(actor.tenant(), "member", actor.member.public_id, actions=(MODIFIED,))
        async with self._context.database.reading() as session:
            found = await journal.page_about(session, about, position + 1, 1)
        for entry in found:
            for change in entry.changes:
                if entry.position == position and change["field"] == field and field in FIELDS:
                    return FormerValue(field, FIELDS[field], change["before"], entry.at)
        raise NotFound


async def _stored(session: AsyncSession, member_id: int) -> Values:
    member = await members.get(session, member_id)
    if member is None:
        raise NotFound
    return stored_values(
        member, await members.addresses(session, member_id), await members.contacts(session, member_id)
    )


def _event(entry: AuditEntry, field: str, stored: Values) -> CompanyEvent:
    changes = (FieldChange(**change) for change in entry.changes)
    return CompanyEvent(
        entry.position, entry.at, entry.actor_name, entry.action,
        tuple(
            Change(c.field, c.label, c.before, c.after, _restorable(entry, c, stored))
            for c in changes
            if field in ("", c.field)
        ),
    )  # fmt: skip


def _restorable(entry: AuditEntry, change: FieldChange, stored: Values) -> bool:
    if entry.action != MODIFIED or change.field not in stored or not change.before:
        return False
    return change.before != shown(change.field, stored[change.field])
