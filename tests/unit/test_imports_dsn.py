"""DSN: what is read of them, what is refused with its line, what must never come out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presantra.domain.errors import InvalidValue
from presantra.domain.imports.dsn import looks_like_dsn, parse_dsn
from presantra.domain.imports.dsn_people import READ
from presantra.domain.imports.model import DsnFile, FilePerson
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType, DepartureReason, OtherEmployers, Sex
from tests.dsn_lines import ANNE, HEAD, JOB, contract, dsn

SAMPLE = (Path(__file__).parent.parent / "data" / "imports" / "DSN_2026-10.dsn").read_bytes()
COPY = "Le fichier est abîmé : demandez-en une nouvelle copie à votre logiciel de paie."
PAY = (("S21.G00.50.001", "28102026"), ("S21.G00.50.002", "3505.00"), ("S21.G00.51.013", "2891.00"))


def only(content: bytes, *, nir: bool = False) -> FilePerson:
    ((person,),) = parse_dsn(content, nir=nir).establishments.values()
    return person


def with_contract(**rubriques: str) -> FilePerson:
    contract = {"001": "22051999", "007": "01"} | {name[1:]: value for name, value in rubriques.items()}
    return only(dsn(HEAD, ANNE, [(f"S21.G00.40.{name}", value) for name, value in sorted(contract.items())]))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "utf-8-sig"])
def test_a_person_and_nothing_of_the_pay(encoding: str) -> None:
    content = dsn(HEAD, ANNE, JOB, PAY, encoding=encoding)
    assert looks_like_dsn(content)
    assert parse_dsn(content) == DsnFile(
        date(2026, 10, 1),
        "991421132",
        {
            "99142113200010": (
                FilePerson(
                    line=7, birth_name="D'ARC", first_name="Anne-Lyse", birth_date=date(1980, 1, 11), sex=Sex.FEMALE,
                    entry_date=date(1999, 5, 22), contract_type=ContractType.CDI, job_title="Chef d'équipe",
                    establishment="99142113200010", contract_starts=(date(1999, 5, 22),),
                ),
            )
        },
    )  # fmt: skip


def test_the_nir_only_when_asked_for_with_its_key() -> None:
    assert only(dsn(HEAD, ANNE, JOB)).nir is None
    assert only(dsn(HEAD, ANNE, JOB), nir=True).nir == "280014759706037"
    unknown = (("S21.G00.30.002", "D'ARC"), ("S21.G00.30.004", "ANNE"), ("S21.G00.30.006", "11011980"))
    assert only(dsn(HEAD, unknown, (("S21.G00.30.020", "NTT123"),), JOB), nir=True).nir is None


@pytest.mark.parametrize(
    ("rubriques", "field", "value"),
    [
        ({"_007": "02", "_010": "31122006"}, "planned_end_date", date(2006, 12, 31)),
        ({"_007": "01", "_010": "31122026"}, "planned_end_date", None),
        ({"_007": "02"}, "contract_type", ContractType.CDD),
        ({"_007": "03"}, "contract_type", ContractType.TEMPORARY),
        ({"_007": "07"}, "contract_type", ContractType.CDI),
        ({"_007": "08"}, "contract_type", ContractType.TEMPORARY),
        ({"_007": "09"}, "contract_type", ContractType.CDI),
        ({"_007": "10"}, "contract_type", ContractType.CDD),
        ({"_007": "29"}, "contract_type", ContractType.OTHER),
        ({"_004": "632k"}, "pcs_code", "632k"),
        ({"_004": "n'importe"}, "pcs_code", None),
        ({"_017": "2098"}, "idcc", "2098"),
        ({"_017": "9999"}, "idcc", None),
        ({"_037": "02"}, "other_employers", OtherEmployers.YES),
        ({"_037": "01"}, "other_employers", OtherEmployers.NO),
    ],
)
def test_what_a_contract_says(rubriques: dict[str, str], field: str, value: object) -> None:
    person = with_contract(**rubriques)
    assert (getattr(person, field), person.errors) == (value, ())


LISTED = {
    "S21.G00.30": ("001", "002", "003", "004", "005", "006", "020"),
    "S21.G00.40": ("001", "004", "006", "007", "010", "013", "017", "037"),
    "S21.G00.62": ("001", "002"),
}
"""Of a person, all that the field's list of useful rubriques names; the portal may read less, never more."""
TEMPTING = ("01", "02", "10", "61", "64", "100.00", "01012001", "DUPONT", "1640747101234", "2098", "632k")


