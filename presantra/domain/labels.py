"""French labels of every closed list, and the French way to write dates and amounts."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from presantra.domain.clock import paris_datetime
from presantra.domain.contracts import CONTRACTS
from presantra.domain.messages import ThreadStatus
from presantra.domain.typography import NARROW_NBSP, NBSP
from presantra.domain.visit_vocabulary import (
    AbsenceReason,
    AppointmentStatus,
    ContestOutcome,
    SummonsLanguage,
    VisitDocumentType,
)
from presantra.domain.vocabulary import (
    AbsenceCause,
    AddressKind,
    ContactKind,
    ContractType,
    DepartureReason,
    FollowUpKind,
    InvoiceKind,
    InvoiceStatus,
    OtherEmployers,
    PaymentMeans,
    Sex,
    SituationGroup,
    VisitKind,
    VisitStatus,
    WorkingTime,
)

SEX_LABELS = {Sex.FEMALE: "Femme", Sex.MALE: "Homme"}
CONTRACT_LABELS = {kind: contract.label for kind, contract in CONTRACTS.items()}
WORKING_TIME_LABELS = {WorkingTime.FULL: "Temps complet", WorkingTime.PARTIAL: "Temps partiel"}
OTHER_EMPLOYERS_LABELS = {
    OtherEmployers.YES: "Oui",
    OtherEmployers.NO: "Non",
    OtherEmployers.UNKNOWN: "Ne sait pas",
}
DEPARTURE_LABELS = {
    DepartureReason.RESIGNATION: "Démission",
    DepartureReason.END_OF_CDD: "Fin de CDD",
    DepartureReason.END_OF_APPRENTICESHIP: "Fin de contrat d’apprentissage",
    DepartureReason.DISMISSAL: "Licenciement",
    DepartureReason.MUTUAL_AGREEMENT: "Rupture conventionnelle",
    DepartureReason.END_OF_TRIAL: "Fin de période d’essai",
    DepartureReason.RETIREMENT: "Départ ou mise à la retraite",
    DepartureReason.TRANSFER: "Mutation vers un autre établissement",
    DepartureReason.DEATH: "Décès",
    DepartureReason.NEVER_ARRIVED: "Salarié jamais entré ou erreur de saisie",
    DepartureReason.OTHER: "Autre",
}
FOLLOW_UP_LABELS = {
    FollowUpKind.SI: "Suivi individuel simple (SI)",
    FollowUpKind.SIA: "Suivi individuel adapté (SIA)",
    FollowUpKind.SIR: "Suivi individuel renforcé (SIR)",
}
FOLLOW_UP_SHORT_LABELS = {FollowUpKind.SI: "SI", FollowUpKind.SIA: "SIA", FollowUpKind.SIR: "SIR"}
SITUATION_GROUP_LABELS = {
    SituationGroup.SIR: "Postes à risques particuliers (suivi renforcé)",
    SituationGroup.SIA: "Situations à suivi adapté",
    SituationGroup.VIP_BEFORE: "Expositions avec visite avant la prise de poste",
    SituationGroup.ATTESTATION: "Conduite et électricité (attestation du médecin du travail)",
}
VISIT_KIND_LABELS = {
    VisitKind.HIRE: "Visite d’embauche",
    VisitKind.VIP_INITIAL: "Visite d’information et de prévention initiale",
    VisitKind.APTITUDE_HIRE: "Examen médical d’aptitude à l’embauche",
    VisitKind.PERIODIC: "Visite périodique",
    VisitKind.VIP_PERIODIC: "Visite d’information et de prévention périodique",
    VisitKind.APTITUDE_PERIODIC: "Examen médical d’aptitude périodique",
    VisitKind.INTERMEDIATE: "Visite intermédiaire",
    VisitKind.RETURN: "Visite de reprise",
    VisitKind.PRE_RETURN: "Visite de préreprise",
    VisitKind.MID_CAREER: "Visite de mi-carrière",
    VisitKind.ON_REQUEST: "Visite à la demande de l’employeur",
    VisitKind.POST_EXPOSURE: "Visite post-exposition ou de fin de carrière",
}
VISIT_STATUS_LABELS = {
    VisitStatus.DRAFT: "Brouillon",
    VisitStatus.SENT: "Envoyée",
    VisitStatus.ACCEPTED: "Prise en charge",
    VisitStatus.MORE_INFORMATION: "Complément demandé",
    VisitStatus.PLANNED: "Planifiée",
    VisitStatus.SUMMONED: "Convocation envoyée",
    VisitStatus.DONE: "Réalisée",
    VisitStatus.CANCELLED: "Annulée",
    VisitStatus.REFUSED: "Refusée",
    VisitStatus.NO_SHOW: "Non honorée",
}
ABSENCE_CAUSE_LABELS = {
    AbsenceCause.WORK_ACCIDENT: "Accident du travail",
    AbsenceCause.OCCUPATIONAL_DISEASE: "Maladie professionnelle",
    AbsenceCause.MATERNITY: "Maternité",
    AbsenceCause.ILLNESS: "Maladie ou accident non professionnel",
}
APPOINTMENT_LABELS = {
    AppointmentStatus.TO_CONFIRM: "À confirmer",
    AppointmentStatus.CONFIRMED: "Confirmé",
    AppointmentStatus.MOVED: "Reporté",
    AppointmentStatus.CANCELLED: "Annulé",
    AppointmentStatus.HONOURED: "Honoré",
    AppointmentStatus.EXCUSED: "Absence signalée",
    AppointmentStatus.MISSED: "Rendez-vous non honoré",
}
ABSENCE_REASON_LABELS = {
    AbsenceReason.LEAVE: "Congés",
    AbsenceReason.SICK_LEAVE: "Arrêt de travail",
    AbsenceReason.WEATHER: "Intempéries",
    AbsenceReason.WORK: "Déplacement ou nécessité de service",
    AbsenceReason.DEPARTURE: "Le salarié a quitté l’entreprise",
    AbsenceReason.OTHER: "Autre",
}
CONTEST_LABELS = {
    ContestOutcome.ACCEPTED: "Contestation acceptée",
    ContestOutcome.REJECTED: "Contestation rejetée",
}
VISIT_DOCUMENT_LABELS = {
    VisitDocumentType.FOLLOW_UP: "Attestation de suivi",
    VisitDocumentType.APTITUDE: "Avis d’aptitude",
    VisitDocumentType.INAPTITUDE: "Avis d’inaptitude",
    VisitDocumentType.ADJUSTMENT: "Proposition d’aménagement de poste",
    VisitDocumentType.NO_CONTRAINDICATION: "Attestation d’absence de contre-indications médicales",
    VisitDocumentType.MEDICAL_RECORD: "Dossier médical",
    VisitDocumentType.QUESTIONNAIRE: "Questionnaire de santé",
    VisitDocumentType.EXAM_RESULTS: "Résultats d’examens",
    VisitDocumentType.PRESCRIPTION: "Ordonnance",
    VisitDocumentType.LETTER_TO_DOCTOR: "Courrier à un médecin",
}
THREAD_STATUS_LABELS = {
    ThreadStatus.OPEN: "Ouverte",
    ThreadStatus.TAKEN: "Prise en charge",
    ThreadStatus.WAITING: "En attente de votre réponse",
    ThreadStatus.ANSWERED: "Répondue",
    ThreadStatus.SOLVED: "Résolue",
    ThreadStatus.CLOSED: "Close",
}
SUMMONS_LANGUAGE_LABELS = {SummonsLanguage.FRENCH: "Français", SummonsLanguage.ENGLISH: "Anglais"}
INVOICE_KIND_LABELS = {InvoiceKind.INVOICE: "Facture", InvoiceKind.CREDIT_NOTE: "Avoir"}
INVOICE_STATUS_LABELS = {
    InvoiceStatus.DUE: "À régler",
    InvoiceStatus.LATE: "En retard",
    InvoiceStatus.PARTLY_PAID: "Partiellement réglée",
    InvoiceStatus.DEBIT_SCHEDULED: "Prélèvement programmé",
    InvoiceStatus.DEBIT_REJECTED: "Rejet de prélèvement",
    InvoiceStatus.PAID: "Réglée",
}
PAYMENT_MEANS_LABELS = {
    PaymentMeans.TRANSFER: "Virement",
    PaymentMeans.DIRECT_DEBIT: "Prélèvement",
    PaymentMeans.CHEQUE: "Chèque",
    PaymentMeans.CARD: "Carte bancaire",
}
ADDRESS_LABELS = {
    AddressKind.HEAD_OFFICE: "Siège",
    AddressKind.INVOICING: "Facturation",
    AddressKind.SUMMONS: "Convocations",
}
CONTACT_LABELS = {
    ContactKind.DIRECTOR: "Dirigeant",
    ContactKind.HUMAN_RESOURCES: "Ressources humaines",
    ContactKind.INVOICING: "Facturation",
    ContactKind.HEALTH: "Suivi médical",
}
FIELD_LABELS = {
    "birth_name": "Nom de naissance",
    "usage_name": "Nom d’usage",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "sex": "Sexe",
    "entry_date": "Date d’entrée",
    "contract_type": "Type de contrat",
    "planned_end_date": "Date de fin prévue",
    "job_title": "Poste",
    "pcs_code": "Code PCS-ESE",
    "situations": "Situations de travail",
    "email": "Adresse e-mail",
    "phone": "Téléphone",
    "matricule": "Matricule",
    "working_time": "Temps de travail",
    "other_employers": "Autre(s) employeur(s) au 31/01",
    "idcc": "IDCC",
    "nir": "N° de sécurité sociale",
    "nir_erased": "Effacer le numéro enregistré",
    "change_date": "À compter du",
    "transfer_date": "À compter du",
    "company": "Établissement",
    "request_visit": "Demander la visite d’embauche",
    "departure_date": "Date de départ",
    "reason": "Motif",
    "employee_id": "Salarié",
    "kind": "Type de visite",
    "availabilities": "Disponibilités",
    "comment": "Commentaire",
    "worker_informed": "Le salarié est informé de cette demande",
    "last_visit_date": "Dernière visite",
    "last_visit_kind": "Type de la dernière visite",
    "last_exam_date": "Dernier examen par le médecin du travail",
    "imposed_due_date": "Date fixée par le professionnel de santé",
    "waiver_claimed": "Dispense à valider par le service",
    "signature": "Votre nom, pour signature",
    "return_date": "Date de fin de l’arrêt",
    "leave_cause": "Nature de l’arrêt",
    "leave_start": "Premier jour de l’arrêt",
    "worker_told": "Le salarié est avisé de cette demande",
    "exposure_end": "Fin de l’exposition, départ ou retraite le",
    "half_days": "Demi-journées possibles",
    "centre": "Centre souhaité",
    "accessible": "Accès à mobilité réduite nécessaire",
    "interpreter": "Langue de l’interprète",
    "summons_language": "Langue de la convocation",
    "urgent": "Demande urgente",
    "urgency_reason": "Raison de l’urgence",
    "answer": "Votre réponse",
    "absence_reason": "Motif de l’absence",
    "contest_reason": "Motif de la contestation",
}

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_BY_ENUM: dict[type[StrEnum], Mapping[Any, str]] = {
    AbsenceCause: ABSENCE_CAUSE_LABELS,
    Sex: SEX_LABELS,
    ContractType: CONTRACT_LABELS,
    WorkingTime: WORKING_TIME_LABELS,
    OtherEmployers: OTHER_EMPLOYERS_LABELS,
    DepartureReason: DEPARTURE_LABELS,
    FollowUpKind: FOLLOW_UP_LABELS,
    SituationGroup: SITUATION_GROUP_LABELS,
    VisitKind: VISIT_KIND_LABELS,
    VisitStatus: VISIT_STATUS_LABELS,
    InvoiceKind: INVOICE_KIND_LABELS,
    InvoiceStatus: INVOICE_STATUS_LABELS,
    PaymentMeans: PAYMENT_MEANS_LABELS,
    AddressKind: ADDRESS_LABELS,
    ContactKind: CONTACT_LABELS,
    AppointmentStatus: APPOINTMENT_LABELS,
    AbsenceReason: ABSENCE_REASON_LABELS,
    ContestOutcome: CONTEST_LABELS,
    VisitDocumentType: VISIT_DOCUMENT_LABELS,
    SummonsLanguage: SUMMONS_LANGUAGE_LABELS,
    ThreadStatus: THREAD_STATUS_LABELS,
}


def label(value: StrEnum) -> str:
    """The French label of a member of any closed list."""
    return _BY_ENUM[type(value)][value]


def choices(kind: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    """Pairs (code, label) for a list on screen, in the order of the enum."""
    return tuple((member.value, label(member)) for member in kind)


def format_date(day: date) -> str:
    """« 23/11/2026 »."""
    return f"{day:%d/%m/%Y}"


def format_datetime(instant: datetime) -> str:
    """« 23/11/2026 à 14:32 », Paris time. Raises ValueError for a naive datetime."""
    return f"{paris_datetime(instant):%d/%m/%Y à %H:%M}"


def format_appointment(instant: datetime) -> str:
    """« vendredi 27/11/2026 à 09:00 », Paris time: people remember the day of the week."""
    return f"{_WEEKDAYS[paris_datetime(instant).weekday()]} {format_datetime(instant)}"


def format_amount(cents: int) -> str:
    """« 1 234,56 € » from euro cents: narrow no-break spaces between thousands, a no-break space before €."""
    euros, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    return f"{sign}{euros:,}".replace(",", NARROW_NBSP) + f",{rest:02d}{NBSP}€"


def format_weight(size: int) -> str:
    """« 1,2 Mo », « 14 ko » of a number of bytes."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f}{NBSP}Mo".replace(".", ",")
    return f"{max(1, round(size / 1024))}{NBSP}ko"
