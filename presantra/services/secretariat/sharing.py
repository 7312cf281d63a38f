"""Documents that the service gives to an employer, and those that it has received."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from presantra.db.models import Member, SharedDocument
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import members
from presantra.db.repositories import shared_documents as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.files import FileKind, recognise
from presantra.domain.identifiers import parse_member_code
from presantra.domain.labels import format_date
from presantra.domain.names import clean_name
from presantra.domain.shared_documents import KINDS, DocumentSide, SharedKind
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.identity import parse_public_id
from presantra.services.secretariat.pages import FIRST, Listed, Window, member_code
from presantra.services.shared_documents.mails import tell_company
from presantra.services.shared_documents.views import filename_of


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One document, of either side."""

    public_id: str
    kind: SharedKind
    title: str
    document_on: date
    next_update_on: date | None
    company: str
    code: str
    deposited_at: datetime
    deposited_by: str


@dataclass(frozen=True, slots=True)
class Given:
    """A document given: its identifier, and who was told by mail."""

    public_id: str
    told: tuple[str, ...]


class SharingWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._store = DocumentStore(context.settings.shared_documents_dir)

    async def give(
        self, who: System, code: str, content: bytes, kind: SharedKind, title: str = "", day: date | None = None
    ) -> Given:
        """Keep a PDF for a member and tell his people by mail. ``day``: date of the document, today by default.

        Raises:
            InvalidValue: not a PDF, too big, a kind that is not the service's, a date to come.
            NotFound: no such member.
        """
        found = await asyncio.to_thread(self._judge, content, kind)
        today = paris_date(self._context.clock())
        if day is not None and day > today:
            raise InvalidValue("La date du document est dans le futur.")
        name = clean_name(title) if title.strip() else KINDS[kind].label
        key = await asyncio.to_thread(self._store.put, content, found.value)
        async with self._context.database.transaction() as session:
            member = await members.by_code(session, parse_member_code(code).code)
            if member is None:
                raise NotFound(f"Aucun adhérent ne porte le code {code}.")
            await employees_repository.lock_member(session, member.id or 0)
            document = SharedDocument(
                member_id=member.id or 0, kind=kind.value, title=name, document_on=day or today,
                format=found.value, size=len(content), document_key=key, deposited_at=self._context.clock(),
                deposited_by=who.name[:200],
            )  # fmt: skip
            await repository.insert(session, document)
            told = await tell_company(session, self._context, member, document)
            await audit.record(
                session, self._context, who, f"{KINDS[kind].label} : déposé par le service",
                member_id=member.id, subject=audit.Subject("member", member.public_id), changes=[_change(document)],
            )  # fmt: skip
            return Given(str(document.public_id), tuple(told))

    async def list(self, _who: System, code: str = "", window: Window = FIRST) -> Listed[SharedLine]:
        """The last deposited first, of one member or of all.

        Raises:
            InvalidValue: malformed code, or not a page.
        """
        async with self._context.database.reading() as session:
            rows, total = await repository.listed(session, member_code(code), limit=window.limit, offset=window.offset)
        return Listed(tuple(_line(document, member) for document, member in rows), total, window.offset)

    async def withdraw(self, who: System, public_id: str) -> SharedLine:
        """Take back a document of the service, at any time.

        Raises:
            NotFound: no such document. InvalidValue: the employer's own.
        """
        async with self._context.database.transaction() as session:
            found = await repository.any_by_public_id(session, parse_public_id(public_id))
            if found is None:
                raise NotFound
            document, member = found
            if KINDS[SharedKind(document.kind)].side is not DocumentSide.SERVICE:
                raise InvalidValue("Ce document a été déposé par l’employeur : lui seul peut le retirer.")
            if not await repository.withdraw(session, document, self._context.clock(), who.name[:200]):
                raise NotFound
            await audit.record(
                session, self._context, who, f"{KINDS[SharedKind(document.kind)].label} : retiré par le service",
                member_id=member.id, subject=audit.Subject("member", member.public_id), changes=[_change(document)],
            )  # fmt: skip
            return _line(document, member)

    async def content(self, _who: System, public_id: str) -> tuple[str, bytes]:
        """Name and bytes of a document of either side.

        Raises:
            NotFound: no such document. DocumentMissing: the file is not in the store.
        """
        async with self._context.database.reading() as session:
            found = await repository.any_by_public_id(session, parse_public_id(public_id))
        if found is None:
            raise NotFound
        document, member = found
        path = self._store.path(document.document_key)
        return filename_of(document, member.code), await asyncio.to_thread(path.read_bytes)

    def _judge(self, content: bytes, kind: SharedKind) -> FileKind:
        if KINDS[kind].side is not DocumentSide.SERVICE:
            raise InvalidValue("Ce document n’est pas de ceux que le service dépose.")
        if len(content) > self._context.settings.document_max_bytes:
            raise InvalidValue(f"Ce fichier dépasse {self._context.settings.document_max_mb} Mo.")
        found = recognise(content, KINDS[kind].formats)
        if found is None:
            raise InvalidValue("Ce fichier n’est pas un PDF.")
        return found


def _change(document: SharedDocument) -> FieldChange:
    return FieldChange("document_on", document.title, "", format_date(document.document_on))


def _line(document: SharedDocument, member: Member) -> SharedLine:
    return SharedLine(
        public_id=str(document.public_id), kind=SharedKind(document.kind), title=document.title,
        document_on=document.document_on, next_update_on=document.next_update_on, company=member.name,
        code=member.code, deposited_at=document.deposited_at, deposited_by=document.deposited_by,
    )  # fmt: skip