def test_no_other_rubrique_of_a_person_is_read() -> None:
    assert set(READ) <= {(block, number) for block, numbers in LISTED.items() for number in numbers}
    end = (("S21.G00.62.001", "09102026"), ("S21.G00.62.002", "031"))
    blocks = {"S21.G00.30": ANNE, "S21.G00.40": JOB, "S21.G00.62": end}
    plain = only(dsn(HEAD, *blocks.values()), nir=True)
    for value in TEMPTING:
        full = [
            sorted([*lines, *((f"{block}.{n:03}", value) for n in range(1, 200) if f"{n:03}" not in LISTED[block])])
            for block, lines in blocks.items()
        ]
        assert only(dsn(HEAD, *full), nir=True) == plain


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("059", DepartureReason.RESIGNATION),
        ("031", DepartureReason.END_OF_CDD),
        ("043", DepartureReason.MUTUAL_AGREEMENT),
        ("038", DepartureReason.RETIREMENT),
        ("039", DepartureReason.RETIREMENT),
        ("034", DepartureReason.END_OF_TRIAL),
        ("014", DepartureReason.DISMISSAL),
        ("091", DepartureReason.DISMISSAL),
        ("066", DepartureReason.DEATH),
        ("081", DepartureReason.END_OF_APPRENTICESHIP),
        ("777", DepartureReason.OTHER),
    ],
)
def test_reasons_of_an_end(code: str, reason: DepartureReason) -> None:
    end = (("S21.G00.62.001", "09102026"), ("S21.G00.62.002", code))
    person = only(dsn(HEAD, ANNE, JOB, end, PAY))
    assert (person.departure_date, person.departure_reason) == (date(2026, 10, 9), reason)


def test_the_contract_that_has_not_ended_is_the_current_one() -> None:
    first, second = contract("01092025", "VENDEUSE", "02", "30092026"), contract("01102026", "CAISSIÈRE", "01")
    for order in ((first, second), (second, first)):
        person = only(dsn(HEAD, ANNE, *order))
        assert (person.job_title, person.contract_type, person.departure_date) == ("Caissière", ContractType.CDI, None)
    person = only(dsn(HEAD, ANNE, first, contract("01102026", "CAISSIÈRE", "01", "15102026")))
    assert (person.job_title, person.departure_date) == ("Caissière", date(2026, 10, 15))


@pytest.mark.parametrize(
    ("contracts", "starts"),
    [
        (("01092025-30092026", "01102026"), ("2025-09-01", "2026-10-01")),
        (("01092025-30092026", "02102026"), ("2026-10-02",)),
        (("01092025", "01102026"), ("2025-09-01", "2026-10-01")),
        (("01092025-15102026", "01102026"), ("2025-09-01", "2026-10-01")),
        (("02012024-31082025", "01092025-30092026", "01102026"), ("2024-01-02", "2025-09-01", "2026-10-01")),
        (("02012024-30082025", "01092025-30092026", "01102026"), ("2025-09-01", "2026-10-01")),
        (("01092025-30092026", "01102026-15102026"), ("2025-09-01", "2026-10-01")),
    ],
)
def test_contracts_that_follow_each_other_are_one_employment(
    contracts: tuple[str, ...], starts: tuple[str, ...]
) -> None:
    blocks = [contract(text.partition("-")[0], "VENDEUSE", "02", text.partition("-")[2]) for text in contracts]
    expected = tuple(map(date.fromisoformat, starts))
    for order in (blocks, blocks[::-1]):
        person = only(dsn(HEAD, ANNE, *order))
        assert (person.entry_date, person.contract_starts, person.errors) == (expected[0], expected, ())


