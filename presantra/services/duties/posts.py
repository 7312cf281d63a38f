"""Liste complémentaire de postes à risques: kept by the employer, sent to the service every year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import ComplementaryPost
from presantra.db.repositories import complementary_posts as repository
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import operations
from presantra.domain.clock import paris_date
from presantra.domain.complementary_posts import DeclaredPost, PostAct, parse_post
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.labels import format_date
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.duties import mails
from presantra.services.duties.limits import admit_mail
from presantra.services.duties.views import PostList, PostView
from presantra.services.identity import parse_public_id
from presantra.services.throttle import Throttle

POST = "complementary_post"
MAX_POSTS = 200
CHANGED = "Ce poste a changé entre-temps : vérifiez-le, puis recommencez."
_LABELS = {
    "job_title": "Poste",
    "reason": "Motif",
    "doctor_opinion_on": "Avis du médecin du travail",
    "cse_opinion_on": "Avis du CSE",
}


class PostService:
    """Use cases on the liste complémentaire of the company the actor works in."""

    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    @needs(Right.FOLLOW_UP_READ)
    async def list(self, actor: Actor) -> PostList:
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await self._list(session, member_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def add(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> PostList:
        """Raises:
        InvalidForm: fields of ``POST_FIELDS`` to correct.
        InvalidValue: the list is full.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        declared = parse_post(raw, paris_date(now))
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), POST, now):
                return await self._list(session, member_id)
            await employees_repository.lock_member(session, member_id)
            if await repository.count(session, member_id) >= MAX_POSTS:
                raise InvalidValue(f"La liste compte déjà {MAX_POSTS} postes : regroupez-en ou retirez-en.")
            post = ComplementaryPost(
                member_id=member_id,
                **_columns(declared),
                created_at=now,
                updated_at=now,
                updated_by=actor.signature[:200],
            )
            await repository.add(session, post)
            await self._record(session, actor, PostAct.ADDED, {}, _shown(declared))
            return await self._list(session, member_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def edit(self, actor: Actor, post_id: str, raw: Mapping[str, object], version: int) -> PostList:
        """Raises:
        InvalidForm: fields of ``POST_FIELDS`` to correct.
        InvalidValue: somebody wrote since ``version`` was read.
        NotFound: no such post on the list of this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        declared = parse_post(raw, paris_date(now))
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            post = await _find(session, member_id, post_id)
            before = _shown(_declared(post))
            if post.version != version:
                raise InvalidValue(CHANGED)
            if before != _shown(declared):
                values = _columns(declared) | {"updated_at": now, "updated_by": actor.signature[:200]}
                if not await repository.save(session, member_id, post, version, values):
                    raise InvalidValue(CHANGED)
                await self._record(session, actor, PostAct.MODIFIED, before, _shown(declared))
            return await self._list(session, member_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def withdraw(self, actor: Actor, post_id: str, version: int) -> PostList:
        """Raises:
        InvalidValue: somebody wrote since ``version`` was read.
        NotFound: no such post on the list of this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            post = await _find(session, member_id, post_id)
            values = {"withdrawn_at": self._context.clock()}
            if not await repository.save(session, member_id, post, version, values):
                raise InvalidValue(CHANGED)
            before = _shown(_declared(post))
            after = dict.fromkeys(before, "")
            await self._record(session, actor, PostAct.WITHDRAWN, before, after)
            return await self._list(session, member_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def send(self, actor: Actor, operation_id: UUID) -> PostList:
        """« Transmettre la liste au service »: the whole list, by mail; the date is kept.

        Raises:
            InvalidValue: there is nothing to send.
            TooManyMails: this account makes too many mails leave.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), POST, now):
                return await self._list(session, member_id)
            await employees_repository.lock_member(session, member_id)
            rows = await repository.of_member(session, member_id)
            posts = [post for post in rows if post.withdrawn_at is None]
            if not posts and not _withdrawn(rows):
                raise InvalidValue("La liste est vide : ajoutez d’abord un poste.")
            await admit_mail(self._throttle, self._context, actor)
            await mails.send_posts(session, self._context, actor, posts)
            await repository.mark_sent(session, member_id, now)
            count = f"{len(posts)} poste{'s' if len(posts) > 1 else ''}"
            change = FieldChange("complementary_posts", "Liste complémentaire", "", f"{count}, transmise au service")
            await audit.record(
                session, self._context, actor, PostAct.SENT,
                member_id=member_id, subject=_subject(actor), changes=[change],
            )  # fmt: skip
            return await self._list(session, member_id)

    async def _list(self, session: AsyncSession, member_id: int) -> PostList:
        return post_list(await repository.of_member(session, member_id), self._context)

    async def _record(
        self, session: AsyncSession, actor: Actor, action: str, before: Mapping[str, str], after: Mapping[str, str]
    ) -> None:
        changes = [
            FieldChange(field, _LABELS[field], before.get(field, ""), text)
            for field, text in after.items()
            if before.get(field, "") != text
        ]
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=_subject(actor), changes=changes,
        )  # fmt: skip


def post_list(rows: Sequence[ComplementaryPost], context: ServiceContext) -> PostList:
    sent = max((row.sent_at for row in rows if row.sent_at), default=None)
    return PostList(
        posts=tuple(PostView.of(row) for row in rows if row.withdrawn_at is None),
        withdrawn=len(_withdrawn(rows)),
        sent_at=sent,
        sent_on=paris_date(sent) if sent else None,
        today=paris_date(context.clock()),
    )


def _withdrawn(rows: Sequence[ComplementaryPost]) -> list[ComplementaryPost]:
    """Taken off since the service last received them."""
    return [row for row in rows if row.withdrawn_at and row.sent_at and row.withdrawn_at > row.sent_at]


def _subject(actor: Actor) -> audit.Subject:
    assert actor.member is not None
    return audit.Subject("member", actor.member.public_id)


async def _find(session: AsyncSession, member_id: int, post_id: str) -> ComplementaryPost:
    found = await repository.find(session, member_id, parse_public_id(post_id))
    if found is None:
        raise NotFound
    return found


def _declared(post: ComplementaryPost) -> DeclaredPost:
    return DeclaredPost(post.job_title, post.reason, post.doctor_opinion_on, post.cse_opinion_on)


def _columns(declared: DeclaredPost) -> dict[str, Any]:
    return {
        "job_title": declared.job_title,
        "reason": declared.reason,
        "doctor_opinion_on": declared.doctor_opinion_on,
        "cse_opinion_on": declared.cse_opinion_on,
    }


def _shown(declared: DeclaredPost) -> dict[str, str]:
    return {
        "job_title": declared.job_title,
        "reason": declared.reason,
        "doctor_opinion_on": format_date(declared.doctor_opinion_on) if declared.doctor_opinion_on else "",
        "cse_opinion_on": format_date(declared.cse_opinion_on) if declared.cse_opinion_on else "",
    }
