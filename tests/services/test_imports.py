"""Imports, from the file to the database, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment, PastAssignment, VisitRequest
from presantra.domain.errors import InvalidValue
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.imports import Status
from tests.import_steps import EVERYBODY, MARGOT, PAUL, SAMPLES, SHEET, applied, preview, rows, settled, staff


async def test_a_first_file_brings_everybody(container: Container, claire: Actor) -> None:
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    assert (view.counts["arrivee"], view.counts["ecrit"], view.counts["absent"]) == (2, 2, 0)
    assert await staff(container) == []
    await container.imports.confirm(claire, view.public_id, view.version)
    done = await settled(container, claire, view.public_id)
    assert (done.status, done.progress) == (Status.DONE, 100)
    assert await staff(container) == [
        ("FERNANDES", "Margot", "Menuisier poseur", date(1999, 5, 22), None),
        ("POULAIN", "Paul", "Agent d'entretien", date(2024, 11, 1), None),
    ]
    page = await container.employees.list(claire, EVERYBODY)
    assert [(row.birth_name, row.follow_up, row.due_date) for row in page.rows] == [
        ("FERNANDES", "si", date(1999, 8, 22)),
        ("POULAIN", "si", date(2025, 2, 1)),
    ]
    assert await audit.verify(container.context, f"member:{claire.clear(Right.COMPANY_READ).tenant()}") == 0
    record = await container.employees.record(claire, page.rows[0].public_id)
    assert record.history[0].action == "Arrivée (import paie.csv)"
    assert ("Poste", "", "Menuisier poseur") in [(c.label, c.before, c.after) for c in record.history[0].changes]


@pytest.mark.parametrize(
    "name",
    [
        "paie_A_export_salaries.csv",
        "paie_B_liste_du_personnel.xlsx",
        "tableur_maison.csv",
        "DSN_2026-09.dsn",
        "DSN_2026-10.dsn",
    ],
)
async def test_files_as_employers_send_them(container: Container, claire: Actor, name: str) -> None:
    content = (SAMPLES / name).read_bytes()
    view = await applied(container, claire, content, name)
    people = len(await staff(container))
    assert people == view.counts["arrivee"]
    again = await preview(container, claire, content, name)
    assert again.counts["ecrit"] == 0, again.counts
    assert again.counts["inchange"] == people
    assert again.counts["absent"] == 0
    with pytest.raises(InvalidValue, match="rien à importer"):
        await container.imports.confirm(claire, again.public_id, again.version)


async def test_between_two_dsn(container: Container, claire: Actor) -> None:
    await applied(container, claire, (SAMPLES / "DSN_2026-09.dsn").read_bytes(), "DSN_2026-09.dsn")
    view = await preview(container, claire, (SAMPLES / "DSN_2026-10.dsn").read_bytes(), "DSN_2026-10.dsn")
    counts = {key: value for key, value in view.counts.items() if value}
    assert (counts["arrivee"], counts["depart"], counts["changement"]) == (3, 2, 1)
    assert counts["ecrit"] == 6
    leaving = await container.imports.lines(claire, view.public_id, ["depart"])
    reasons = {after for line in leaving.lines for label, _, after in line.changes if label == "Motif du départ"}
    assert reasons == {"Démission", "Fin de CDD"}
    changed = await container.imports.lines(claire, view.public_id, ["changement"])
    assert [label for label, _, _ in changed.lines[0].changes] == ["Poste", "Code PCS-ESE"]


async def test_a_change_of_job_closes_the_assignment_before(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT)
    await applied(container, claire, SHEET + MARGOT.replace("Menuisier poseur", "Chef d'équipe"))
    assert await rows(container, PastAssignment.job_title, PastAssignment.start_date, PastAssignment.end_date) == [
        ("Menuisier poseur", date(1999, 5, 22), date(2026, 11, 22))
    ]
    assert await rows(container, Employment.job_title, Employment.job_since) == [("Chef d'équipe", date(2026, 11, 23))]
    [margot] = (await container.employees.list(claire, EVERYBODY)).rows
    record = await container.employees.record(claire, margot.public_id)
    assert [line.action for line in record.history] == ["Fiche modifiée (import paie.csv)", "Arrivée (import paie.csv)"]
    assert await audit.verify(container.context, f"member:{claire.clear(Right.COMPANY_READ).tenant()}") == 0


async def test_a_departure_then_a_return(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT)
    left = MARGOT.replace("poseur;", "poseur;30/06/2026")
    await applied(container, claire, SHEET + left)
    assert (await staff(container))[0][-1] == date(2026, 6, 30)
    back = MARGOT.replace("22/05/1999", "01/09/2026")
    view = await applied(container, claire, SHEET + back)
    assert view.counts["retour"] == 1
    assert [(start, end) for *_, start, end in await staff(container)] == [
        (date(1999, 5, 22), date(2026, 6, 30)),
        (date(2026, 9, 1), None),
    ]
    assert sorted(await rows(container, Employment.start_date, Employment.latest)) == [
        (date(1999, 5, 22), False),
        (date(2026, 9, 1), True),
    ]


async def test_missing_sex_and_planned_end_are_accepted(container: Container, claire: Actor) -> None:
    await applied(
        container, claire, "Nom;Prénom;Né le;Entrée;Contrat;Poste\nDurand;Zoé;14/07/1991;02/02/2026;CDD;Vendeuse\n"
    )
    [row] = (await container.employees.list(claire, EVERYBODY)).rows
    record = await container.employees.record(claire, row.public_id)
    assert (record.sex, record.form["sex"], record.current.planned_end_date) == (None, "", None)


async def test_visits_are_asked_for_only_on_request(container: Container, claire: Actor, mails: Any) -> None:
    await applied(container, claire, SHEET + MARGOT)
    assert await rows(container, VisitRequest.kind) == []
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    await container.imports.confirm(claire, view.public_id, view.version, ask_visits=True)
    done = await settled(container, claire, view.public_id)
    assert done.counts["visites"] == 1
    assert await rows(container, VisitRequest.kind, VisitRequest.status) == [("embauche", "envoyee")]
    assert [mail.kind for mail in await mails()] == ["visit_acknowledged", "visit_requested_secretariat"]
    await container.imports.undo(claire, view.public_id)
    undone = await settled(container, claire, view.public_id)
    assert (undone.counts["repris"], undone.counts["gardes"]) == (0, 1)
    assert [person.name for person in await container.imports.kept(claire, view.public_id)] == ["Paul POULAIN"]


async def test_establishments_go_to_their_companies(container: Container, claire: Actor, dump: Any) -> None:
    head = "Nom;Prénom;Né le;Entrée;Contrat;Poste;Établissement\n"
    line = "{};Zoé;14/07/1991;02/02/2026;CDI;Vendeuse;{}\n"
    content = head + "".join(
        line.format(name, place)
        for name, place in (
            ("Durand", ""), ("Morel", "10001-1"), ("Petit", "99142113200028"), ("Leroy", "20002"), ("Roux", "10001"),
        )
    )  # fmt: skip
    view = await applied(container, claire, content)
    assert (view.counts["arrivee"], view.counts["hors_compte"]) == (4, 1)
    assert sorted(await rows(container, Employee.birth_name, Employee.member_id)) == [
        ("Durand", 1),
        ("Morel", 2),
        ("Petit", 2),
        ("Roux", 1),
    ]
    [foreign] = (await container.imports.lines(claire, view.public_id, ["hors_compte"])).lines
    assert foreign.note.startswith("Cet établissement n’est pas rattaché à votre compte")
    for member_id in (1, 2):
        assert await audit.verify(container.context, f"member:{member_id}") == 0


async def test_the_kind_of_the_last_visit_corrected_by_a_file_moves_the_deadline(
    container: Container, claire: Actor
) -> None:
    heading = SHEET.replace("Poste;", "Poste;Situations de travail;Date de la dernière visite;Type de visite;")
    line = MARGOT.replace("poseur;", "poseur;Amiante;06/05/2025;{};")
    due = Employment.last_visit_kind, Employment.due_date, Employment.due_kind
    await applied(container, claire, heading + line.format("Visite intermédiaire"))
    assert await rows(container, *due) == [("intermediaire", date(2027, 5, 6), "ema_periodique")]
    view = await applied(container, claire, heading + line.format("Examen médical d’aptitude périodique"))
    [told] = (await container.imports.lines(claire, view.public_id, ["changement"])).lines
    assert [label for label, *_ in told.changes] == ["Type de la dernière visite"]
    assert await rows(container, *due) == [("ema_periodique", date(2027, 5, 6), "intermediaire")]
