"""Import of members, their letters, and the re-issue of a n° de télédéclarant."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Member, MemberAddress
from presantra.db.repositories import members as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.identifiers import generate_declarant_number, parse_declarant_number, parse_member_code
from presantra.domain.vocabulary import AddressKind
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.audit import Subject
from presantra.services.context import ServiceContext
from presantra.services.keys import keyed_digest
from presantra.services.letter_folder import LetterBatch
from presantra.services.letters import Letter, render_letter
from presantra.services.lost_identifiers import letter_sent
from presantra.services.members.rows import NewMember, already_there, read_members
from presantra.services.tables import ImportRefused, Problem


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was created, where the letters are, and the lines left aside on purpose."""

    codes: tuple[str, ...]
    letters: tuple[Path, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class MemberView:
    public_id: UUID
    code: str
    name: str
    siret: str
    number_issued_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class _Issue:
    """A member about to exist and the number that only its letter will tell."""

    row: NewMember
    number: str


class MemberService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def import_members(
        self, system: System, content: bytes, folder: Path, *, skip_errors: bool = False
    ) -> ImportReport:
        """Create the members of a CSV or XLSX file, and one PDF letter each in ``folder``.

        The letters exist on disk before the members do, so that no number is ever lost.

        Raises:
            InvalidValue: the file is not a table, or the folder cannot be written.
            ImportRefused: lines are wrong (with ``skip_errors``, all of them); nothing was written.
            LettersNotDelivered: the members exist; the sentence says where their letters wait.
        """
        rows, problems = await asyncio.to_thread(read_members, content)
        async with self._context.database.reading() as session:
            present = await repository.ids_by_code(session, [row.code.code for row in rows])
        problems += [already_there(row) for row in rows if row.code.code in present]
        good = [row for row in rows if row.code.code not in present]
        if (problems and not skip_errors) or not good:
            raise ImportRefused(problems)
        issues = [_Issue(row, generate_declarant_number()) for row in good]
        batch = await asyncio.to_thread(self._write_letters, issues, folder)
        try:
            await self._insert(system, issues)
        except BaseException:
            batch.discard()
            raise
        letters = await asyncio.to_thread(batch.deliver)
        return ImportReport(tuple(row.code.code for row in good), letters, tuple(sorted(problems)))

    async def regenerate(self, system: System, code: str, folder: Path) -> Path:
        """Give a member a new n° de télédéclarant in a new letter; the old number dies at once.

        Raises:
            InvalidValue: malformed code, or the folder cannot be written.
            NotFound: no such member.
            LettersNotDelivered: the new number is valid; the sentence says where the letter waits.
        """
        async with self._context.database.reading() as session:
            member = await self._existing(session, code)
            address = (await repository.addresses(session, member.id or 0)).get(AddressKind.HEAD_OFFICE.value)
        number = generate_declarant_number()
        place = (address.street, address.postal_code, address.city) if address else ("", "", "")
        letter = Letter(member.code, number, member.name, *place, self._today())
        batch = LetterBatch(folder)
        try:
            content = await asyncio.to_thread(render_letter, self._context.settings, letter)
            batch.add(member.code, content)
            async with self._context.database.transaction() as session:
                digest = self._digest(number)
                await repository.set_declarant_number(session, member.id or 0, digest, self._context.clock())
                await letter_sent(session, self._context, system, member)
                await audit.record(
                    session, self._context, system, "N° de télédéclarant renouvelé",
                    member_id=member.id, subject=Subject("member", member.public_id),
                )  # fmt: skip
        except BaseException:
            batch.discard()
            raise
        return (await asyncio.to_thread(batch.deliver))[0]

    async def find_by_code(self, system: System, code: str) -> MemberView:
        """Raises:
        InvalidValue: malformed code.
        NotFound: no such member.
        """
        async with self._context.database.reading() as session:
            member = await self._existing(session, code)
        return MemberView(member.public_id, member.code, member.name, member.siret, member.declarant_number_issued_at)

    async def _existing(self, session: AsyncSession, code: str) -> Member:
        wanted = parse_member_code(code).code
        member = await repository.by_code(session, wanted)
        if member is None:
            raise NotFound(f"Aucun adhérent ne porte le code {wanted}.")
        return member

    def _write_letters(self, issues: Sequence[_Issue], folder: Path) -> LetterBatch:
        batch = LetterBatch(folder)
        today = self._today()
        try:
            for issue in issues:
                row = issue.row
                letter = Letter(row.code.code, issue.number, row.name, row.street, row.postal_code, row.city, today)
                batch.add(row.code.code, render_letter(self._context.settings, letter))
        except BaseException:
            batch.discard()
            raise
        return batch

    async def _insert(self, system: System, issues: Sequence[_Issue]) -> None:
        try:
            async with self._context.database.transaction() as session:
                present = await repository.ids_by_code(session, [issue.row.code.code for issue in issues])
                if present:
                    raise ImportRefused(already_there(i.row) for i in issues if i.row.code.code in present)
                members = [self._member(issue, system.name) for issue in issues]
                await repository.add_all(session, members)
                session.add_all(_head_office(member, issue.row) for member, issue in zip(members, issues, strict=True))
                for member in members:
                    await audit.record(
                        session, self._context, system, "Adhérent créé",
                        member_id=member.id, subject=Subject("member", member.public_id),
                    )  # fmt: skip
        except IntegrityError as error:
            # Two imports at the same instant on PostgreSQL: the second sees the first one's members now.
            async with self._context.database.reading() as session:
                present = await repository.ids_by_code(session, [issue.row.code.code for issue in issues])
            raise ImportRefused(already_there(i.row) for i in issues if i.row.code.code in present) from error

    def _member(self, issue: _Issue, author: str) -> Member:
        row, now = issue.row, self._context.clock()
        return Member(
            code=row.code.code,
            company_number=row.code.number,
            branch_number=row.code.branch,
            name=row.name,
            siret=row.siret,
            naf_code=row.naf_code,
            email=row.email,
            phone=row.phone,
            declarant_number_digest=self._digest(issue.number),
            declarant_number_issued_at=now,
            created_at=now,
            updated_at=now,
            updated_by=author,
        )

    def _digest(self, number: str) -> str:
        return keyed_digest(self._context.keys.declarant, parse_declarant_number(number))

    def _today(self) -> date:
        return paris_date(self._context.clock())


def _head_office(member: Member, row: NewMember) -> MemberAddress:
    return MemberAddress(
        member_id=member.id or 0,
        kind=AddressKind.HEAD_OFFICE.value,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
    )
