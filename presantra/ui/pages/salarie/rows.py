"""The record of one salarié, as text ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from presantra.domain.errors import FieldChange
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.situations import find_situations
from presantra.domain.vocabulary import FollowUpKind
from presantra.services.audit import HistoryLine
from presantra.services.employees import EmployeeRecord, PeriodView
from presantra.services.visit_views import VisitRow
from presantra.ui.employees.reasons import NO_LINES, FollowUpLines, follow_up_lines
from presantra.ui.pages.salarie.moves import (
    NO_CHANGE,
    NO_TRANSFER,
    ChangeNotice,
    TransferNotice,
    change_of,
    transfer_of,
)

MAX_CHANGES_SHOWN = 4


@dataclass(frozen=True)
class Fact:
    name: str
    value: str


@dataclass(frozen=True)
class JobLine:
    """``dates`` is empty for the only job of a period."""

    title: str
    dates: str


@dataclass(frozen=True)
class PeriodLine:
    dates: str
    contract: str
    departure: str
    jobs: tuple[JobLine, ...]


@dataclass(frozen=True)
class PaperLink:
    """An attestation or an avis of a visit."""

    href: str
    name: str


@dataclass(frozen=True)
class VisitLine:
    id: str
    number: str
    kind: str
    status: str
    tone: str
    asked: str
    planned: str
    papers: tuple[PaperLink, ...]


@dataclass(frozen=True)
class ChangeLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """``long``: its changes are folded away."""

    at: str
    by: str
    action: str
    changes: tuple[ChangeLine, ...]
    long: bool


@dataclass(frozen=True)
class RecordCard:
    """``leaving``: a departure is declared, past or to come; ``departed``: it is past; ``reinforced``: SIR.

    ``follow_up`` is empty for who may not see it; ``to_specify``: the employer must tell the situations de travail.
    ``overtaken``: a rule has changed since the stored follow-up, which the employer has to confirm anew."""

    id: str = ""
    name: str = ""
    identity: tuple[Fact, ...] = ()
    employment: tuple[Fact, ...] = ()
    situations: tuple[str, ...] = ()
    to_specify: bool = False
    follow_up: str = ""
    follow_up_lines: FollowUpLines = NO_LINES
    overtaken: bool = False
    due_date: str = ""
    last_visit: str = ""
    waiver_claimed: bool = False
    leaving: bool = False
    departed: bool = False
    reinforced: bool = False
    departure_date: str = ""
    departure_reason: str = ""
    can_undo: bool = False
    undo_until: str = ""
    periods: tuple[PeriodLine, ...] = ()
    tells_periods: bool = False
    warnings: tuple[str, ...] = ()
    change: ChangeNotice = NO_CHANGE
    transfer: TransferNotice = NO_TRANSFER
    merge_id: str = ""
    merge_name: str = ""
    merge_undo_until: str = ""
    visits: tuple[VisitLine, ...] = ()
    history: tuple[HistoryEntry, ...] = ()


def card_of(record: EmployeeRecord, today: date) -> RecordCard:
    current = record.current
    return RecordCard(
        id=record.public_id,
        name=record.name,
        identity=_identity(record),
        employment=_employment(current),
        situations=tuple(situation.label for situation in find_situations(current.situations)),
        follow_up=label(record.follow_up.kind) if record.follow_up else "",
        follow_up_lines=follow_up_lines(record.follow_up, today) if record.follow_up else NO_LINES,
        to_specify=current.to_specify,
        overtaken=record.overtaken,
        due_date=_date(current.due_date),
        last_visit=_last_visit(current),
        waiver_claimed=current.waiver_claimed,
        leaving=current.departure_date is not None,
        departed=record.departed,
        reinforced=current.follow_up is FollowUpKind.SIR,
        departure_date=_date(current.departure_date),
        departure_reason=label(current.departure_reason) if current.departure_reason else "",
        can_undo=record.can_undo_departure,
        undo_until=_date(record.undo_until),
        periods=tuple(_period(period, today) for period in record.periods),
        tells_periods=len(record.periods) > 1 or bool(current.jobs),
        warnings=record.social_number.warnings if record.social_number else (),
        change=change_of(record, today),
        transfer=transfer_of(record),
        merge_id=record.merge.public_id if record.merge else "",
        merge_name=record.merge.other_name if record.merge else "",
        merge_undo_until=_date(record.merge.undo_until) if record.merge else "",
        visits=tuple(_visit(visit) for visit in record.visits),
        history=tuple(_entry(line) for line in record.history),
    )


def change_lines(changes: tuple[FieldChange, ...]) -> tuple[ChangeLine, ...]:
    return tuple(ChangeLine(change.label, change.before or "(vide)", change.after or "(vide)") for change in changes)


def _identity(record: EmployeeRecord) -> tuple[Fact, ...]:
    facts = (
        ("Nom de naissance", record.birth_name),
        ("Nom d’usage", record.usage_name),
        ("Prénom", record.first_name),
        ("Date de naissance", format_date(record.birth_date)),
        ("Sexe", label(record.sex) if record.sex else "À compléter"),
        ("Adresse e-mail", record.email),
        ("Téléphone", record.phone),
        ("Matricule", record.matricule),
        ("N° de sécurité sociale", record.social_number.masked if record.social_number else ""),
    )
    return _known(facts)


def _employment(period: PeriodView) -> tuple[Fact, ...]:
    facts = (
        ("Poste", period.job_title),
        ("À ce poste depuis le", _date(period.job_since)),
        ("Code PCS-ESE", period.pcs_code),
        ("IDCC", period.idcc),
        ("Type de contrat", label(period.contract_type)),
        ("Temps de travail", label(period.working_time) if period.working_time else ""),
        ("Autre(s) employeur(s) au 31/01", label(period.other_employers) if period.other_employers else ""),
        ("Date d’entrée", format_date(period.entry_date)),
        ("Date de fin prévue", _date(period.planned_end_date)),
        ("Date de départ", _date(period.departure_date)),
        ("Motif du départ", label(period.departure_reason) if period.departure_reason else ""),
    )
    return _known(facts)


def _known(facts: tuple[tuple[str, str], ...]) -> tuple[Fact, ...]:
    return tuple(Fact(name, value) for name, value in facts if value)


def _period(period: PeriodView, today: date) -> PeriodLine:
    start = format_date(period.entry_date)
    open_words = "À partir du" if period.entry_date > today else "Depuis le"
    dates = f"Du {start} au {_date(period.departure_date)}" if period.departure_date else f"{open_words} {start}"
    departure = label(period.departure_reason) if period.departure_reason else ""
    return PeriodLine(dates, label(period.contract_type), departure, _jobs(period))


def _jobs(period: PeriodView) -> tuple[JobLine, ...]:
    """Newest first; a job held all along needs no dates of its own."""
    if not period.jobs or period.job_since is None:
        return (JobLine(period.job_title, ""),)
    former = (
        JobLine(job.job_title, f"du {format_date(job.start_date)} au {format_date(job.end_date)}")
        for job in period.jobs
    )
    return (JobLine(period.job_title, f"à compter du {format_date(period.job_since)}"), *former)


def _visit(visit: VisitRow) -> VisitLine:
    return VisitLine(
        id=visit.public_id,
        number=visit.number,
        kind=label(visit.kind),
        status=label(visit.status),
        tone="info" if visit.is_open else "neutral",
        asked=format_datetime(visit.created_at).partition(" ")[0],
        planned=format_datetime(visit.planned_at) if visit.planned_at else "",
        papers=tuple(PaperLink(f"/documents/visites/{d.public_id}", label(d.type)) for d in visit.documents),
    )


def _entry(line: HistoryLine) -> HistoryEntry:
    # « Poste : Menuisier » reads better than « Poste : (vide) → Menuisier ».
    changes = tuple(ChangeLine(c.label, c.before, c.after or "(vide)") for c in line.changes)
    return HistoryEntry(format_datetime(line.at), line.by, line.action, changes, len(changes) > MAX_CHANGES_SHOWN)


def _last_visit(period: PeriodView) -> str:
    kind = f" ({label(period.last_visit_kind)})" if period.last_visit_kind else ""
    return f"{_date(period.last_visit_date)}{kind}" if period.last_visit_date else ""


def _date(day: object) -> str:
    return format_date(day) if day else ""
