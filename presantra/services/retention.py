"""What has been kept long enough goes. Periods: ``…_retention_days`` of the settings, IMPORT_DAYS."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import (
    calendars,
    closed_accounts,
    email_changes,
    letter_requests,
    merges,
    not_duplicates,
    shared_documents,
    visit_documents,
)
from presantra.db.repositories import retention as repository
from presantra.domain.errors import FieldChange
from presantra.services import audit, journal
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.employees import snapshots
from presantra.services.imports.views import UNDO_HOURS
from presantra.services.messages.purge import purge_messages

IMPORT_DAYS = 7
"""How long what was read of a file of salariés is kept once nobody touches the import any more."""


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """Rows erased. ``altered``: chains left alone, with the position of their first altered entry."""

    entries: int
    sessions: int
    links: int
    enrolments: int
    mails: int
    operations: int
    imports: int = 0
    altered: tuple[tuple[str, int], ...] = ()
    merges: int = 0
    """Merged records of which only the name is kept from now on."""
    proofs: int = 0
    accounts: int = 0
    pairs: int = 0
    """« Ce ne sont pas des doublons », of records that are gone."""
    threads: int = 0
    documents: int = 0
    """Shared documents taken back, with their files."""


async def purge(context: ServiceContext, system: System) -> PurgeReport:
    """Erase what is older than its retention period, and write in the journal that it was done.

    Stopped half-way, it leaves whole chains and is simply run again. A chain that was tampered with is kept:
    purging it would erase the proof.

    Raises:
        DatabaseUnavailable: what was committed so far is erased, the rest is not.
    """
    now = context.clock()
    entries, altered = 0, []
    before = now - timedelta(days=context.settings.audit_retention_days)
    for chain in await journal.chains(context):
        try:
            entries += await journal.purge_chain(context, chain.name, before)
        except journal.ChainAltered as error:
            altered.append((chain.label, error.position))
    ended = now - timedelta(days=context.settings.technical_retention_days)
    async with context.database.transaction() as session:
        withdrawn = await shared_documents.erase_withdrawn(session, ended)
        recalled = await visit_documents.erase_withdrawn(session, ended)
        report = PurgeReport(
            entries=entries,
            sessions=await repository.ended_sessions(session, ended),
            links=await repository.dead_links(session, ended) + await letter_requests.erase_dead(session, ended),
            enrolments=await repository.expired_enrolments(session, ended),
            mails=await repository.settled_mails(session, ended),
            operations=await repository.old_operations(session, ended),
            imports=await _imports(session, now, before),
            altered=tuple(altered),
            merges=await _forget_merged(session, now - timedelta(days=context.settings.undo_departure_days + 1)),
            proofs=await repository.dead_proofs(session, ended),
            accounts=await _erase_closed_accounts(session, context),
            pairs=await not_duplicates.erase_orphans(
                session, now - timedelta(days=context.settings.undo_departure_days + 1)
            ),
            threads=await purge_messages(session, context),
            documents=len(withdrawn) + len(recalled),
        )
        await audit.record(session, context, system, "Purge des données anciennes", changes=_facts(report))
    await _erase_files(context, context.settings.shared_documents_dir, withdrawn, shared_documents.is_kept)
    await _erase_files(context, context.settings.documents_dir, recalled, visit_documents.is_kept)
    return report


async def _erase_files(
    context: ServiceContext, folder: Path, keys: Iterable[str], is_kept: Callable[[AsyncSession, str], Awaitable[bool]]
) -> None:
    """After the rows: stopped between the two, it leaves files to which nothing leads."""
    store = DocumentStore(folder)
    async with context.database.reading() as session:
        for key in set(keys):
            if not await is_kept(session, key):
                await asyncio.to_thread(store.remove, key)


async def _imports(session: AsyncSession, now: datetime, before: datetime) -> int:
    """What was read of files, then the imports themselves with the journal that tells of them."""
    emptied = await repository.emptied_imports(
        session, now, now - timedelta(days=IMPORT_DAYS), now - timedelta(hours=UNDO_HOURS)
    )
    return emptied + await repository.old_imports(session, before)


async def _forget_merged(session: AsyncSession, before: datetime) -> int:
    """Personal data kept only to part two records again, once they no longer can be."""
    forgotten = 0
    for merge in await merges.settled(session, before):
        if (reduced := snapshots.reduced(merge.snapshot)) != merge.snapshot:
            await merges.reduce(session, merge, reduced)
            forgotten += 1
    return forgotten


async def _erase_closed_accounts(session: AsyncSession, context: ServiceContext) -> int:
    """What a closed account says of its holder; the row stays for what it did, which the journals tell by its name."""
    before = context.clock() - timedelta(days=context.settings.reopen_account_days)
    rows = await closed_accounts.to_erase(session, before)
    for account in rows:
        account.email, account.email_key = "", f"ferme:{account.public_id}"
        account.last_name = account.first_name = account.job_title = account.password_hash = ""
        await email_changes.erase_all(session, account.id or 0)
        # Those closed before their addresses of calendars ended with them.
        await calendars.remove_all(session, account.id or 0)
    return len(rows)


def _facts(report: PurgeReport) -> tuple[FieldChange, ...]:
    counts = (
        ("entries", "Écritures du journal", report.entries),
        ("sessions", "Sessions", report.sessions),
        ("links", "Liens", report.links),
        ("enrolments", "Étapes d’inscription", report.enrolments),
        ("mails", "Courriels", report.mails),
        ("operations", "Identifiants d’opération", report.operations),
        ("imports", "Imports de salariés", report.imports),
        ("merges", "Fiches fusionnées", report.merges),
        ("proofs", "Étapes de connexion, appareils et changements d’adresse terminés", report.proofs),
        ("pairs", "Doublons écartés dont une fiche n’existe plus", report.pairs),
        ("documents", "Documents retirés", report.documents),
        ("accounts", "Comptes fermés, coordonnées effacées", report.accounts),
        ("threads", "Échanges avec le service", report.threads),
    )
    return tuple(FieldChange(field, label, "", str(count)) for field, label, count in counts if count)
