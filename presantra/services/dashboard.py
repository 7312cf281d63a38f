"""Tableau de bord: the figures of one company and what to do next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import invoices, members, movements, reforms, visits
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_amount
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.vocabulary import VisitStatus
from presantra.services.actor import Actor, needs
from presantra.services.companies.views import to_verify
from presantra.services.context import ServiceContext
from presantra.services.duties.overview import Duties, MustWait, duties_of
from presantra.services.employees.figures import Figures, figures
from presantra.services.visit_views import GROUP_STATUSES, VisitGroup

LATE_HREF = "/espace/salaries?echeance=en_retard"
WITHIN_30_HREF = "/espace/salaries?echeance=30_jours"
WITHIN_90_HREF = "/espace/salaries?echeance=90_jours"
TO_PLAN_HREF = "/espace/salaries?echeance=a_planifier"
APPOINTED_HREF = "/espace/salaries?echeance=planifiee"
UP_TO_DATE_HREF = "/espace/salaries?echeance=a_jour"
DUTIES_HREF = "/espace/obligations"
POSTS_HREF = "/espace/entreprise/liste-complementaire"
REQUESTED_HREF = "/espace/visites?statut=demandees"
PLANNED_HREF = "/espace/visites?statut=planifiees"
MORE_INFORMATION_HREF = "/espace/visites?statut=complement_demande"
INVOICES_HREF = "/espace/factures"
REQUALIFICATION_HREF = "/espace/suivi/requalification"
ARRIVAL_HREF = "/espace/salaries/arrivee"
COMPANY_HREF = "/espace/entreprise"


@dataclass(frozen=True, slots=True)
class NextAction:
    sentence: str
    href: str


TO_VERIFY = NextAction(
    french("Les coordonnées n’ont pas été vérifiées depuis un an : relisez-les, puis choisissez « Tout est exact »"),
    COMPANY_HREF,
)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """``month`` is the first day of the month counted; ``unpaid_cents`` deducts unused avoirs.

    ``must_wait``: people who must not start before their visit. ``late``, ``due_90`` and ``up_to_date`` make everybody;
    ``due_90`` includes ``due_30``. ``to_requalify``: people whose follow-up a change of the Code has overtaken,
    counted up to ``reforms.COUNT_CAP``.
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
    due_30: int
    due_90: int
    appointed: int
    up_to_date: int
    must_wait: tuple[MustWait, ...]
    unpaid_invoices: int
    unpaid_cents: int
    actions: tuple[NextAction, ...]
    to_requalify: int = 0


class DashboardService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.COMPANY_READ)
    async def overview(self, actor: Actor) -> Dashboard:
        """Figures of the company the actor works in, on the legal day."""
        member_id = actor.tenant()
        assert actor.member is not None
        today = paris_date(self._context.clock())
        first = today.replace(day=1)
        last = today.replace(day=monthrange(today.year, today.month)[1])
        async with self._context.database.reading() as session:
            employees = await figures(session, self._context, member_id, today)
            requested = await _visits(session, member_id, GROUP_STATUSES[VisitGroup.REQUESTED])
            planned = await _visits(session, member_id, GROUP_STATUSES[VisitGroup.PLANNED])
            incomplete = await _visits(session, member_id, frozenset({VisitStatus.MORE_INFORMATION}))
            arrivals, departures = await movements.arrivals_and_departures(session, member_id, first, last)
            unpaid, cents = await invoices.unpaid(session, member_id)
            overtaken = await reforms.count_pending(session, member_id, today, at_most=reforms.COUNT_CAP)
            duties = await duties_of(session, self._context, member_id)
            member = await members.get(session, member_id)
        unread = member is not None and actor.may(Right.COMPANY_WRITE) and to_verify(member, today)
        return Dashboard(
            company=actor.member.name,
            code=actor.member.code,
            month=first,
            headcount=employees.present,
            arrivals=arrivals,
            departures=departures,
            visits_to_plan=employees.to_plan,
            visits_requested=requested,
            visits_planned=planned,
            visits_late=employees.late,
            due_30=employees.due_30,
            due_90=employees.due_90,
            appointed=employees.planned,
            up_to_date=employees.up_to_date,
            must_wait=duties.must_wait,
            unpaid_invoices=unpaid,
            unpaid_cents=cents,
            to_requalify=overtaken,
            actions=(
                *_requalify(overtaken),
                *_actions(employees, duties, incomplete, unpaid, cents),
                *([TO_VERIFY] if unread else ()),
            ),
        )


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


def _actions(employees: Figures, duties: Duties, incomplete: int, unpaid: int, cents: int) -> tuple[NextAction, ...]:
    late, to_plan = employees.late, employees.to_plan
    absences, attestations = len(duties.absences), len(duties.attestations)
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
            absences,
            f"{_some(absences, 'arrêt de travail demande', 'arrêts de travail demandent')} quelque chose de vous",
            DUTIES_HREF,
        ),
        (
            attestations,
            f"{_some(attestations, 'attestation est expirée ou expire', 'attestations sont expirées ou expirent')} "
            "dans les 90 jours",
            DUTIES_HREF,
        ),
        (
            duties.posts_to_renew,
            "La liste complémentaire de postes à risques date de plus d’un an : mettez-la à jour",
            POSTS_HREF,
        ),
        (
            duties.posts_to_send and not duties.posts_to_renew,
            "La liste complémentaire de postes à risques a changé : transmettez-la au service",
            POSTS_HREF,
        ),
        (
            unpaid,
            f"{_some(unpaid, 'facture est', 'factures sont')} à régler : {format_amount(cents)}",
            INVOICES_HREF,
        ),
        (employees.present == 0, "Déclarez l’arrivée de votre premier salarié", ARRIVAL_HREF),
    )
    return tuple(NextAction(french(sentence), href) for needed, sentence, href in wanted if needed)


def _some(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
