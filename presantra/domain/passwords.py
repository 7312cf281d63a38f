"""Rules of passwords (CNIL 2022-100; OWASP ASVS 6.2): long and hard to guess, without composition rule.

`advice` and `check_password` take some milliseconds of processor time: callers run them in a thread.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zxcvbn import matching, zxcvbn

from presantra.domain.crockford import grouped, random_code, strip_separators, unconfuse
from presantra.domain.errors import InvalidValue
from presantra.domain.names import fold
from presantra.domain.typography import french

MIN_LENGTH = 15
MIN_LENGTH_WITH_SECOND_FACTOR = 12
MAX_LENGTH = 256
MIN_BITS = 50
# What zxcvbn grants to twelve random characters: it counts ten guesses a character that it cannot explain.
MIN_BITS_WITH_SECOND_FACTOR = 40
FIRST_PASSWORD_BITS = 100

# zxcvbn's time grows with the square of the length; its author's limit is kept.
_ESTIMATED_LENGTH = 72
_MAX_CONTEXT_WORDS = 60
_MAX_READINGS = 12
_TELLING_LENGTH = 4
_KNOWN_WORD_BITS = 4
_ALWAYS = (
    "presantra",
    "présantra",
    "portail",
    "adherent",
    "adhérent",
    "entreprise",
    "salarie",
    "travail",
    "declarant",
)


_every_reading = matching.relevant_l33t_subtable


def _some_readings(password: str, table: dict[str, list[str]]) -> dict[str, list[str]]:
    """zxcvbn tries all readings of signs as letters (« 4 » for « a »): seven hundred for some passwords, in seconds."""
    found: dict[str, list[str]] = _every_reading(password, table)
    while math.prod(map(len, found.values())) > _MAX_READINGS:
        del found[max(found, key=lambda letter: len(found[letter]))]
    return found


matching.relevant_l33t_subtable = _some_readings


@dataclass(frozen=True, slots=True)
class PasswordAdvice:
    """`bits` is log2 of the estimated number of guesses; `sentence` says what to do."""

    ok: bool
    bits: int
    sentence: str


def normalize_password(password: str) -> str:
    """NFC: the form to hash, so that « é » typed on another keyboard is the same password."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, context: Sequence[str]) -> None:
    """Raise InvalidValue with a sentence that says what to do, unless the password is good.

    `context` holds what an attacker knows of the person: names, address, company.
    """
    verdict = advice(password, context)
    if not verdict.ok:
        raise InvalidValue(verdict.sentence)


def advice(password: str, context: Sequence[str], *, second_factor: bool = False) -> PasswordAdvice:
    """Judge a password; never raises. With a ``second_factor`` it may be a little shorter."""
    min_length, min_bits = MIN_LENGTH, MIN_BITS
    if second_factor:
        min_length, min_bits = MIN_LENGTH_WITH_SECOND_FACTOR, MIN_BITS_WITH_SECOND_FACTOR
    candidate = normalize_password(password)
    if not candidate:
        return _refusal(0, f"Choisissez un mot de passe d’au moins {min_length} caractères.")
    if any(unicodedata.category(character) == "Cs" for character in candidate):
        return _refusal(0, "Ce mot de passe contient un caractère illisible : choisissez-en un autre.")
    if len(candidate) > MAX_LENGTH:
        return _refusal(0, f"Ce mot de passe est trop long : {MAX_LENGTH} caractères au maximum.")
    bits, personal = _estimate(candidate, context)
    missing = min_length - len(candidate)
    if missing > 0:
        plural = "s" if missing > 1 else ""
        return _refusal(bits, f"Ajoutez encore {missing} caractère{plural} : il en faut au moins {min_length}.")
    if bits < min_bits:
        return _refusal(bits, _weakness(personal))
    return PasswordAdvice(True, bits, french("Ce mot de passe est solide."))


def generate_first_password() -> str:
    """A first password of 100 random bits: four groups of five characters without ambiguous letters."""
    return grouped(random_code(FIRST_PASSWORD_BITS), 5)


def canonical_first_password(text: str) -> str:
    """The form to hash and to compare: spaces, hyphens and case do not matter, O is 0, I and L are 1."""
    return unconfuse(strip_separators(text))


def _refusal(bits: int, sentence: str) -> PasswordAdvice:
    return PasswordAdvice(False, bits, french(sentence))


def _weakness(personal: bool) -> str:
    if personal:
        return (
            "Ce mot de passe est trop facile à deviner : il reprend un mot lié à vous, à votre entreprise "
            "ou à ce portail. Remplacez-le par plusieurs mots sans rapport entre eux."
        )
    return (
        "Ce mot de passe est trop facile à deviner. Ajoutez un ou deux mots sans rapport avec les autres, "
        "ou laissez votre gestionnaire de mots de passe en créer un."
    )


def _estimate(candidate: str, context: Sequence[str]) -> tuple[int, bool]:
    words = _context_words(context)
    bits = _bits(candidate, words)
    folded = rest = fold(candidate, MAX_LENGTH)
    told = [word for word in sorted(words, key=len, reverse=True) if len(word) >= _TELLING_LENGTH and word in folded]
    for word in told:
        rest = rest.replace(word, "")
    if told:
        # zxcvbn pays each separator dearly: one's own address would pass. What is known is worth little.
        bits = min(bits, _bits(rest, words) + _KNOWN_WORD_BITS * len(told)) if rest.strip() else 0
    return bits, bool(told)


def _bits(text: str, words: list[str]) -> int:
    # Rounded, because zxcvbn counts 15 random characters for 49.8 bits.
    guesses = int(zxcvbn(text[:_ESTIMATED_LENGTH], user_inputs=words)["guesses"])
    return round(math.log2(max(1, guesses)))


def _context_words(context: Iterable[str]) -> list[str]:
    words: dict[str, None] = dict.fromkeys(_ALWAYS)
    for text in context:
        shortened = text[:100].casefold()
        for form in (shortened, fold(shortened)):
            words.update(dict.fromkeys(word for word in re.split(r"[\W_]+", form) if len(word) >= 3))
            words.update(dict.fromkeys(filter(None, (re.sub(r"[\W_]+", "", form),))))
    return list(words)[:_MAX_CONTEXT_WORDS]
