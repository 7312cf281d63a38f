"""Centres of the service, written in one setting: « paris=Centre de Paris, 12 rue X, 75000 Paris; nord=… »."""

import re
from dataclasses import dataclass

from presantra.domain.errors import InvalidValue

_CODE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Centre:
    """``code`` is stored; ``place`` is what people read: its name and its address."""

    code: str
    place: str

    @property
    def name(self) -> str:
        return self.place.partition(",")[0]


def parse_centres(text: str) -> tuple[Centre, ...]:
    """Raises InvalidValue when an entry is not « code=nom, adresse », or a code comes twice."""
    found: list[Centre] = []
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        code, separator, place = (part.strip() for part in entry.partition("="))
        if not separator or not place or not _CODE.fullmatch(code) or code in {centre.code for centre in found}:
            raise InvalidValue("Les centres s’écrivent « code=Nom, adresse », séparés par des points-virgules.")
        found.append(Centre(code, place))
    return tuple(found)


def place_of(centres: tuple[Centre, ...], code: str) -> str:
    """What people read of a code; the code itself when the setting no longer has it."""
    return next((centre.place for centre in centres if centre.code == code), code)
