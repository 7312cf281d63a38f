"""« Notifications »: which mails a person wants. Those about security are not of them: nobody can switch them off."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import accounts
from presantra.domain.errors import FieldChange
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.audit import Subject
from presantra.services.context import ServiceContext


class Notice(StrEnum):
    """Values are the columns of the account, and the names of the boxes on screen."""

    ACKNOWLEDGEMENTS = "mail_acknowledgements"
    VISIT_CHANGES = "mail_visit_changes"
    INVOICES = "mail_invoices"
    MESSAGES = "mail_messages"
    DOCUMENTS = "mail_documents"


LABELS = {
    Notice.ACKNOWLEDGEMENTS: "Accusés de réception de vos demandes",
    Notice.VISIT_CHANGES: "Changements de vos demandes de visite",
    Notice.INVOICES: "Factures",
    Notice.MESSAGES: "Messages échangés avec le service",
    Notice.DOCUMENTS: "Documents et courriers déposés par le service",
}


@dataclass(frozen=True, slots=True)
class Preferences:
    acknowledgements: bool
    visit_changes: bool
    invoices: bool = True
    messages: bool = True
    documents: bool = True


async def wants(session: AsyncSession, account_id: int, notice: Notice) -> bool:
    """Whether a mail of this kind goes to this account; asked by whoever is about to write one."""
    account = await session.get_one(Account, account_id)
    return account.disabled_at is None and bool(getattr(account, notice))


class PreferenceService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def view(self, actor: Actor) -> Preferences:
        account_id = actor.account()
        async with self._context.database.reading() as session:
            return _view(await session.get_one(Account, account_id))

    async def update(self, actor: Actor, wanted: Preferences) -> Preferences:
        """Write the choices; those that change are in the journal."""
        chosen = {
            Notice.ACKNOWLEDGEMENTS: wanted.acknowledgements,
            Notice.VISIT_CHANGES: wanted.visit_changes,
            Notice.INVOICES: wanted.invoices,
            Notice.MESSAGES: wanted.messages,
            Notice.DOCUMENTS: wanted.documents,
        }
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, actor.account())
            changes = [
                FieldChange(notice, LABELS[notice], _word(getattr(account, notice)), _word(value))
                for notice, value in chosen.items()
                if getattr(account, notice) != value
            ]
            for notice, value in chosen.items():
                setattr(account, notice, value)
            if changes:
                await audit.record(
                    session, self._context, actor, "Notifications modifiées",
                    subject=Subject("account", account.public_id), changes=changes,
                )  # fmt: skip
            return _view(account)


def _view(account: Account) -> Preferences:
    return Preferences(
        account.mail_acknowledgements,
        account.mail_visit_changes,
        account.mail_invoices,
        account.mail_messages,
        account.mail_documents,
    )


def _word(value: bool) -> str:
    return "oui" if value else "non"
