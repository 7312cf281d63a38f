"""Columns of the model to download: their headings are those that an import knows best."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from presantra.domain.labels import choices, label
from presantra.domain.last_visits import LAST_VISIT_KINDS
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, WorkingTime


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``several``: a cell may hold several of the choices."""

    heading: str
    comment: str
    example: str | date = ""
    required: bool = False
    is_date: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False
    width: int = 20


def _labels(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(text for _, text in choices(kind))


COLUMNS: Final = (
    TemplateColumn("Nom de naissance", "Obligatoire. Le nom de l’état civil.", required=True, width=28),
    TemplateColumn("Nom d’usage", "Facultatif. Par exemple le nom d’époux ou d’épouse."),
    TemplateColumn("Prénom", "Obligatoire.", "Jeanne", required=True),
    TemplateColumn("Date de naissance", "Obligatoire, JJ/MM/AAAA.", date(1990, 5, 14), required=True, is_date=True),
    TemplateColumn("Sexe", "Obligatoire pour une arrivée.", "Femme", required=True, choices=_labels(Sex), width=12),
    TemplateColumn(
        "Date d’entrée", "Obligatoire. Premier jour dans l’établissement, JJ/MM/AAAA.", date(2026, 9, 1),
        required=True, is_date=True,
    ),
    TemplateColumn(
        "Type de contrat", "Obligatoire. Choisissez dans la liste.", "CDI", required=True,
        choices=_labels(ContractType), width=26,
    ),
    TemplateColumn("Date de fin prévue", "Pour un CDD, un apprentissage, un intérim…", is_date=True),
    TemplateColumn("Poste", "Obligatoire. Le travail réellement occupé.", "Aide-soignante", required=True, width=28),
    TemplateColumn("Code PCS-ESE", "Facultatif. 3 chiffres et une lettre, par exemple 653a.", "526a", width=14),
    TemplateColumn(
        "Situations de travail",
        "Risques qui changent le suivi. Une valeur de la liste, ou plusieurs séparées par « ; ». Vide : aucune.",
        "Travail de nuit", choices=tuple(item.label for item in WORK_SITUATIONS), several=True, width=36,
    ),
    TemplateColumn("Temps de travail", "Facultatif.", "Temps complet", choices=_labels(WorkingTime)),
    TemplateColumn(
        "Établissement", "Code adhérent de la succursale (12345-1) ou SIRET. Vide : l’entreprise affichée au portail.",
    ),
    TemplateColumn("E-mail", "Facultatif.", "jeanne.exemple@example.org", width=30),
    TemplateColumn("Téléphone", "Facultatif. Par exemple 06 12 34 56 78.", "06 39 98 12 34"),
    TemplateColumn("Matricule", "Facultatif. Le numéro de la paie, pour retrouver la personne d’un fichier à l’autre."),
    TemplateColumn("Date de sortie", "Pour une personne partie, JJ/MM/AAAA.", is_date=True),
    TemplateColumn("Motif de sortie", "Pour une personne partie.", choices=_labels(DepartureReason), width=28),
    TemplateColumn("Date de dernière visite", "Sur l’attestation ou l’avis le plus récent, JJ/MM/AAAA.", is_date=True),
    TemplateColumn(
        "Type de dernière visite",
        "D’embauche, périodique ou intermédiaire, sur l’attestation ou l’avis le plus récent.",
        choices=tuple(label(kind) for kind in LAST_VISIT_KINDS), width=34,
    ),
)  # fmt: skip

NIR_COLUMN: Final = TemplateColumn(
    "N° de sécurité sociale", "Facultatif. 15 caractères, clé comprise. Chiffré à l’import, montré masqué.", width=24
)
"""Only for a service that asks for it."""

HELP: Final = (
    "Comment remplir ce modèle",
    "1. Une ligne par salarié, sous la ligne des titres de la feuille « Salariés ».",
    "2. Les colonnes à fond foncé sont nécessaires pour déclarer une arrivée ; les autres sont facultatives.",
    "3. Une cellule vide ne change rien à la fiche d’un salarié déjà connu.",
    "4. Une personne absente du fichier n’est jamais considérée comme partie sans votre accord.",
    "5. La ligne d’exemple, en gris, n’est pas importée : effacez-la ou laissez-la.",
    "6. Déposez le fichier dans « Salariés », « Importer un fichier » : vous verrez tout avant de confirmer.",
)
