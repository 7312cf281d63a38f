"""Before anything is written: columns, corrections, answers, people whom the file does not name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Employee
from presantra.domain.errors import InvalidForm, NotFound
from presantra.services.actor import Actor
from tests.import_steps import MARGOT, PAUL, SHEET, applied, preview, rows, settled, staff


async def test_absent_people_leave_only_when_somebody_says_so(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT + PAUL)
    view = await preview(container, claire, SHEET + MARGOT)
    assert (view.counts["absent"], view.counts["ecrit"]) == (1, 0)
    job = view.public_id
    page = await container.imports.absents(claire, job)
    assert [(one.name, one.leaving) for one in page.absents] == [("Paul POULAIN", "")]
    with pytest.raises(InvalidForm) as refused:
        await container.imports.leave(claire, job, page.absents[0].key, {"departure_date": "31/02/2026", "reason": ""})
    assert list(refused.value.errors) == ["departure_date", "reason"]
    said = {"departure_date": "31/10/2026", "reason": "licenciement"}
    await container.imports.leave(claire, job, page.absents[0].key, said)
    view = await settled(container, claire, job)
    assert view.counts["ecrit"] == 1
    await container.imports.leave(claire, job, page.absents[0].key, None)
    assert (await settled(container, claire, job)).counts["ecrit"] == 0
    await container.imports.leave_all(claire, job, said)
    view = await settled(container, claire, job)
    await container.imports.confirm(claire, job, view.version)
    await settled(container, claire, job)
    assert [(name, end) for name, *_, end in await staff(container)] == [
        ("FERNANDES", None),
        ("POULAIN", date(2026, 10, 31)),
    ]


async def test_a_line_is_corrected_left_out_taken_again(container: Container, claire: Actor) -> None:
    wrong = PAUL.replace("13/08/1989", "31/02/1989")
    view = await preview(container, claire, SHEET + MARGOT + wrong)
    job = view.public_id
    assert view.counts["erreur"] == 1
    [line] = (await container.imports.lines(claire, job, ["erreur"])).lines
    assert (line.line, line.name, line.errors[0][0]) == (3, "Paul POULAIN", "Date de naissance")
    form = await container.imports.form(claire, job, 3)
    assert (form["birth_name"], form["birth_date"], form["entry_date"]) == ("POULAIN", "", "2024-11-01")
    with pytest.raises(InvalidForm) as refused:
        await container.imports.correct(claire, job, 3, form | {"birth_date": "demain"})
    assert list(refused.value.errors) == ["birth_date"]
    with pytest.raises(NotFound):
        await container.imports.correct(claire, job, 99, form | {"birth_date": "13/08/1989"})
    await container.imports.correct(claire, job, 3, form | {"birth_date": "13/08/1989", "phone": "06 12 34 56 78"})
    view = await settled(container, claire, job)
    assert (view.counts.get("erreur", 0), view.counts["arrivee"]) == (0, 2)
    await container.imports.exclude(claire, job, 2, True)
    assert (await settled(container, claire, job)).counts["arrivee"] == 1
    await container.imports.exclude(claire, job, 2, False)
    view = await settled(container, claire, job)
    await container.imports.confirm(claire, job, view.version)
    await settled(container, claire, job)
    assert await rows(container, Employee.birth_name, Employee.phone) == [
        ("FERNANDES", ""),
        ("POULAIN", "+33612345678"),
    ]


async def test_a_probable_duplicate_is_asked_about(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT)
    view = await preview(container, claire, SHEET + MARGOT.replace("FERNANDES", "FERNANDEZ"))
    assert (view.counts["question"], view.counts["ecrit"], view.counts["absent"]) == (1, 0, 0)
    [line] = (await container.imports.lines(claire, view.public_id, ["question"])).lines
    [candidate] = line.candidates
    assert candidate.label == "Margot FERNANDES, 11/01/1980, Menuisier poseur"
    await container.imports.answer(claire, view.public_id, line.line, "autre")
    assert (await settled(container, claire, view.public_id)).counts["arrivee"] == 1
    await container.imports.answer(claire, view.public_id, line.line, candidate.key)
    view = await settled(container, claire, view.public_id)
    await container.imports.confirm(claire, view.public_id, view.version)
    await settled(container, claire, view.public_id)
    assert await rows(container, Employee.birth_name) == [("FERNANDEZ",)]


async def test_the_choices_of_a_file_are_proposed_for_the_next_one(container: Container, claire: Actor) -> None:
    content = "Nom;Prénom;Né le;Truc;Emploi\nDurand;Zoé;14/07/1991;02/02/2026;Vendeuse\n"
    job = await container.imports.receive(claire, "maison.csv", content.encode())
    first = await container.imports.mapping(claire, job)
    assert (first.remembered, first.guesses[3].column, first.missing) == (
        False,
        "ignored",
        ("Date d’entrée", "Type de contrat"),
    )
    columns = [guess.column for guess in first.guesses]
    columns[3] = "entry_date"
    await container.imports.choose(claire, job, columns, {}, {"contract_type": "cdi"})
    view = await settled(container, claire, job)
    assert view.counts["arrivee"] == 1
    reordered = "Emploi;TRUC;Né le;Prénom;Nom\nVendeur;03/02/2026;14/07/1992;Paul;Durand\n"
    again = await container.imports.mapping(
        claire, await container.imports.receive(claire, "m.csv", reordered.encode())
    )
    assert again.remembered
    assert [guess.column for guess in again.guesses] == [
        "job_title",
        "entry_date",
        "birth_date",
        "first_name",
        "birth_name",
    ]
    assert again.defaults == {"contract_type": "cdi"}


async def test_answers_are_kept_heading_by_heading_when_the_file_changes(
    container: Container, claire: Actor, make_account: Any, make_member: Any
) -> None:
    first = "Nom;Prénom;Né le;Truc;Emploi;Contrat;Divers\nDurand;Zoé;14/07/1991;02/02/2026;Vendeuse;Alternance;x\n"
    job = await container.imports.receive(claire, "maison.csv", first.encode())
    mapping = await container.imports.mapping(claire, job)
    columns = [guess.column for guess in mapping.guesses]
    columns[3:7] = ["entry_date", "job_title", "contract_type", "ignored"]
    words, defaults = {"contract_type:alternance": "professionnalisation"}, {"contract_type": "cdi"}
    await container.imports.choose(claire, job, columns, words, defaults)
    assert (await settled(container, claire, job)).counts["arrivee"] == 1

    # « Emploi » is now « Fonction occupée », and « Courriel » is new.
    second = (
        "Nom;Prénom;Né le;Truc;Fonction occupée;Contrat;Courriel;Divers\n"
        "Durand;Ali;14/07/1992;02/03/2026;Vendeur;Alternance;ali@example.org;x\n"
    )
    again = await container.imports.mapping(claire, await container.imports.receive(claire, "b.csv", second.encode()))
    assert again.remembered
    assert [guess.column for guess in again.guesses] == [
        "birth_name", "first_name", "birth_date", "entry_date", "job_title", "contract_type", "email", "ignored",
    ]  # fmt: skip
    assert [(question.text, question.answer) for question in again.questions] == [
        ("Alternance", "professionnalisation")
    ]
    assert again.defaults == {"contract_type": "cdi"}
    stranger = await make_account("paul@morel.example", [await make_member(code="20001", siret="55200844300003")])
    theirs = await container.imports.receive(stranger, "b.csv", second.encode())
    assert not (await container.imports.mapping(stranger, theirs)).remembered
    unlike = "Prénom;Matricule;Nom de naissance;DDN\nZoé;12;Durand;14/07/1991\n"
    other = await container.imports.mapping(claire, await container.imports.receive(claire, "c.csv", unlike.encode()))
    assert (other.remembered, dict(other.defaults)) == (True, {})


async def test_a_new_heading_that_is_plain_comes_before_an_old_answer(container: Container, claire: Actor) -> None:
    first = "Nom;Prénom;Né le;Truc\nDurand;Zoé;14/07/1991;02/02/2026\n"
    job = await container.imports.receive(claire, "maison.csv", first.encode())
    columns = ["birth_name", "first_name", "birth_date", "entry_date"]
    await container.imports.choose(claire, job, columns, {}, {})
    await settled(container, claire, job)
    second = "Nom;Nom de naissance;Prénom;Né le;Truc\nRossi;Durand;Zoé;14/07/1991;02/02/2026\n"
    again = await container.imports.mapping(claire, await container.imports.receive(claire, "b.csv", second.encode()))
    assert [guess.column for guess in again.guesses] == [
        "usage_name", "birth_name", "first_name", "birth_date", "entry_date",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (["birth_name", "birth_name", "birth_date", "job_title"], ["colonne_1", ""]),
        (["birth_name", "first_name", "ignored", "job_title"], [""]),
        (["birth_name", "first_name", "birth_date"], [""]),
        (["birth_name", "first_name", "birth_date", "salaire"], [""]),
        (["birth_name", "first_name", "birth_date", "nir"], [""]),
    ],
)
async def test_columns_that_cannot_be(
    container: Container, claire: Actor, dump: Any, columns: list[str], fields: list[str]
) -> None:
    content = "Nom;Prénom;Né le;Emploi\nDurand;Zoé;14/07/1991;Vendeuse\n"
    job = await container.imports.receive(claire, "maison.csv", content.encode())
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.imports.choose(claire, job, columns, {}, {})
    assert list(refused.value.errors) == fields
    assert await dump() == before
