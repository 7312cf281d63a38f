"""Closed lists of the field. Values are stored, imported and put in addresses: never rename one.

Their French labels stand in `presantra.domain.labels`.
"""

from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from presantra.domain import data


class Sex(StrEnum):
    FEMALE = "f"
    MALE = "m"


class ContractType(StrEnum):
    """Those that the code names: `data/contracts.toml` gives all, in their order."""

    CDI = "cdi"
    CDD = "cdd"
    APPRENTICESHIP = "apprentissage"
    PROFESSIONAL_TRAINING = "professionnalisation"
    SEASONAL = "saisonnier"
    TEMPORARY = "interim"
    OTHER = "autre"


def contract_types(folder: Traversable = data.FOLDER, named: type[StrEnum] = ContractType) -> type[StrEnum]:
    """Every type of contract of the data. Raises ValueError when one that the code names is not there."""
    names = {member.value: member.name for member in named}
    codes = data.read(folder, "contracts.toml")
    if lacking := names.keys() - codes.keys():
        raise ValueError(f"contracts.toml lacks {', '.join(sorted(lacking))}")
    build: Any = StrEnum
    members = {names.get(code, code.upper()): code for code in codes}
    kinds: type[StrEnum] = build(named.__name__, members, module=named.__module__)
    return kinds


if not TYPE_CHECKING:
    ContractType = contract_types()


class WorkingTime(StrEnum):
    FULL = "complet"
    PARTIAL = "partiel"


class OtherEmployers(StrEnum):
    """Other employers on 31 January (D. 4624-59): they share the cost of one follow-up."""

    YES = "oui"
    NO = "non"
    UNKNOWN = "ne_sait_pas"


class DepartureReason(StrEnum):
    """No « inaptitude » on purpose: it would tell something of a person's health."""

    RESIGNATION = "demission"
    END_OF_CDD = "fin_cdd"
    END_OF_APPRENTICESHIP = "fin_apprentissage"
    DISMISSAL = "licenciement"
    MUTUAL_AGREEMENT = "rupture_conventionnelle"
    END_OF_TRIAL = "fin_periode_essai"
    RETIREMENT = "retraite"
    TRANSFER = "mutation"
    DEATH = "deces"
    NEVER_ARRIVED = "erreur"
    OTHER = "autre"


class FollowUpKind(StrEnum):
    """Suivi individuel simple, adapté, renforcé."""

    SI = "si"
    SIA = "sia"
    SIR = "sir"


class SituationGroup(StrEnum):
    """What a situation de travail entails."""

    SIR = "sir"
    SIA = "sia"
    VIP_BEFORE = "vip_avant"
    ATTESTATION = "attestation"


class VisitKind(StrEnum):
    """`HIRE` and `PERIODIC` are what an employer asks for; the precise kinds, what the law makes of them."""

    HIRE = "embauche"
    VIP_INITIAL = "vip_initiale"
    APTITUDE_HIRE = "ema_embauche"
    PERIODIC = "periodique"
    VIP_PERIODIC = "vip_periodique"
    APTITUDE_PERIODIC = "ema_periodique"
    INTERMEDIATE = "intermediaire"
    RETURN = "reprise"
    PRE_RETURN = "prereprise"
    MID_CAREER = "mi_carriere"
    ON_REQUEST = "a_la_demande"
    POST_EXPOSURE = "post_exposition"


class VisitStatus(StrEnum):
    DRAFT = "brouillon"
    SENT = "envoyee"
    ACCEPTED = "prise_en_charge"
    MORE_INFORMATION = "complement_demande"
    PLANNED = "planifiee"
    SUMMONED = "convocation_envoyee"
    DONE = "realisee"
    CANCELLED = "annulee"
    REFUSED = "refusee"
    NO_SHOW = "non_honoree"


class AbsenceCause(StrEnum):
    """Legal category of an arrêt de travail: all that an employer may write of it."""

    WORK_ACCIDENT = "at"
    OCCUPATIONAL_DISEASE = "maladie_pro"
    MATERNITY = "maternite"
    ILLNESS = "maladie"


class InvoiceKind(StrEnum):
    INVOICE = "facture"
    CREDIT_NOTE = "avoir"


class InvoiceStatus(StrEnum):
    """None is stored: each follows from what is imputed to the facture, and from the day (`domain/billing.py`)."""

    DUE = "a_regler"
    LATE = "en_retard"
    PARTLY_PAID = "partiellement_reglee"
    DEBIT_SCHEDULED = "prelevement_programme"
    DEBIT_REJECTED = "rejet_prelevement"
    PAID = "reglee"


class PaymentMeans(StrEnum):
    TRANSFER = "virement"
    DIRECT_DEBIT = "prelevement"
    CHEQUE = "cheque"
    CARD = "carte"


class AddressKind(StrEnum):
    HEAD_OFFICE = "siege"
    INVOICING = "facturation"
    SUMMONS = "convocations"


class ContactKind(StrEnum):
    DIRECTOR = "dirigeant"
    HUMAN_RESOURCES = "ressources_humaines"
    INVOICING = "facturation"
    HEALTH = "suivi_medical"
