"""A firm and its clients: who it is, what is due at each of them, giving a mandate up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Mandate
from presantra.db.repositories import cabinets, employees, invoices, messages, portfolio
from presantra.db.repositories import mandates as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.mandates import EndReason, MandateAct, parse_firm, warning_due
from presantra.domain.messages import visible_themes
from presantra.domain.rights import Right
from presantra.domain.visits import EVERYDAY_KINDS, VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef, FirmRef
from presantra.services.cabinets.views import ClientRow, Portfolio, Totals
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.mandates.giving import end
from presantra.services.mandates.invitation import signing, take_up
from presantra.services.mandates.mails import Notice, tell_both
from presantra.services.mandates.views import rights_told, terms_of

NOTHING = (0, 0)


class CabinetService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def portfolio(self, actor: Actor) -> Portfolio:
        """All the clients of the firm, each with what is due there as far as its mandate lets it be seen.

        Raises:
            Forbidden: he works in no firm.
        """
        firm, today = actor.of_firm(), self._today()
        async with self._context.database.reading() as session:
            held = await repository.of_firm(session, firm.id, today)
            waiting = await repository.waiting_for_firm(session, firm.id, today)
            rows = await self._rows(session, actor, firm, {m.member_id: m for m, _ in held})
        totals = Totals(
            clients=len(rows),
            late=_sum(row.late for row in rows),
            due=_sum(row.due for row in rows),
            incomplete=_sum(row.incomplete for row in rows),
            unread=_sum(row.unread for row in rows),
            unpaid=_sum(row.unpaid for row in rows),
            unpaid_cents=_sum(row.unpaid_cents for row in rows),
        )
        names = tuple(f"{member.name} ({member.code})" for _, member in waiting)
        return Portfolio(firm.name, firm.administrator, rows, totals, names)

    async def introduce(self, actor: Actor, raw: Mapping[str, object]) -> None:
        """The firm tells its name and SIREN; the mandates that were waiting for them hold from now on.

        Raises:
            InvalidForm: ``name`` or ``siren``. InvalidValue: it has told them already.
            Forbidden: he administers no firm.
        """
        firm = actor.of_firm(administrator=True)
        name, siren = parse_firm(raw)
        async with self._context.database.transaction() as session:
            waiting = await repository.waiting_for_firm(session, firm.id, self._today())
            for member_id in sorted(mandate.member_id for mandate, _ in waiting):
                await employees.lock_member(session, member_id)
            cabinet = await cabinets.locked(session, firm.id)
            if cabinet.name:
                raise InvalidValue("Votre cabinet est déjà enregistré : rechargez la page.")
            cabinet.name, cabinet.siren = name, siren
            await session.flush()
            change = FieldChange("name", "Nom du cabinet", "", name)
            await audit.record(session, self._context, actor, "Cabinet enregistré", changes=(change,))
            # Read again under the locks: an employer may have taken his back meanwhile.
            for mandate, member in await repository.waiting_for_firm(session, firm.id, self._today()):
                await take_up(session, self._context, actor, mandate, member, cabinet)

    async def renounce(self, actor: Actor, mandate_id: str) -> None:
        """Give a mandate up, at once.

        Raises:
            NotFound: no such mandate of this firm, or ended already. Forbidden: he administers no firm.
        """
        firm, wanted = actor.of_firm(administrator=True), parse_public_id(mandate_id)
        async with self._context.database.transaction() as session:
            found = await repository.one_of_firm(session, firm.id, wanted)
            if found is None:
                raise NotFound
            mandate, member = found
            end(mandate, actor.name, EndReason.RENOUNCED, self._context)
            await session.flush()
            cabinet = await cabinets.locked(session, firm.id)
            change = FieldChange("mandate", "Mandat", firm.name, "abandonné par le cabinet")
            await audit.record(
                session, self._context, signing(actor, member, cabinet), MandateAct.RENOUNCED,
                member_id=member.id, subject=audit.Subject("member", member.public_id), changes=(change,),
            )  # fmt: skip
            fact = f"{firm.name} a renoncé à ce mandat : le cabinet n’a plus accès à l’entreprise."
            notice = Notice(mandate, member, cabinet, f"Mandat abandonné : {member.name}", fact)
            await tell_both(session, self._context, notice)

    def _today(self) -> date:
        return paris_date(self._context.clock())

    async def _rows(
        self, session: AsyncSession, actor: Actor, firm: FirmRef, held: Mapping[int, Mandate]
    ) -> tuple[ClientRow, ...]:
        """At most nine statements, however many clients."""
        clients = [company for company in actor.companies if company.cabinet == firm.name and company.id in held]
        follow_up, visits = _where(clients, Right.FOLLOW_UP_READ), _where(clients, Right.VISITS_READ)
        billing = _where(clients, Right.INVOICES_READ)
        late = await portfolio.deadlines(session, follow_up, self._today()) if follow_up else {}
        unpaid = await invoices.unpaid_of(session, billing, self._today()) if billing else {}
        incomplete: portfolio.Figures = {}
        for ids, kinds in ((visits & follow_up, tuple(VisitKind)), (visits - follow_up, tuple(EVERYDAY_KINDS))):
            if ids:
                incomplete |= await portfolio.incomplete_requests(session, ids, kinds)
        unread = await self._unread(session, actor, clients)
        return tuple(
            ClientRow(
                company_id=str(client.public_id),
                name=client.name,
                code=client.code,
                mandate_id=str(held[client.id].public_id),
                rights=rights_told(terms_of(held[client.id])),
                ends_on=held[client.id].ends_on,
                near=warning_due(held[client.id].ends_on, self._today()) > 0,
                late=late.get(client.id, NOTHING)[0] if client.id in follow_up else None,
                due=late.get(client.id, NOTHING)[1] if client.id in follow_up else None,
                incomplete=incomplete.get(client.id, NOTHING)[0] if client.id in visits else None,
                unread=unread.get(client.id),
                unpaid=unpaid.get(client.id, NOTHING)[0] if client.id in billing else None,
                unpaid_cents=unpaid.get(client.id, NOTHING)[1] if client.id in billing else None,
            )
            for client in clients
        )

    async def _unread(self, session: AsyncSession, actor: Actor, clients: Collection[CompanyRef]) -> dict[int, int]:
        """Threads with something to read, of the clients whose mandate lets some be seen."""
        themes = {client.id: set(visible_themes(client.rights)) for client in clients}
        found = {member_id: 0 for member_id, seen in themes.items() if seen}
        follow_up = _where(clients, Right.FOLLOW_UP_READ)
        for member_id, theme, everyday, count in await messages.unread_in(session, actor.account(), found):
            if theme in themes[member_id] and (everyday or member_id in follow_up):
                found[member_id] += count
        return found


def _sum(figures: Iterable[int | None]) -> int | None:
    seen = [figure for figure in figures if figure is not None]
    return sum(seen) if seen else None


def _where(clients: Collection[CompanyRef], right: Right) -> frozenset[int]:
    return frozenset(client.id for client in clients if right in client.rights)
