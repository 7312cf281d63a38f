"""The same people written in many ways give the same people: headings, order, titles, encodings, dates, words."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from presantra.domain.imports.columns import propose
from presantra.domain.imports.model import FilePerson, RawTable
from presantra.domain.imports.people import Choices, people
from presantra.domain.vocabulary import ContractType, Sex
from presantra.services.imports.reading import read_file
from tests import messy_files as files

TODAY = date(2026, 11, 24)

PEOPLE = (
    FilePerson(
        line=0, birth_name="ÇELIK", first_name="Noémie", birth_date=date(1988, 2, 29), sex=Sex.FEMALE,
        entry_date=date(2019, 1, 7), contract_type=ContractType.CDI, job_title="Aide-soignante", pcs_code="526a",
        email="noemie.celik@example.org", phone="+33698765432",
    ),
    FilePerson(
        line=0, birth_name="D'HAUTEVILLE", usage_name="LE BRIS", first_name="Anne-Gaëlle",
        birth_date=date(1999, 12, 31), sex=Sex.FEMALE, entry_date=date(2024, 9, 2), contract_type=ContractType.CDD,
        job_title="Chef d'équipe",
        pcs_code="523b", email="ag@example.net",
    ),
    FilePerson(
        line=0, birth_name="OULD EL HADJ", first_name="Théo", birth_date=date(2007, 5, 4), sex=Sex.MALE,
        entry_date=date(2025, 10, 1), contract_type=ContractType.APPRENTICESHIP, job_title="Plombier",
        phone="+33320123456", departure_date=date(2026, 8, 31),
    ),
    FilePerson(
        line=0, birth_name="NGUYEN", first_name="Van", birth_date=date(1964, 11, 30), sex=Sex.MALE,
        entry_date=date(1992, 3, 16), contract_type=ContractType.SEASONAL, job_title="Cueilleur", pcs_code="691a",
    ),
)  # fmt: skip

HEADINGS = {
    "birth_name": ("Nom de naissance", "NOM", "Nom patronymique", "Nom de famille"),
    "usage_name": ("Nom d'usage", "Nom marital", "Nom d'épouse"),
    "first_name": ("Prénom", "PRENOM", "Prénoms", "Prénom du salarié"),
    "birth_date": ("Date de naissance", "Né(e) le", "DDN", "Dt naiss."),
    "sex": ("Sexe", "Civilité", "Genre", "Civ."),
    "entry_date": ("Date d'entrée", "Embauché(e) le", "Date d'embauche", "Entrée", "Date début contrat"),
    "contract_type": ("Type de contrat", "Contrat", "Nature du contrat", "Nat. contrat"),
    "job_title": ("Poste", "Emploi", "Fonction", "Libellé de l'emploi", "Qualification"),
    "pcs_code": ("PCS", "Code PCS-ESE", "Code PCS"),
    "email": ("E-mail", "Adresse mail", "Courriel"),
    "phone": ("Téléphone", "Tél. portable", "N° tél"),
    "departure_date": ("Date de sortie", "Sortie", "Date départ"),
}
NOISE = {
    "Adresse": "3 rue d'Arras, bât. B", "Salaire de base": "2 431,12", "Service": "Atelier", "N°": "12",
    "Lieu de naissance": "Lens", "N° SS": "1640747101234", "Clé": "08", "RQTH": "non", "Coefficient": "170",
}  # fmt: skip
SEXES = ({"f": "F", "m": "M"}, {"f": "Mme", "m": "M."}, {"f": "Femme", "m": "Homme"}, {"f": "2", "m": "1"})
CONTRACTS = (
    {"cdi": "CDI", "cdd": "CDD", "apprentissage": "Apprentissage", "saisonnier": "Saisonnier"},
    {
        "cdi": "Contrat à durée indéterminée", "cdd": "Contrat à durée déterminée",
        "apprentissage": "Contrat d'apprentissage", "saisonnier": "Contrat saisonnier",
    },
    {"cdi": "C.D.I.", "cdd": "cdd temps plein", "apprentissage": "Apprenti", "saisonnier": "CDD saisonnier"},
)  # fmt: skip
DATES: tuple[Callable[[date], Any], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: day.isoformat(),
    lambda day: f"{day:%d-%m-%y}",
    lambda day: f"{day:%d%m%Y}",
    lambda day: day,
)
PHONES: tuple[Callable[[str], str], ...] = (
    lambda number: number,
    lambda number: "0" + number[3:],
    lambda number: f"0{number[3]} {number[4:6]} {number[6:8]} {number[8:10]} {number[10:]}",
    lambda number: f"+33 (0){number[3]}.{number[4:6]}.{number[6:8]}.{number[8:10]}.{number[10:]}",
    lambda number: number[3:],
)
TITLES: tuple[Sequence[Sequence[str]], ...] = (
    (),
    (("Registre du personnel",), ("",)),
    (("SARL Ménard",), ("12, rue du Port",), ("Édité le 02/11/2026", "", "Page 1"), ("",)),
)
ENDS: tuple[Sequence[Sequence[str]], ...] = (
    (),
    (("",), ("Total", "", "4")),
    (("", "", ""), ("Nombre de salariés : 4",), ("Fin de l'état",)),
)


def written(rng: random.Random) -> tuple[list[list[Any]], int]:
    """The rows of a file, and how many stand above the first person."""
    sex, contract, phone = rng.choice(SEXES), rng.choice(CONTRACTS), rng.choice(PHONES)
    capitals = rng.random() < 0.5
    columns = {name: rng.choice(titles) for name, titles in HEADINGS.items()}
    noise = rng.sample(sorted(NOISE), 3)
    order = [*columns, *noise]
    rng.shuffle(order)

    def cell(person: FilePerson, name: str) -> Any:
        value = getattr(person, name, None)
        if name in NOISE:
            return NOISE[name]
        if value is None:
            return ""
        if isinstance(value, date):
            return rng.choice(DATES)(value)
        text = {"sex": sex, "contract_type": contract}.get(name, {}).get(str(value), str(value))
        text = phone(text) if name == "phone" else text
        text = text.upper() if capitals and name in ("first_name", "job_title", "pcs_code") else text
        return f"{text}  " if rng.random() < 0.2 else text

    above = [*rng.choice(TITLES), [columns.get(name, name) for name in order]]
    rows = [[cell(person, name) for name in order] for person in PEOPLE]
    return [list(row) for row in (*above, *rows, *rng.choice(ENDS))], len(above)


def content(rng: random.Random, rows: list[list[Any]]) -> bytes:
    if rng.random() < 0.4:
        return files.workbook(("Notes", (("Bonjour",),)), ("Liste", rows), options={"date_1904": rng.random() < 0.5})
    mark = rng.choice([";", "\t"])
    return files.delimited(*rows, mark=mark, encoding=rng.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))


@pytest.mark.parametrize("seed", range(60))
def test_the_same_people_however_written(seed: int) -> None:
    rng = random.Random(seed)
    rows, above = written(rng)
    table = read_file(content(rng, rows), "liste")
    assert isinstance(table, RawTable)
    proposal = propose(table)
    read = people(table, Choices(tuple(guess.column for guess in proposal.guesses)), TODAY)
    assert proposal.questions == ()
    assert read == tuple(replace(person, line=above + place) for place, person in enumerate(PEOPLE, start=1))
    assert not any("1640747101234" in cell or "2 431" in cell for _, cells in table.rows for cell in cells)
