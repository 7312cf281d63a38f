from collections.abc import Mapping
from datetime import date

import pytest

from presantra.domain.departures import departure_duties
from presantra.domain.employees import (
    ARRIVAL_FIELDS,
    Arrival,
    Departure,
    parse_arrival,
    parse_departure,
)
from presantra.domain.errors import InvalidForm
from presantra.domain.labels import FIELD_LABELS
from presantra.domain.vocabulary import ContractType, DepartureReason, OtherEmployers, Sex, WorkingTime

TODAY = date(2026, 11, 23)
GOOD: dict[str, object] = {
    "birth_name": "Lefèvre",
    "usage_name": "",
    "first_name": "Jean-Pierre",
    "birth_date": "1990-06-15",
    "sex": "m",
    "entry_date": "2026-11-30",
    "contract_type": "cdi",
    "planned_end_date": "",
    "job_title": "Menuisier",
    "pcs_code": "632G",
    "situations": ["nuit", "cmr", "nuit"],
    "email": "",
    "phone": "06 12 34 56 78",
    "matricule": "",
    "request_visit": "on",
    "operation_id": "ignored",
}


def errors_of(**changes: object) -> dict[str, str]:
    with pytest.raises(InvalidForm) as refusal:
        parse_arrival({**GOOD, **changes}, TODAY)
    return refusal.value.errors


