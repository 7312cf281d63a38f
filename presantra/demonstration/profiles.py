"""Employees chosen one by one, so that every rule of follow-up is met; and the trades that fill the rest."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.vocabulary import ContractType, DepartureReason


@dataclass(frozen=True, slots=True)
class Profile:
    """All figures are days before today, negative in the future; ``age`` in years today.

    ``earlier`` are finished periods of the same person, oldest first: (entry, departure). ``overtaken``: his
    follow-up is still the one of before the latest change of the Code.
    """

    job: str
    pcs: str
    situations: tuple[str, ...] = ()
    contract: ContractType = ContractType.CDI
    entered: int = 1500
    planned_end: int | None = None
    last_visit: int | None = None
    age: int = 36
    left: int | None = None
    reason: DepartureReason | None = None
    earlier: tuple[tuple[int, int], ...] = ()
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """``weight``: how frequent in its trade."""

    title: str
    pcs: str
    weight: int
    situations: tuple[str, ...] = ()


_CDD = ContractType.CDD
_APPRENTICE = ContractType.APPRENTICESHIP
_SEASON = ContractType.SEASONAL

_CARPENTRY = (
    Profile("Menuisier d’atelier", "632d", ("cmr",), entered=2900, last_visit=690, age=48),
    Profile("Menuisier d’atelier", "632d", ("cmr",), entered=1500, last_visit=800, age=39),
    Profile("Vernisseur", "632d", ("cmr", "liste_complementaire"), entered=1100, last_visit=300),
    Profile("Monteur d’échafaudages", "632a", ("echafaudages",), entered=700, last_visit=650),
    Profile("Peintre en rénovation", "632f", ("plomb",), entered=25, age=29),
    Profile("Opérateur de retrait d’amiante", "632a", ("amiante",), entered=900, last_visit=640),
    Profile("Cariste", "652a", ("autorisation_conduite",), entered=1300, last_visit=1250, age=52, overtaken=True),
    Profile("Électricien", "633a", ("habilitation_electrique", "autorisation_conduite"), entered=62, age=33),
    Profile("Agent d’entretien de nuit", "684a", ("nuit",), entered=980, last_visit=975, age=57),
    Profile("Assistante commerciale", "543d", ("suivi_adapte_autre",), entered=2000, last_visit=1040),
    Profile(
        "Apprenti menuisier", "632d", ("jeunes_travaux_reglementes",), _APPRENTICE, 18, -700, age=17
    ),
    Profile("Apprentie dessinatrice", "472a", (), _APPRENTICE, -9, -720, age=16),
    Profile("Apprenti comptable", "543b", (), _APPRENTICE, 15, -350, age=20),
    Profile("Aide-poseur", "632d", (), _SEASON, 12, -20, age=22),
    Profile("Ponceur", "632d", ("cmr",), _SEASON, 20, -75, age=24),
    Profile("Poseur de menuiseries", "632d", (), _CDD, 50, -100, age=27),
    Profile("Manutentionnaire", "676a", ("manutention_55kg",), ContractType.TEMPORARY, 6, -80, age=31),
    Profile("Comptable", "543b", entered=3, age=41),
    Profile("Poseur de menuiseries", "632d", entered=200, last_visit=190, earlier=((1700, 900),)),
    Profile("Soudeuse par induction", "624d", ("champs_electromagnetiques",), entered=8, age=28),
    Profile("Agent d’assainissement", "684b", ("biologiques_2",), entered=400, last_visit=400),
    Profile("Chargée d’études", "472b", (), ContractType.PROFESSIONAL_TRAINING, 100, -260, age=23),
    Profile("Conjoint collaborateur", "211a", (), ContractType.OTHER, 3000, last_visit=1795, age=55),
    Profile("Conducteur de travaux", "481a", ("autorisation_conduite",), entered=2500, last_visit=1500, age=45,
            overtaken=True),
    Profile("Poseur de menuiseries", "632d", (), entered=1200, last_visit=600, left=-12,
            reason=DepartureReason.RESIGNATION),
    Profile("Secrétaire", "542a", entered=1800, last_visit=1700, left=4, reason=DepartureReason.RESIGNATION),
    Profile("Poseur de menuiseries", "632d", (), _CDD, 220, 18, 150, left=18,
            reason=DepartureReason.END_OF_CDD),
    Profile("Apprenti menuisier", "632d", (), _APPRENTICE, 760, 40, 720, 19, left=40,
            reason=DepartureReason.END_OF_APPRENTICESHIP),
    Profile("Menuisier d’atelier", "632d", ("cmr",), entered=9000, last_visit=500, age=63, left=75,
            reason=DepartureReason.RETIREMENT),
    Profile("Magasinier", "653a", entered=900, last_visit=800, left=130,
            reason=DepartureReason.MUTUAL_AGREEMENT),
    Profile("Poseur de menuiseries", "632d", entered=210, left=160, reason=DepartureReason.END_OF_TRIAL),
    Profile("Chauffeur-livreur", "643a", ("autorisation_conduite",), entered=1500, last_visit=700, left=200,
            reason=DepartureReason.DISMISSAL, earlier=((2600, 1900),)),
    Profile("Métreur", "472c", entered=1100, last_visit=1000, left=260, reason=DepartureReason.TRANSFER),
    Profile("Dessinateur", "472a", entered=20, left=20, reason=DepartureReason.NEVER_ARRIVED),
    Profile("Gardien", "534a", entered=2200, last_visit=900, age=60, left=320, reason=DepartureReason.DEATH),
    Profile("Conseillère technique", "463d", entered=700, last_visit=600, left=350,
            reason=DepartureReason.OTHER),
)  # fmt: skip

_BRANCH = (
    Profile("Chef d’agence", "374c", entered=2100, last_visit=1200, age=49),
    Profile("Poseur de menuiseries", "632d", ("echafaudages",), entered=30, age=26),
    Profile("Menuisier d’atelier", "632d", ("cmr",), entered=800, last_visit=745),
    Profile("Assistante d’agence", "542a", entered=40, age=34),
    Profile("Poseur de menuiseries", "632d", (), _CDD, 190, 25, 100, left=25,
            reason=DepartureReason.END_OF_CDD),
)  # fmt: skip

_HAULAGE = (
    Profile("Convoyeur de produits radioactifs", "641a", ("rayonnements_a",), entered=1600, last_visit=340),
    Profile("Conducteur de radiopharmaceutiques", "641a", ("rayonnements_b",), entered=800, last_visit=700),
    Profile("Collecteur de déchets de soins", "684b", ("biologiques_3_4",), entered=45, age=30),
    Profile("Agent de station de lavage", "684b", ("biologiques_2",), entered=10, age=44),
    Profile("Plongeur-inspecteur de quais", "480a", ("hyperbare",), entered=1000, last_visit=715),
    Profile("Conducteur de citernes", "641a", ("cmr", "autorisation_conduite"), entered=4000, last_visit=760),
    Profile("Apprentie mécanicienne", "634c", (), _APPRENTICE, 35, -700, age=17),
    Profile("Préparateur de commandes", "676c", ("nuit",), _CDD, 5, -90, age=25),
    Profile("Aide-déménageur", "652a", (), _SEASON, 30, -60, age=21),
    Profile("Conducteur routier", "641a", entered=60, last_visit=55, earlier=((3000, 2200), (1500, 700))),
)

PROFILES: dict[str, tuple[Profile, ...]] = {
    "10001": _CARPENTRY,
    "10001-1": _BRANCH,
    "10001-2": _BRANCH,
    "20002": _HAULAGE,
}

JOBS: dict[str, tuple[Job, ...]] = {
    "menuiserie": (
        Job("Menuisier d’atelier", "632d", 5, ("cmr",)),
        Job("Poseur de menuiseries", "632d", 8),
        Job("Technicien de bureau d’études", "472b", 2),
        Job("Magasinier cariste", "652a", 1, ("autorisation_conduite",)),
        Job("Assistante administrative", "542a", 2),
    ),
    "transport": (
        Job("Conducteur routier", "641a", 40),
        Job("Conducteur routier de nuit", "641a", 9, ("nuit",)),
        Job("Conducteur-livreur", "643a", 14),
        Job("Cariste", "652a", 11, ("autorisation_conduite",)),
        Job("Préparateur de commandes", "676c", 12),
        Job("Mécanicien poids lourds", "634c", 5, ("cmr",)),
        Job("Exploitant transport", "466c", 5),
        Job("Électricien de maintenance", "633a", 2, ("habilitation_electrique",)),
        Job("Gestionnaire de paie", "543b", 2),
        Job("Agent de quai", "652a", 6, ("manutention_55kg",)),
    ),
}
