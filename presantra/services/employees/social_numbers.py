"""N° de sécurité sociale: sealed, bound to its person, given back masked only; nothing when it is not asked for."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from uuid import UUID

from presantra.db.models import Employee
from presantra.domain.employees import Arrival
from presantra.domain.errors import FieldChange
from presantra.domain.labels import FIELD_LABELS
from presantra.domain.nir import mask_nir, nir_warnings
from presantra.domain.vocabulary import Sex
from presantra.services.context import ServiceContext
from presantra.services.keys import keyed_digest, seal, unseal

NO_NIR = {"nir_sealed": "", "nir_index": ""}


@dataclass(frozen=True, slots=True)
class SocialNumber:
    """``masked`` is all that leaves the services; ``warnings``: what does not agree with the record."""

    masked: str
    warnings: tuple[str, ...]


def nir_columns(context: ServiceContext, member_id: int, public_id: UUID, nir: str) -> dict[str, str]:
    """Columns of a number that ``parse_nir`` has read."""
    sealed = seal(context.keys.nir, nir.encode(), str(public_id))
    return {"nir_sealed": b64encode(sealed).decode(), "nir_index": nir_index(context, member_id, nir)}


def nir_index(context: ServiceContext, member_id: int, nir: str) -> str:
    """Keyed digest to find the same person twice within one member, and nowhere else; empty for no number."""
    return keyed_digest(context.keys.nir, f"index/{member_id}/{nir}") if nir else ""


def nir_of(context: ServiceContext, employee: Employee) -> str:
    """The number itself, to seal it anew or to mask it; empty when there is none, or when it is not asked for."""
    if not (context.settings.nir_enabled and employee.nir_sealed):
        return ""
    return unseal(context.keys.nir, b64decode(employee.nir_sealed), str(employee.public_id)).decode()


def shown(context: ServiceContext, employee: Employee) -> SocialNumber | None:
    nir = nir_of(context, employee)
    sex = Sex(employee.sex) if employee.sex else None
    return SocialNumber(mask_nir(nir), nir_warnings(nir, sex, employee.birth_date)) if nir else None


@dataclass(frozen=True, slots=True)
class NirEdit:
    """What a form does to the number: columns to write, and the only word that the journal may keep."""

    columns: dict[str, str]
    changes: tuple[FieldChange, ...]


def edit_of(context: ServiceContext, employee: Employee, arrival: Arrival) -> NirEdit:
    """An empty field leaves the number alone; a box erases it."""
    if arrival.nir:
        index = nir_index(context, employee.member_id, arrival.nir)
        if index == employee.nir_index:
            return NirEdit({}, ())
        columns = nir_columns(context, employee.member_id, employee.public_id, arrival.nir)
        return NirEdit(columns, (MODIFIED,))
    if arrival.nir_erased and employee.nir_sealed:
        return NirEdit(dict(NO_NIR), (_change("effacé"),))
    return NirEdit({}, ())


def _change(word: str) -> FieldChange:
    return FieldChange("nir", FIELD_LABELS["nir"], "", word)


MODIFIED = _change("modifié")
