"""Attestation d’adhésion: its number, and the code by which anybody can check the paper.

The code is 2 characters for the day of issue and 10 for a MAC over all that matters on the paper. Nothing is kept.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from presantra.domain.crockford import ALPHABET, BITS_PER_CHARACTER, grouped, is_code, strip_separators, unconfuse
from presantra.domain.errors import InvalidValue

DAY_LENGTH = 2
MAC_LENGTH = 10
CODE_LENGTH = DAY_LENGTH + MAC_LENGTH
_NUMBER = re.compile(r"A([0-9]{4})([0-9]{6})")


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """« A-2026-000123 »: the year of issue and a rank in it."""

    year: int
    rank: int

    def __str__(self) -> str:
        return f"A-{self.year}-{self.rank:06d}"


def parse_number(text: str) -> CertificateNumber:
    """Spaces, hyphens and case do not matter. Raises InvalidValue."""
    plain = strip_separators(text)
    if not plain:
        raise InvalidValue("Indiquez le numéro de l’attestation.")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise InvalidValue("Le numéro a la forme A-2026-000123.")
    return CertificateNumber(int(match[1]), int(match[2]))


def parse_code(text: str) -> str:
    """The 12 canonical characters. Raises InvalidValue."""
    plain = unconfuse(strip_separators(text))
    if not plain:
        raise InvalidValue("Indiquez le code de vérification.")
    if not is_code(plain, CODE_LENGTH):
        raise InvalidValue("Le code de vérification a 12 lettres et chiffres, par groupes de quatre.")
    return plain


def certificate_code(key: bytes, number: CertificateNumber, siret: str, issued_on: date) -> str:
    """« 0Z4K-M7P2-XC9D »: binds the number, the SIRET and the day to each other."""
    day = _encoded(issued_on.timetuple().tm_yday, DAY_LENGTH)
    return grouped(day + _mac(key, number, siret, issued_on), 4)


def verified(key: bytes, number: CertificateNumber, siret: str, code: str) -> date | None:
    """The day of issue when the code is that of this number and this SIRET, None otherwise."""
    rank = ALPHABET.index(code[0]) * len(ALPHABET) + ALPHABET.index(code[1])
    try:
        day = date(number.year, 1, 1) + timedelta(days=rank - 1)
    except (ValueError, OverflowError):
        return None
    genuine = hmac.compare_digest(_mac(key, number, siret, day), code[DAY_LENGTH:])
    return day if genuine and day.year == number.year else None


def _mac(key: bytes, number: CertificateNumber, siret: str, issued_on: date) -> str:
    message = f"{number}|{siret}|{issued_on.isoformat()}".encode()
    value = int.from_bytes(hmac.digest(key, message, sha256)) >> (256 - MAC_LENGTH * BITS_PER_CHARACTER)
    return _encoded(value, MAC_LENGTH)


def _encoded(value: int, length: int) -> str:
    characters = []
    for _ in range(length):
        value, low = divmod(value, len(ALPHABET))
        characters.append(ALPHABET[low])
    return "".join(reversed(characters))
