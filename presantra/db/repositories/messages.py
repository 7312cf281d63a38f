"""Statements on threads and messages, always within one member and the themes that the person may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.changes import announce_thread
from presantra.db.models import Member, MessageThread, ThreadMessage, ThreadRead, VisitRequest
from presantra.db.repositories.statements import insert_ignoring, windowed
from presantra.domain.messages import UNANSWERED, TieKind
from presantra.domain.visits import EVERYDAY_KINDS


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose threads, of which themes; ``everyday``: without those about a visit that tells of a follow-up."""

    member_id: int
    themes: Collection[str]
    everyday: bool = False


@dataclass(frozen=True, slots=True)
class ThreadSelection:
    """What a list holds; empty filters nothing."""

    statuses: Collection[str] = ()
    theme: str = ""
    unread: bool = False


async def add_thread(session: AsyncSession, thread: MessageThread) -> None:
    session.add(thread)
    await session.flush()


async def add_message(session: AsyncSession, thread: MessageThread, message: ThreadMessage) -> None:
    """Append to a thread that the caller has locked or just made; whoever has it open is told at the commit."""
    session.add(message)
    await session.flush()
    thread.last_at = message.at
    if message.account_id is None:
        thread.last_answer = message.id or 0
    await session.flush()
    await announce_thread(session, thread)


