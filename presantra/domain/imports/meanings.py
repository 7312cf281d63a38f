"""The columns that an import knows, and what a heading may mean."""

from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """A field of ``FilePerson``, or what is made of a column that is not one."""

    BIRTH_NAME = "birth_name"
    USAGE_NAME = "usage_name"
    FIRST_NAME = "first_name"
    FULL_NAME = "full_name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    ENTRY_DATE = "entry_date"
    CONTRACT_TYPE = "contract_type"
    PLANNED_END_DATE = "planned_end_date"
    JOB_TITLE = "job_title"
    PCS_CODE = "pcs_code"
    SITUATIONS = "situations"
    WORKING_TIME = "working_time"
    ESTABLISHMENT = "establishment"
    EMAIL = "email"
    PHONE = "phone"
    MATRICULE = "matricule"
    DEPARTURE_DATE = "departure_date"
    DEPARTURE_REASON = "departure_reason"
    LAST_VISIT_DATE = "last_visit_date"
    LAST_VISIT_KIND = "last_visit_kind"
    OTHER_EMPLOYERS = "other_employers"
    IDCC = "idcc"
    NIR = "nir"
    NIR_KEY = "nir_key"
    IGNORED = "ignored"


COLUMN_LABELS: dict[Column, str] = {
    Column.BIRTH_NAME: "Nom de naissance",
    Column.USAGE_NAME: "Nom d’usage",
    Column.FIRST_NAME: "Prénom",
    Column.FULL_NAME: "Nom et prénom",
    Column.BIRTH_DATE: "Date de naissance",
    Column.SEX: "Sexe",
    Column.ENTRY_DATE: "Date d’entrée",
    Column.CONTRACT_TYPE: "Type de contrat",
    Column.PLANNED_END_DATE: "Date de fin prévue",
    Column.JOB_TITLE: "Poste",
    Column.PCS_CODE: "Code PCS-ESE",
    Column.SITUATIONS: "Situations de travail",
    Column.WORKING_TIME: "Temps de travail",
    Column.ESTABLISHMENT: "Établissement",
    Column.EMAIL: "E-mail",
    Column.PHONE: "Téléphone",
    Column.MATRICULE: "Matricule",
    Column.DEPARTURE_DATE: "Date de sortie",
    Column.DEPARTURE_REASON: "Motif de sortie",
    Column.LAST_VISIT_DATE: "Date de dernière visite",
    Column.LAST_VISIT_KIND: "Type de dernière visite",
    Column.OTHER_EMPLOYERS: "Autres employeurs",
    Column.IDCC: "Convention collective (IDCC)",
    Column.NIR: "N° de sécurité sociale",
    Column.NIR_KEY: "Clé du n° de sécurité sociale",
    Column.IGNORED: "Ne pas importer",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """``rank``: 0 is the plainest name of the column; of two headings for one column the lower rank wins.

    ``sure``: the words leave no doubt. A doubtful one is kept, and shown to be confirmed.
    """

    column: Column
    rank: int = 0
    sure: bool = True
