"""What a file changes: people known, people in the file, and what becomes of each line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.errors import FieldChange
from presantra.domain.imports.difference import OTHER_PERSON, Decisions, Leaving, Outcome, compare
from presantra.domain.imports.known import KnownPerson, within_one_letter
from presantra.domain.imports.model import CellError, FilePerson
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex
from tests.unit.file_people import EMMANUELLE, GONE, MARGOT, NEW, TODAY, changed, difference, line_of, only


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"birth_name": "FERNANDÈS", "first_name": "margot"},
        {"job_title": "MENUISIER  POSEUR", "pcs_code": "632k", "matricule": "1"},
        {"job_title": None, "contract_type": None, "entry_date": None},
        {"usage_name": None, "phone": None, "email": None, "situations": None},
        {"phone": "+33612345678", "sex": Sex.FEMALE},
    ],
)
def test_what_says_nothing_new_changes_nothing(values: dict[str, Any]) -> None:
    line = only(line_of(MARGOT, **values))
    assert (line.outcome, line.before, line.after, line.changes) == (Outcome.UNCHANGED, MARGOT, None, ())


def test_a_change_says_before_and_after() -> None:
    line = only(line_of(MARGOT, job_title="Chef d’équipe", phone="+33239998811", situations=("amiante",)))
    assert line.outcome is Outcome.CHANGE
    assert changed(line) == [
        ("job_title", "Menuisier poseur", "Chef d’équipe"),
        ("situations", "", "Amiante"),
        ("phone", "06 12 34 56 78", "02 39 99 88 11"),
    ]
    assert line.after == replace(MARGOT, job_title="Chef d’équipe", phone="+33239998811", situations=("amiante",))


def test_a_cdd_that_becomes_a_cdi_has_no_end_any_more() -> None:
    known = replace(MARGOT, contract_type=ContractType.CDD, planned_end_date=date(2026, 12, 31))
    line = only(line_of(known, contract_type=ContractType.CDI), known=[known])
    assert changed(line) == [("contract_type", "CDD", "CDI"), ("planned_end_date", "31/12/2026", "")]


@pytest.mark.parametrize(
    "values",
    [
        {"birth_name": "Rossi", "usage_name": None},
        {"birth_name": None, "usage_name": "ROSSI"},
        {"birth_name": "Bazin", "usage_name": None},
        {"first_name": "Emmanuelle Zoe"},
    ],
)
def test_one_name_of_somebody_is_enough_and_changes_none(values: dict[str, Any]) -> None:
    line = only(line_of(EMMANUELLE, **values))
    assert (line.outcome, line.before) == (Outcome.UNCHANGED, EMMANUELLE)


def test_same_usage_name_and_another_birth_name_is_a_change_of_name() -> None:
    line = only(line_of(EMMANUELLE, birth_name="Basin"))
    assert changed(line) == [("birth_name", "Bazin", "Basin")]


def test_same_matricule_and_birth_date_is_certain_whatever_the_name() -> None:
    line = only(line_of(MARGOT, birth_name="Durand", matricule="1"))
    assert (line.outcome, line.before) == (Outcome.CHANGE, MARGOT)
    assert changed(line) == [("birth_name", "Fernandes", "Durand")]


@pytest.mark.parametrize(
    ("known", "values"),
    [
        (MARGOT, {"birth_name": "Durand", "usage_name": "Fernandes"}),
        (replace(EMMANUELLE, birth_name="Petit"), {"birth_name": "Rossi", "usage_name": "Leroy"}),
        (MARGOT, {"birth_name": "Fernandez"}),
        (MARGOT, {"birth_name": "Fernande"}),
        (MARGOT, {"birth_name": "Fenrandes"}),
        (MARGOT, {"first_name": "Margo"}),
        (MARGOT, {"birth_date": date(1980, 1, 12)}),
        (MARGOT, {"birth_date": date(1980, 11, 1)}),
        (MARGOT, {"birth_date": date(1975, 5, 5), "matricule": "00001", "first_name": "Margot", "birth_name": "Leroy"}),
    ],
)
def test_a_likely_person_is_asked_about(known: KnownPerson, values: dict[str, Any]) -> None:
    person = line_of(known, **values)
    line = only(person, known=[known])
    assert (line.outcome, line.candidates, line.after) == (Outcome.QUESTION, (known,), None)
    same = only(person, known=[known], answers={2: known.key})
    assert (same.outcome, same.before) == (Outcome.CHANGE, known)
    other = difference(person, known=[known], answers={2: OTHER_PERSON})
    assert other.lines[0].outcome is Outcome.ARRIVAL
    assert [absent.before for absent in other.absents] == []


@pytest.mark.parametrize(
    "values",
    [
        {"birth_name": "Leroy", "birth_date": date(1975, 5, 5), "first_name": "Paul", "matricule": "00001"},
        {"birth_date": date(1983, 7, 12)},
        {"birth_name": "Hernandez"},
        {"birth_name": "Fernandez", "first_name": "Margo"},
    ],
)
def test_somebody_else_is_not_asked_about(values: dict[str, Any]) -> None:
    assert only(line_of(MARGOT, **values), known=[MARGOT]).outcome is Outcome.ARRIVAL


def test_an_answer_that_names_no_candidate_is_no_answer() -> None:
    line = only(line_of(MARGOT, birth_name="Fernandez"), answers={2: "emmanuelle"})
    assert line.outcome is Outcome.QUESTION


def test_whoever_has_a_line_of_his_own_is_no_candidate() -> None:
    twin = line_of(MARGOT, line=3, first_name="Margo")
    found = difference(line_of(MARGOT), twin)
    assert [line.outcome for line in found.lines] == [Outcome.UNCHANGED, Outcome.ARRIVAL]
    backwards = difference(twin, line_of(MARGOT))
    assert [line.outcome for line in backwards.lines] == [Outcome.ARRIVAL, Outcome.UNCHANGED]


def test_two_records_that_look_alike_are_a_question_unless_one_is_present() -> None:
    double = replace(MARGOT, key="double", matricule="")
    line = only(line_of(MARGOT), known=[MARGOT, double])
    assert (line.outcome, {one.key for one in line.candidates}) == (Outcome.QUESTION, {"margot", "double"})
    former = replace(double, departure_date=date(2020, 1, 1))
    assert only(line_of(MARGOT), known=[MARGOT, former]).before == MARGOT


def test_an_arrival_has_what_it_needs() -> None:
    line = only(NEW)
    assert line.outcome is Outcome.ARRIVAL
    assert line.after is not None
    assert (line.after.key, line.after.birth_name, line.after.sex) == ("", "Poulain", Sex.MALE)
    assert FieldChange("birth_name", "Nom de naissance", "", "Poulain") in line.changes


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("birth_name", "Nom de naissance"),
        ("first_name", "Prénom"),
        ("birth_date", "Date de naissance"),
        ("entry_date", "Date d’entrée"),
        ("job_title", "Poste"),
        ("contract_type", "Type de contrat"),
    ],
)
def test_what_an_arrival_lacks_is_said(field: str, column: str) -> None:
    line = only(replace(NEW, **{field: None}))
    assert (line.outcome, [error.column for error in line.errors]) == (Outcome.ERROR, [column])


def test_sex_and_planned_end_may_be_missing_and_a_usage_name_stands_for_the_other() -> None:
    line = only(replace(NEW, sex=None, birth_name=None, usage_name="Poulain", contract_type=ContractType.CDD))
    assert line.outcome is Outcome.ARRIVAL
    assert line.after is not None
    assert (line.after.birth_name, line.after.usage_name, line.after.sex) == ("Poulain", "", None)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"birth_date": date(2016, 1, 1)}, "Date de naissance"),
        ({"birth_date": date(1916, 1, 1)}, "Date de naissance"),
        ({"birth_date": date(2027, 1, 1)}, "Date de naissance"),
        ({"entry_date": date(2028, 1, 1)}, "Date d’entrée"),
        ({"contract_type": ContractType.CDD, "planned_end_date": date(2026, 1, 1)}, "Date de fin prévue"),
        ({"contract_type": ContractType.CDD, "planned_end_date": date(2056, 1, 1)}, "Date de fin prévue"),
        ({"departure_date": date(2026, 11, 1)}, "Date de départ"),
        ({"departure_date": date(2029, 11, 1)}, "Date de départ"),
    ],
)
def test_impossible_dates_of_an_arrival(values: dict[str, Any], column: str) -> None:
    line = only(replace(NEW, **values))
    assert (line.outcome, [error.column for error in line.errors]) == (Outcome.ERROR, [column])


def test_cells_that_could_not_be_read_stay_errors() -> None:
    error = CellError("naissance", "Cette date n’existe pas.")
    line = only(replace(NEW, errors=(error,)))
    assert (line.outcome, line.errors) == (Outcome.ERROR, (error,))


def test_an_arrival_with_a_departure_is_both() -> None:
    line = only(replace(NEW, entry_date=date(2026, 1, 5), departure_date=date(2026, 3, 31)))
    assert line.outcome is Outcome.ARRIVAL
    assert line.after is not None
    assert (line.after.departure_date, line.after.departure_reason) == (date(2026, 3, 31), DepartureReason.OTHER)


def test_a_departure() -> None:
    reason = DepartureReason.END_OF_CDD
    line = only(line_of(MARGOT, departure_date=date(2026, 10, 31), departure_reason=reason))
    assert line.outcome is Outcome.DEPARTURE
    assert changed(line) == [("departure_date", "", "31/10/2026"), ("departure_reason", "", "Fin de CDD")]


@pytest.mark.parametrize("day", [None, date(2026, 6, 30)])
def test_somebody_already_departed_is_unchanged(day: date | None) -> None:
    line = only(line_of(GONE, departure_date=day, job_title="Autre poste"))
    assert (line.outcome, line.after) == (Outcome.UNCHANGED, None)
    assert line.note == "Déjà sorti de l’entreprise le 30/06/2026."


def test_another_date_of_departure_is_a_change() -> None:
    line = only(line_of(GONE, departure_date=date(2026, 7, 31), departure_reason=GONE.departure_reason))
    assert (line.outcome, changed(line)) == (Outcome.CHANGE, [("departure_date", "30/06/2026", "31/07/2026")])


def test_a_departure_before_the_entry_is_an_error() -> None:
    line = only(line_of(MARGOT, departure_date=date(1999, 1, 1)))
    assert (line.outcome, [error.column for error in line.errors]) == (Outcome.ERROR, ["Date de départ"])


def test_a_former_employee_comes_back() -> None:
    line = only(line_of(GONE, entry_date=date(2026, 9, 1), phone="+33611111111"))
    assert (line.outcome, line.before) == (Outcome.RETURN, GONE)
    assert line.after is not None
    assert (line.after.key, line.after.entry_date, line.after.departure_date) == ("partie", date(2026, 9, 1), None)
    assert line.after.phone == "+33611111111"
    assert only(line_of(GONE, entry_date=date(2026, 9, 1), job_title=None)).outcome is Outcome.ERROR


def test_the_second_line_of_a_person_is_left_out() -> None:
    again = line_of(EMMANUELLE, line=9, birth_name="Rossi", usage_name=None, job_title="Autre")
    found = difference(line_of(EMMANUELLE), again, NEW, replace(NEW, line=12, birth_name="POULAIN"))
    assert [line.outcome for line in found.lines] == [
        Outcome.UNCHANGED, Outcome.REPEATED, Outcome.ARRIVAL, Outcome.REPEATED,
    ]  # fmt: skip
    assert [line.same_as for line in found.lines] == [0, 2, 0, 5]
    without_first = difference(line_of(EMMANUELLE), again, excluded={2})
    assert [line.outcome for line in without_first.lines] == [Outcome.EXCLUDED, Outcome.CHANGE]


def test_absent_people_stay_unless_somebody_says_so() -> None:
    found = difference(line_of(MARGOT))
    assert [(absent.before.key, absent.after) for absent in found.absents] == [("emmanuelle", None)]
    leaving = Leaving(date(2026, 10, 31), DepartureReason.DISMISSAL)
    for decisions in ({"all_absents": leaving}, {"absents": {"emmanuelle": leaving}}):
        [absent] = difference(line_of(MARGOT), **decisions).absents
        assert absent.after == replace(
            EMMANUELLE, departure_date=leaving.day, departure_reason=DepartureReason.DISMISSAL
        )
    [early] = difference(line_of(MARGOT), all_absents=Leaving(date(2000, 1, 1), DepartureReason.OTHER)).absents
    assert (early.after, [error.column for error in early.errors]) == (None, ["Date de départ"])


@pytest.mark.parametrize(
    ("person", "decisions"),
    [
        (line_of(MARGOT), {"excluded": {2}}),
        (replace(line_of(MARGOT), errors=(CellError("poste", "illisible"),)), {}),
        (line_of(MARGOT, birth_name="Fernandez"), {}),
    ],
)
def test_whoever_the_file_may_name_is_not_absent(person: FilePerson, decisions: dict[str, Any]) -> None:
    leaving = Leaving(date(2026, 10, 31), DepartureReason.OTHER)
    found = difference(person, all_absents=leaving, **decisions)
    assert "margot" not in {absent.before.key for absent in found.absents}


def test_somebody_whose_departure_is_declared_is_not_made_to_leave_again() -> None:
    soon = replace(MARGOT, departure_date=date(2026, 12, 31), departure_reason=DepartureReason.RESIGNATION)
    [absent] = difference(known=[soon], all_absents=Leaving(date(2026, 11, 1), DepartureReason.OTHER)).absents
    assert absent.after is None


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_one_letter_is_symmetric(left: str, right: str) -> None:
    assert within_one_letter(left, right) is within_one_letter(right, left)


@given(st.text(min_size=1, max_size=12), st.integers(0, 11), st.characters())
def test_one_letter_is_found_wherever_it_is(word: str, place: int, letter: str) -> None:
    at = place % len(word)
    assert within_one_letter(word, word[:at] + word[at + 1 :])
    assert within_one_letter(word, word[:at] + letter + word[at + 1 :])
    assert within_one_letter(word, word[:at] + letter + word[at:])


people = st.builds(
    KnownPerson,
    key=st.uuids().map(str),
    birth_name=st.sampled_from(["Martin", "Durand", "Le Goff", "Leroy"]),
    first_name=st.sampled_from(["Claire", "Jean", "Zoé"]),
    birth_date=st.dates(date(1960, 1, 1), date(2005, 1, 1)),
    entry_date=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    contract_type=st.sampled_from(ContractType),
    job_title=st.sampled_from(["Menuisier", "Comptable"]),
)


@given(st.lists(people, max_size=8, unique_by=lambda one: (one.birth_name, one.first_name, one.birth_date)))
def test_a_file_that_repeats_what_is_known_changes_nothing(known: list[KnownPerson]) -> None:
    lines = [line_of(one, line=rank) for rank, one in enumerate(known, 2)]
    found = compare(lines, known, Decisions(), TODAY)
    assert {line.outcome for line in found.lines} <= {Outcome.UNCHANGED}
    assert found.absents == ()
    emptied = [FilePerson(line.line, line.birth_name, None, line.first_name, line.birth_date) for line in lines]
    assert {line.outcome for line in compare(emptied, known, Decisions(), TODAY).lines} <= {Outcome.UNCHANGED}
