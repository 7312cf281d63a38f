"""« Mon compte »: what a person says of himself, and what his account did lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import accounts
from presantra.db.repositories import audit as journal
from presantra.domain.errors import FieldChange, StaleEdit
from presantra.domain.forms import FormReader
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.audit import Subject
from presantra.services.context import ServiceContext

FIELDS = {"last_name": "Nom", "first_name": "Prénom", "job_title": "Fonction"}
EDITED = "Compte modifié"
HISTORY_LINES = 20


@dataclass(frozen=True, slots=True)
class ProfileView:
    last_name: str
    first_name: str
    job_title: str
    email: str
    version: int

    @property
    def name(self) -> str:
        return display_name(self.first_name, self.last_name)


@dataclass(frozen=True, slots=True)
class SecurityLine:
    """Something that the account did outside its companies: log-in, log-out, password, sessions."""

    at: datetime
    action: str
    ip: str


class ProfileService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def view(self, actor: Actor) -> ProfileView:
        account_id = actor.account()
        async with self._context.database.reading() as session:
            return _view(await _account(session, account_id))

    async def update(self, actor: Actor, raw: Mapping[str, str], version: int) -> ProfileView:
        """Write the name and the function; a form without any difference changes nothing.

        Raises:
            InvalidForm: fields in error.
            StaleEdit: the account was changed since ``version``, from another tab or device.
        """
        account_id = actor.account()
        form = FormReader(raw)
        typed = {field: form.name(field) for field in FIELDS}
        form.finish(tuple(FIELDS))
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            changes = tuple(
                FieldChange(field, label, getattr(account, field), typed[field])
                for field, label in FIELDS.items()
                if getattr(account, field) != typed[field]
            )
            if changes:
                if account.version != version:
                    raise StaleEdit(_view(account).name, await self._edited_at(session, account), changes)
                for change in changes:
                    setattr(account, change.field, change.after)
                account.version += 1
                await audit.record(
                    session, self._context, actor, EDITED,
                    subject=Subject("account", account.public_id), changes=changes,
                )  # fmt: skip
            return _view(account)

    async def security_history(self, actor: Actor) -> tuple[SecurityLine, ...]:
        """The latest of the account's own entries that concern no company, newest first."""
        account_id = actor.account()
        async with self._context.database.reading() as session:
            entries = await journal.personal(session, account_id, HISTORY_LINES)
        return tuple(SecurityLine(entry.at, entry.action, entry.ip) for entry in entries)

    async def _edited_at(self, session: AsyncSession, account: Account) -> datetime:
        entries = await journal.personal(session, account.id or 0, 200)
        return next((entry.at for entry in entries if entry.action == EDITED), self._context.clock())


async def _account(session: AsyncSession, account_id: int) -> Account:
    return await session.get_one(Account, account_id)


def _view(account: Account) -> ProfileView:
    return ProfileView(account.last_name, account.first_name, account.job_title, account.email, account.version)
