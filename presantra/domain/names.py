"""Names of persons and free text: kept as people write them, folded only to search and to find duplicates."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from presantra.domain.errors import InvalidValue

NAME_MAX_LENGTH = 200

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_JOINERS = frozenset("\u200c\u200d")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def clean_name(text: str, max_length: int = NAME_MAX_LENGTH) -> str:
    """Return the name in NFC with single spaces. Apostrophes, hyphens, accents, emoji and `<` are kept.

    Raises InvalidValue when empty, longer than `max_length` characters, or holding a control character.
    """
    name = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()
    if not name.isprintable() and any(_refused(character) for character in name):
        raise InvalidValue("Ce champ contient un caractère invisible : saisissez-le de nouveau au clavier.")
    name = " ".join(name.split())
    if not name:
        raise InvalidValue("Ce champ est obligatoire.")
    return _within(name, max_length)


def clean_text(text: str, max_length: int) -> str:
    """Return a free text of several lines in NFC, possibly empty. Raises InvalidValue like `clean_name`."""
    lines = unicodedata.normalize("NFC", text.translate(_INVISIBLE)).replace("\t", " ").splitlines()
    cleaned = "\n".join(line.rstrip() for line in lines).strip()
    if any(_refused(character) for character in cleaned if character != "\n"):
        raise InvalidValue("Ce champ contient un caractère invisible : saisissez-le de nouveau au clavier.")
    return _within(cleaned, max_length)


@lru_cache(maxsize=8192)
def fold(text: str, max_length: int = NAME_MAX_LENGTH) -> str:
    """Without accents, case, hyphens nor apostrophes, single spaces: the form used to search and to compare.

    One character may unfold into many, so the result is cut at `max_length` to fit its column.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"}).translate(_LETTERS)
    return " ".join("".join(" " if _separates(c) else c for c in bare).split())[:max_length].rstrip()


def identity_key(birth_name: str, first_name: str, birth_date: date) -> str:
    """Equal for two entries of one person, whatever the accents, hyphens, apostrophes, spaces and case.

    At most 412 characters.
    """
    return f"{_compact(birth_name)}|{_compact(first_name)}|{birth_date.isoformat()}"


def display_name(first_name: str, last_name: str) -> str:
    """« Prénom NOM »."""
    return f"{first_name} {last_name.upper()}".strip()


def _compact(text: str) -> str:
    # A name made only of punctuation must not become the same person as every other such name.
    return re.sub(r"[\s|]", "", fold(text)) or text.casefold()[:NAME_MAX_LENGTH]


def _refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES and character not in _JOINERS


def _separates(character: str) -> bool:
    return unicodedata.category(character)[0] in "PZC" or character in "´`ʼʹ^¨"


def _within(text: str, max_length: int) -> str:
    if len(text) > max_length:
        raise InvalidValue(f"{max_length} caractères au maximum (il y en a {len(text)}).")
    return text
