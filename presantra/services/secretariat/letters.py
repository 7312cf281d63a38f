"""New letters that companies have asked for, sent by the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from presantra.db.repositories import letter_requests, members
from presantra.domain.errors import InvalidValue
from presantra.domain.identifiers import parse_member_code
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.members import MemberService


@dataclass(frozen=True, slots=True)
class LetterLine:
    """``by``: who confirmed, in words. ``address``: of the head office, empty when it is not known."""

    code: str
    company: str
    asked_at: datetime
    by: str
    address: str


class LetterWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._members = MemberService(context)

    async def waiting(self, _who: System) -> tuple[LetterLine, ...]:
        """The oldest first; those that wait for their contact are not the service's yet."""
        async with self._context.database.reading() as session:
            rows = await letter_requests.waiting(session)
        return tuple(
            LetterLine(
                member.code, member.name, request.confirmed_at or request.asked_at, request.confirmed_by,
                f"{place.street}, {place.postal_code} {place.city}" if place and place.street else "",
            )
            for request, member, place in rows
        )  # fmt: skip

    async def send(self, who: System, code: str, folder: Path) -> Path:
        """The new letter of a member who asked for it; its old number dies, and he is told by mail.

        Raises:
            InvalidValue: malformed code, nothing asked for, or the folder cannot be written.
            NotFound: no such member.
            LettersNotDelivered: the new number is valid; the sentence says where the letter waits.
        """
        wanted = parse_member_code(code).code
        async with self._context.database.reading() as session:
            member = await members.by_code(session, wanted)
            request = await letter_requests.open_of(session, member.id or 0) if member else None
        if member is not None and (request is None or request.confirmed_at is None):
            raise InvalidValue(
                f"Aucune demande de courrier n’attend pour {wanted}. « adherents regenerer » en envoie un sans demande."
            )
        return await self._members.regenerate(who, wanted, folder)
