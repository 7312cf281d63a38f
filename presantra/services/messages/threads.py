"""One act on one thread, whoever does it: the machine asked, the words added, signed, journalled, told by mail."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import MessageThread, ThreadMessage
from presantra.db.repositories import messages as repository
from presantra.db.repositories import operations
from presantra.db.repositories.messages import Scope
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange
from presantra.domain.labels import label
from presantra.domain.messages import ACTS, THEMES, NewThread, ThreadAct, ThreadStatus, check_act, visible_themes
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import Side
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.context import ServiceContext
from presantra.services.messages.telling import acknowledge, tell_secretariat

SUBJECT_KIND = "thread"


@dataclass(frozen=True, slots=True)
class Tie:
    """What a thread is about, found in the employer's company."""

    kind: str = ""
    id: UUID | None = None


def scope_of(actor: Actor) -> Scope:
    """The threads of his company that his rights let him see."""
    member_id = actor.tenant()
    assert actor.member is not None
    return Scope(member_id, visible_themes(actor.member.rights), everyday=not actor.may(Right.FOLLOW_UP_READ))


async def open_thread(
    session: AsyncSession, context: ServiceContext, actor: Actor, new: NewThread, tie: Tie = Tie()
) -> tuple[MessageThread, ThreadMessage]:
    """Begin a request to the service in the caller's transaction: number, first message, journal, mails."""
    member_id, now = actor.tenant(), context.clock()
    year = paris_date(now).year
    thread = MessageThread(
        number=f"M-{year}-{await operations.next_number(session, f'message:{year}'):05d}",
        member_id=member_id, account_id=actor.account(), theme=new.theme, subject=new.subject,
        status=ThreadStatus.OPEN.value, status_at=now, created_at=now, last_at=now, tie_kind=tie.kind, tie_id=tie.id,
    )  # fmt: skip
    await repository.add_thread(session, thread)
    message = await _write(session, context, actor, thread, new.text)
    change = FieldChange("thread", "Demande", "", f"{thread.number} – {THEMES[new.theme].label}")
    await _record(session, context, actor, thread, "Demande écrite au service", change)
    await acknowledge(session, context, actor, thread)
    await tell_secretariat(session, context, actor, thread, "Nouvelle demande")
    return thread, message


async def perform(
    session: AsyncSession,
    context: ServiceContext,
    who: Actor | System,
    thread: MessageThread,
    act: ThreadAct,
    text: str = "",
) -> ThreadMessage:
    """Do it to a thread that the caller has locked; what now stands in the thread.

    Raises:
        Forbidden: the act is the other side's.
        InvalidValue: the status does not allow it, or it has been settled for too long.
    """  # fmt: skip
    now, before = context.clock(), ThreadStatus(thread.status)
    side = Side.SERVICE if isinstance(who, System) else Side.EMPLOYER
    after = check_act(act, side, before, thread.status_at, now, context.settings.message_reopen_days)
    if after is not before:
        thread.status, thread.status_at = after.value, now
    message = await _write(session, context, who, thread, text, ACTS[act].said)
    change = FieldChange("thread", f"Demande {thread.number}", label(before), label(after))
    await _record(session, context, who, thread, ACTS[act].said or "Message écrit", change)
    return message


async def _write(
    session: AsyncSession, context: ServiceContext, who: Actor | System, thread: MessageThread, text: str,
    said: str = "",
) -> ThreadMessage:  # fmt: skip
    assert thread.id is not None
    message = ThreadMessage(
        member_id=thread.member_id, thread_id=thread.id, by=who.signature, at=context.clock(), said=said, text=text,
        account_id=who.account_id if isinstance(who, Actor) else None,
    )  # fmt: skip
    await repository.add_message(session, thread, message)
    return message


async def _record(
    session: AsyncSession, context: ServiceContext, who: Actor | System, thread: MessageThread, action: str,
    change: FieldChange,
) -> None:  # fmt: skip
    await audit.record(
        session, context, who, action, member_id=thread.member_id,
        subject=audit.Subject(SUBJECT_KIND, thread.public_id), changes=[change],
    )  # fmt: skip
