"""Closed lists of appointments and of what follows a visit. Values are stored: never rename one.

Their French labels stand in `presantra.domain.labels`.
"""

from enum import StrEnum


class Side(StrEnum):
    """Who acts on a request."""

    EMPLOYER = "employeur"
    SERVICE = "service"


class RequestOrigin(StrEnum):
    """Who asked for the visit. The employer never learns of those that are not his own or automatic."""

    EMPLOYER = "employeur"
    WORKER = "salarie"
    DOCTOR = "medecin"


class VisitAct(StrEnum):
    """What may be done to a request; who may, and from which status, stands in `domain.visits.ACTS`."""

    SEND = "envoyer"
    TAKE_CHARGE = "prendre_en_charge"
    ASK_MORE = "demander_complement"
    ANSWER = "repondre"
    PLAN = "planifier"
    BOOK = "reserver"
    SUMMON = "convoquer"
    CONFIRM = "confirmer"
    ASK_OTHER_DATE = "autre_date"
    GIVE_PLACE = "ceder_la_place"
    TAKE_PLACE = "prendre_la_place"
    EXCUSE = "signaler_absence"
    CANCEL = "annuler"
    HONOUR = "honorer"
    MISS = "absent"
    CONTEST = "contester"
    SETTLE = "trancher"
    REFUSE = "refuser"
    DEPOSIT = "deposer"
    RECALL = "retirer_document"


class AppointmentStatus(StrEnum):
    TO_CONFIRM = "a_confirmer"
    CONFIRMED = "confirme"
    MOVED = "reporte"
    CANCELLED = "annule"
    HONOURED = "honore"
    EXCUSED = "absence_excusee"
    MISSED = "non_honore"


class AbsenceReason(StrEnum):
    """Why somebody will not come: never anything about a person's health beyond « arrêt de travail »."""

    LEAVE = "conges"
    SICK_LEAVE = "arret"
    WEATHER = "intemperies"
    WORK = "deplacement"
    DEPARTURE = "depart"
    OTHER = "autre"


class NoticeUnit(StrEnum):
    HOURS = "heures"
    WORKDAYS = "jours_ouvres"


class ContestOutcome(StrEnum):
    """Empty in the database while the service has not answered."""

    ACCEPTED = "acceptee"
    REJECTED = "rejetee"


class VisitDocumentType(StrEnum):
    """Documents that a visit may give. Most must never reach an employer, see `domain.visit_documents`."""

    FOLLOW_UP = "attestation"
    APTITUDE = "avis"
    INAPTITUDE = "inaptitude"
    ADJUSTMENT = "amenagement"
    NO_CONTRAINDICATION = "contre_indications"
    MEDICAL_RECORD = "dossier_medical"
    QUESTIONNAIRE = "questionnaire"
    EXAM_RESULTS = "resultats_examens"
    PRESCRIPTION = "ordonnance"
    LETTER_TO_DOCTOR = "courrier_medecin"


class SummonsLanguage(StrEnum):
    FRENCH = "fr"
    ENGLISH = "en"
