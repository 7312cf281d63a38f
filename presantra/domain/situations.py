"""Situations de travail that an employer ticks; from them follows the kind of follow-up.

No situation names a person's state of health: « autre situation » is neutral on purpose.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from presantra.domain import legal
from presantra.domain.errors import InvalidValue
from presantra.domain.legal import Source
from presantra.domain.vocabulary import SituationGroup

_SIR = SituationGroup.SIR
_SIA = SituationGroup.SIA
_BEFORE = SituationGroup.VIP_BEFORE
_ATTESTATION = SituationGroup.ATTESTATION


@dataclass(frozen=True, slots=True)
class WorkSituation:
    """`before_assignment`: the visit must take place before the person starts on the post.

    `valid_from` dates a rule that changed lately; `sources` begin with the article that decides.
    """

    code: str
    label: str
    help: str
    group: SituationGroup
    sources: tuple[Source, ...]
    before_assignment: bool = False
    valid_from: date | None = None

    @property
    def article(self) -> str:
        return self.sources[0].article

    @property
    def url(self) -> str:
        return self.sources[0].url

    @property
    def to_confirm(self) -> bool:
        return any(source.to_confirm for source in self.sources)


def _sir(code: str, label: str, help_text: str, *more: Source, valid_from: date | None = None) -> WorkSituation:
    return WorkSituation(code, label, help_text, _SIR, (legal.SIR_LIST, *more), True, valid_from)


WORK_SITUATIONS: tuple[WorkSituation, ...] = (
    _sir("amiante", "Amiante", "Retrait, encapsulage ou interventions sur des matériaux qui en contiennent."),
    _sir(
        "plomb",
        "Plomb",
        "Toute exposition, sans seuil depuis le 10 avril 2026.",
        valid_from=legal.LEAD_WITHOUT_THRESHOLD,
    ),
    _sir(
        "cmr",
        "Produits cancérogènes, mutagènes ou toxiques pour la reproduction (CMR)",
        "Par exemple : certains solvants, poussières de bois, fumées, médicaments anticancéreux.",
        Source("R. 4412-60"),
    ),
    _sir(
        "biologiques_3_4",
        "Agents biologiques dangereux (groupes 3 et 4)",
        "Par exemple : laboratoires, soins ou déchets exposant à la tuberculose ou aux hépatites.",
    ),
    _sir(
        "rayonnements_a",
        "Rayonnements ionisants – catégorie A",
        "Travailleur classé en catégorie A par l’employeur : examen chaque année.",
        legal.CATEGORY_A,
    ),
    _sir(
        "rayonnements_b",
        "Rayonnements ionisants – catégorie B",
        "Travailleur classé en catégorie B par l’employeur.",
    ),
    _sir("hyperbare", "Travail sous pression (risque hyperbare)", "Plongée, caissons, tunneliers."),
    _sir(
        "echafaudages",
        "Montage et démontage d’échafaudages",
        "Seulement le montage et le démontage, pas le travail sur un échafaudage déjà monté.",
    ),
    _sir(
        "manutention_55kg",
        "Port de charges de plus de 55 kg",
        "Charges portées habituellement, sans aide mécanique possible.",
        legal.HEAVY_LOADS,
    ),
    _sir(
        "jeunes_travaux_reglementes",
        "Jeune de moins de 18 ans affecté à des travaux réglementés",
        "Travaux interdits aux jeunes, pour lesquels l’entreprise a déclaré une dérogation de formation.",
        legal.YOUNG_PEOPLE,
    ),
    _sir(
        "liste_complementaire",
        "Risque ajouté par votre entreprise (liste complémentaire)",
        "Poste que vous avez ajouté par écrit, avec un motif, après avis du médecin du travail et du CSE.",
    ),
    WorkSituation(
        "nuit",
        "Travail de nuit",
        "Travailleur de nuit au sens du Code du travail ; visite avant l’affectation au poste.",
        _SIA,
        (legal.ADAPTED_FOLLOW_UP, legal.VIP_BEFORE_ASSIGNMENT, Source("L. 3122-5")),
        before_assignment=True,
    ),
    WorkSituation(
        "suivi_adapte_autre",
        "Autre situation (sans précision)",
        "Suivi adapté pour une autre raison. N’indiquez pas laquelle : le salarié en parle au médecin.",
        _SIA,
        (legal.ADAPTED_FOLLOW_UP,),
    ),
    WorkSituation(
        "biologiques_2",
        "Agents biologiques du groupe 2",
        "Par exemple : soins, crèches, assainissement, élevage, agroalimentaire.",
        _BEFORE,
        (legal.BIOLOGICAL_GROUP_2,),
        before_assignment=True,
    ),
    WorkSituation(
        "champs_electromagnetiques",
        "Champs électromagnétiques au-dessus des valeurs limites",
        "Par exemple : IRM, soudage par résistance, chauffage par induction, antennes.",
        _BEFORE,
        (legal.ELECTROMAGNETIC_FIELDS,),
        before_assignment=True,
    ),
    WorkSituation(
        "autorisation_conduite",
        "Conduite d’engins avec autorisation de l’employeur",
        "Chariots, nacelles, grues, engins de chantier (avec ou sans CACES).",
        _ATTESTATION,
        (legal.DRIVING_AUTHORISATION,),
        valid_from=legal.ATTESTATION_INSTEAD_OF_SIR,
    ),
    WorkSituation(
        "habilitation_electrique",
        "Habilitation électrique (sous tension ou au voisinage)",
        "Travaux sous tension ou au voisinage. L’habilitation H0B0 n’est pas concernée.",
        _ATTESTATION,
        (legal.ELECTRICAL_CLEARANCE,),
        valid_from=legal.ATTESTATION_INSTEAD_OF_SIR,
    ),
)

SITUATIONS_BY_CODE: dict[str, WorkSituation] = {situation.code: situation for situation in WORK_SITUATIONS}


def find_situations(codes: Iterable[str]) -> tuple[WorkSituation, ...]:
    """The situations of these codes, each once, in the order of the list. Raises InvalidValue."""
    wanted = set(codes)
    if not wanted <= SITUATIONS_BY_CODE.keys():
        raise InvalidValue("Une situation de travail n’est pas reconnue : choisissez-la dans la liste.")
    return tuple(situation for situation in WORK_SITUATIONS if situation.code in wanted)
