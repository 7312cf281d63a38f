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
_OTHER_NAME = re.compile(
    r"\s*\(\s*(n[ée]e?\s+)?([^()]+)\)|\s+(n[ée]e|[ée]pouse|[ée]p\.?|veuve|ve?\.)\s+", re.IGNORECASE
)
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
    other = _OTHER_NAME.search(plain)
    if other is None:
        parts = _parted(plain, first_name_first)
        return WholeName(parts[0], "", parts[1], sex) if parts else None
    before, after = plain[: other.start()].strip(), plain[other.end() :].strip()
    if other[2]:
        # « DUPONT (MARTIN) Claire »: the name between the marks is taken out of the others.
        parts, second, born = _parted(f"{before} {after}", first_name_first), other[2].strip(), bool(other[1])
    else:
        born = fold(other[3]).startswith("ne")
        inner = _parted(after, first_name_first)
        parts, second = ((before, inner[1]), inner[0]) if inner else (_parted(before, first_name_first), after)
    if not parts or not second:
        return None
    birth, usage = (second, parts[0]) if born else (parts[0], second)
    return WholeName(birth, usage, parts[1], sex)


def _parted(text: str, first_name_first: bool) -> tuple[str, str] | None:
    """Last name and first name."""
    last, comma, first = text.partition(",")
    if not comma:
        tokens = text.split()
        capitals = [len(token) > 1 and token.isupper() for token in tokens]
        if len(tokens) < 2:
            return None
        if any(capitals) and not all(capitals):
            kept = _last_name_places(tokens, capitals)
            last = " ".join(token for place, token in enumerate(tokens) if place in kept)
            first = " ".join(token for place, token in enumerate(tokens) if place not in kept)
        elif first_name_first:
            last, first = " ".join(tokens[1:]), tokens[0]
        else:
            cut = 1
            while cut < len(tokens) - 1 and fold(tokens[cut - 1]) in _PARTICLES:
                cut += 1
            last, first = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    last, first = last.strip(), first.strip()
    return (last, first) if last and first else None


def _last_name_places(tokens: list[str], capitals: list[bool]) -> set[int]:
    """Capitals, and the particles in small letters just before one (« de LA FONTAINE »)."""
    return {
        place
        for place, token in enumerate(tokens)
        if capitals[place] or (token.lower() in _PARTICLES and any(capitals[place + 1 : place + 3]))
    }
