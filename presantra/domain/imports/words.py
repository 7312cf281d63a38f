"""Words of files for the closed lists of the portal. What these rules do not know is asked, never guessed."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from presantra.domain.contracts import CONTRACTS
from presantra.domain.imports.dsn_codes import DEPARTURES
from presantra.domain.names import fold
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.vocabulary import ContractType, DepartureReason, OtherEmployers, Sex, VisitKind, WorkingTime

Value = TypeVar("Value", bound=StrEnum)
Rules = Sequence[tuple[str, Value]]

_SEX: Rules[Sex] = (
    (r"m|mr|mrs?|monsieur|messieurs|h|homme|hommes|masculin|masc|male|garcon|0?1", Sex.MALE),
    (r"mme|mlle|madame|mademoiselle|mesdames|f|femme|femmes|feminin|fem|female|w|fille|0?2", Sex.FEMALE),
)
_CONTRACT: Rules[ContractType] = (
    (r".*\bapprenti\w*\b.*", ContractType.APPRENTICESHIP),
    (r".*\bprofessionnalisation\b.*|contrat pro|c pro", ContractType.PROFESSIONAL_TRAINING),
    (r".*\bsaison\w*\b.*", ContractType.SEASONAL),
    (r".*\binterim\w*\b.*|.*\b(?:travail|contrat) temporaire\b.*|temporaire|ctt|(?:contrat de )?mission",
     ContractType.TEMPORARY),
    (r".*\bcdii?\b.*|c d i|.*\b(?:duree )?indeterminee?\b.*", ContractType.CDI),
    (r".*\bcddi?u?\b.*|c d d|.*\b(?:duree )?determinee?\b.*|extra|vacataire|vacation", ContractType.CDD),
    (r"autres?(?: contrats?)?|stage|stagiaire|convention de stage|mandat(?:aire)? social", ContractType.OTHER),
)  # fmt: skip
_LABELLED = {fold(contract.label): kind for kind, contract in CONTRACTS.items()}
_DEPARTURE: Rules[DepartureReason] = (
    (r".*\b(?:essai|pe)\b.*", DepartureReason.END_OF_TRIAL),
    (r".*\bconventionnelle\b.*|rupture conv\w*|rc", DepartureReason.MUTUAL_AGREEMENT),
    (r".*\blicenci\w*\b.*|.*\binaptitude\b.*", DepartureReason.DISMISSAL),
    (r".*\bdemission\w*\b.*", DepartureReason.RESIGNATION),
    (r".*\bretraite\w*\b.*", DepartureReason.RETIREMENT),
    (r".*\bdece(?:s|de|dee)\b.*", DepartureReason.DEATH),
    (r".*\bfin\b.*\bapprenti\w*\b.*", DepartureReason.END_OF_APPRENTICESHIP),
    (r".*\bfin\b.*\b(?:cdd|determinee?|saison\w*|mission)\b.*|cdd|.*\bterme\b.*\b(?:cdd|contrat)\b.*|echeance.*"
     r"|fin (?:de |du )?contrat", DepartureReason.END_OF_CDD),
    (r".*\bmut(?:ation|e|ee)\b.*|.*\btransfer\w*\b.*", DepartureReason.TRANSFER),
    (r".*\bjamais\b.*|.*\berreur\b.*", DepartureReason.NEVER_ARRIVED),
    (r"autres?(?: motifs?)?", DepartureReason.OTHER),
)  # fmt: skip
_VISIT: Rules[VisitKind] = (
    (r".*\bpre ?reprise\b.*", VisitKind.PRE_RETURN),
    (r".*\breprise\b.*|vr", VisitKind.RETURN),
    (r".*\bmi ?carriere\b.*", VisitKind.MID_CAREER),
    (r".*\bintermediaire\b.*|vi", VisitKind.INTERMEDIATE),
    (r".*\bpost ?(?:exposition|professionnelle)\b.*|.*\bfin de carriere\b.*", VisitKind.POST_EXPOSURE),
    (r".*\bdemande\b.*|occasionnelle", VisitKind.ON_REQUEST),
    (r".*\bvipi\b.*|.*\b(?:information|vip)\b.*\b(?:initiale?|embauche)\b.*", VisitKind.VIP_INITIAL),
    (r".*\bvipp\b.*|.*\b(?:information|vip)\b.*\bperiodique\b.*", VisitKind.VIP_PERIODIC),
    (r".*\bema?e\b.*|.*\b(?:aptitude|ema)\b.*\bembauche\b.*|.*\bembauche\b.*\baptitude\b.*", VisitKind.APTITUDE_HIRE),
    (r".*\bemap\b.*|.*\b(?:aptitude|ema)\b.*\bperiodique\b.*", VisitKind.APTITUDE_PERIODIC),
    (r".*\bembauche\b.*|initiale", VisitKind.HIRE),
    (r".*\bperiodique\b.*|suivi periodique", VisitKind.PERIODIC),
)  # fmt: skip
_WORKING_TIME: Rules[WorkingTime] = (
    (r".*\b(?:temps )?partiel\w*\b.*|mi temps|tps? part\w*", WorkingTime.PARTIAL),
    (r".*\b(?:temps |tps )?(?:plein|complet)\b.*|tc|full ?time|forfait.*", WorkingTime.FULL),
)
_OTHER_EMPLOYERS: Rules[OtherEmployers] = (
    (r"oui|o|yes|vrai|x|plusieurs|multi\w*", OtherEmployers.YES),
    (r"non|n|no|faux|aucun|unique|0", OtherEmployers.NO),
    (r"(?:ne )?(?:sait|sais) pas|inconnue?|nsp", OtherEmployers.UNKNOWN),
)
_SITUATIONS: Sequence[tuple[str, str]] = (
    (r".*\bamiante\b.*", "amiante"),
    (r".*\bplomb\b.*", "plomb"),
    (r".*\b(?:cmr|cancerogenes?|mutagenes?|reprotoxiques?|silice|poussieres? de bois)\b.*", "cmr"),
    (r".*\bbiologiques?\b.*\b(?:3|4)\b.*", "biologiques_3_4"),
    (r".*\bbiologiques?\b.*\b2\b.*", "biologiques_2"),
    (r".*\brayonnements?\b.*\ba\b", "rayonnements_a"),
    (r".*\brayonnements?\b.*\bb\b", "rayonnements_b"),
    (r".*\bhyperbare\b.*|.*\bplongee\b.*", "hyperbare"),
    (r".*\bechafaudages?\b.*", "echafaudages"),
    (r".*\b55 ?kg\b.*", "manutention_55kg"),
    (r".*\bliste complementaire\b.*", "liste_complementaire"),
    (r".*\btravaux reglementes\b.*", "jeunes_travaux_reglementes"),
    (r".*\bnuit\b.*", "nuit"),
    (r".*\bchamps? electromagnetiques?\b.*|cem", "champs_electromagnetiques"),
    (r".*\b(?:autorisations? de conduite|conduite d engins?|caces)\b.*", "autorisation_conduite"),
    (r".*\b(?:habilitations? electriques?|risque electrique)\b.*", "habilitation_electrique"),
    # A person's health never goes further than these neutral words.
    (r".*\b(?:handicap\w*|rqth|boeth|invalidite|enceinte|grossesse|allait\w*)\b.*", "suivi_adapte_autre"),
)
_NO_SITUATION = re.compile(
    r"si|sis|sig|simple|suivi (?:individuel )?(?:simple|general)|aucune?s?(?: situation| risque)?|non|sans(?: risque)?"
    r"|standard|normale?|generale?|ras|rs"
    # Being under 18 follows from the birth date.
    r"|(?:moins de )?18(?: ans)?|mineurs?"
)
_CUT = re.compile(r"[;\n|/•]|\s\+\s")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(%|h\w*)?")

SIR_WORDS = re.compile(
    r"sir|smr|(?:suivi |surveillance )?(?:medicale? |individuel )?(?:renforcee?)|suivi individuel renforce"
)
SIA_WORDS = re.compile(r"sia|(?:suivi )?(?:individuel )?adapte")

_LABELS = {fold(text): item.code for item in WORK_SITUATIONS for text in (item.label, item.code)}


def sex(words: str) -> Sex | None:
    return _first(_SEX, words)


def contract_type(words: str) -> ContractType | None:
    return _LABELLED.get(words) or _first(_CONTRACT, words)


def departure_reason(words: str) -> DepartureReason | None:
    """Words, or a code of the DSN (« 059 »)."""
    return DEPARTURES.get(words.zfill(3)) if words.isdigit() else _first(_DEPARTURE, words)


def visit_kind(words: str) -> VisitKind | None:
    return _first(_VISIT, words)


def other_employers(words: str) -> OtherEmployers | None:
    return _first(_OTHER_EMPLOYERS, words)


def working_time(text: str) -> WorkingTime | None:
    """Words, or a share (« 80 % », « 0,8 »), or hours a week or a month where they leave no doubt."""
    number = _NUMBER.fullmatch(text.strip().lower())
    if number is None:
        return _first(_WORKING_TIME, fold(text))
    value, unit = float(number[1].replace(",", ".")), number[2] or ""
    if unit == "%" or (not unit and value == 100):
        full = value >= 100
    elif value <= 1 and not unit:
        full = value == 1
    else:
        # 35 hours a week are 151.67 a month (L. 3121-27).
        full = 35 <= value <= 48 or value >= 151
    return WorkingTime.FULL if full else WorkingTime.PARTIAL


def situation_parts(text: str) -> tuple[str, ...]:
    """« Nuit ; CACES » says two things; a whole label with its commas says one."""
    if fold(text) in _LABELS:
        return (text,)
    parts = [part.strip() for part in _CUT.split(text)]
    parts = [piece for part in parts for piece in ([part] if fold(part) in _LABELS else part.split(","))]
    return tuple(piece.strip() for piece in parts if piece.strip())


def situation(words: str) -> str | None:
    """The code, empty for « none », None when not known."""
    if words in _LABELS:
        return _LABELS[words]
    if _NO_SITUATION.fullmatch(words):
        return ""
    return next((code for pattern, code in _SITUATIONS if re.fullmatch(pattern, words)), None)


def _first(rules: Rules[Value], words: str) -> Value | None:
    return next((value for pattern, value in rules if re.fullmatch(pattern, words)), None)


def in_order(codes: set[str]) -> tuple[str, ...]:
    """Known situations in the order of the portal’s list."""
    return tuple(item.code for item in WORK_SITUATIONS if item.code in codes)
