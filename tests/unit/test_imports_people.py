"""Cells read as people write them, and every mistake told where it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as stdnum_nir

from presantra.domain.errors import InvalidValue
from presantra.domain.imports.columns import Column
from presantra.domain.imports.dates import NOT_A_DATE, NOT_UNDERSTOOD, month_first, read_date
from presantra.domain.imports.model import FilePerson, RawTable
from presantra.domain.imports.people import Choices, people, with_key
from presantra.domain.imports.readable import readable_first_name, readable_job, whole_name
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, VisitKind, WorkingTime

TODAY = date(2026, 11, 24)
IDENTITY = {"birth_name": "ROY", "first_name": "Léa", "birth_date": "28/02/1990"}


def person(cells: dict[str, str], **choices: Any) -> FilePerson:
    """One line with an identity unless `cells` say otherwise; the headings are the names of the columns."""
    full = {**IDENTITY, **cells}
    table = RawTable("", 1, tuple(full), ((2, tuple(full.values())),))
    (read,) = people(table, Choices(tuple(map(Column, full)), **choices), TODAY)
    return read


def errors_of(read: FilePerson) -> dict[str, str]:
    return {error.column: error.sentence for error in read.errors}


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("sex", "M.", Sex.MALE), ("sex", "Mme", Sex.FEMALE), ("sex", "Mlle", Sex.FEMALE), ("sex", "H", Sex.MALE),
        ("sex", "1", Sex.MALE), ("sex", "2", Sex.FEMALE), ("sex", "MASCULIN", Sex.MALE), ("sex", "?", None),
        ("first_name", "RENÉ-BENOÎT", "René-Benoît"), ("first_name", "d'Artagnan", "d'Artagnan"),
        ("job_title", "TECHNICIENNE BUREAU D'ÉTUDES", "Technicienne bureau d'études"),
        ("job_title", "RESPONSABLE RH", "Responsable RH"), ("job_title", "DRH", "DRH"),
        ("contract_type", "Contrat à durée indéterminée", ContractType.CDI),
        ("contract_type", "C.D.D.", ContractType.CDD), ("contract_type", "CDI intérimaire", ContractType.TEMPORARY),
        ("contract_type", "Apprenti", ContractType.APPRENTICESHIP),
        ("contract_type", "Contrat pro", ContractType.PROFESSIONAL_TRAINING),
        ("contract_type", "SAISONNIÈRE", ContractType.SEASONAL), ("contract_type", "CDD temps plein", ContractType.CDD),
        ("pcs_code", "632K", "632k"), ("pcs_code", "632k - Menuisiers", "632k"),
        ("phone", "612345678", "+33612345678"), ("phone", "+33 (0)6 12 34 56 78", "+33612345678"),
        ("phone", "06 12 34 56 78 / 03 20 00 00 00", "+33612345678"), ("phone", "0692 12 34 56", "+262692123456"),
        ("email", "Jean.D@Exemple.FR", "Jean.D@exemple.fr"), ("email", "o'neil@exemple.fr", "o'neil@exemple.fr"),
        ("departure_reason", "059", DepartureReason.RESIGNATION),
        ("departure_reason", "59", DepartureReason.RESIGNATION),
        ("departure_reason", "Fin de CDD", DepartureReason.END_OF_CDD),
        ("departure_reason", "RUPTURE CONV.", DepartureReason.MUTUAL_AGREEMENT),
        ("departure_reason", "Fin PE employeur", DepartureReason.END_OF_TRIAL),
        ("departure_reason", "Inaptitude", DepartureReason.DISMISSAL),
        ("last_visit_kind", "VIPI", VisitKind.VIP_INITIAL), ("last_visit_kind", "Préreprise", VisitKind.PRE_RETURN),
        ("working_time", "0,8", WorkingTime.PARTIAL), ("working_time", "35h", WorkingTime.FULL),
        ("working_time", "100 %", WorkingTime.FULL), ("working_time", "151,67", WorkingTime.FULL),
        ("situations", "Nuit ; CACES", ("nuit", "autorisation_conduite")), ("situations", "SI", ()),
        ("situations", "Bruit", None), ("situations", "RQTH", ("suivi_adapte_autre",)),
        ("situations", "Produits cancérogènes, mutagènes ou toxiques pour la reproduction (CMR)", ("cmr",)),
        ("establishment", "10001 – 1", "10001-1"), ("establishment", "991 421 132 00010", "99142113200010"),
        ("establishment", "12", "00012"), ("idcc", "16", "0016"), ("matricule", "00012", "00012"),
    ],
)  # fmt: skip
def test_cells(column: str, text: str, value: object) -> None:
    read = person({column: text})
    assert getattr(read, column) == value
    assert read.errors == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/01/1980", date(1980, 1, 11)),
        ("1.2.1980", date(1980, 2, 1)),
        ("1980-01-11", date(1980, 1, 11)),
        ("1980-01-11 00:00:00", date(1980, 1, 11)),
        ("1980-01-11T08:30:00Z", date(1980, 1, 11)),
        ("11/01/80", date(1980, 1, 11)),
        ("03/02/10", date(2010, 2, 3)),
        ("03/02/30", date(1930, 2, 3)),
        ("29231", date(1980, 1, 11)),
        ("11011980", date(1980, 1, 11)),
        ("1011980", date(1980, 1, 1)),
        ("19800111", date(1980, 1, 11)),
        ("110180", date(1980, 1, 11)),
        ("11 janvier 1980", date(1980, 1, 11)),
        ("vendredi 1er févr. 80", date(1980, 2, 1)),
        ("3-août-85", date(1985, 8, 3)),
    ],
)
def test_dates(text: str, expected: date) -> None:
    assert read_date(text, date(2026, 11, 24)) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/1980", NOT_A_DATE),
        ("1980-02-31", NOT_A_DATE),
        ("00/01/1980", NOT_A_DATE),
        ("99999999", NOT_A_DATE),
        ("hier", NOT_UNDERSTOOD),
        ("12", NOT_UNDERSTOOD),
        ("²²²²²", NOT_UNDERSTOOD),
        ("11 jui 1980", NOT_UNDERSTOOD),
    ],
)
def test_dates_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        read_date(text, TODAY)
    assert refusal.value.sentence == french(sentence)


@given(st.dates(date(1930, 1, 1), date(2026, 11, 24)))
def test_every_way_of_writing_a_day_gives_it_back(day: date) -> None:
    ways = (f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%d%m%Y}", f"{day:%Y%m%d}", str((day - date(1899, 12, 30)).days))
    assert {read_date(way, TODAY) for way in ways} == {day}


def test_months_first_only_when_the_whole_column_says_so() -> None:
    assert month_first(["12/31/1980", "12/30/1980", "02/28/1980", "01/02/1980"])
    assert not month_first(["12/31/1980", "12/30/1980", "02/28/1980", "31/01/1980"])
    assert not month_first(["12/31/1980", "01/02/1980"])


@pytest.mark.parametrize(
    ("text", "birth", "usage", "first", "sex"),
    [
        ("DUPONT Jean-Marc", "DUPONT", "", "Jean-Marc", None),
        ("Jean-Marc DUPONT", "DUPONT", "", "Jean-Marc", None),
        ("Dupont, Jean Marc", "Dupont", "", "Jean Marc", None),
        ("M. MARTIN PAUL", "MARTIN", "", "PAUL", Sex.MALE),
        ("de LA FONTAINE Marie", "de LA FONTAINE", "", "Marie", None),
        ("LE GALL YANN", "LE GALL", "", "YANN", None),
        ("Mme Durand née PETIT Claire", "PETIT", "Durand", "Claire", Sex.FEMALE),
        ("DURAND Claire née PETIT", "PETIT", "DURAND", "Claire", None),
        ("DURAND épouse PETIT Claire", "DURAND", "PETIT", "Claire", None),
        ("DURAND (née PETIT) Claire", "PETIT", "DURAND", "Claire", None),
    ],
)
def test_a_whole_name_in_one_cell(text: str, birth: str, usage: str, first: str, sex: Sex | None) -> None:
    name = whole_name(text, first_name_first=False)
    assert name is not None
    assert (name.birth_name, name.usage_name, name.first_name, name.sex) == (birth, usage, first, sex)


def test_the_heading_tells_the_order_of_a_name_without_capitals() -> None:
    for heading, expected in (("Prénom NOM", ("Roy", "Léa")), ("Nom prénom", ("Léa", "Roy"))):
        table = RawTable("", 1, (heading, "Né le"), ((2, ("Léa Roy", "28/02/1990")),))
        (read,) = people(table, Choices((Column.FULL_NAME, Column.BIRTH_DATE)), TODAY)
        assert (read.birth_name, read.first_name, read.errors) == (*expected, ())
    alone = person({"birth_name": "", "first_name": "", "full_name": "Seul"})
    assert errors_of(alone) == {
        "full_name": french("Écrivez le nom et le prénom, séparés par une espace (exemple : DUPONT Jeanne).")
    }


def test_readable_capitals_leave_the_rest_alone() -> None:
    assert readable_first_name("MARIE D'ANGE") == "Marie D'Ange"
    assert readable_first_name("McKenzie") == "McKenzie"
    assert readable_job("CONDUCTEUR SPL (NUIT)") == "Conducteur SPL (nuit)"


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"birth_name": ""}, "birth_name", "Indiquez le nom de naissance."),
        ({"first_name": ""}, "first_name", "Indiquez le prénom."),
        ({"birth_date": "-"}, "birth_date", "Indiquez la date de naissance."),
        ({"birth_date": "31/02/1980"}, "birth_date", NOT_A_DATE),
        ({"birth_date": "01/01/2027"}, "birth_date", "La date de naissance est dans le futur."),
        (
            {"birth_date": "01/01/2015", "entry_date": "01/09/2026"},
            "birth_date",
            "Le salarié aurait 11 ans à son entrée : il faut avoir au moins 14 ans. Vérifiez les deux dates.",
        ),
        (
            {"birth_date": "01/01/1901", "entry_date": "01/09/2026"},
            "birth_date",
            "Le salarié aurait 125 ans à son entrée : vérifiez l’année de naissance.",
        ),
        (
            {"entry_date": "01/09/2026", "departure_date": "31/08/2026"},
            "departure_date",
            "La date de départ ne peut pas précéder la date d’entrée (01/09/2026).",
        ),
        (
            {"contract_type": "CDI", "planned_end_date": "01/09/2027"},
            "planned_end_date",
            "Un CDI n’a pas de date de fin : effacez-la ou choisissez un autre contrat.",
        ),
        ({"pcs_code": "12"}, "pcs_code", "Le code PCS-ESE a 3 chiffres et une lettre (exemple : 653a)."),
        (
            {"email": "jean@@x"},
            "email",
            "Cette adresse e-mail n’est pas valable. Vérifiez-la (exemple : prenom.nom@entreprise.fr).",
        ),
        (
            {"phone": "99"},
            "phone",
            "Ce numéro de téléphone n’est pas valable (exemple : 06 12 34 56 78, ou +32 … pour l’étranger).",
        ),
        (
            {"contract_type": "CUI"},
            "contract_type",
            "Ce type de contrat n’est pas connu : écrivez CDI, CDD, apprentissage, professionnalisation, saisonnier, "
            "intérim ou autre.",
        ),
        ({"sex": "X"}, "sex", "Le sexe n’est pas compris : écrivez F ou M."),
        ({"nir": "280014759706038"}, "nir", "La clé de ce numéro ne correspond pas : vérifiez chaque chiffre."),
        ({"first_name": "L" * 201}, "first_name", "200 caractères au maximum (il y en a 201)."),
    ],
)
def test_mistakes(cells: dict[str, str], column: str, sentence: str) -> None:
    read = person(cells)
    assert errors_of(read) == {column: french(sentence)}
    assert getattr(read, column) is None


def test_a_missing_sex_or_end_is_no_mistake() -> None:
    assert person({"contract_type": "CDD", "sex": "", "planned_end_date": ""}).errors == ()


def test_an_empty_column_of_a_mistake_is_named_by_its_label() -> None:
    table = RawTable("", 1, ("Prénom",), ((2, ("Léa",)),))
    (read,) = people(table, Choices((Column.FIRST_NAME,)), TODAY)
    assert list(errors_of(read)) == ["Nom de naissance", "Date de naissance"]


def test_answers_and_defaults() -> None:
    answers = {"contract_type:cui": "cdd", "situations:sir": "amiante", "situations:bruit": "", "working_time:tp": ""}
    cells = {"contract_type": "C.U.I", "situations": "SIR ; Bruit", "working_time": "TP", "job_title": ""}
    read = person(cells, words={**answers, "contract_type:c u i": "cdd"}, defaults={"job_title": "VENDEUSE"})
    assert (read.contract_type, read.situations, read.working_time) == (ContractType.CDD, ("amiante",), None)
    assert (read.job_title, read.errors) == ("Vendeuse", ())
    assert person({"situations": "Bruit"}, words=answers).situations is None
    wrong = person({"contract_type": "zzz"}, defaults={"contract_type": "cdi"})
    assert wrong.contract_type is None, "a default never hides a mistake"


def test_the_birth_name_of_somebody_who_never_changed_it() -> None:
    read = person({"birth_name": "", "usage_name": "MARTIN"})
    assert (read.birth_name, read.usage_name, read.errors) == ("MARTIN", None, ())
    assert person({"usage_name": "Roy"}).usage_name is None


@pytest.mark.parametrize(
    ("number", "key"),
    [("2800147597060", "37"), ("2950799126111", ""), ("253072A073004", "43"), ("253072B073004", "70")],
)
def test_the_key_of_a_nir(number: str, key: str) -> None:
    full = with_key(number)
    assert stdnum_nir.is_valid(full)
    assert not key or full == number + key
    assert person({"nir": number, "nir_key": full[13:].lstrip("0")}).nir == full
    assert person({"nir": "", "nir_key": "37"}).nir is None
