"""N° de sécurité sociale in imports: read only where the service asks for it, sealed, and told to nobody."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from presantra.bootstrap import Container
from presantra.db.models import Employee, ImportJob
from presantra.domain.errors import InvalidForm
from presantra.domain.typography import french
from presantra.services.actor import Actor
from presantra.services.employees.social_numbers import nir_of
from presantra.services.imports import JobView, Status
from tests.import_steps import EVERYBODY, SAMPLES, applied, preview, settled

HEAD = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste;N° Sécu;Clé\n"
LEA = "ROY;Léa;14/07/1991;F;01/09/2026;CDI;Vendeuse;{};\n"
TOM = "BOS;Tom;14/04/1991;M;01/09/2026;CDI;Vendeur;{};\n"
NIR = "2 91 07 35 238 001 77"
PLAIN = "291073523800177"
OTHER = "191043523800179"
LABEL = "N° de sécurité sociale"


async def people(container: Container) -> dict[str, Employee]:
    async with container.context.database.reading() as session:
        found: Sequence[Any] = (await session.execute(select(Employee))).scalars().all()
        return {employee.first_name: employee for employee in found}


async def numbers(container: Container) -> dict[str, str]:
    return {name: nir_of(container.context, employee) for name, employee in (await people(container)).items()}


async def lines(container: Container, actor: Actor, view: JobView, outcome: str) -> tuple[Any, ...]:
    return (await container.imports.lines(actor, view.public_id, [outcome])).lines


def sheet_of(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


class TestOff:
    async def test_the_column_is_left_behind_and_said_to_be(
        self, container: Container, claire: Actor, dump: Any
    ) -> None:
        job = await container.imports.receive(claire, "paie.csv", (HEAD + LEA.format(NIR)).encode())
        mapping = await container.imports.mapping(claire, job)
        assert mapping.unread == ("N° Sécu", "Clé")
        assert [guess.column for guess in mapping.guesses][-2:] == ["ignored", "ignored"]
        before = await dump()
        columns = [guess.column for guess in mapping.guesses]
        with pytest.raises(InvalidForm):
            await container.imports.choose(claire, job, [*columns[:-2], "nir", "ignored"], {}, {})
        assert await dump() == before
        await applied(container, claire, HEAD + LEA.format(NIR))
        assert await numbers(container) == {"Léa": ""}
        assert (await people(container))["Léa"].nir_index == ""
        assert LABEL not in [row[0] for row in sheet_of(await container.imports.template(claire))]


class TestOn:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"nir_enabled": True}

    async def test_an_arrival_brings_it_sealed_for_its_person(self, container: Container, claire: Actor) -> None:
        view = await preview(container, claire, HEAD + LEA.format(NIR))
        (line,) = await lines(container, claire, view, "arrivee")
        assert (LABEL, "", "ajouté") in line.changes
        await container.imports.confirm(claire, view.public_id, view.version)
        await settled(container, claire, view.public_id)
        assert await numbers(container) == {"Léa": PLAIN}
        record = await container.employees.record(claire, str((await people(container))["Léa"].public_id))
        assert record.social_number is not None
        assert record.social_number.masked == "2 91 ** ** *** *** 77"
        again = await preview(container, claire, HEAD + LEA.format(PLAIN))
        assert (again.counts["inchange"], again.counts["ecrit"]) == (1, 0)

    async def test_somebody_known_gets_it_then_loses_it_with_the_import(
        self, container: Container, claire: Actor
    ) -> None:
        await applied(container, claire, HEAD + LEA.format("") + TOM.format(OTHER))
        view = await preview(container, claire, HEAD + LEA.format(NIR) + TOM.format("191043523800278"))
        found = {line.name: line.changes for line in await lines(container, claire, view, "changement")}
        assert found == {"Léa ROY": ((LABEL, "", "ajouté"),), "Tom BOS": ((LABEL, "", "modifié"),)}
        await container.imports.confirm(claire, view.public_id, view.version)
        await settled(container, claire, view.public_id)
        assert await numbers(container) == {"Léa": PLAIN, "Tom": "191043523800278"}
        record = await container.employees.record(claire, str((await people(container))["Léa"].public_id))
        assert [(c.label, c.before, c.after) for c in record.history[0].changes] == [(LABEL, "", "ajouté")]
        await container.imports.undo(claire, view.public_id)
        assert (await settled(container, claire, view.public_id)).status is Status.UNDONE
        assert await numbers(container) == {"Léa": "", "Tom": OTHER}
        assert (await people(container))["Léa"].nir_index == ""

    async def test_an_empty_cell_leaves_it_alone(self, container: Container, claire: Actor) -> None:
        await applied(container, claire, HEAD + LEA.format(NIR))
        await applied(container, claire, HEAD + LEA.format("").replace("Vendeuse", "Cheffe de rayon"))
        assert await numbers(container) == {"Léa": PLAIN}

    async def test_it_comes_back_with_its_person(self, container: Container, claire: Actor) -> None:
        head = HEAD.replace("Clé", "Date de sortie")
        await applied(container, claire, head + LEA.format("").replace(";\n", ";01/10/2026\n"))
        back = head + LEA.format(NIR).replace("01/09/2026", "02/11/2026")
        view = await applied(container, claire, back)
        assert view.counts["retour"] == 1
        assert await numbers(container) == {"Léa": PLAIN}
        await container.imports.undo(claire, view.public_id)
        await settled(container, claire, view.public_id)
        assert await numbers(container) == {"Léa": ""}

    async def test_a_dsn_gives_it_with_its_key(self, container: Container, claire: Actor) -> None:
        await applied(container, claire, (SAMPLES / "DSN_2026-09.dsn").read_bytes(), "DSN_2026-09.dsn")
        assert "280014759706037" in (await numbers(container)).values()
        assert all((await numbers(container)).values())

    async def test_a_wrong_one_stops_its_line_and_is_not_written_back(
        self, container: Container, claire: Actor
    ) -> None:
        view = await preview(container, claire, HEAD + LEA.format("291073523800178") + TOM.format(OTHER))
        (line,) = await lines(container, claire, view, "erreur")
        assert line.errors == (("N° Sécu", french("La clé de ce numéro ne correspond pas : vérifiez chaque chiffre.")),)
        _, content = await container.imports.rejected(claire, view.public_id)
        (headings, cells) = sheet_of(content)
        assert cells[headings.index("N° Sécu")] == ""
        assert "n’est pas recopié ici" in cells[-1]
        form = await container.imports.form(claire, view.public_id, line.line)
        await container.imports.correct(claire, view.public_id, line.line, form)
        view = await settled(container, claire, view.public_id)
        await container.imports.confirm(claire, view.public_id, view.version)
        await settled(container, claire, view.public_id)
        assert await numbers(container) == {"Léa": "", "Tom": OTHER}

    async def test_one_number_is_not_two_people(self, container: Container, claire: Actor) -> None:
        await applied(container, claire, HEAD + LEA.format(NIR))
        view = await preview(container, claire, HEAD + TOM.format(NIR))
        (asked,) = await lines(container, claire, view, "question")
        assert [one.label.split(",")[0] for one in asked.candidates] == ["Léa ROY"]
        await container.imports.answer(claire, view.public_id, asked.line, "autre")
        view = await settled(container, claire, view.public_id)
        (refused,) = await lines(container, claire, view, "erreur")
        assert refused.errors[0][0] == LABEL
        twice = await preview(container, claire, HEAD + TOM.format(OTHER) + TOM.format(OTHER).replace("Tom", "Tim"))
        assert [line.line for line in await lines(container, claire, twice, "erreur")] == [3]

    async def test_what_does_not_agree_is_said(self, container: Container, claire: Actor) -> None:
        view = await preview(container, claire, HEAD + TOM.format(NIR))
        (line,) = await lines(container, claire, view, "arrivee")
        assert "ne correspond pas au sexe" in line.note

    async def test_a_column_of_numbers_is_nothing_else_whatever_its_name(
        self, container: Container, claire: Actor, dump: Any
    ) -> None:
        """Kept as a matricule, it would stand in clear in lists, exports and mails."""
        content = (HEAD + LEA.format(NIR)).replace("N° Sécu;Clé", "Identifiant interne;Ville").encode()
        job = await container.imports.receive(claire, "paie.csv", content)
        mapping = await container.imports.mapping(claire, job)
        guess = mapping.guesses[7]
        assert (guess.column, guess.sure, guess.samples) == ("nir", False, ())
        columns = [guess.column for guess in mapping.guesses]
        columns[7] = "matricule"
        before = await dump()
        with pytest.raises(InvalidForm) as refusal:
            await container.imports.choose(claire, job, columns, {}, {})
        assert "sécurité sociale" in refusal.value.errors["colonne_7"]
        assert await dump() == before

    async def test_it_stands_nowhere_in_clear(
        self, container: Container, claire: Actor, dump: Any, mails: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            job = await container.imports.receive(claire, "paie.csv", (HEAD + LEA.format(NIR)).encode())
            mapping = await container.imports.mapping(claire, job)
            view = await applied(container, claire, HEAD + LEA.format(NIR) + TOM.format("191043523800178"))
            seen = [await lines(container, claire, view, outcome) for outcome in ("arrivee", "erreur")]
            listed = await container.employees.list(claire, EVERYBODY)
            _, content = await container.imports.rejected(claire, view.public_id)
        everything = f"{await dump()}{mapping}{seen}{listed}{sheet_of(content)}{await mails()}{caplog.text}"
        for part in (NIR, PLAIN, PLAIN[:13], "1910435238001"):
            assert part not in everything

    async def test_the_model_has_its_column_and_it_is_understood(self, container: Container, claire: Actor) -> None:
        book = openpyxl.load_workbook(io.BytesIO(await container.imports.template(claire)))
        sheet = book["Salariés"]
        headings = {cell.value: cell.column for cell in sheet[1]}
        row = {
            "Nom de naissance": "Roy", "Prénom": "Léa", "Date de naissance": "14/07/1991", "Sexe": "Femme",
            "Date d’entrée": "01/09/2026", "Type de contrat": "CDI", "Poste": "Vendeuse", LABEL: NIR,
        }  # fmt: skip
        for heading, value in row.items():
            sheet.cell(3, headings[heading], value)
        buffer = io.BytesIO()
        book.save(buffer)
        await applied(container, claire, buffer.getvalue(), "modele.xlsx")
        assert await numbers(container) == {"Léa": PLAIN}

    async def test_what_was_read_is_bound_to_its_import(self, container: Container, claire: Actor) -> None:
        """The payload of a job, moved to another row, opens nothing."""
        first = await container.imports.receive(claire, "un.csv", (HEAD + LEA.format(NIR)).encode())
        second = await container.imports.receive(claire, "deux.csv", (HEAD + LEA.format("")).encode())
        async with container.context.database.transaction() as session:
            find = select(ImportJob.payload).where(ImportJob.public_id == UUID(first))  # type: ignore[call-overload]
            content = (await session.execute(find)).scalar_one()
            await session.execute(
                update(ImportJob).where(ImportJob.public_id == UUID(second)).values(payload=content)  # type: ignore[arg-type]
            )
        with pytest.raises(InvalidTag):
            await container.imports.mapping(claire, second)
