"""Payroll writes in capitals: first names and posts are made readable; and one cell may hold a whole name."""

import re
from dataclasses import dataclass

from presantra.domain.imports import words
from presantra.domain.names import fold
from presantra.domain.vocabulary import Sex

# fmt: off
_ACRONYMS = frozenset((
    "RH", "DRH", "RRH", "PDG", "DG", "DGA", "DAF", "DSI", "SI", "IT", "QSE", "HSE", "QHSE", "SAV", "BE", "ADV", "BTP",
    "TP", "VRD", "CVC", "TCE", "CNC", "CAO", "DAO", "BIM", "PAO", "TIG", "MIG", "MAG", "PL", "SPL", "VL", "CACES",
    "IDE", "IADE", "IBODE", "ASH", "AES", "ATSEM", "AESH", "EHPAD", "IME", "ETAM", "ATC", "VRP", "CDI", "CDD", "PME",
    "TPE", "CSE", "SQL", "PHP", "ERP", "CRM", "GMS", "TGBT", "HTA", "BT", "OPC", "MOE", "MOA", "GTB", "CPE",
))
# fmt: on
_PIECES = re.compile(r"[^\W\d_]+|[\W\d_]+")
_CIVILITY = re.compile(r"(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\.?\s+", re.IGNORECASE)
_MARRIED = re.compile(r"\s*(?:\(\s*(?:n[ée]e?\s+)?([^)]+)\)|\b(?:[ée]pouse|[ée]p\.?|n[ée]e)\s+(.+))", re.IGNORECASE)
# fmt: off
_PARTICLES = frozenset((
    "de", "du", "des", "le", "la", "les", "d", "l", "el", "al", "ben", "bel", "bou", "van", "von", "der", "den", "da",
    "do", "dos", "das", "di", "del", "della", "st", "saint", "sainte", "mac", "mc",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class WholeName:
    birth_name: str
    usage_name: str
    first_name: str
    sex: Sex | None


def readable_first_name(text: str) -> str:
    """« RENÉ-BENOÎT » → « René-Benoît »; what is not in capitals is left as it was typed."""
    if not text.isupper():
        return text
    return "".join(piece.capitalize() for piece in _PIECES.findall(text))


def readable_job(text: str) -> str:
    """« TECHNICIENNE BUREAU D'ÉTUDES » → « Technicienne bureau d'études »; acronyms keep their capitals."""
    if not text.isupper() or (" " not in text and len(text) <= 4):
        return text
    pieces = [piece if piece in _ACRONYMS else piece.lower() for piece in _PIECES.findall(text)]
    joined = "".join(pieces)
    return joined[:1].upper() + joined[1:]


def whole_name(text: str, *, first_name_first: bool) -> WholeName | None:
    """« DUPONT Jean », « Jean DUPONT », « Dupont, Jean », « Mme DUPONT née MARTIN Claire »… None: one word only.

    Capitals tell the name where both ways of writing are there; else the order of the heading does.
    """
    civility = _CIVILITY.match(text)
    sex = words.sex(fold(civility[0])) if civility else None
    plain = text[civility.end() :] if civility else text
    if "," in plain:
        last, _, first = plain.partition(",")
        return _named(last, first, sex)
    tokens = plain.split()
    if len(tokens) < 2:
        return None
    capitals = [len(token) > 1 and token.isupper() for token in tokens]
    if any(capitals) and not all(capitals):
        last = " ".join(_last_name_tokens(tokens, capitals))
        first = " ".join(token for token in tokens if token not in last.split())
        return _named(last, first, sex)
    if first_name_first:
        return _named(" ".join(tokens[1:]), tokens[0], sex)
    cut = 1
    while cut < len(tokens) - 1 and fold(tokens[cut - 1]) in _PARTICLES:
        cut += 1
    return _named(" ".join(tokens[:cut]), " ".join(tokens[cut:]), sex)


def _last_name_tokens(tokens: list[str], capitals: list[bool]) -> list[str]:
    """Capitals, and the particles in small letters just before one (« de LA FONTAINE »)."""
    kept = []
    for index, token in enumerate(tokens):
        before = token.lower() in _PARTICLES and any(capitals[index + 1 : index + 3])
        if capitals[index] or before:
            kept.append(token)
    return kept


def _named(last: str, first: str, sex: Sex | None) -> WholeName | None:
    married = _MARRIED.search(last) or _MARRIED.search(first)
    usage = ""
    if married:
        other = (married[1] or married[2]).strip()
        born = re.search(r"n[ée]e", married[0], re.IGNORECASE) is not None
        last, first = _MARRIED.sub("", last).strip(), _MARRIED.sub("", first).strip()
        last, usage = (other, last) if born else (last, other)
    last, first = last.strip(), first.strip()
    return WholeName(last, usage, first, sex) if last and first else None
