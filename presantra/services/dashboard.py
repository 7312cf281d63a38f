"""Tableau de bord: the figures of one company and what to do next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import handovers, invoices, members, movements, reforms, visits
from presantra.db.repositories.employee_lists import PresenceFilter, Selection
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_amount
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.shared_documents import DuerpStanding
from presantra.domain.typography import french
from presantra.domain.visits import EVERYDAY_KINDS
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.actor import Actor, needs
from presantra.services.companies.views import to_verify
from presantra.services.context import ServiceContext
from presantra.services.duties.overview import DutyFigures, MustWait, duty_figures
from presantra.services.employees.figures import Counting, Figures, figures
from presantra.services.shared_documents import duerp_of
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
TO_SPECIFY_HREF = "/espace/salaries?preciser=oui"
ARRIVAL_HREF = "/espace/salaries/arrivee"
HANDOVER_HREF = "/espace/entreprise/administration"
COMPANY_HREF = "/espace/entreprise"
DOCUMENTS_HREF = "/espace/documents"
_DUERP_ACTIONS = {
    DuerpStanding.ABSENT: "Déposez votre document unique (DUERP)",
    DuerpStanding.TO_UPDATE: "Votre document unique (DUERP) est à mettre à jour",
}


@dataclass(frozen=True, slots=True)
class NextAction:
    sentence: str
    href: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """``month`` is the first day of the month counted; ``unpaid_cents`` deducts avoirs and payments not used yet.

    A part that the actor may not see is None or empty: it is not even counted.
    ``waiting``: people who must not start before their visit; ``must_wait``: the first of them. ``late``, ``due_90``
    and ``up_to_date`` make everybody; ``due_90`` includes ``due_30``. ``to_requalify``: people whose follow-up a change
    of the Code has overtaken, counted up to ``reforms.COUNT_CAP``.
    """

    company: str
    code: str
    month: date
    headcount: int | None = None
    arrivals: int | None = None
    departures: int | None = None
    visits_to_plan: int | None = None
    visits_requested: int | None = None
    visits_planned: int | None = None
    visits_late: int | None = None
    due_30: int | None = None
    due_90: int | None = None
    appointed: int | None = None
    up_to_date: int | None = None
    waiting: int = 0
    must_wait: tuple[MustWait, ...] = ()
    unpaid_invoices: int | None = None
    unpaid_cents: int | None = None
    actions: tuple[NextAction, ...] = ()
    to_requalify: int = 0


class DashboardService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.COMPANY_READ)
    async def overview(self, actor: Actor) -> Dashboard:
        """Figures of the company the actor works in, on the legal day, as far as his rights go."""
        assert actor.member is not None
        today = paris_date(self._context.clock())
        view = Dashboard(actor.member.name, actor.member.code, today.replace(day=1))
        # A count tells of what it counts: visits that tell of a follow-up are not in it.
        kinds = () if actor.may(Right.FOLLOW_UP_READ) else tuple(EVERYDAY_KINDS)
        parts = (
            (Right.FOLLOW_UP_READ, self._follow_up),
            (Right.FOLLOW_UP_WRITE, self._to_specify),
            (Right.PEOPLE_READ, self._people),
            (Right.VISITS_READ, partial(self._visits, kinds=kinds)),
            (Right.INVOICES_READ, self._invoices),
            (Right.DOCUMENTS_READ, self._duerp),
            (Right.COMPANY_WRITE, self._to_verify),
        )
        async with self._context.database.reading() as session:
            view = await self._offered(session, actor, view)
            for right, part in parts:
                if actor.may(right):
                    view = await part(session, actor.tenant(), today, view)
        if actor.may(Right.PEOPLE_WRITE) and view.headcount == 0:
            view = _with(view, (True, "Déclarez l’arrivée de votre premier salarié", ARRIVAL_HREF))
        return view

    async def _offered(self, session: AsyncSession, actor: Actor, view: Dashboard) -> Dashboard:
        found = await handovers.offered_to(session, actor.tenant(), actor.account(), self._context.clock())
        if found is None:
            return view
        giver = await session.get_one(Account, found.giver_id)
        name = display_name(giver.first_name, giver.last_name)
        return _with(view, (True, f"{name} vous propose d’administrer l’entreprise : répondez", HANDOVER_HREF))

    async def _people(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        first, last = today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1])
        people = await figures(session, self._context, member_id, today)
        counting = await Counting.of(session, self._context, member_id)
        arrivals, departures = await counting.once(
            ("movements", first), lambda: movements.arrivals_and_departures(session, member_id, first, last)
        )
        return replace(view, headcount=people.present, arrivals=arrivals, departures=departures)

    async def _follow_up(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        people = await figures(session, self._context, member_id, today)
        overtaken = await reforms.count_pending(session, member_id, today, at_most=reforms.COUNT_CAP)
        duties = await duty_figures(session, self._context, member_id)
        view = replace(
            view, visits_to_plan=people.to_plan, visits_late=people.late, due_30=people.due_30, due_90=people.due_90,
            appointed=people.planned, up_to_date=people.up_to_date, to_requalify=overtaken,
            waiting=duties.waiting, must_wait=duties.first_waiting,
        )  # fmt: skip
        return _with(view, _requalify(overtaken), *_deadlines(people), *_duties(duties))

    async def _to_specify(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        """Jobs declared by somebody who could not tell the situations de travail."""
        counting = await Counting.of(session, self._context, member_id)
        people = await counting.count(Selection(today, presence=PresenceFilter.PRESENT, to_specify=True))
        sentence = f"{_some(people, 'salarié a', 'salariés ont')} des situations de travail à préciser"
        return _with(view, (people, sentence, TO_SPECIFY_HREF))

    async def _visits(
        self, session: AsyncSession, member_id: int, today: date, view: Dashboard, *, kinds: Kinds
    ) -> Dashboard:
        incomplete = await _count(session, member_id, frozenset({VisitStatus.MORE_INFORMATION}), kinds)
        view = replace(
            view,
            visits_requested=await _count(session, member_id, GROUP_STATUSES[VisitGroup.REQUESTED], kinds),
            visits_planned=await _count(session, member_id, GROUP_STATUSES[VisitGroup.PLANNED], kinds),
        )
        waits = f"Le service attend un complément pour {_some(incomplete, 'demande', 'demandes')} de visite"
        return _with(view, (incomplete, waits, MORE_INFORMATION_HREF))

    async def _invoices(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        unpaid, cents = await invoices.unpaid(session, member_id, today)
        view = replace(view, unpaid_invoices=unpaid, unpaid_cents=cents)
        sentence = f"{_some(unpaid, 'facture est', 'factures sont')} à régler : {format_amount(cents)}"
        return _with(view, (unpaid and cents > 0, sentence, INVOICES_HREF))

    async def _duerp(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        """A company without anybody owes none."""
        people = (await figures(session, self._context, member_id, today)).present
        standing = await duerp_of(session, member_id, people, today)
        return _with(view, (people and standing in _DUERP_ACTIONS, _DUERP_ACTIONS.get(standing, ""), DOCUMENTS_HREF))

    async def _to_verify(self, session: AsyncSession, member_id: int, today: date, view: Dashboard) -> Dashboard:
        member = await members.get(session, member_id)
        return _with(view, (member is not None and to_verify(member, today), TO_VERIFY, COMPANY_HREF))


TO_VERIFY = "Les coordonnées n’ont pas été vérifiées depuis un an : relisez-les, puis choisissez « Tout est exact »"
Kinds = tuple[VisitKind, ...]
Wanted = tuple[object, str, str]
"""Whether it is needed, the sentence, the page where it is done."""


def _with(view: Dashboard, *wanted: Wanted) -> Dashboard:
    actions = (NextAction(french(sentence), href) for needed, sentence, href in wanted if needed)
    return replace(view, actions=(*view.actions, *actions))


async def _count(session: AsyncSession, member_id: int, statuses: frozenset[VisitStatus], kinds: Kinds) -> int:
    return await visits.count(session, member_id, visits.VisitSelection(statuses=tuple(statuses), kinds=kinds))


def _requalify(overtaken: int) -> Wanted:
    people = _some(overtaken, "salarié change", "salariés changent")
    if overtaken == reforms.COUNT_CAP:
        people = f"au moins {people}"
    sentence = f"Une règle du Code du travail a changé : {people} de suivi, à confirmer"
    return overtaken, sentence, REQUALIFICATION_HREF


def _deadlines(people: Figures) -> tuple[Wanted, ...]:
    late, to_plan = people.late, people.to_plan
    return (
        (late, f"{_some(late, 'visite est', 'visites sont')} en retard : voir les salariés concernés", LATE_HREF),
        (to_plan, f"{_some(to_plan, 'visite est', 'visites sont')} à demander dans les 90 jours", TO_PLAN_HREF),
    )


def _duties(duties: DutyFigures) -> tuple[Wanted, ...]:
    absences, attestations = duties.absences, duties.attestations
    return (
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
    )


def _some(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
