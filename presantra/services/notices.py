"""Who may switch which mail off: one table for every kind of mail, read by whoever writes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.domain.clock import paris_datetime
from presantra.domain.names import display_name
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue
from presantra.services.preferences import Notice, wants


class Always(StrEnum):
    """Mails that no choice of « Notifications » stops."""

    SECURITY = "securite"
    """Accounts, means of log-in, accesses to companies: switched off, they would hide what a thief does."""
    SERVICE = "service"
    """To the service itself."""
    WORKER = "salarie"
    """To a worker, who has no account."""
    OWN_CHOICE = "rappel"
    """The weekly reminder, chosen in « Mon compte » and by the link at its end (``services.digest``)."""


RULES: Mapping[str, Notice | Always] = {
    "visit_acknowledged": Notice.ACKNOWLEDGEMENTS,
    "visits_acknowledged": Notice.ACKNOWLEDGEMENTS,
    "work_accident_acknowledged": Notice.ACKNOWLEDGEMENTS,
    "visit_changed": Notice.VISIT_CHANGES,
    "invoices_published": Notice.INVOICES,
    "payment_rejected": Notice.INVOICES,
    "message_acknowledged": Notice.MESSAGES,
    "message_answered": Notice.MESSAGES,
    "document_shared": Notice.DOCUMENTS,
    "weekly_digest": Always.OWN_CHOICE,
    "visit_summons": Always.WORKER,
    "visit_called_off": Always.WORKER,
    "worker_rights": Always.WORKER,
    **dict.fromkeys(
        (
            "complementary_list_secretariat", "document_deposited_secretariat", "exposure_end_secretariat",
            "letter_requested_secretariat", "message_secretariat",
            "visit_changed_secretariat", "visit_requested_secretariat", "visits_requested_secretariat",
            "work_accident_secretariat",
        ),
        Always.SERVICE,
    ),
    **dict.fromkeys(
        (
            "account_closed", "account_exists", "account_reopened", "company_attached", "email_changed",
            "email_confirm", "email_in_use", "email_taken", "first_link", "first_password", "fresh_start",
            "identifiers_lost", "identifiers_lost_notice", "identity_corrected",
            "invitation_mandate", "invitation_staff", "invitation_user",
            "letter_sent", "mandate_notice", "new_device", "password_changed", "reset_link",
            "security_notice", "someone_attached", "user_joined", "users_notice",
        ),
        Always.SECURITY,
    ),
}  # fmt: skip


async def notify(session: AsyncSession, context: ServiceContext, kind: str, account_id: int, /, **values: Any) -> bool:
    """Write a mail to the holder of an account, who may have chosen not to have this kind; whether it leaves.

    Raises:
        ValueError: the kind is not one that can be switched off.
    """
    rule = RULES.get(kind)
    if not isinstance(rule, Notice):
        raise ValueError(f"nobody may switch off {kind!r}: write it with enqueue")
    if not await wants(session, account_id, rule):
        return False
    account = await session.get_one(Account, account_id)
    person = display_name(account.first_name, account.last_name)
    await enqueue(session, context, kind, account.email, person=person, **values)
    return True


async def security_notice(
    session: AsyncSession, context: ServiceContext, account: Account, title: str, fact: str, ip: str = ""
) -> None:
    """Tell the holder, in the caller's transaction. ``title`` is the subject, ``fact`` a whole French sentence."""
    await enqueue(
        session, context, "security_notice", account.email,
        person=display_name(account.first_name, account.last_name), title=title, fact=fact,
        at=paris_datetime(context.clock()), ip=ip,
    )  # fmt: skip
