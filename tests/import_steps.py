"""Imports as a person makes them, step by step, for the tests of every ring."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery, PresenceFilter
from presantra.services.imports import JobView, Status

SAMPLES = Path(__file__).parent / "data" / "imports"
SHEET = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste;Date de sortie\n"
MARGOT = "FERNANDES;Margot;11/01/1980;F;22/05/1999;CDI;Menuisier poseur;\n"
PAUL = "POULAIN;Paul;13/08/1989;M;01/11/2024;CDI;Agent d'entretien;\n"

EVERYBODY = EmployeeQuery(presence=PresenceFilter.ALL)


async def settled(container: Container, actor: Actor, job: str, seconds: float = 8) -> JobView:
    """The job once nothing works on it any more."""
    for _ in range(round(seconds / 0.02)):
        view = await container.imports.job(actor, job)
        if not view.busy:
            return view
        await asyncio.sleep(0.02)
    raise AssertionError(view)


async def preview(
    container: Container, actor: Actor, content: str | bytes, name: str = "paie.csv", seconds: float = 8
) -> JobView:
    """A file as far as its preview, its mapping confirmed as proposed."""
    data = content.encode() if isinstance(content, str) else content
    job = await container.imports.receive(actor, name, data)
    view = await settled(container, actor, job, seconds)
    if view.status is Status.MAPPING:
        mapping = await container.imports.mapping(actor, job)
        words = {question.key: question.answer for question in mapping.questions}
        columns = [guess.column for guess in mapping.guesses]
        await container.imports.choose(actor, job, columns, words, mapping.defaults)
        view = await settled(container, actor, job, seconds)
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


async def public_id_of(container: Container, actor: Actor, name: str) -> str:
    page = await container.employees.list(actor, EVERYBODY)
    return next(row.public_id for row in page.rows if row.birth_name == name)


async def edit_phone(container: Container, actor: Actor, name: str, phone: str) -> None:
    record = await container.employees.record(actor, await public_id_of(container, actor, name))
    await container.employees.edit(actor, record.public_id, record.form | {"phone": phone}, record.version)
