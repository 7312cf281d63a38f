"""The part on follow-up and risks, kept from who may not see it: an accounting firm whose mandate does not give it.

Views are built whole, then redacted, so that no screen, file or mail has to remember what it must not show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from presantra.db.models import VisitRequest
from presantra.domain.errors import Forbidden
from presantra.domain.forms import FormReader
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import VisitAct
from presantra.domain.visits import ACTS, EVERYDAY_KINDS, plain_kind
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import Actor
from presantra.services.audit import HistoryLine
from presantra.services.employees.views import (
    ArrivalView,
    DeadlineFilter,
    DueState,
    EmployeeQuery,
    EmployeeRecord,
    EmployeeRow,
    JobView,
    PeriodView,
    SortKey,
)
from presantra.services.visit_views import AppointmentView, CalendarEntry, TimelineLine, VisitRow, VisitView

_CHANGES = frozenset(
    {
        "birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone", "matricule", "nir",
        "entry_date", "contract_type", "planned_end_date", "job_title", "pcs_code", "idcc", "working_time",
        "other_employers", "company", "departure_date", "reason", "departure_reason", "other", "kept",
    }
)  # fmt: skip
_CIRCUMSTANCES = frozenset({"change_date"})
_ACTIONS = (
    "Arrivée", "Retour", "Départ", "Fiche modifiée", "Fiches fusionnées", "Fiche réunie", "Fusion annulée",
    "Poste ou situation changé", "Changement de poste annulé", "Mutation",
)  # fmt: skip
_WITHOUT_DETAIL = ("Arrivée annulée", "Retour en arrière")
QUIET_ACTS = frozenset({VisitAct.EXCUSE, VisitAct.CONTEST})
"""Their words say why somebody did not come: it may be an arrêt de travail."""


def sees_follow_up(actor: Actor) -> bool:
    return actor.may(Right.FOLLOW_UP_READ)


def tells_follow_up(actor: Actor) -> bool:
    """Whether he may say in which situations de travail somebody works."""
    return actor.may(Right.FOLLOW_UP_WRITE)


def refuse_situations(actor: Actor, raw: Mapping[str, object]) -> None:
    """Raises:
    Forbidden: situations de travail sent by who may not tell them; nothing is written.
    """
    if not tells_follow_up(actor) and FormReader(raw).codes("situations"):
        raise Forbidden("Les situations de travail sont déclarées par l’employeur : votre mandat ne les comprend pas.")


def with_known_situations(actor: Actor, raw: Mapping[str, object], known: Sequence[str]) -> Mapping[str, object]:
    """A form about a job, completed by what is on record when its author may not tell the situations.

    Raises:
        Forbidden: he sent some.
    """
    refuse_situations(actor, raw)
    return raw if tells_follow_up(actor) else {**raw, "situations": list(known)}


def refuse_kind(actor: Actor, kind: VisitKind) -> None:
    """Raises:
    Forbidden: that kind of visit tells of an absence or of a risk.
    """
    if not sees_follow_up(actor) and kind not in EVERYDAY_KINDS:
        raise Forbidden("Ce type de visite relève du suivi : votre mandat ne le comprend pas.")


def plain_query(query: EmployeeQuery) -> EmployeeQuery:
    """Without the filters and the sorts that would tell of a follow-up one person at a time."""
    telling = query.sort in {SortKey.FOLLOW_UP, SortKey.DUE_DATE}
    return replace(
        query,
        follow_up=None,
        deadline=DeadlineFilter.ALL,
        situation="",
        sort=SortKey.NAME if telling else query.sort,
        descending=query.descending and not telling,
    )


def redacted_row(row: EmployeeRow) -> EmployeeRow:
    return replace(row, follow_up=None, due_date=None, due_kind=None, due_state=DueState.NONE)


def redacted_arrival(view: ArrivalView) -> ArrivalView:
    return replace(
        view,
        follow_up=None,
        due_date=None,
        due_kind=None,
        before_start=False,
        urgent=False,
        explanation=(),
        sources=(),
        attestation_required=False,
        training_action=False,
    )


def redacted_record(record: EmployeeRecord) -> EmployeeRecord:
    moved = any(job.job_title != record.current.job_title for job in record.current.jobs[:1])
    change = record.change if moved else None
    return replace(
        record,
        current=_period(record.current),
        periods=tuple(_period(period) for period in record.periods),
        due_state=DueState.NONE,
        explanation=(),
        sources=(),
        attestation_required=False,
        training_action=False,
        history=redacted_history(record.history),
        form=record.form | {"situations": ()},
        follow_up=None,
        overtaken=False,
        change=replace(
            change,
            follow_up=None,
            due_kind=None,
            due_date=None,
            before_start=False,
            urgent=False,
            ended=(),
            explanation=(),
            sources=(),
        )
        if change
        else None,
    )


def _period(period: PeriodView) -> PeriodView:
    jobs = tuple(_other_jobs(period))
    moved = bool(period.jobs) and period.jobs[0].job_title != period.job_title
    return replace(
        period,
        situations=(),
        follow_up=None,
        due_date=None,
        due_kind=None,
        last_visit_date=None,
        last_visit_kind=None,
        imposed_due_date=None,
        waiver_claimed=False,
        job_since=period.job_since if moved else None,
        jobs=jobs,
    )


def _other_jobs(period: PeriodView) -> Iterable[JobView]:
    """A change of situations alone leaves two lines of the same job: that there was one is not told."""
    following = period.job_title
    for job in period.jobs:
        if job.job_title != following:
            yield job
        following = job.job_title


def redacted_history(lines: Iterable[HistoryLine]) -> tuple[HistoryLine, ...]:
    """Only the lines, and in them the fields, that are known to tell nothing of the follow-up."""
    kept = []
    for line in lines:
        changes = tuple(change for change in line.changes if change.field in _CHANGES | _CIRCUMSTANCES)
        telling = any(change.field in _CHANGES for change in changes)
        if (line.action.startswith(_ACTIONS) and telling) or line.action.startswith(_WITHOUT_DETAIL):
            kept.append(replace(line, changes=changes))
    return tuple(kept)


def hides_visit(actor: Actor, visit: VisitRequest) -> bool:
    """Whether he must find this request as if it did not exist."""
    return not sees_follow_up(actor) and VisitKind(visit.kind) not in EVERYDAY_KINDS


def redacted_visits(rows: Iterable[VisitRow]) -> tuple[VisitRow, ...]:
    return tuple(_visit_row(row) for row in rows if row.kind in EVERYDAY_KINDS)


def redacted_entries(entries: Iterable[CalendarEntry]) -> tuple[CalendarEntry, ...]:
    return tuple(replace(e, kind=plain_kind(e.kind)) for e in entries if e.kind in EVERYDAY_KINDS)


def _visit_row(row: VisitRow) -> VisitRow:
    return replace(row, kind=plain_kind(row.kind), due_date=None, documents=())


def redacted_visit(view: VisitView) -> VisitView:
    """A visit of ``EVERYDAY_KINDS``, as who may not see the follow-up sees it; the others he does not find."""
    return replace(
        view,
        visit=_visit_row(view.visit),
        reason="",
        leave_start=None,
        return_date=None,
        leave_cause=None,
        exposure_end=None,
        documents=(),
        timeline=tuple(_line(line) for line in view.timeline),
        appointment=_appointment(view.appointment) if view.appointment else None,
        past=tuple(_appointment(appointment) for appointment in view.past),
        acts=view.acts - {VisitAct.GIVE_PLACE},
    )


def _line(line: TimelineLine) -> TimelineLine:
    return replace(line, note="") if line.said in {ACTS[act].said for act in QUIET_ACTS} else line


def _appointment(appointment: AppointmentView) -> AppointmentView:
    return replace(appointment, absence_reason=None, contest_reason="")
