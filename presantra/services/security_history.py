"""A person's own security history: log-ins, passwords, factors, devices, addresses; twelve months, by pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from presantra.db.repositories import audit as journal
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """``detail``: what changed, in French, or an empty string."""

    at: datetime
    action: str
    detail: str
    ip: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    events: tuple[HistoryEvent, ...]
    total: int
    page: int
    pages: int


class SecurityHistoryService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def page(self, actor: Actor, number: int) -> HistoryPage:
        """One page, newest first; a number beyond the last is the last."""
        account_id = actor.account()
        since = self._context.clock() - timedelta(days=self._context.settings.audit_retention_days)
        async with self._context.database.reading() as session:
            total = await journal.personal_count(session, account_id, since)
            pages = max(1, -(-total // PAGE_SIZE))
            number = min(max(1, number), pages)
            entries = await journal.personal(
                session, account_id, PAGE_SIZE, since=since, offset=(number - 1) * PAGE_SIZE
            )
        events = tuple(HistoryEvent(e.at, e.action, told(e.changes), e.ip) for e in entries)
        return HistoryPage(events, total, number, pages)


def told(changes: list[dict[str, str]]) -> str:
    """« Adresse e-mail : a@x.fr → b@x.fr ; Fonction : … »."""
    return " ; ".join(f"{one['label']} : {one['before'] or '(vide)'} → {one['after']}" for one in changes)
