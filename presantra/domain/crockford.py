"""Crockford's base 32: no I, L, O or U, so that a code survives a letter, a telephone call and a keyboard."""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS_PER_CHARACTER = 5

_CONFUSIONS = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\u00ad\u200b\u2060\ufeff_\-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]+")


def random_code(bits: int) -> str:
    """Return a code carrying `bits` random bits; `bits` must be a multiple of 5."""
    if bits <= 0 or bits % BITS_PER_CHARACTER:
        raise ValueError("bits must be a positive multiple of 5")
    return "".join(secrets.choice(ALPHABET) for _ in range(bits // BITS_PER_CHARACTER))


def strip_separators(text: str) -> str:
    """Upper-case `text` without spaces nor hyphens of any kind (full-width characters become plain)."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def unconfuse(text: str) -> str:
    """Read O as 0, I and L as 1."""
    return text.translate(_CONFUSIONS)


def is_code(text: str, length: int) -> bool:
    return len(text) == length and all(character in ALPHABET for character in text)


def grouped(code: str, size: int) -> str:
    """Cut a code in groups of `size` characters joined by hyphens."""
    return "-".join(code[start : start + size] for start in range(0, len(code), size))
