"""The two documents on paper: one salarié, or the company. Blocking: call it from a thread."""

from __future__ import annotations

from datetime import date, datetime

from presantra.domain.absences import AbsenceFacts
from presantra.domain.clock import paris_date
from presantra.domain.identifiers import format_siret
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.services.diligence.views import MAX_PEOPLE, NEAR_DAYS, CompanyFile, Heading, PersonFile
from presantra.services.duties.views import AbsenceView
from presantra.services.paged_paper import PagedPaper
from presantra.services.paper import ACCENT, INK, MUTED, literal

TITLE = "Preuve de diligence"
_NOTICE = (
    "Document établi par l’employeur à partir de ce qu’il a déclaré et demandé dans le portail adhérents de son "
    "service de prévention et de santé au travail. Il ne contient aucune donnée de santé."
)
_SHORT = {
    VisitKind.VIP_INITIAL: "VIP initiale",
    VisitKind.VIP_PERIODIC: "VIP périodique",
    VisitKind.APTITUDE_HIRE: "Aptitude, embauche",
    VisitKind.APTITUDE_PERIODIC: "Aptitude, périodique",
    VisitKind.POST_EXPOSURE: "Post-exposition",
}


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
            ("Dernière visite", _day(current.last_visit_date)),
            ("Articles", ", ".join(source.article for source in record.sources)),
        )
    )
    paper.ln(1)
    for sentence in record.explanation:
        paper.sentence(f"• {sentence}")


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


def render_company(file: CompanyFile) -> bytes:
    """PDF on the company."""
    paper = Dossier(file.heading, file.heading.company)
    figures = file.figures
    paper.title_of("Où en est le suivi")
    paper.facts(
        (
            ("Salariés présents", str(figures.present)),
            ("À jour", f"{figures.up_to_date} (rien avant {NEAR_DAYS} jours)"),
            ("Dans les 90 jours", str(figures.due_90)),
            ("En retard", str(figures.late)),
            ("Rendez-vous fixés", str(figures.planned)),
        )
    )
    _posts(paper, file)
    _people(paper, file)
    return paper.content()


def _posts(paper: Dossier, file: CompanyFile) -> None:
    if not file.posts.posts:
        return
    paper.title_of("Liste complémentaire de postes à risques (article R. 4624-23, III)")
    sent = f"Transmise au service le {_instant(file.posts.sent_at)}." if file.posts.sent_at else "Pas encore transmise."
    paper.sentence(sent)
    for post in file.posts.posts:
        paper.sentence(f"• {post.job_title} : {post.reason}")


def _people(paper: Dossier, file: CompanyFile) -> None:
    paper.title_of(f"Visites en retard ou dues dans les {NEAR_DAYS} jours")
    if not file.people:
        paper.sentence("Aucune.")
        return
    if file.cut:
        paper.sentence(f"Seules les {MAX_PEOPLE} premières échéances figurent ici, les plus anciennes d’abord.")
        paper.ln(1)
    paper.lines(
        (("Salarié", 36), ("Poste", 26), ("Suivi", 10), ("Visite", 30), ("Échéance", 18), ("Demande", 50)),
        [
            (
                person.name,
                person.job_title,
                person.follow_up.value.upper(),
                _SHORT.get(person.kind, label(person.kind)),
                format_date(person.due_date),
                person.request or "–",
            )
            for person in file.people
        ],
    )


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def _instant(at: datetime | None) -> str:
    return format_date(paris_date(at)) if at else ""
