"""N° de sécurité sociale: nowhere unless asked for; sealed, masked, and never told otherwise."""

from __future__ import annotations

import logging
from base64 import b64decode
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Employee
from presantra.domain.errors import DuplicateEmployee, InvalidForm
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.social_numbers import nir_of
from presantra.services.keys import unseal
from tests.services.people import actions, arrival, arrive, read, told

NIR = "2 91 07 35 238 001 77"
PLAIN = "291073523800177"
MASKED = "2 91 ** ** *** *** 77"


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    here = await make_member()
    there = await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    return await make_account(members=[here, there])


async def row(container: Container, public_id: str) -> Employee:
    async with container.context.database.reading() as session:
        statement = select(Employee).where(Employee.public_id == UUID(public_id))
        found: Employee = (await session.execute(statement)).scalar_one()
        return found


class TestOff:
    async def test_what_is_sent_is_ignored_right_or_wrong(self, container: Container, actor: Any) -> None:
        for name, nir in (("Un", NIR), ("Deux", "n’importe quoi")):
            record = await arrive(container, actor, birth_name=name, nir=nir)
            stored = await row(container, record.public_id)
            assert (stored.nir_sealed, stored.nir_index, record.social_number) == ("", "", None)
            edited = await container.employees.edit(actor, record.public_id, record.form | {"nir": NIR}, record.version)
            assert edited.version == record.version


class TestOn:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"nir_enabled": True}

    async def test_it_is_sealed_for_its_person_and_shown_masked(self, container: Container, actor: Any) -> None:
        record = await arrive(container, actor, nir=NIR)
        stored = await row(container, record.public_id)

        assert record.social_number is not None
        assert (record.social_number.masked, record.social_number.warnings) == (MASKED, ())
        assert nir_of(container.context, stored) == PLAIN
        sealed = b64decode(stored.nir_sealed)
        assert unseal(container.context.keys.nir, sealed, record.public_id) == PLAIN.encode()
        with pytest.raises(InvalidTag):
            unseal(container.context.keys.nir, sealed, str(uuid4()))

    async def test_it_stands_nowhere_else(
        self, container: Container, actor: Any, dump: Any, mails: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            record = await arrive(container, actor, nir=NIR, request_visit="on")
            await container.employees.edit(
                actor, record.public_id, record.form | {"nir": "1 85 05 78 006 084 91"}, record.version
            )
        everything = f"{await dump()}{record}{record.form}{await mails()}{caplog.text}"
        for part in (PLAIN, PLAIN[:13], "185057800608491", "1850578006084"):
            assert part not in everything
        assert (await container.employees.list(actor, EmployeeQuery(text=PLAIN))).total == 0

    async def test_the_journal_says_modified_and_nothing_more(self, container: Container, actor: Any) -> None:
        record = await arrive(container, actor, nir=NIR)
        assert told(record)["N° de sécurité sociale"] == ("", "modifié")
        erased = await container.employees.edit(
            actor, record.public_id, record.form | {"nir_erased": "oui"}, record.version
        )
        assert told(erased) == {"N° de sécurité sociale": ("", "effacé")}
        assert erased.social_number is None
        assert (await row(container, record.public_id)).nir_index == ""

    async def test_an_empty_field_leaves_it_alone_and_the_same_number_changes_nothing(
        self, container: Container, actor: Any
    ) -> None:
        record = await arrive(container, actor, nir=NIR)
        for nir in ("", NIR):
            again = await container.employees.edit(actor, record.public_id, record.form | {"nir": nir}, record.version)
            assert (again.version, again.social_number) == (record.version, record.social_number)

    async def test_what_does_not_agree_is_a_warning(self, container: Container, actor: Any) -> None:
        record = await arrive(container, actor, nir=NIR, sex="m", birth_date="1991-08-14")

        assert record.social_number is not None
        assert len(record.social_number.warnings) == 2

    @pytest.mark.parametrize("nir", ["291073523800178", "123", "291133523800176", "591073523800124"])
    async def test_an_impossible_number_is_refused_without_being_repeated(
        self, container: Container, actor: Any, dump: Any, nir: str
    ) -> None:
        before = await dump()
        with pytest.raises(InvalidForm) as refusal:
            await arrive(container, actor, nir=nir)
        assert list(refusal.value.errors) == ["nir"]
        assert nir not in f"{refusal.value.errors}{refusal.value}"
        assert await dump() == before

    async def test_the_same_number_is_a_duplicate_whatever_the_name(
        self, container: Container, actor: Any, dump: Any
    ) -> None:
        record = await arrive(container, actor, nir=NIR)
        other = await arrive(container, actor, birth_name="Tout Autre", first_name="Léa", birth_date="1991-07-01")
        before = await dump()
        with pytest.raises(DuplicateEmployee) as found:
            await container.employees.declare_arrival(actor, arrival(birth_name="Encore", nir=NIR), uuid4())
        assert [candidate.public_id for candidate in found.value.candidates] == [record.public_id]
        with pytest.raises(DuplicateEmployee):
            await container.employees.edit(actor, other.public_id, other.form | {"nir": NIR}, other.version)
        assert await dump() == before

        await container.employees.edit(actor, other.public_id, other.form | {"nir": NIR}, other.version, True)
        page = await container.employees.duplicates(actor)
        assert [len(group.people) for group in page.groups] == [2]

    async def test_two_members_share_no_digest(self, container: Container, actor: Any) -> None:
        there = actor.working_in(actor.companies[1].public_id)
        one, two = await arrive(container, actor, nir=NIR), await arrive(container, there, nir=NIR)

        assert (await row(container, one.public_id)).nir_index != (await row(container, two.public_id)).nir_index

    async def test_it_goes_with_a_transfer_and_with_a_merge(self, container: Container, actor: Any) -> None:
        record = await arrive(container, actor, nir=NIR)
        company = actor.companies[1].public_id
        raw = {"company": str(company), "transfer_date": "01/12/2026", "job_title": "Chef"}
        await container.employees.transfer(actor, record.public_id, raw, record.version, uuid4())
        there = actor.working_in(company)
        (joined,) = (await container.employees.list(there, EmployeeQuery())).rows
        moved = await read(container, there, joined.public_id)
        assert moved.social_number == record.social_number

        without = await arrive(container, there, birth_name="Dupond")
        versions = (without.version, moved.version)
        merged = await container.employees.merge(there, without.public_id, moved.public_id, {}, versions, uuid4())
        assert merged.social_number == record.social_number
        line = next(line for line in merged.history if line.action == "Fiches fusionnées")
        assert ("N° de sécurité sociale", "modifié") in [(c.label, c.after) for c in line.changes]
        assert merged.merge is not None
        parted = await container.employees.undo_merge(there, merged.merge.public_id)
        assert parted.social_number is None
        assert (await read(container, there, moved.public_id)).social_number == record.social_number
        assert actions(parted)[0] == "Fusion annulée"
