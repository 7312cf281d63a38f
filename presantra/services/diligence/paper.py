"""The look of the documents, and the one on a salarié. Blocking: call it from a thread."""

from __future__ import annotations

from datetime import date, datetime

from presantra.domain.absences import AbsenceFacts
from presantra.domain.clock import paris_date
from presantra.domain.follow_up import Obligation
from presantra.domain.identifiers import format_siret
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.visits import VisitStatus
from presantra.services.diligence.views import Heading, PersonFile
from presantra.services.duties.views import AbsenceView
from presantra.services.employees.views import PeriodView
from presantra.services.paged_paper import PagedPaper
from presantra.services.paper import ACCENT, INK, MUTED, literal

TITLE = "Preuve de diligence"
_NOTICE = (
    "Document établi par l’employeur à partir de ce qu’il a déclaré et demandé dans le portail adhérents de son "
    "service de prévention et de santé au travail. Il ne contient aucune donnée de santé."
)


class Dossier(PagedPaper):
    """Pages that follow each other, numbered, with the company at the foot."""

    def __init__(self, heading: Heading, subject: str) -> None:
        foot = f"{heading.company} ({heading.code}), établi le {format_datetime(heading.at)}"
        super().__init__(f"{TITLE} – {subject}", heading.at, foot)
        self._head(heading, subject)

    def _head(self, heading: Heading, subject: str) -> None:
        self.ink(20, "B", ACCENT)
        self.paragraph(TITLE)
        self.ink(12.5, "B", INK)
        self.paragraph(f"Suivi de l’état de santé au travail : {literal(subject)}")
        self.ln(2)
        self.ink(10, "", INK)
        self.facts(
            (
                ("Entreprise", heading.company),
                ("Code adhérent", heading.code),
                ("SIRET", format_siret(heading.siret)),
                ("Service", heading.service),
                ("Établi", f"le {format_datetime(heading.at)} par {heading.author}"),
            )
        )
        self.ln(2)
        self.ink(9, "", MUTED)
        self.paragraph(_NOTICE)


def render_person(file: PersonFile) -> bytes:
    """PDF on one salarié."""
    paper = Dossier(file.heading, file.record.name)
    _identity(paper, file)
    _follow_up(paper, file)
    _obligations(paper, file)
    _visits(paper, file)
    _duties(paper, file)
    return paper.content()


def _identity(paper: Dossier, file: PersonFile) -> None:
    record, current = file.record, file.record.current
    paper.title_of("Salarié")
    paper.facts(
        (
            ("Nom", record.name),
            ("Date de naissance", format_date(record.birth_date)),
            ("Poste", current.job_title),
            ("Contrat", label(current.contract_type)),
            ("Entrée", format_date(current.entry_date)),
            ("Départ", _day(current.departure_date)),
            ("Situations de travail", ", ".join(file.situations) or "aucune situation à risque déclarée"),
        )
    )


def _follow_up(paper: Dossier, file: PersonFile) -> None:
    record, current = file.record, file.record.current
    due = f"{label(current.due_kind)}, au plus tard le {_day(current.due_date)}" if current.due_kind else ""
    paper.title_of("Suivi")
    paper.facts(
        (
            ("Type de suivi", label(current.follow_up) if current.follow_up else ""),
            ("Visite à venir", "" if record.departed else due),
            ("Dernière visite", _last_visit(current)),
            ("Articles", ", ".join(source.article for source in record.sources)),
        )
    )
    paper.ln(1)
    for sentence in record.explanation:
        paper.sentence(f"• {sentence}")


def _last_visit(current: PeriodView) -> str:
    kind = f"{label(current.last_visit_kind)}, " if current.last_visit_kind else ""
    return f"{kind}le {format_date(current.last_visit_date)}" if current.last_visit_date else ""


def _obligations(paper: Dossier, file: PersonFile) -> None:
    found = file.record.follow_up
    if found is None:
        return
    paper.title_of("Obligations")
    for done in found.answered:
        paper.sentence(f"• {_obligation(done.obligation)} : réalisée le {format_date(done.held)}.")
    today = paris_date(file.heading.at)
    for due in found.obligations:
        state = "en retard" if due.latest < today else "à faire"
        paper.sentence(f"• {_obligation(due)} : {state}.")
    if not found.answered and not found.obligations:
        paper.sentence("Aucune obligation en cours.")


def _obligation(due: Obligation) -> str:
    """What, by when, by which article."""
    about = f" ({due.situation.label})" if due.situation else ""
    about = f" (retour le {format_date(due.since)})" if due.absence else about
    articles = ", ".join(source.article for source in due.rule.sources)
    return f"{due.title}{about}, au plus tard le {format_date(due.latest)} ({articles})"


def _visits(paper: Dossier, file: PersonFile) -> None:
    paper.title_of("Visites demandées")
    if not file.record.visits:
        paper.sentence("Aucune visite demandée dans le portail.")
        return
    paper.lines(
        (("Numéro", 32), ("Type de visite", 62), ("Demandée le", 24), ("Rendez-vous", 32), ("État", 20)),
        [
            (
                visit.number,
                label(visit.kind),
                format_date(paris_date(visit.created_at)),
                format_datetime(visit.planned_at) if visit.planned_at else "–",
                label(VisitStatus(visit.status)),
            )
            for visit in file.record.visits
        ],
    )


def _duties(paper: Dossier, file: PersonFile) -> None:
    if file.absences:
        paper.title_of("Arrêts de travail")
        for absence in file.absences:
            paper.sentence(f"• {_absence(absence)}")
    if file.attestations:
        paper.title_of("Attestations d’absence de contre-indications médicales")
        for needed in file.attestations:
            for shown in needed.shown:
                paper.sentence(
                    f"• {needed.label} : présentée le {format_date(paris_date(shown.presented_at))}, délivrée le "
                    f"{format_date(shown.issued_on)}, valable jusqu’au {format_date(shown.valid_until)}."
                )
            if not needed.shown:
                paper.sentence(f"• {needed.label} : aucune attestation présentée.")
    if file.exposure is not None:
        paper.title_of("Fin d’exposition")
        told = (
            f"service informé le {_instant(file.exposure.signalled_at)}"
            if file.exposure.signalled_at
            else ("service non informé depuis le portail")
        )
        asked = f", visite post-exposition demandée ({file.exposure.visit_number})" if file.exposure.visit_id else ""
        paper.sentence(f"Départ le {format_date(file.exposure.departure_date)} : {told}{asked}.")


def _absence(absence: AbsenceView) -> str:
    acts = []
    if absence.signalled_at:
        acts.append(f"accident du travail de moins de 30 jours signalé au service le {_instant(absence.signalled_at)}")
    if absence.informed_at:
        acts.append("salarié informé de la préreprise et du rendez-vous de liaison le " + _instant(absence.informed_at))
    if absence.return_number:
        acts.append(f"visite de reprise demandée ({absence.return_number})")
    return f"{_dates(absence.facts)} : {' ; '.join(acts) or 'aucune démarche enregistrée dans le portail'}."


def _dates(facts: AbsenceFacts) -> str:
    start = format_date(facts.start_date)
    return f"Du {start} au {format_date(facts.end_date)}" if facts.end_date else f"Depuis le {start}"


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _instant(at: datetime | None) -> str:
    return format_date(paris_date(at)) if at else ""
