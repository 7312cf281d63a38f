"""The members of the demonstration: always the same, invented, valid in form."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.vocabulary import AddressKind, ContactKind


@dataclass(frozen=True, slots=True)
class DemoContact:
    kind: ContactKind
    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """``unit_cents``: yearly cotisation for one salarié, without VAT."""

    code: str
    number: str
    name: str
    siret: str
    naf_code: str
    street: str
    postal_code: str
    city: str
    email: str
    phone: str
    trade: str
    headcount: int
    unit_cents: int
    contacts: tuple[DemoContact, ...]
    other_addresses: tuple[tuple[AddressKind, str, str, str], ...] = ()

    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]


_LEFEVRE = "menuiserie-lefevre.example"
_MOREL = "transports-morel.example"

_LEFEVRE_CONTACTS = (
    DemoContact(ContactKind.DIRECTOR, "Claire Lefèvre", f"claire.lefevre@{_LEFEVRE}", "+33639980101"),
    DemoContact(ContactKind.HUMAN_RESOURCES, "Julien Aubry", f"rh@{_LEFEVRE}", "+33639980102"),
    DemoContact(ContactKind.INVOICING, "Cabinet Delorme", "lefevre@cabinet-delorme.example", "+33639980103"),
)

COMPANIES: tuple[DemoCompany, ...] = (
    DemoCompany(
        code="10001",
        number="TD-K4M7-P2XC",
        name="Menuiserie Lefèvre",
        siret="99142113200010",
        naf_code="4332A",
        street="14 rue des Ébénistes",
        postal_code="35000",
        city="Rennes",
        email=f"contact@{_LEFEVRE}",
        phone="+33639980100",
        trade="menuiserie",
        headcount=42,
        unit_cents=11_600,
        contacts=_LEFEVRE_CONTACTS,
        other_addresses=((AddressKind.INVOICING, "Cabinet Delorme, 3 quai Saint-Cyr", "35000", "Rennes"),),
    ),
    DemoCompany(
        code="10001-1",
        number="TD-R6T3-W9HD",
        name="Menuiserie Lefèvre – agence de Vannes",
        siret="99142113200028",
        naf_code="4332A",
        street="ZA du Prat, 8 rue des Charpentiers",
        postal_code="56000",
        city="Vannes",
        email=f"vannes@{_LEFEVRE}",
        phone="+33639980110",
        trade="menuiserie",
        headcount=7,
        unit_cents=11_600,
        contacts=_LEFEVRE_CONTACTS[:1],
    ),
    DemoCompany(
        code="10001-2",
        number="TD-B5N8-Y4QF",
        name="Menuiserie Lefèvre – atelier de Fougères",
        siret="99142113200036",
        naf_code="1623Z",
        street="27 boulevard de l’Industrie",
        postal_code="35300",
        city="Fougères",
        email=f"fougeres@{_LEFEVRE}",
        phone="+33639980120",
        trade="menuiserie",
        headcount=5,
        unit_cents=11_600,
        contacts=_LEFEVRE_CONTACTS[:1],
    ),
    DemoCompany(
        code="20002",
        number="TD-G7V2-J3ZK",
        name="Transports Morel",
        siret="99165238900016",
        naf_code="4941A",
        street="Plateforme logistique, 2 avenue du Fret",
        postal_code="44800",
        city="Saint-Herblain",
        email=f"contact@{_MOREL}",
        phone="+33639980200",
        trade="transport",
        headcount=380,
        unit_cents=10_500,
        contacts=(
            DemoContact(ContactKind.DIRECTOR, "Étienne Morel", f"direction@{_MOREL}", "+33639980201"),
            DemoContact(ContactKind.HUMAN_RESOURCES, "Nadia Benali", f"rh@{_MOREL}", "+33639980202"),
            DemoContact(ContactKind.INVOICING, "Paul Guérin", f"comptabilite@{_MOREL}", "+33639980203"),
            DemoContact(ContactKind.HEALTH, "Sophie Le Goff", f"securite@{_MOREL}", "+33639980204"),
        ),
        other_addresses=(
            (AddressKind.INVOICING, "Service comptabilité, BP 40112", "44802", "Saint-Herblain Cedex"),
            (AddressKind.SUMMONS, "Service du personnel, 2 avenue du Fret", "44800", "Saint-Herblain"),
        ),
    ),
)
