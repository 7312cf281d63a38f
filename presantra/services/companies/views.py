"""Frozen views of a company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from presantra.db.models import Member
from presantra.domain.clock import add_years, paris_date
from presantra.domain.identifiers import format_naf, format_siren, format_siret, siren_of
from presantra.domain.labels import label
from presantra.domain.vocabulary import AddressKind, ContactKind
from presantra.services.audit import HistoryLine
from presantra.services.companies.fields import CONTACT_PARTS, Values, shown
from presantra.settings import Settings


@dataclass(frozen=True, slots=True)
class AddressView:
    """``same_as_head_office``: nothing of its own was given."""

    kind: str
    label: str
    street: str
    postal_code: str
    city: str
    same_as_head_office: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    kind: str
    label: str
    name: str
    email: str
    phone: str
    other_emails: str


@dataclass(frozen=True, slots=True)
class ServiceTeam:
    """How to reach the service."""

    name: str
    phone: str
    email: str
    address: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """Identity is read only. ``values`` fills the form: field → text as a person types it.

    ``history``: the last changes only. ``to_verify``: nobody has said for a year that the coordonnées are right.
    """

    public_id: UUID
    code: str
    name: str
    siren: str
    siret: str
    naf_code: str
    email: str
    phone: str
    addresses: tuple[AddressView, ...]
    contacts: tuple[ContactView, ...]
    team: ServiceTeam
    version: int
    updated_at: datetime
    updated_by: str
    history: tuple[HistoryLine, ...]
    values: dict[str, str]
    verified_at: datetime | None = None
    verified_by: str = ""
    to_verify: bool = False


def to_verify(member: Member, today: date) -> bool:
    """Whether its coordonnées, or the company itself, have been there for a year without anybody reading them again."""
    return add_years(paris_date(member.verified_at or member.created_at), 1) <= today


def profile_view(
    member: Member, stored: Values, settings: Settings, history: tuple[HistoryLine, ...], today: date
) -> CompanyProfile:
    values = {field: shown(field, value) for field, value in stored.items()}
    return CompanyProfile(
        public_id=member.public_id,
        code=member.code,
        name=member.name,
        siren=format_siren(siren_of(member.siret)),
        siret=format_siret(member.siret),
        naf_code=format_naf(member.naf_code) if member.naf_code else "",
        email=values["email"],
        phone=values["phone"],
        addresses=tuple(_address(kind, values) for kind in AddressKind),
        contacts=tuple(_contact(kind, values) for kind in ContactKind),
        team=ServiceTeam(
            settings.service_name,
            settings.service_phone,
            settings.service_email,
            tuple(settings.service_address.splitlines()),
        ),
        version=member.version,
        updated_at=member.updated_at,
        updated_by=member.updated_by,
        history=history,
        values=values,
        verified_at=member.verified_at,
        verified_by=member.verified_by,
        to_verify=to_verify(member, today),
    )


def _address(kind: AddressKind, values: Values) -> AddressView:
    street, postal_code, city = (values[f"{kind}_{part}"] for part in ("street", "postal_code", "city"))
    own = bool(street or postal_code or city)
    return AddressView(
        kind.value, label(kind), street, postal_code, city, kind is not AddressKind.HEAD_OFFICE and not own
    )


def _contact(kind: ContactKind, values: Values) -> ContactView:
    name, email, phone, others = (values[f"{kind}_{part}"] for part in CONTACT_PARTS)
    return ContactView(kind.value, label(kind), name, email, phone, others)
