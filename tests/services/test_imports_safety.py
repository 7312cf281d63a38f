"""What may go wrong around an import: two at once, people changed meanwhile, a process that dies."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment, ImportJob, Member
from presantra.domain.errors import DomainError, Forbidden, InvalidValue, NotFound
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.imports import ImportService, Status
from presantra.services.imports import application as application_module
from presantra.services.imports import comparing as comparing_module
from tests.import_steps import (
    MARGOT,
    PAUL,
    SHEET,
    applied,
    edit_phone,
    preview,
    public_id_of,
    rows,
    settled,
    staff,
)

MakeContainer = Callable[[str], Container]


async def test_two_confirmations_at_once_import_once(container: Container, claire: Actor) -> None:
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    answers = await asyncio.gather(
        *(container.imports.confirm(claire, view.public_id, view.version) for _ in range(4)), return_exceptions=True
    )
    assert {type(answer) for answer in answers} <= {type(None), InvalidValue}
    assert (await settled(container, claire, view.public_id)).status is Status.DONE
    await container.imports.confirm(claire, view.public_id, view.version)
    assert [name for name, *_ in await staff(container)] == ["FERNANDES", "POULAIN"]
    assert len(await rows(container, Employment.id)) == 2


async def test_who_looks_between_the_mark_and_the_start_does_not_take_it_for_dead(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    save, seen = container.imports._save, []

    async def looked_at(job: Any, **values: Any) -> None:
        await save(job, **values)
        seen.append((await container.imports.job(claire, view.public_id)).status)

    monkeypatch.setattr(container.imports, "_save", looked_at)
    await container.imports.confirm(claire, view.public_id, view.version)
    assert seen[0] is Status.APPLYING
    assert (await settled(container, claire, view.public_id)).status is Status.DONE


async def test_another_preview_than_the_one_on_screen_is_not_confirmed(
    container: Container, claire: Actor, dump: Any
) -> None:
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    await container.imports.exclude(claire, view.public_id, 2, True)
    await settled(container, claire, view.public_id)
    before = await dump()
    with pytest.raises(InvalidValue, match="a changé entre-temps"):
        await container.imports.confirm(claire, view.public_id, view.version)
    assert await dump() == before


async def test_people_changed_since_the_preview_are_compared_again(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT)
    view = await preview(container, claire, SHEET + MARGOT.replace("Menuisier poseur", "Chef d'équipe") + PAUL)
    record = await container.employees.record(claire, await public_id_of(container, claire, "FERNANDES"))
    await container.employees.edit(claire, record.public_id, record.form | {"job_title": "Cheffe"}, record.version)
    await container.imports.confirm(claire, view.public_id, view.version)
    again = await settled(container, claire, view.public_id)
    assert again.status is Status.PREVIEW
    assert again.sentence.startswith("Des fiches ont changé depuis cet aperçu")
    assert [name for name, *_ in await staff(container)] == ["FERNANDES"]
    [line] = (await container.imports.lines(claire, view.public_id, ["changement"])).lines
    assert ("Poste", "Cheffe", "Chef d'équipe") in line.changes
    await container.imports.confirm(claire, again.public_id, again.version)
    assert (await settled(container, claire, view.public_id)).status is Status.DONE
    assert [job for _, _, job, *_ in await staff(container)] == ["Chef d'équipe", "Agent d'entretien"]


async def test_a_change_that_the_file_does_not_see_stops_nothing(container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT)
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    await edit_phone(container, claire, "FERNANDES", "06 12 34 56 78")
    await container.imports.confirm(claire, view.public_id, view.version)
    assert (await settled(container, claire, view.public_id)).status is Status.DONE
    assert await rows(container, Employee.birth_name, Employee.phone) == [
        ("FERNANDES", "+33612345678"),
        ("POULAIN", ""),
    ]


async def test_somebody_who_writes_during_the_import_makes_it_compare_again(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await applied(container, claire, SHEET + MARGOT)
    view = await preview(container, claire, SHEET + MARGOT.replace("Menuisier poseur", "Chef d'équipe"))
    prepare = application_module.Application._prepare

    def meanwhile(self: Any, *arguments: Any) -> Any:
        loop.call_soon_threadsafe(go.set)
        return prepare(self, *arguments)

    loop, go = asyncio.get_running_loop(), asyncio.Event()
    write = application_module.Application._write

    async def late(self: Any, *arguments: Any) -> None:
        monkeypatch.setattr(application_module.Application, "_write", write)
        await edit_phone(container, claire, "FERNANDES", "06 12 34 56 78")
        await write(self, *arguments)

    monkeypatch.setattr(application_module.Application, "_prepare", meanwhile)
    monkeypatch.setattr(application_module.Application, "_write", late)
    await container.imports.confirm(claire, view.public_id, view.version)
    again = await settled(container, claire, view.public_id)
    assert go.is_set()
    assert (again.status, [job for _, _, job, *_ in await staff(container)]) == (Status.PREVIEW, ["Menuisier poseur"])


async def test_an_error_in_the_middle_leaves_nothing(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch, dump: Any
) -> None:
    view = await preview(container, claire, SHEET + MARGOT + PAUL)
    before = await dump("import_job")

    async def broken(*_: Any) -> None:
        raise RuntimeError("panne")

    monkeypatch.setattr(audit, "record_many", broken)
    await container.imports.confirm(claire, view.public_id, view.version)
    failed = await settled(container, claire, view.public_id)
    assert (failed.status, failed.sentence[:18]) == (Status.PREVIEW, "L’import a échoué.")
    assert await dump("import_job") == before
    monkeypatch.undo()
    await container.imports.confirm(claire, failed.public_id, failed.version)
    assert (await settled(container, claire, view.public_id)).status is Status.DONE


@pytest.mark.parametrize(
    ("busy", "after", "sentence"),
    [
        (Status.ANALYSING, Status.PREVIEW, "La comparaison s’est interrompue"),
        (Status.APPLYING, Status.PREVIEW, "Cet import n’a pas été appliqué"),
        (Status.UNDOING, Status.DONE, "L’annulation n’a pas eu lieu"),
    ],
)
async def test_a_job_whose_process_is_dead_tells_the_truth(
    container: Container, claire: Actor, clock: Any, busy: Status, after: Status, sentence: str
) -> None:
    """The process that comes back finds in the row that somebody was working on it."""
    view = await preview(container, claire, SHEET + MARGOT)
    async with container.context.database.transaction() as session:
        await session.execute(
            update(ImportJob).values(status=busy.value, options={"avant": "apercu", "entreprises": [1]})
        )
    reborn = ImportService(container.context, container.throttle)
    if container.context.database.is_postgresql:
        assert (await reborn.job(claire, view.public_id)).status is busy  # another process may be at it
        clock.now += timedelta(seconds=16)
    told = await reborn.job(claire, view.public_id)
    assert (told.status, told.sentence[: len(sentence)]) == (after, sentence)
    if busy is Status.APPLYING:
        await container.imports.confirm(claire, told.public_id, told.version)
        assert (await settled(container, claire, view.public_id)).status is Status.DONE


async def test_a_process_declared_dead_that_was_only_slow_writes_nothing(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch, dump: Any
) -> None:
    view = await preview(container, claire, SHEET + MARGOT)
    before = await dump("import_job")
    write = application_module.Application._write

    async def slow(self: Any, actor: Any, job: ImportJob, *rest: Any) -> None:
        async with container.context.database.transaction() as session:
            values = {"status": Status.PREVIEW.value, "version": job.version + 1}
            await session.execute(update(ImportJob).values(**values))
        await write(self, actor, job, *rest)

    monkeypatch.setattr(application_module.Application, "_write", slow)
    await container.imports.confirm(claire, view.public_id, view.version)
    assert (await settled(container, claire, view.public_id)).status is Status.PREVIEW
    assert await dump("import_job") == before


async def test_a_preview_is_confirmed_while_its_comparison_ends(
    container: Container, claire: Actor, monkeypatch: Any
) -> None:
    """The comparison is saved, then gives its memory back: the import that has begun meanwhile is not dead."""
    over, seen = asyncio.Event(), []
    write = ImportService._write

    async def last(*_lists: Any) -> None:
        await over.wait()

    async def seen_alive(self: Any, *arguments: Any) -> None:
        over.set()
        await asyncio.sleep(0.1)
        seen.append((await container.imports.job(claire, view.public_id)).status)
        await write(self, *arguments)

    monkeypatch.setattr(comparing_module, "dropped", last)
    monkeypatch.setattr(ImportService, "_write", seen_alive)
    view = await preview(container, claire, SHEET + MARGOT)
    await container.imports.confirm(claire, view.public_id, view.version)
    assert (await settled(container, claire, view.public_id)).status is Status.DONE
    assert seen == [Status.APPLYING]


async def test_the_service_stops_in_the_middle(container: Container, claire: Actor, monkeypatch: Any) -> None:
    view = await preview(container, claire, SHEET + MARGOT)

    async def forever(*_: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(audit, "record_many", forever)
    await container.imports.confirm(claire, view.public_id, view.version)
    await container.imports.close()
    told = await container.imports.job(claire, view.public_id)
    assert (told.status, told.sentence[:31]) == (Status.PREVIEW, "Cet import n’a pas été appliqué")
    assert await staff(container) == []


async def test_an_error_says_where_in_the_log_and_of_nobody(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = "FERNANDES Margot, née le 11/01/1980"

    def fail(*_: Any) -> Any:
        raise ValueError(somebody)

    monkeypatch.setattr(comparing_module, "analyse", fail)
    view = await preview(container, claire, SHEET + MARGOT)
    assert view.status is Status.MAPPING
    assert "ValueError" in caplog.text
    assert "comparing.py" in caplog.text
    assert "FERNANDES" not in caplog.text


OPERATIONS: dict[str, Callable[[ImportService, Actor, str], Any]] = {
    "job": lambda imports, actor, job: imports.job(actor, job),
    "mapping": lambda imports, actor, job: imports.mapping(actor, job),
    "choose": lambda imports, actor, job: imports.choose(actor, job, [], {}, {}),
    "reconsider": lambda imports, actor, job: imports.reconsider(actor, job),
    "drop": lambda imports, actor, job: imports.drop(actor, job),
    "lines": lambda imports, actor, job: imports.lines(actor, job, ["arrivee"]),
    "absents": lambda imports, actor, job: imports.absents(actor, job),
    "form": lambda imports, actor, job: imports.form(actor, job, 2),
    "correct": lambda imports, actor, job: imports.correct(actor, job, 2, {}),
    "exclude": lambda imports, actor, job: imports.exclude(actor, job, 2, True),
    "answer": lambda imports, actor, job: imports.answer(actor, job, 2, "autre"),
    "leave": lambda imports, actor, job: imports.leave(actor, job, "x", None),
    "leave_all": lambda imports, actor, job: imports.leave_all(actor, job, None),
    "confirm": lambda imports, actor, job: imports.confirm(actor, job, 1),
    "undo": lambda imports, actor, job: imports.undo(actor, job),
    "kept": lambda imports, actor, job: imports.kept(actor, job),
    "rejected": lambda imports, actor, job: imports.rejected(actor, job),
}


async def test_somebody_else_s_import_does_not_exist(
    container: Container, claire: Actor, make_member: Any, make_account: Any, dump: Any
) -> None:
    view = await preview(container, claire, SHEET + MARGOT)
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK")
    stranger = await make_account("paul@morel.example", [other])
    async with container.context.database.reading() as session:
        company = await session.get_one(Member, claire.clear(Right.COMPANY_READ).tenant())
    colleague = await make_account("lea@lefevre.example", [company])
    elsewhere = claire.working_in(claire.companies[1].public_id)
    before = await dump("login_session")
    for operation in OPERATIONS.values():
        for actor in (stranger, colleague, elsewhere):
            for job in (view.public_id, "00000000-0000-4000-8000-000000000000", "rien"):
                with pytest.raises(NotFound):
                    await operation(container.imports, actor, job)
    assert await dump("login_session") == before
    assert await container.imports.jobs(stranger) == ()


async def test_nobody_without_a_company_imports(container: Container, make_account: Any, dump: Any) -> None:
    alone = await make_account("seul@example.fr")
    before = await dump("login_session")
    for actor, error in ((alone, Forbidden), (Actor(), DomainError)):
        with pytest.raises(error):
            await container.imports.receive(actor, "paie.csv", (SHEET + MARGOT).encode())
        with pytest.raises(error):
            await container.imports.jobs(actor)
    assert await dump("login_session") == before


async def test_a_company_lost_since_closes_the_import(container: Container, claire: Actor, dump: Any) -> None:
    head = "Nom;Prénom;Né le;Entrée;Contrat;Poste;Établissement\n"
    line = "Durand;Zoé;14/07/1991;02/02/2026;CDI;Vendeuse;10001-1\n"
    view = await preview(container, claire, head + line)
    assert view.counts["arrivee"] == 1
    without = replace(claire, companies=claire.companies[:1])
    before = await dump("login_session")
    for operation in OPERATIONS.values():
        with pytest.raises(InvalidValue, match="plus rattachée"):
            await operation(container.imports, without, view.public_id)
    assert await dump("login_session") == before


async def test_what_was_read_is_sealed(container: Container, claire: Actor) -> None:
    view = await applied(container, claire, SHEET + MARGOT)
    [(payload, undo)] = await rows(container, ImportJob.payload, ImportJob.undo, order=ImportJob.id)
    assert b"FERNANDES" not in payload + undo
    for content in (payload, undo):
        with pytest.raises(zlib.error):
            zlib.decompress(content)
    assert view.status is Status.DONE
    assert date(1980, 1, 11).isoformat().encode() not in payload