def test_a_good_arrival() -> None:
    arrival = parse_arrival(GOOD, TODAY)
    assert arrival == Arrival(
        birth_name="Lefèvre",
        usage_name="",
        first_name="Jean-Pierre",
        birth_date=date(1990, 6, 15),
        sex=Sex.MALE,
        entry_date=date(2026, 11, 30),
        contract_type=ContractType.CDI,
        planned_end_date=None,
        job_title="Menuisier",
        pcs_code="632g",
        situations=("cmr", "nuit"),
        email="",
        phone="+33612345678",
        matricule="",
        request_visit=True,
    )
    assert arrival.hire_facts.situations == ("cmr", "nuit")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"birth_date": "15/06/1990"}, "birth_date", date(1990, 6, 15)),
        ({"birth_date": "5.6.1990"}, "birth_date", date(1990, 6, 5)),
        ({"entry_date": "2027-11-23"}, "entry_date", date(2027, 11, 23)),
        ({"entry_date": "2004-06-15"}, "entry_date", date(2004, 6, 15)),
        ({"situations": ""}, "situations", ()),
        ({"situations": "nuit, plomb"}, "situations", ("plomb", "nuit")),
        ({"situations": None}, "situations", ()),
        ({"request_visit": ""}, "request_visit", False),
        ({"request_visit": None}, "request_visit", False),
        ({"request_visit": True}, "request_visit", True),
        ({"contract_type": "cdd", "planned_end_date": "2026-11-30"}, "planned_end_date", date(2026, 11, 30)),
        ({"contract_type": "autre"}, "planned_end_date", None),
        ({"birth_name": "x" * 200}, "birth_name", "x" * 200),
        ({"first_name": "<script>alert(1)</script>"}, "first_name", "<script>alert(1)</script>"),
        ({"usage_name": " D’Août "}, "usage_name", "D’Août"),
        ({"email": "jp@Exemple.fr"}, "email", "jp@exemple.fr"),
        ({"matricule": "A-0012"}, "matricule", "A-0012"),
        ({}, "idcc", ""),
        ({"idcc": "16"}, "idcc", "0016"),
        ({}, "working_time", None),
        ({"working_time": "partiel"}, "working_time", WorkingTime.PARTIAL),
        ({"other_employers": "ne_sait_pas"}, "other_employers", OtherEmployers.UNKNOWN),
        ({"nir": "n’importe quoi"}, "nir", ""),
        ({"nir_erased": "oui"}, "nir_erased", False),
    ],
)
def test_what_is_accepted(changes: dict[str, object], field: str, value: object) -> None:
    assert getattr(parse_arrival({**GOOD, **changes}, TODAY), field) == value


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"birth_name": " "}, "birth_name", "Indiquez le nom de naissance."),
        ({"birth_name": "x" * 201}, "birth_name", "200 caractères au maximum (il y en a 201)."),
        ({"first_name": ""}, "first_name", "Indiquez le prénom."),
        ({"usage_name": "a\x00b"}, "usage_name", "caractère invisible"),
        ({"job_title": ""}, "job_title", "Indiquez le poste."),
        ({"birth_date": ""}, "birth_date", "Indiquez la date de naissance."),
        ({"birth_date": "1990-02-30"}, "birth_date", "Cette date n’existe pas dans le calendrier."),
        ({"birth_date": "31/11/1990"}, "birth_date", "Cette date n’existe pas dans le calendrier."),
        ({"birth_date": "0000-01-01"}, "birth_date", "Cette date n’existe pas dans le calendrier."),
        ({"birth_date": "15/06/90"}, "birth_date", "JJ/MM/AAAA"),
        ({"birth_date": "hier"}, "birth_date", "JJ/MM/AAAA"),
        ({"birth_date": "2026-11-24"}, "birth_date", "La date de naissance est dans le futur."),
        (
            {"birth_date": "2026-10-01", "entry_date": "2026-09-01"},
            "birth_date",
            "La date de naissance est postérieure à la date d’entrée.",
        ),
        ({"birth_date": "2012-12-01"}, "birth_date", "13 ans à son entrée"),
        ({"birth_date": "2025-11-01"}, "birth_date", "1 an à son entrée"),
        ({"birth_date": "1900-01-01"}, "birth_date", "vérifiez l’année de naissance"),
        ({"entry_date": "2027-11-24"}, "entry_date", "La date d’entrée est dans plus d’un an"),
        ({"entry_date": ""}, "entry_date", "Indiquez la date d’entrée."),
        ({"sex": ""}, "sex", "Indiquez le sexe."),
        ({"sex": "x"}, "sex", "Choisissez une valeur de la liste."),
        ({"contract_type": ""}, "contract_type", "Choisissez le type de contrat."),
        ({"contract_type": "stage"}, "contract_type", "Choisissez une valeur de la liste."),
        ({"contract_type": "cdd"}, "planned_end_date", "Indiquez la date de fin prévue"),
        ({"contract_type": "apprentissage"}, "planned_end_date", "Indiquez la date de fin prévue"),
        ({"contract_type": "saisonnier"}, "planned_end_date", "Indiquez la date de fin prévue"),
        ({"contract_type": "interim"}, "planned_end_date", "Indiquez la date de fin prévue"),
        ({"planned_end_date": "2027-11-30"}, "planned_end_date", "Un CDI n’a pas de date de fin"),
        (
            {"contract_type": "cdd", "planned_end_date": "2026-11-29"},
            "planned_end_date",
            "La date de fin prévue précède la date d’entrée.",
        ),
        ({"contract_type": "cdd", "planned_end_date": "2062-11-29"}, "planned_end_date", "vérifiez l’année"),
        ({"contract_type": "cdd", "planned_end_date": "32/01/2027"}, "planned_end_date", "n’existe pas"),
        ({"pcs_code": "63"}, "pcs_code", "Le code PCS-ESE a 3 chiffres et une lettre"),
        ({"situations": ["caces"]}, "situations", "n’est pas reconnue"),
        ({"situations": {"$gt": 1}}, "situations", "Cette valeur n’est pas valable."),
        ({"situations": [1]}, "situations", "Cette valeur n’est pas valable."),
        ({"email": "jp@"}, "email", "Cette adresse e-mail n’est pas valable."),
        ({"phone": "12"}, "phone", "Ce numéro de téléphone n’est pas valable"),
        ({"idcc": "12345"}, "idcc", "Le code IDCC a 4 chiffres"),
        ({"working_time": "80 %"}, "working_time", "Choisissez une valeur de la liste."),
        ({"other_employers": "peut-être"}, "other_employers", "Choisissez une valeur de la liste."),
        ({"matricule": "x" * 31}, "matricule", "30 caractères au maximum"),
        ({"birth_name": 12}, "birth_name", "Cette valeur n’est pas valable."),
        ({"birth_date": ["1990-06-15"]}, "birth_date", "Cette valeur n’est pas valable."),
    ],
)
def test_what_is_refused_says_why_beside_its_field(changes: dict[str, object], field: str, sentence: str) -> None:
    errors = errors_of(**changes)
    assert list(errors) == [field]
    assert sentence in errors[field]