def test_a_person_declared_twice_in_an_establishment_is_one() -> None:
    first, second = contract("01092025", "VENDEUSE", "02", "30092026"), contract("01102026", "CAISSIÈRE", "01")
    for order in ((first, second), (second, first)):
        person = only(dsn(HEAD, ANNE, order[0], ANNE, order[1]))
        assert (person.entry_date, person.job_title, person.departure_date) == (date(2025, 9, 1), "Caissière", None)
    namesake = (("S21.G00.30.001", "2800147597061"), *ANNE[1:])
    [people] = parse_dsn(dsn(HEAD, ANNE, first, namesake, second)).establishments.values()
    assert [person.entry_date for person in people] == [date(2025, 9, 1), date(2026, 10, 1)]


def test_several_establishments_and_an_empty_one() -> None:
    other = (("S21.G00.11.001", "00028"),)
    bob = [(name, "BOB" if name.endswith("004") else value) for name, value in ANNE]
    found = parse_dsn(dsn(HEAD, ANNE, JOB, bob, JOB, other, bob, JOB, [("S21.G00.11.001", "00036")])).establishments
    assert {siret: [person.first_name for person in people] for siret, people in found.items()} == {
        "99142113200010": ["Anne-Lyse", "Bob"],
        "99142113200028": ["Bob"],
        "99142113200036": [],
    }


def test_mistakes_of_a_person_are_his_own() -> None:
    wrong = (("S21.G00.30.002", "D'ARC"), ("S21.G00.30.006", "99991980"))
    contract = (("S21.G00.40.001", "31022026"), ("S21.G00.40.007", "01"))
    person = only(dsn(HEAD, wrong, contract))
    where = "corrigez-la dans votre logiciel de paie, ou modifiez la fiche du salarié."
    assert [(error.column, error.sentence) for error in person.errors] == [
        ("S21.G00.30.004", "Le prénom manque dans la DSN."),
        ("S21.G00.30.006", french(f"La date de naissance est incomplète : {where}")),
        ("S21.G00.40.001", french(f"Cette date n’existe pas : {where}")),
    ]
    young = only(dsn(HEAD, ANNE[:4], (("S21.G00.30.006", "11012020"),), (("S21.G00.40.001", "01092026"),)))
    assert [error.column for error in young.errors] == ["S21.G00.30.006"]


