"""Tableau de bord: the figures of one company and what to do next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import employee_lists, invoices, movements, reforms, visits
from presantra.db.repositories.employee_lists import DeadlineFilter, PresenceFilter
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_amount
from presantra.domain.typography import french
from presantra.domain.visits import OPEN_STATUSES
from presantra.domain.vocabulary import VisitStatus
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.visit_views import GROUP_STATUSES, VisitGroup

LATE_HREF = "/espace/salaries?echeance=en_retard"
TO_PLAN_HREF = "/espace/salaries?echeance=a_planifier"
REQUESTED_HREF = "/espace/visites?statut=demandees"
PLANNED_HREF = "/espace/visites?statut=planifiees"
MORE_INFORMATION_HREF = "/espace/visites?statut=complement_demande"
INVOICES_HREF = "/espace/factures"
REQUALIFICATION_HREF = "/espace/suivi/requalification"
ARRIVAL_HREF = "/espace/salaries/arrivee"


@dataclass(frozen=True, slots=True)
class NextAction:
    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """``month`` is the first day of the month counted; ``unpaid_cents`` deducts unused avoirs.

    ``to_requalify``: people whose follow-up a change of the Code has overtaken, counted up to ``reforms.COUNT_CAP``.
    """

    company: str
    code: str
    month: date
    headcount: int
    arrivals: int
    departures: int
    visits_to_plan: int
    visits_requested: int
    visits_planned: int
    visits_late: int
    unpaid_invoices: int
    unpaid_cents: int
    actions: tuple[NextAction, ...]
    to_requalify: int = 0


class DashboardService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def overview(self, actor: Actor) -> Dashboard:
        """Figures of the company the actor works in, on the legal day."""
        member_id = actor.tenant()
        assert actor.member is not None
        today = paris_date(self._context.clock())
        first = today.replace(day=1)
        last = today.replace(day=monthrange(today.year, today.month)[1])
        async with self._context.database.reading() as session:
            headcount = await _employees(session, member_id, today, DeadlineFilter.ALL)
            late = await _employees(session, member_id, today, DeadlineFilter.LATE)
            to_plan = await _employees(session, member_id, today, DeadlineFilter.TO_PLAN)
            requested = await _visits(session, member_id, GROUP_STATUSES[VisitGroup.REQUESTED])
            planned = await _visits(session, member_id, GROUP_STATUSES[VisitGroup.PLANNED])
            incomplete = await _visits(session, member_id, frozenset({VisitStatus.MORE_INFORMATION}))
            arrivals, departures = await movements.arrivals_and_departures(session, member_id, first, last)
            unpaid, cents = await invoices.unpaid(session, member_id)
            overtaken = await reforms.count_pending(session, member_id, today, at_most=reforms.COUNT_CAP)
        return Dashboard(
            company=actor.member.name,
            code=actor.member.code,
            month=first,
            headcount=headcount,
            arrivals=arrivals,
            departures=departures,
            visits_to_plan=to_plan,
            visits_requested=requested,
            visits_planned=planned,
            visits_late=late,
            unpaid_invoices=unpaid,
            unpaid_cents=cents,
            to_requalify=overtaken,
            actions=(*_requalify(overtaken), *_actions(headcount, late, to_plan, incomplete, unpaid, cents)),
        )


async def _employees(session: AsyncSession, member_id: int, today: date, deadline: DeadlineFilter) -> int:
    """The same count as the list that the dashboard links to."""
    selection = employee_lists.Selection(
        today=today,
        open_statuses=tuple(OPEN_STATUSES),
        presence=PresenceFilter.PRESENT,
        deadline=deadline,
    )
    return await employee_lists.count(session, member_id, selection)


async def _visits(session: AsyncSession, member_id: int, statuses: frozenset[VisitStatus]) -> int:
    return await visits.count(session, member_id, visits.VisitSelection(statuses=tuple(statuses)))


def _requalify(overtaken: int) -> tuple[NextAction, ...]:
    if not overtaken:
        return ()
    people = _some(overtaken, "salarié change", "salariés changent")
    if overtaken == reforms.COUNT_CAP:
        people = f"au moins {people}"
    sentence = f"Une règle du Code du travail a changé : {people} de suivi, à confirmer"
    return (NextAction(french(sentence), REQUALIFICATION_HREF),)


def _actions(
    headcount: int, late: int, to_plan: int, incomplete: int, unpaid: int, cents: int
) -> tuple[NextAction, ...]:
    wanted = (
        (
            late,
            f"{_some(late, 'visite est', 'visites sont')} en retard : voir les salariés concernés",
            LATE_HREF,
        ),
        (
            to_plan,
            f"{_some(to_plan, 'visite est', 'visites sont')} à demander dans les 90 jours",
            TO_PLAN_HREF,
        ),
        (
            incomplete,
            f"Le service attend un complément pour {_some(incomplete, 'demande', 'demandes')} de visite",
            MORE_INFORMATION_HREF,
        ),
        (
            unpaid,
            f"{_some(unpaid, 'facture est', 'factures sont')} à régler : {format_amount(cents)}",
            INVOICES_HREF,
        ),
        (headcount == 0, "Déclarez l’arrivée de votre premier salarié", ARRIVAL_HREF),
    )
    return tuple(NextAction(french(sentence), href) for needed, sentence, href in wanted if needed)


def _some(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