async def find(session: AsyncSession, scope: Scope, public_id: UUID, *, lock: bool = False) -> MessageThread | None:
    statement = select(MessageThread).where(*within(scope), col(MessageThread.public_id) == public_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def numbered(session: AsyncSession, number: str, *, lock: bool = False) -> tuple[MessageThread, Member] | None:
    """A thread of any member, for the service."""
    statement = (
        select(MessageThread, Member)
        .join(Member, col(Member.id) == col(MessageThread.member_id))
        .where(col(MessageThread.number) == number)
    )
    if lock:
        statement = statement.with_for_update(of=MessageThread).execution_options(populate_existing=True)
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def of_service(
    session: AsyncSession, statuses: Collection[str], theme: str, code: str, *, limit: int | None, offset: int
) -> tuple[Sequence[tuple[MessageThread, Member]], int]:
    """Threads of all members, or of one, the one that has waited longest first, and how many there are."""
    statement = (
        select(MessageThread, Member)
        .join(Member, col(Member.id) == col(MessageThread.member_id))
        .where(col(MessageThread.status).in_(statuses))
        .order_by(col(MessageThread.last_at), col(MessageThread.id))
    )
    if theme:
        statement = statement.where(col(MessageThread.theme) == theme)
    if code:
        statement = statement.where(col(Member.code) == code)
    rows, total = await windowed(session, statement, limit=limit, offset=offset)
    return [(row[0], row[1]) for row in rows], total


async def page(
    session: AsyncSession, scope: Scope, account_id: int, selection: ThreadSelection, *, offset: int, limit: int
) -> Sequence[tuple[MessageThread, bool]]:
    """Last active first, each with whether this account has an answer to read in it."""
    statement = (
        select(MessageThread, _unread())
        .outerjoin(ThreadRead, _mark_of(account_id))
        .where(*within(scope), *_selected(selection))
        .order_by(col(MessageThread.last_at).desc(), col(MessageThread.id).desc())
    )
    rows = (await session.execute(statement.offset(offset).limit(limit))).all()
    return [(row[0], bool(row[1])) for row in rows]


async def count(session: AsyncSession, scope: Scope, account_id: int, selection: ThreadSelection) -> int:
    statement = (
        select(func.count())
        .select_from(MessageThread)
        .outerjoin(ThreadRead, _mark_of(account_id))
        .where(*within(scope), *_selected(selection))
    )
    return int((await session.execute(statement)).scalar_one())


async def unread_in(
    session: AsyncSession, account_id: int, member_ids: Collection[int]
) -> Sequence[tuple[int, str, bool, int]]:
    """How many threads this account has an answer to read in: member, theme, whether they are everyday's, count."""
    everyday = _everyday(col(MessageThread.member_id)).label("everyday")
    statement = (
        select(col(MessageThread.member_id), col(MessageThread.theme), everyday, func.count())
        .outerjoin(ThreadRead, _mark_of(account_id))
        .where(col(MessageThread.member_id).in_(member_ids), _unread())
        .group_by(col(MessageThread.member_id), col(MessageThread.theme), everyday)
    )
    rows = (await session.execute(statement)).all()
    return [(int(row[0]), str(row[1]), bool(row[2]), int(row[3])) for row in rows]


async def latest_of_theme(session: AsyncSession, scope: Scope, theme: str, limit: int) -> Sequence[MessageThread]:
    statement = (
        select(MessageThread)
        .where(*within(scope), col(MessageThread.theme) == theme)
        .order_by(col(MessageThread.id).desc())
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def pending_of_theme(session: AsyncSession, member_id: int, theme: str) -> Sequence[MessageThread]:
    """Threads of a member that the service has still to answer, oldest first, locked: for the service."""
    statement = (
        select(MessageThread)
        .where(
            col(MessageThread.member_id) == member_id,
            col(MessageThread.theme) == theme,
            col(MessageThread.status).in_(sorted(UNANSWERED)),
        )
        .order_by(col(MessageThread.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def written_in(session: AsyncSession, thread: MessageThread) -> Sequence[ThreadMessage]:
    """In the order they were written; the thread was found within its member."""
    statement = (
        select(ThreadMessage)
        .where(col(ThreadMessage.thread_id) == thread.id, col(ThreadMessage.member_id) == thread.member_id)
        .order_by(col(ThreadMessage.id))
    )
    return (await session.execute(statement)).scalars().all()


async def writers(session: AsyncSession, thread: MessageThread) -> set[int]:
    """Accounts of the employer's side that have written in a thread."""
    statement = select(col(ThreadMessage.account_id)).where(
        col(ThreadMessage.thread_id) == thread.id,
        col(ThreadMessage.member_id) == thread.member_id,
        col(ThreadMessage.account_id).is_not(None),
    )
    return {account for account in (await session.execute(statement.distinct())).scalars() if account is not None}


async def mark_read(session: AsyncSession, account_id: int, thread: MessageThread) -> bool:
    """This account has been shown all that the service has answered so far; False when it already had."""
    mark = {"account_id": account_id, "thread_id": thread.id, "last_message": thread.last_answer}
    if await insert_ignoring(session, ThreadRead, mark):
        return True
    result: Any = await session.execute(
        update(ThreadRead)
        .where(
            col(ThreadRead.account_id) == account_id,
            col(ThreadRead.thread_id) == thread.id,
            col(ThreadRead.last_message) < thread.last_answer,
        )
        .values(last_message=thread.last_answer)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


async def has_unread(session: AsyncSession, account_id: int, thread: MessageThread) -> bool:
    statement = select(col(ThreadRead.last_message)).where(
        col(ThreadRead.account_id) == account_id, col(ThreadRead.thread_id) == thread.id
    )
    mark = (await session.execute(statement)).scalar_one_or_none()
    return thread.last_answer > (mark or 0)


async def of_author(session: AsyncSession, account_id: int) -> Sequence[tuple[ThreadMessage, MessageThread, Member]]:
    """Everything that an account has written, oldest first, for the copy of its own data."""
    statement = (
        select(ThreadMessage, MessageThread, Member)
        .join(MessageThread, col(MessageThread.id) == col(ThreadMessage.thread_id))
        .join(Member, col(Member.id) == col(ThreadMessage.member_id))
        .where(col(ThreadMessage.account_id) == account_id)
        .order_by(col(ThreadMessage.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def silent_since(session: AsyncSession, before: datetime, limit: int) -> Sequence[MessageThread]:
    """Threads in which nothing has been written since, settled or not; over all members, for the purge."""
    statement = (
        select(MessageThread).where(col(MessageThread.last_at) < before).order_by(col(MessageThread.id)).limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def erase(session: AsyncSession, thread: MessageThread) -> None:
    """A thread with its messages and marks; its files have gone before."""
    for table, column in (
        (ThreadRead, col(ThreadRead.thread_id)),
        (ThreadMessage, col(ThreadMessage.thread_id)),
        (MessageThread, col(MessageThread.id)),
    ):
        await session.execute(
            delete(table).where(column == thread.id).execution_options(synchronize_session=False)
        )  # fmt: skip


def within(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    found = (
        col(MessageThread.member_id) == scope.member_id,
        col(MessageThread.theme).in_(sorted(scope.themes)),
    )
    return (*found, _everyday(scope.member_id)) if scope.everyday else found


def _everyday(member_id: Any) -> ColumnElement[bool]:
    """``member_id``: the id itself, or the column of the thread."""
    visits = select(col(VisitRequest.public_id)).where(
        col(VisitRequest.member_id) == member_id, col(VisitRequest.kind).in_(sorted(EVERYDAY_KINDS))
    )
    return or_(col(MessageThread.tie_kind) != TieKind.VISIT.value, col(MessageThread.tie_id).in_(visits))


async def is_everyday(session: AsyncSession, thread: MessageThread) -> bool:
    """Whether a thread is about nothing that tells of a follow-up."""
    statement = select(col(MessageThread.id)).where(
        col(MessageThread.id) == thread.id,
        col(MessageThread.member_id) == thread.member_id,
        _everyday(thread.member_id),
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


def _mark_of(account_id: int) -> ColumnElement[bool]:
    return and_(
        col(ThreadRead.thread_id) == col(MessageThread.id),
        col(ThreadRead.account_id) == account_id,
    )


def _unread() -> ColumnElement[bool]:
    """What only the service writes is to be read: a colleague's words are his own employer's."""
    return or_(
        and_(col(ThreadRead.account_id).is_(None), col(MessageThread.last_answer) > 0),
        col(MessageThread.last_answer) > col(ThreadRead.last_message),
    )


def _selected(selection: ThreadSelection) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if selection.statuses:
        found.append(col(MessageThread.status).in_(sorted(selection.statuses)))
    if selection.theme:
        found.append(col(MessageThread.theme) == selection.theme)
    if selection.unread:
        found.append(_unread())
    return found
