"""What a person switched off does not reach him; what protects him, the service and the worker always leaves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.db.models import Account
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.notices import notify, security_notice
from presantra.services.preferences import Preferences
from tests.services.visits import SERVICE, arrive, asked

NONE = Preferences(acknowledgements=False, visit_changes=False)
ACKNOWLEDGED = {"visit_acknowledged": 1, "visits_acknowledged": 1, "work_accident_acknowledged": 1}


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    return await make_account("claire@exemple.fr", [await make_member()])


ABSENCE = {"cause": "at", "start_date": "02/11/2026", "end_date": "13/11/2026"}


async def play(container: Any, who: Actor) -> None:
    """Everything that writes a mail which may be switched off."""
    employee = await arrive(container, who)
    view = await asked(container, who, employee)
    await container.secretariat.cases.take_charge(SERVICE, view.number)
    await container.secretariat.cases.plan(SERVICE, view.number, container.context.clock() + timedelta(days=9), "paris")
    other = await arrive(container, who, first_name="Marc", birth_name="Petit")
    await container.visit_batches.request(who, Chosen(EmployeeQuery(), (UUID(other),)), uuid4())
    await container.absences.declare(who, employee, ABSENCE, uuid4())


def to(mails: Any, address: str) -> Counter[str]:
    return Counter(mail.kind for mail in mails if mail.to == address)


@pytest.mark.parametrize(
    ("choice", "kinds"),
    [
        (Preferences(acknowledgements=True, visit_changes=True), {**ACKNOWLEDGED, "visit_changed": 2}),
        (Preferences(acknowledgements=True, visit_changes=False), ACKNOWLEDGED),
        (Preferences(acknowledgements=False, visit_changes=True), {"visit_changed": 2}),
        (Preferences(acknowledgements=False, visit_changes=False), {}),
    ],
)
async def test_each_choice_stops_its_mails_and_no_other(
    container: Any, claire: Actor, mails: Any, choice: Preferences, kinds: dict[str, int]
) -> None:
    await container.preferences.update(claire, choice)
    await play(container, claire)
    assert to(await mails(), "claire@exemple.fr") == Counter(kinds)
    assert to(await mails(), container.settings.secretariat_email) == Counter(
        visit_requested_secretariat=1, visits_requested_secretariat=1, work_accident_secretariat=1
    )


async def test_a_colleague_is_told_if_he_wants_it(container: Any, claire: Actor, make_account: Any, mails: Any) -> None:
    view = await asked(container, claire, await arrive(container, claire))
    paul = await make_account("paul@exemple.fr", [claire.member], first_name="Paul")
    await container.visits.cancel(paul, view.public_id)
    assert to(await mails(), "claire@exemple.fr")["visit_changed"] == 1
    other = await asked(container, claire, await arrive(container, claire, first_name="Anne"))
    await container.preferences.update(claire, Preferences(acknowledgements=True, visit_changes=False))
    await container.visits.cancel(paul, other.public_id)
    assert to(await mails(), "claire@exemple.fr")["visit_changed"] == 1


async def test_what_protects_an_account_always_leaves(container: Any, claire: Actor, mails: Any) -> None:
    await container.preferences.update(claire, NONE)
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, claire.account_id)
        await security_notice(session, container.context, account, "Alerte", "Quelque chose a changé.")
        for kind in ("security_notice", "password_changed", "unknown"):
            with pytest.raises(ValueError, match="nobody may switch off"):
                await notify(session, container.context, kind, claire.account())
    assert to(await mails(), "claire@exemple.fr") == Counter(security_notice=1)
