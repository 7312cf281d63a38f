"""The identity of a company, which its employer may only ask to correct, corrected by the service."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Member
from presantra.db.repositories import employees, members
from presantra.db.repositories import messages as threads
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.identifiers import format_naf, format_siret, parse_member_code, parse_naf, parse_siret
from presantra.domain.messages import IDENTITY, ThreadAct
from presantra.domain.names import clean_name
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.companies import IDENTITY_CORRECTED
from presantra.services.context import ServiceContext
from presantra.services.messages.telling import tell_employer
from presantra.services.messages.threads import perform
from presantra.services.outbox import enqueue
from presantra.services.team import Person, read_team
from presantra.services.users.mails import name_of

PAGE = "/espace/entreprise"


@dataclass(frozen=True, slots=True)
class Corrected:
    """``answered``: numbers of the requests to which this is the answer. ``mails``: administrators told."""

    code: str
    changes: tuple[FieldChange, ...]
    answered: tuple[str, ...]
    mails: int


class IdentityWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def correct(
        self, who: System, code: str, *, name: str = "", siret: str = "", naf_code: str = ""
    ) -> Corrected:
        """Write what is given and differs; the requests of the company about its identity are answered with it.

        Raises:
            InvalidValue: nothing given, nothing that differs, a value that an import would refuse, or the SIRET of
                another member (establishments of one member may share theirs).
            NotFound: no such member.
        """
        wanted = parse_member_code(code).code
        given = _given(name, siret, naf_code)
        async with self._context.database.transaction() as session:
            member = await _locked(session, wanted)
            changes = _changes(member, given)
            if "siret" in {change.field for change in changes}:
                await _refuse_taken(session, member, given["siret"])
            for field, value in given.items():
                setattr(member, field, value)
            await session.flush()
            await audit.record(
                session, self._context, who, IDENTITY_CORRECTED,
                member_id=member.id, subject=audit.Subject("member", member.public_id), changes=changes,
            )  # fmt: skip
            words = "\n".join(f"{change.label} : {_told(change)}" for change in changes)
            told = await self._tell_administrators(session, who, member, changes)
            knows = [person.account.id for person in told]
            answered = await self._answer(session, who, member, words, knows)
        return Corrected(wanted, changes, answered, len(told))

    async def _tell_administrators(
        self, session: AsyncSession, who: System, member: Member, changes: Iterable[FieldChange]
    ) -> list[Person]:
        administrators = (await read_team(session, member.id or 0)).administrators
        for person in administrators:
            await enqueue(
                session, self._context, "identity_corrected", person.account.email,
                person=name_of(person.account), company=member.name, code=member.code, by=who.signature,
                changes=[(change.label, _told(change)) for change in changes],
                url=f"{self._context.settings.public_url}{PAGE}",
            )  # fmt: skip
        return administrators

    async def _answer(
        self, session: AsyncSession, who: System, member: Member, words: str, knows: Collection[int | None]
    ) -> tuple[str, ...]:
        pending = await threads.pending_of_theme(session, member.id or 0, IDENTITY)
        for thread in pending:
            await perform(session, self._context, who, thread, ThreadAct.ANSWER, f"Votre fiche est corrigée.\n{words}")
            thread.service_seen_at = self._context.clock()
            await tell_employer(
                session, self._context, thread, member.name, member.code, "Nouvelle réponse", without=knows
            )  # fmt: skip
        return tuple(thread.number for thread in pending)


_LABELS = {"name": "Raison sociale", "siret": "SIRET", "naf_code": "Code NAF"}


def _given(name: str, siret: str, naf_code: str) -> dict[str, str]:
    given = {
        "name": clean_name(name) if name else "",
        "siret": parse_siret(siret) if siret else "",
        "naf_code": parse_naf(naf_code) if naf_code else "",
    }
    found = {field: value for field, value in given.items() if value}
    if not found:
        raise InvalidValue("Indiquez ce qui est à corriger : raison sociale, SIRET ou code NAF.")
    return found


async def _locked(session: AsyncSession, code: str) -> Member:
    found = await members.by_code(session, code)
    if found is None:
        raise NotFound(f"Aucun adhérent ne porte le code {code}.")
    await employees.lock_member(session, found.id or 0)
    # Read again: somebody may have corrected it while the lock was waited for.
    again = await members.get(session, found.id or 0)
    assert again is not None
    return again


def _changes(member: Member, given: dict[str, str]) -> tuple[FieldChange, ...]:
    found = tuple(
        FieldChange(field, _LABELS[field], _shown(field, getattr(member, field)), _shown(field, value))
        for field, value in given.items()
        if getattr(member, field) != value
    )
    if not found:
        raise InvalidValue("La fiche de cet adhérent dit déjà cela : rien n’est à corriger.")
    return found


async def _refuse_taken(session: AsyncSession, member: Member, siret: str) -> None:
    other = await members.other_with_siret(session, siret, member.company_number)
    if other is not None:
        raise InvalidValue(f"Ce SIRET est déjà celui de {other.name} ({other.code}).")


def _shown(field: str, value: str) -> str:
    if not value:
        return ""
    return {"siret": format_siret, "naf_code": format_naf}.get(field, str)(value)


def _told(change: FieldChange) -> str:
    return f"{change.after} (au lieu de {change.before})" if change.before else change.after
