"""Imports, from the file to the database and back, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment
from presantra.domain.errors import InvalidValue
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.imports import JobView, Status

SAMPLES = Path(__file__).parents[1] / "data" / "imports"
SHEET = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste;Date de sortie\n"
MARGOT = "FERNANDES;Margot;11/01/1980;F;22/05/1999;CDI;Menuisier poseur;\n"
PAUL = "POULAIN;Paul;13/08/1989;M;01/11/2024;CDI;Agent d'entretien;\n"

MakeMember = Callable[..., Any]


@pytest.fixture
async def claire(make_member: MakeMember, make_account: Callable[..., Any]) -> Actor:
    company = await make_member(siret="99142113200010")
    branch = await make_member(code="10001-1", name="Menuiserie Lefèvre Lille", siret="99142113200028")
    return await make_account(members=[company, branch])


async def settled(container: Container, actor: Actor, job: str) -> JobView:
    """The job once nothing works on it any more."""
    for _ in range(400):
        view = await container.imports.job(actor, job)
        if not view.busy:
            return view
        await asyncio.sleep(0.02)
    raise AssertionError(view)


async def preview(container: Container, actor: Actor, content: str | bytes, name: str = "paie.csv") -> JobView:
    """A file as far as its preview, its mapping confirmed as proposed."""
    data = content.encode() if isinstance(content, str) else content
    job = await container.imports.receive(actor, name, data)
    view = await settled(container, actor, job)
    if view.status is Status.MAPPING:
        mapping = await container.imports.mapping(actor, job)
        words = {question.key: question.answer for question in mapping.questions}
        columns = [guess.column for guess in mapping.guesses]
        await container.imports.choose(actor, job, columns, words, mapping.defaults)
        view = await settled(container, actor, job)
    return view


async def applied(container: Container, actor: Actor, content: str | bytes, name: str = "paie.csv") -> JobView:
    view = await preview(container, actor, content, name)
    assert view.status is Status.PREVIEW, view
    await container.imports.confirm(actor, view.public_id, view.version)
    view = await settled(container, actor, view.public_id)
    assert view.status is Status.DONE, view
    return view


async def rows(container: Container, *columns: Any, order: Any = None) -> list[tuple[Any, ...]]:
    async with container.context.database.reading() as session:
        statement = select(*columns)
        return [tuple(row) for row in (await session.execute(statement.order_by(order or columns[0]))).all()]


async def staff(container: Container) -> list[tuple[Any, ...]]:
    async with container.context.database.reading() as session:
        statement = (
            select(
                Employee.birth_name,
                Employee.first_name,
                Employment.job_title,
                Employment.start_date,
                Employment.end_date,
            )
            .join(Employment, Employment.employee_id == Employee.id)  # type: ignore[arg-type]
            .order_by(Employee.birth_name, Employment.start_date)  # type: ignore[arg-type]
        )
        return [tuple(row) for row in (await session.execute(statement)).all()]


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
    page = await container.employees.list(claire, _everybody())
    assert [(row.birth_name, row.follow_up, row.due_date) for row in page.rows] == [
        ("FERNANDES", "si", date(1999, 8, 22)),
        ("POULAIN", "si", date(2025, 2, 1)),
    ]
    assert await audit.verify(container.context, f"member:{claire.tenant()}") == 0
    record = await container.employees.record(claire, page.rows[0].public_id)
    assert record.history[0].action == "Arrivée (import paie.csv)"
    assert ("Poste", "", "Menuisier poseur") in [(c.label, c.before, c.after) for c in record.history[0].changes]


def _everybody() -> Any:
    from presantra.services.employees import EmployeeQuery, PresenceFilter

    return EmployeeQuery(presence=PresenceFilter.ALL)


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