def test_fourteen_is_counted_to_the_day() -> None:
    assert parse_arrival({**GOOD, "birth_date": "2012-11-30"}, TODAY).birth_date == date(2012, 11, 30)
    assert "13 ans" in errors_of(birth_date="2012-12-01")["birth_date"]


def test_all_errors_come_at_once_in_the_order_of_the_screen() -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_arrival({"phone": "x", "pcs_code": "y", "email": "z"}, TODAY)
    assert list(refusal.value.errors) == [
        "birth_name",
        "first_name",
        "birth_date",
        "sex",
        "entry_date",
        "contract_type",
        "job_title",
        "pcs_code",
        "email",
        "phone",
    ]
    assert refusal.value.sentence == "10 informations sont à corriger."


def test_every_field_of_the_forms_has_a_label() -> None:
    assert set(ARRIVAL_FIELDS) <= FIELD_LABELS.keys()


@pytest.mark.parametrize(
    ("departure_date", "expected"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2020-01-06", date(2020, 1, 6)),
        ("23/11/2027", date(2027, 11, 23)),
    ],
)
def test_a_good_departure(departure_date: str, expected: date) -> None:
    raw = {"departure_date": departure_date, "reason": "demission"}
    assert parse_departure(raw, date(2020, 1, 6), TODAY) == Departure(expected, DepartureReason.RESIGNATION)


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"departure_date": "Indiquez la date de départ.", "reason": "Choisissez le motif du départ."}),
        (
            {"departure_date": "2020-01-05", "reason": "retraite"},
            {"departure_date": "La date de départ ne peut pas précéder la date d’entrée (06/01/2020)."},
        ),
        (
            {"departure_date": "2027-11-24", "reason": "retraite"},
            {"departure_date": "La date de départ est dans plus d’un an\u00a0: vérifiez l’année."},
        ),
        (
            {"departure_date": "2026-02-29", "reason": "inaptitude"},
            {
                "departure_date": "Cette date n’existe pas dans le calendrier.",
                "reason": "Choisissez une valeur de la liste.",
            },
        ),
    ],
)
def test_a_wrong_departure(raw: Mapping[str, object], errors: dict[str, str]) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_departure(raw, date(2020, 1, 6), TODAY)
    assert refusal.value.errors == errors


@pytest.mark.parametrize(
    ("reason", "exposed", "open_visits", "beginnings"),
    [
        (DepartureReason.RESIGNATION, False, False, []),
        (None, True, False, ["Poste à risques", "Prévenez-en"]),
        (DepartureReason.RETIREMENT, True, False, ["Poste à risques", "Prévenez-en"]),
        (DepartureReason.RETIREMENT, False, False, ["Départ à la retraite"]),
        (
            DepartureReason.TRANSFER,
            True,
            True,
            ["Poste à risques", "Prévenez-en", "Mutation", "Une visite"],
        ),
        (DepartureReason.DEATH, True, True, ["Une visite"]),
        (DepartureReason.NEVER_ARRIVED, True, False, ["Salarié jamais entré"]),
    ],
)
def test_the_duties_that_follow_from_a_departure(
    reason: DepartureReason | None, exposed: bool, open_visits: bool, beginnings: list[str]
) -> None:
    duties = departure_duties(reason, exposed=exposed, has_open_visits=open_visits, undo_days=45)
    expected = [*beginnings, "Cette déclaration met à jour", "Une erreur"]
    assert len(duties) == len(expected)
    for duty, beginning in zip(duties, expected, strict=True):
        assert duty.startswith(beginning)
    assert "pendant 45 jours" in duties[-1]
