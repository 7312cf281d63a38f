"""Telephone numbers: stored in E.164, shown the French way. France and its departments by default."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from presantra.domain.errors import InvalidValue

# « 0692 … » typed without a prefix is a number of La Réunion: metropolitan France comes first, then the DOM.
_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM")
_FRENCH_COUNTRY_CODES = frozenset({33, 262, 590, 594, 596})
_MAX_LENGTH = 40
# Numbers that Arcep keeps for fiction: nobody's telephone, so the demonstration may use them.
_FICTION = "+3363998"
_FRENCH = re.compile(r"(?:0|\+33|0033)([1-9][0-9]{8})")
_SPACES = re.compile(r"[\s.\-]")


def parse_phone(text: str) -> str:
    """Return the number in E.164 (« +33612345678 »). Raises InvalidValue."""
    plain = text.strip()
    if not plain:
        raise InvalidValue("Indiquez un numéro de téléphone.")
    french = _FRENCH.fullmatch(_SPACES.sub("", plain)) if len(plain) <= _MAX_LENGTH else None
    # An import reads thousands of them: their parts are known without looking for a country, which costs most.
    if french and phonenumbers.is_valid_number(PhoneNumber(country_code=33, national_number=int(french[1]))):
        return f"+33{french[1]}"
    for region in _REGIONS if len(plain) <= _MAX_LENGTH else ():
        number = _parse(plain, region)
        if number is None or number.extension:
            continue
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number) or (e164.startswith(_FICTION) and len(e164) == 12):
            return e164
    raise InvalidValue("Ce numéro de téléphone n’est pas valable (exemple : 06 12 34 56 78, ou +32 … pour l’étranger).")


def format_phone(e164: str) -> str:
    """« 06 12 34 56 78 » for France and its departments, « +32 2 555 12 34 » for other countries."""
    number = _parse(e164, None)
    if number is None:
        return e164
    if number.country_code in _FRENCH_COUNTRY_CODES:
        digits = f"0{number.national_number}"
        return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None
