"""A whole import taken back: everybody as before, but those whom somebody has touched since."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Employee
from presantra.domain.errors import InvalidValue
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.imports import Status
from tests.import_steps import (
    MARGOT,
    PAUL,
    SHEET,
    applied,
    edit_phone,
    public_id_of,
    rows,
    settled,
    staff,
)

PEOPLE = ("audit_entry", "audit_chain", "import_job", "login_session")


async def test_a_whole_import_is_taken_back(container: Container, claire: Actor, dump: Any) -> None:
    gone = MARGOT.replace("FERNANDES", "LEGOFF").replace("poseur;", "poseur;30/06/2026")
    await applied(container, claire, SHEET + MARGOT + gone)
    before = await dump("employee", *PEOPLE)
    names = await rows(container, Employee.birth_name, Employee.search_text, Employee.phone)
    second = (
        SHEET
        + MARGOT.replace("Menuisier poseur;", "Chef d'équipe;31/10/2026")
        + gone.replace("22/05/1999", "01/09/2026").replace("30/06/2026", "")
        + PAUL
    )
    view = await applied(container, claire, second)
    assert (view.counts["arrivee"], view.counts["retour"], view.counts["depart"]) == (1, 1, 1)
    await container.imports.undo(claire, view.public_id)
    undone = await settled(container, claire, view.public_id)
    assert (undone.status, undone.counts["repris"], undone.counts["gardes"]) == (Status.UNDONE, 3, 0)
    assert await dump("employee", *PEOPLE) == before
    assert await rows(container, Employee.birth_name, Employee.search_text, Employee.phone) == names
    assert await audit.verify(container.context, f"member:{claire.clear(Right.COMPANY_READ).tenant()}") == 0
    record = await container.employees.record(claire, await public_id_of(container, claire, "FERNANDES"))
    assert record.history[0].action == "Retour en arrière (import paie.csv)"
    await container.imports.undo(claire, view.public_id)
    again = await applied(container, claire, second)
    assert again.counts["arrivee"] == 1


async def test_whoever_was_modified_since_is_left_and_named(container: Container, claire: Actor) -> None:
    view = await applied(container, claire, SHEET + MARGOT + PAUL)
    await edit_phone(container, claire, "POULAIN", "06 12 34 56 78")
    await container.imports.undo(claire, view.public_id)
    undone = await settled(container, claire, view.public_id)
    assert (undone.counts["repris"], undone.counts["gardes"]) == (1, 1)
    kept = await container.imports.kept(claire, view.public_id)
    assert [(one.name, one.public_id) for one in kept] == [
        ("Paul POULAIN", await public_id_of(container, claire, "POULAIN"))
    ]
    assert [name for name, *_ in await staff(container)] == ["POULAIN"]


async def test_somebody_absent_since_his_return_keeps_the_period_of_it(
    container: Container, claire: Actor, clock: Any
) -> None:
    gone = MARGOT.replace("poseur;", "poseur;30/06/2026")
    await applied(container, claire, SHEET + gone)
    view = await applied(container, claire, SHEET + MARGOT.replace("22/05/1999", "01/09/2026") + PAUL)
    clock.advance(minutes=5)
    person = await public_id_of(container, claire, "FERNANDES")
    absence = {"cause": "maladie", "start_date": "05/10/2026", "end_date": "09/10/2026"}
    await container.absences.declare(claire, person, absence, uuid4())
    await container.imports.undo(claire, view.public_id)
    undone = await settled(container, claire, view.public_id)
    assert (undone.counts["repris"], undone.counts["gardes"]) == (1, 1)
    assert [one.public_id for one in await container.imports.kept(claire, view.public_id)] == [person]
    assert [(name, start) for name, _, _, start, _ in await staff(container)] == [
        ("FERNANDES", date(1999, 5, 22)),
        ("FERNANDES", date(2026, 9, 1)),
    ]


async def test_after_24_hours_it_is_too_late(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    view = await applied(container, claire, SHEET + MARGOT)
    assert view.undo_until is not None
    clock.advance(hours=24)
    assert (await container.imports.job(claire, view.public_id)).undo_until is None
    before = await dump()
    with pytest.raises(InvalidValue, match="24 heures"):
        await container.imports.undo(claire, view.public_id)
    assert await dump() == before
