"""N° de sécurité sociale (NIR): read, masked, compared with what is known of the person. Never a matching key."""

import re
import unicodedata
from datetime import date

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import nir as stdnum_nir

from presantra.domain.errors import InvalidValue
from presantra.domain.typography import french
from presantra.domain.vocabulary import Sex

MEN = frozenset("137")  # 3 and 7: provisional numbers
WOMEN = frozenset("248")
_MONTHS = frozenset({*range(1, 13), *range(20, 43), *range(50, 100)})  # beyond 12: month unknown, or born abroad


def parse_nir(text: str) -> str:
    """Return the 15 characters, key included. The sentence of a refusal never repeats what was typed.

    Raises InvalidValue, also for a sex or a month that no number has, which the key alone lets through.
    """
    plain = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text)).upper()
    try:
        number = str(stdnum_nir.validate(plain))
    except InvalidChecksum:
        raise InvalidValue("La clé de ce numéro ne correspond pas : vérifiez chaque chiffre.") from None
    except ValidationError:
        raise InvalidValue("Le numéro de sécurité sociale a 15 caractères, clé comprise.") from None
    if number[0] not in MEN | WOMEN:
        raise InvalidValue("Le premier chiffre de ce numéro n’est pas possible : vérifiez-le.")
    if int(number[3:5]) not in _MONTHS:
        raise InvalidValue("Le mois de naissance contenu dans ce numéro n’est pas possible : vérifiez-le.")
    return number


def mask_nir(nir: str) -> str:
    """« 2 95 ** ** *** *** 93 »."""
    return f"{nir[0]} {nir[1:3]} ** ** *** *** {nir[13:]}"


def nir_warnings(nir: str, sex: Sex | None, birth_date: date) -> tuple[str, ...]:
    """What does not agree with the record. Not refusals: such numbers exist, and civil status may change."""
    warnings: list[str] = []
    if sex is not None and nir[0] not in (MEN if sex is Sex.MALE else WOMEN):
        warnings.append("Le premier chiffre du numéro de sécurité sociale ne correspond pas au sexe indiqué.")
    month = int(nir[3:5])
    if nir[1:3] != f"{birth_date:%y}" or (month <= 12 and month != birth_date.month):
        warnings.append(
            "L’année ou le mois du numéro de sécurité sociale ne correspond pas à la date de naissance indiquée."
        )
    return tuple(french(warning) for warning in warnings)
