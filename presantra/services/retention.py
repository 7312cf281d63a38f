"""What has been kept long enough goes. Periods: ``audit_retention_days`` and ``technical_retention_days``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import closed_accounts, email_changes
from presantra.db.repositories import retention as repository
from presantra.domain.errors import FieldChange
from presantra.services import audit, journal
from presantra.services.actor import System
from presantra.services.context import ServiceContext


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """Rows erased. ``altered``: chains left alone, with the position of their first altered entry."""

    entries: int
    sessions: int
    links: int
    enrolments: int
    mails: int
    operations: int
    altered: tuple[tuple[str, int], ...] = ()
    proofs: int = 0
    accounts: int = 0


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
        report = PurgeReport(
            entries=entries,
            sessions=await repository.ended_sessions(session, ended),
            links=await repository.dead_links(session, ended),
            enrolments=await repository.expired_enrolments(session, ended),
            mails=await repository.settled_mails(session, ended),
            operations=await repository.old_operations(session, ended),
            altered=tuple(altered),
            proofs=await repository.dead_proofs(session, ended),
            accounts=await _erase_closed_accounts(session, context),
        )
        await audit.record(session, context, system, "Purge des données anciennes", changes=_facts(report))
    return report


async def _erase_closed_accounts(session: AsyncSession, context: ServiceContext) -> int:
    """What a closed account says of its holder; the row stays for what it did, which the journals tell by its name."""
    before = context.clock() - timedelta(days=context.settings.reopen_account_days)
    rows = await closed_accounts.to_erase(session, before)
    for account in rows:
        account.email, account.email_key = "", f"ferme:{account.public_id}"
        account.last_name = account.first_name = account.job_title = account.password_hash = ""
        await email_changes.erase_all(session, account.id or 0)
    return len(rows)


def _facts(report: PurgeReport) -> tuple[FieldChange, ...]:
    counts = (
        ("entries", "Écritures du journal", report.entries),
        ("sessions", "Sessions", report.sessions),
        ("links", "Liens", report.links),
        ("enrolments", "Étapes d’inscription", report.enrolments),
        ("mails", "Courriels", report.mails),
        ("operations", "Identifiants d’opération", report.operations),
        ("proofs", "Étapes de connexion, appareils et changements d’adresse terminés", report.proofs),
        ("accounts", "Comptes fermés, coordonnées effacées", report.accounts),
    )
    return tuple(FieldChange(field, label, "", str(count)) for field, label, count in counts if count)