def changed(number: int, name: str, value: str) -> tuple[tuple[str, str], ...]:
    return (*HEAD[: number - 1], (name, value), *HEAD[number:])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Bonjour", f"Ligne 1 : cette ligne n’a pas la forme d’une rubrique de DSN. {COPY}"),
        (b"\r\n\r\n", f"Ligne 1 : la fin de la DSN manque (rubrique S90.G00.90.001). {COPY}"),
        (dsn(HEAD[1:], ANNE, JOB), f"Ligne 1 : le début de la DSN manque (bloc S10). {COPY}"),
        (
            dsn(HEAD, ANNE, JOB).replace(b"S21.G00.30.002,'D'ARC'", b"S21.G00.30.002,'D'ARC"),
            f"Ligne 8 : cette ligne n’a pas la forme d’une rubrique de DSN. {COPY}",
        ),
        (
            dsn(HEAD, ANNE, JOB).partition(b"S90")[0],
            f"Ligne 14 : la fin de la DSN manque (rubrique S90.G00.90.001). {COPY}",
        ),
        (
            dsn(HEAD, ANNE, JOB, total=99),
            f"Ligne 15 : le nombre de rubriques annoncé n’est pas celui du fichier (16). {COPY}",
        ),
        (
            dsn(HEAD, ANNE, JOB) + b"S21.G00.50.002,'1'\r\n",
            f"Ligne 17 : la DSN continue après sa dernière rubrique (S90). {COPY}",
        ),
        (
            dsn(changed(2, "S20.G00.05.001", "04"), ANNE, JOB),
            "Ligne 2 : ce fichier est un signalement d’événement. Déposez la DSN mensuelle de l’entreprise.",
        ),
        (
            dsn(changed(3, "S20.G00.05.002", "04"), ANNE, JOB),
            "Ligne 3 : cette DSN annule une déclaration. Déposez la DSN qui la remplace.",
        ),
        (dsn(changed(4, "S20.G00.05.005", "01132026")), f"Ligne 4 : le mois déclaré n’est pas une date. {COPY}"),
        (
            dsn(HEAD, (("S20.G00.05.001", "01"), ("S20.G00.05.005", "01092026"))),
            "Ligne 8 : ce fichier contient plusieurs mois. Déposez une DSN à la fois.",
        ),
        (
            dsn(HEAD, (("S21.G00.06.001", "552008443"),)),
            "Ligne 7 : ce fichier contient les DSN de plusieurs entreprises. Déposez-les une par une.",
        ),
        (
            dsn(changed(5, "S21.G00.06.001", "99142113")),
            f"Ligne 5 : le SIREN de l’entreprise n’a pas 9 chiffres. {COPY}",
        ),
        (
            dsn(changed(6, "S21.G00.11.001", "10")),
            f"Ligne 6 : l’établissement n’est pas identifié (SIREN et NIC). {COPY}",
        ),
        (dsn(HEAD[:5], ANNE), f"Ligne 6 : un salarié est déclaré hors de tout établissement. {COPY}"),
        (dsn(HEAD, JOB), f"Ligne 7 : un contrat est déclaré sans son salarié. {COPY}"),
        (
            dsn(HEAD, ANNE, (("S21.G00.62.001", "01102026"),)),
            f"Ligne 12 : une fin de contrat est déclarée sans son contrat. {COPY}",
        ),
        (dsn(HEAD[:4]), f"Ligne 1 : cette DSN ne déclare aucun établissement. {COPY}"),
    ],
)
def test_a_file_refused_with_its_line(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_dsn(content)
    assert refusal.value.sentence == french(sentence)


def test_a_refusal_repeats_nothing_of_the_file() -> None:
    content = dsn(HEAD, ANNE, JOB, PAY).replace(b"'3505.00'", b"3505.00")
    with pytest.raises(InvalidValue) as refusal:
        parse_dsn(content)
    trace = refusal.value
    assert "Ligne\xa016" in str(trace) or "Ligne 16" in str(trace)
    assert "3505" not in repr(trace)
    assert (trace.__cause__, trace.__context__) == (None, None)


def test_a_file_cut_anywhere_is_refused_with_a_line() -> None:
    lines = SAMPLE.splitlines(keepends=True)
    for kept in range(1, len(lines) - 2, 7):
        with pytest.raises(InvalidValue, match=r"^Ligne \d+"):
            parse_dsn(b"".join(lines[:kept]))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 676), st.binary(max_size=40), st.booleans())
def test_any_line_changed_gives_a_result_or_a_refusal(place: int, wrong: bytes, keep_name: bool) -> None:
    lines = SAMPLE.split(b"\r\n")
    name = lines[place].split(b",")[0]
    lines[place] = name + b",'" + wrong.replace(b"\n", b" ") + b"'" if keep_name else wrong
    try:
        read = parse_dsn(b"\r\n".join(lines), nir=True)
    except InvalidValue as refusal:
        assert refusal.sentence.startswith("Ligne ")  # noqa: PT017 -- both ends are right
    else:
        assert isinstance(read, DsnFile)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue):
        parse_dsn(content)
