"""Contracts that follow each other in DSN: one employment, whose follow-up keeps its origin, on both databases."""

from __future__ import annotations

from datetime import date

from presantra.bootstrap import Container
from presantra.db.models import Employment
from presantra.services.actor import Actor
from tests.dsn_lines import ANNE, HEAD, Lines, contract, dsn
from tests.import_steps import applied, preview, rows, settled, staff

CDD = contract("05012026", "VENDEUSE", "02")
ENDED = contract("05012026", "VENDEUSE", "02", "30092026")
CDI = contract("01102026", "VENDEUSE", "01")


def month(number: str, *contracts: Lines) -> bytes:
    head = [(name, f"01{number}2026" if name == "S20.G00.05.005" else value) for name, value in HEAD]
    return dsn(head, ANNE, *contracts)


async def test_a_cdd_made_a_cdi_keeps_its_entry_and_its_first_visit(container: Container, claire: Actor) -> None:
    await applied(container, claire, month("09", CDD), "septembre.dsn")
    due = (date(2026, 4, 5), "vip_initiale")
    assert await rows(container, Employment.due_date, Employment.due_kind) == [due]
    for october in (month("10", ENDED, CDI), month("10", CDI)):
        view = await preview(container, claire, october, "octobre.dsn")
        assert (view.counts["changement"], view.counts["ecrit"]) == (1, 1)
        [line] = (await container.imports.lines(claire, view.public_id, ["changement"])).lines
        assert line.changes == (("Type de contrat", "CDD", "CDI"),)
    await applied(container, claire, month("10", ENDED, CDI), "octobre.dsn")
    assert await rows(
        container, Employment.start_date, Employment.contract_type, Employment.due_date, Employment.due_kind
    ) == [(date(2026, 1, 5), "cdi", *due)]
    again = await preview(container, claire, month("11", CDI), "novembre.dsn")
    assert (again.counts["inchange"], again.counts["ecrit"]) == (1, 0)


async def test_after_a_departure_the_next_contract_is_a_return_that_says_so(
    container: Container, claire: Actor
) -> None:
    await applied(container, claire, month("09", CDD), "août.dsn")
    await applied(container, claire, month("09", ENDED), "septembre.dsn")
    october = month("10", ENDED, CDI)
    view = await applied(container, claire, october, "octobre.dsn")
    [line] = (await container.imports.lines(claire, view.public_id, ["retour"])).lines
    assert line.note.startswith("Reprise le lendemain de la sortie du 30/09/2026")
    assert [(start, end) for *_, start, end in await staff(container)] == [
        (date(2026, 1, 5), date(2026, 9, 30)),
        (date(2026, 10, 1), None),
    ]
    again = await preview(container, claire, october, "octobre.dsn")
    assert (again.counts["inchange"], again.counts["ecrit"]) == (1, 0)


async def test_a_line_corrected_by_hand_is_no_longer_that_of_the_dsn(container: Container, claire: Actor) -> None:
    await applied(container, claire, month("09", CDD), "septembre.dsn")
    view = await preview(container, claire, month("10", contract("12012026", "VENDEUSE", "02")), "octobre.dsn")
    assert view.counts["ecrit"] == 0
    form = await container.imports.form(claire, view.public_id, 7)
    assert form["entry_date"] == "2026-01-12"
    await container.imports.correct(claire, view.public_id, 7, form | {"entry_date": "13/01/2026"})
    await settled(container, claire, view.public_id)
    [line] = (await container.imports.lines(claire, view.public_id, ["changement"])).lines
    assert (line.changes, line.note) == ((("Date d’entrée", "05/01/2026", "13/01/2026"),), "")
