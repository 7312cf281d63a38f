"""Identifiers typed by people: parsed tolerantly, stored in one form. Every parser raises InvalidValue."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from presantra.domain.crockford import grouped, is_code, random_code, strip_separators, unconfuse
from presantra.domain.errors import InvalidValue
from presantra.domain.phones import format_phone as format_phone
from presantra.domain.phones import parse_phone as parse_phone

DECLARANT_LENGTH = 8
EMAIL_MAX_LENGTH = 254

_DASHES = re.compile(r"[\-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
_IDCC = re.compile(r"[0-9]{1,4}")
_NAF = re.compile(r"[0-9]{4}[A-Z]")
_PCS = re.compile(r"[0-9]{3}[a-z]")
_POSTAL_CODE = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}")


@dataclass(frozen=True, slots=True)
class MemberCode:
    """A code adhérent: `number` keeps its leading zeros; `branch` is None for the company itself."""

    number: str
    branch: int | None = None

    @property
    def code(self) -> str:
        return self.number if self.branch is None else f"{self.number}-{self.branch}"

    @property
    def company_number(self) -> str:
        return self.number

    def __str__(self) -> str:
        return self.code


def parse_member_code(text: str) -> MemberCode:
    """Read « 10001 », « 10001-1 », « 10001 – 1 », « 10 001 » or « 10001 1 »."""
    plain = " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", text)).split())
    if not plain:
        raise InvalidValue("Indiquez votre code adhérent.")
    pattern = r"([0-9]{5})(?:-([0-9]{1,3}))?"
    match = re.fullmatch(r"([0-9]{5}) ([0-9]{1,3})", plain) or re.fullmatch(pattern, plain.replace(" ", ""))
    if match is None:
        raise InvalidValue(
            "Le code adhérent a 5 chiffres, suivis d’un tiret et du numéro de la succursale s’il y en a une "
            "(exemples : 12345 ou 12345-1)."
        )
    number, branch = match.groups()
    return MemberCode(number, None if branch is None else int(branch))


def generate_declarant_number() -> str:
    """A new n° de télédéclarant, « TD-XXXX-XXXX », carrying 40 random bits."""
    return format_declarant_number(random_code(DECLARANT_LENGTH * 5))


def parse_declarant_number(text: str) -> str:
    """Return the 8 canonical characters; case, spaces, hyphens and the TD prefix do not matter."""
    plain = strip_separators(text)
    if not plain:
        raise InvalidValue("Indiquez votre n° de télédéclarant.")
    if len(plain) == DECLARANT_LENGTH + 2 and plain.startswith("TD"):
        plain = plain[2:]
    canonical = unconfuse(plain)
    if not is_code(canonical, DECLARANT_LENGTH):
        raise InvalidValue(
            "Le n° de télédéclarant a la forme TD-XXXX-XXXX. Vérifiez-le sur le courrier que vous avez reçu."
        )
    return canonical


def format_declarant_number(canonical: str) -> str:
    return f"TD-{grouped(canonical, 4)}"


def parse_siret(text: str) -> str:
    """Return 14 digits. The establishments of La Poste follow their own key, which stdnum knows."""
    plain = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    try:
        return str(stdnum_siret.validate(plain))
    except InvalidChecksum as error:
        raise InvalidValue("Ce numéro SIRET n’existe pas : un de ses chiffres est faux.") from error
    except ValidationError as error:
        raise InvalidValue("Le numéro SIRET a 14 chiffres (exemple : 732 829 320 00074).") from error


def parse_siren(text: str) -> str:
    """Return 9 digits."""
    plain = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    try:
        return str(stdnum_siren.validate(plain))
    except InvalidChecksum as error:
        raise InvalidValue("Ce numéro SIREN n’existe pas : un de ses chiffres est faux.") from error
    except ValidationError as error:
        raise InvalidValue("Le numéro SIREN a 9 chiffres (exemple : 732 829 320).") from error


def format_siret(siret: str) -> str:
    """« 732 829 320 00074 »."""
    return f"{format_siren(siret[:9])} {siret[9:]}"


def siren_of(siret: str) -> str:
    return siret[:9]


def format_siren(siren: str) -> str:
    """« 732 829 320 »."""
    return f"{siren[:3]} {siren[3:6]} {siren[6:9]}"


def parse_naf(text: str) -> str:
    """Return the code without its dot, letter in upper case: « 4332B »."""
    plain = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text)).upper()
    if not _NAF.fullmatch(plain):
        raise InvalidValue("Le code NAF a 4 chiffres et une lettre (exemple : 43.32B).")
    return plain


def format_naf(naf: str) -> str:
    """« 43.32B »."""
    return f"{naf[:2]}.{naf[2:]}"


def parse_pcs(text: str) -> str:
    """Return the PCS-ESE code in lower case, as the DSN wants it: « 653a »."""
    plain = re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text)).lower()
    if not _PCS.fullmatch(plain):
        raise InvalidValue("Le code PCS-ESE a 3 chiffres et une lettre (exemple : 653a).")
    return plain


def parse_idcc(text: str) -> str:
    """Return the 4 digits of a convention collective as text: spreadsheets drop its leading zeros."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper().removeprefix("IDCC")
    if not _IDCC.fullmatch(plain):
        raise InvalidValue("Le code IDCC a 4 chiffres (exemple : 0016).")
    return plain.zfill(4)


def parse_postal_code(text: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not _POSTAL_CODE.fullmatch(plain):
        raise InvalidValue("Le code postal a 5 chiffres (exemple : 35000).")
    return plain


def parse_email(text: str) -> str:
    """Return a deliverable form of the address: domain in lower case and in ASCII, no look-up on the network.

    The local part must be ASCII, because many mail servers still refuse others.
    """
    plain = text.strip()
    if not plain:
        raise InvalidValue("Indiquez une adresse e-mail.")
    if len(plain) > EMAIL_MAX_LENGTH:
        raise InvalidValue(f"Une adresse e-mail a au plus {EMAIL_MAX_LENGTH} caractères.")
    try:
        validated = validate_email(
            plain, check_deliverability=False, test_environment=True, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as error:
        raise InvalidValue(
            "Cette adresse e-mail n’est pas valable. Vérifiez-la (exemple : prenom.nom@entreprise.fr)."
        ) from error
    address = validated.ascii_email or validated.normalized
    if len(address) > EMAIL_MAX_LENGTH:
        raise InvalidValue(f"Une adresse e-mail a au plus {EMAIL_MAX_LENGTH} caractères.")
    return address


def email_key(email: str) -> str:
    """The form under which an address is unique: two addresses that differ by case are the same person's."""
    return unicodedata.normalize("NFC", email.strip()).casefold()
