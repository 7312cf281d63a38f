"""Coordonnées: their history by pages, former values taken again, the yearly « Tout est exact », several e-mails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue, NotFound
from presantra.domain.rights import Role, rights_of
from presantra.services.actor import Actor
from presantra.services.companies import HistoryQuery
from presantra.services.dashboard import COMPANY_HREF

SEAT = {"siege_street": "14 rue des Ébénistes", "siege_postal_code": "35000", "siege_city": "Rennes"}


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member("10001", email="contact@lefevre.example", phone="+33639980100")


@pytest.fixture
async def claire(make_account: Any, member: Any) -> Actor:
    return await make_account("claire@lefevre.example", [member])


@pytest.fixture
async def paul(make_account: Any, member: Any) -> Actor:
    return await make_account("paul@lefevre.example", [member], first_name="Paul", last_name="Durand")


@pytest.fixture
async def stranger(make_account: Any, make_member: Any) -> Actor:
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    return await make_account("rose@morel.example", [other], first_name="Rose")


async def write(container: Container, who: Actor, **values: str) -> Any:
    profile = await container.companies.profile(who)
    return await container.companies.update(who, profile.values | SEAT | values, profile.version)


async def page(container: Container, who: Actor, field: str = "", person: str = "", before: int = 0) -> Any:
    return await container.company_history.page(who, HistoryQuery(field, person, before))


async def test_who_changed_what_newest_first(container: Container, claire: Actor, paul: Actor) -> None:
    await write(container, claire, phone="06 39 98 01 11")
    await write(container, paul, phone="06 39 98 01 22", dirigeant_name="Claire Lefèvre")
    found = await page(container, claire)
    assert [(e.by, e.action) for e in found.events] == [
        ("Paul DURAND", "Coordonnées modifiées"), ("Claire MARTIN", "Coordonnées modifiées"),
    ]  # fmt: skip
    assert (found.people, found.older) == (("Claire MARTIN", "Paul DURAND"), 0)
    last, first = (next(c for c in e.changes if c.field == "phone") for e in found.events)
    assert (last.before, last.after, last.restorable) == ("06 39 98 01 11", "06 39 98 01 22", True)
    assert (first.before, first.after, first.restorable) == ("06 39 98 01 00", "06 39 98 01 11", True)
    # What was empty is not « taken again »; what is stored now need not be.
    assert not any(c.restorable for c in found.events[0].changes if c.field == "dirigeant_name")
    await write(container, claire, phone="06 39 98 01 00")
    assert [c.restorable for c in (await page(container, claire, "phone")).events[-1].changes] == [False]


async def test_one_field_one_person(container: Container, claire: Actor, paul: Actor) -> None:
    await write(container, claire, phone="06 39 98 01 11", dirigeant_name="Claire Lefèvre")
    await write(container, paul, dirigeant_name='Le "field": "phone" de Claire')
    await write(container, paul, dirigeant_phone="06 39 98 01 33")
    [event] = (await page(container, claire, "phone")).events
    assert [(c.field, c.after) for c in event.changes] == [("phone", "06 39 98 01 11")]
    assert len((await page(container, claire, "dirigeant_name")).events) == 2
    assert len((await page(container, claire, person="Paul DURAND")).events) == 2
    [event] = (await page(container, claire, "dirigeant_name", "Claire MARTIN")).events
    assert event.by == "Claire MARTIN"
    assert (await page(container, claire, "email")).events == ()
    assert (await page(container, claire, person="%")).events == ()


async def test_other_changes_of_the_company_are_asked_for(container: Container, claire: Actor) -> None:
    await write(container, claire, phone="06 39 98 01 11")
    await container.closures.save_regular(claire, ["samedi"], [], 0)
    assert [e.action for e in (await page(container, claire)).events] == ["Coordonnées modifiées"]
    everything = await page(container, claire, "tout")
    assert [e.action for e in everything.events] == ["Jours de fermeture modifiés", "Coordonnées modifiées"]
    assert [c.restorable for c in everything.events[0].changes] == [False]
    # A field that does not exist is as if none was asked for.
    assert len((await page(container, claire, "'; drop table")).events) == 1


async def test_pages_hold_while_others_write(container: Container, claire: Actor) -> None:
    for number in range(45):
        await write(container, claire, phone=f"06 39 98 01 {45 - number:02}")
    seen: list[str] = []
    before = 0
    for count in (20, 20, 5):
        found = await page(container, claire, "phone", before=before)
        assert len(found.events) == count
        seen += [event.changes[0].after for event in found.events]
        before = found.older
        await write(container, claire, phone=f"01 99 00 00 {count:02}" if before else "01 99 00 00 00")
    assert before == 0
    assert seen == [f"06 39 98 01 {number:02}" for number in range(1, 46)]


async def test_the_main_page_holds_the_last_few(container: Container, claire: Actor) -> None:
    for number in range(8):
        await write(container, claire, phone=f"06 39 98 02 {number:02}")
    assert len((await container.companies.profile(claire)).history) == 5


async def test_a_former_value_is_given_to_its_company_only(
    container: Container, claire: Actor, stranger: Actor, dump: Any
) -> None:
    await write(container, claire, phone="06 39 98 01 11")
    [event] = (await page(container, claire, "phone")).events
    before = await dump()
    former = await container.company_history.former_value(claire, event.position, "phone")
    assert (former.label, former.value, former.at) == ("Téléphone de l’entreprise", "06 39 98 01 00", event.at)
    for who, position, field in (
        (stranger, event.position, "phone"), (claire, event.position, "email"), (claire, event.position + 1, "phone"),
        (claire, 0, "phone"), (claire, event.position, "mac"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await container.company_history.former_value(who, position, field)
    assert await dump() == before
    assert (await page(container, stranger, "tout")).events == ()


async def test_everything_is_right_once_a_day(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    profile = await container.companies.profile(claire)
    assert (profile.verified_at, profile.to_verify) == (None, False)
    clock.advance(minutes=1)
    verified = await container.companies.confirm(claire, profile.version)
    assert (verified.verified_at, verified.verified_by, verified.version) == (clock(), "Claire MARTIN", 1)
    before = await dump()
    clock.advance(minutes=1)
    await container.companies.confirm(claire, profile.version)
    assert await dump() == before
    clock.advance(days=1)
    assert (await container.companies.confirm(claire, profile.version)).verified_at == clock()
    assert [line.action for line in (await container.companies.profile(claire)).history] == 2 * [
        "Coordonnées vérifiées"
    ]


async def test_what_was_not_seen_is_not_confirmed(
    container: Container, claire: Actor, paul: Actor, clock: Any, dump: Any
) -> None:
    await container.companies.confirm(claire, 1)
    clock.advance(minutes=1)
    await write(container, paul, phone="06 39 98 01 11")
    before = await dump()
    with pytest.raises(InvalidValue, match="relisez-les"):
        await container.companies.confirm(claire, 1)
    reader = replace(claire, member=replace(claire.member, rights=rights_of([Role.READER])))  # type: ignore[type-var]
    with pytest.raises(Forbidden):
        await container.companies.confirm(reader, 2)
    assert await dump() == before
    assert (await container.companies.confirm(claire, 2)).verified_at == clock()


async def test_after_a_year_the_dashboard_asks_for_it(container: Container, claire: Actor, clock: Any) -> None:
    async def asked(who: Actor) -> bool:
        return COMPANY_HREF in {action.href for action in (await container.dashboard.overview(who)).actions}

    clock.advance(days=364)
    assert not await asked(claire)
    clock.advance(days=1)
    assert await asked(claire)
    assert (await container.companies.profile(claire)).to_verify
    reader = replace(claire, member=replace(claire.member, rights=rights_of([Role.READER])))  # type: ignore[type-var]
    assert not await asked(reader)
    await container.companies.confirm(claire, 1)
    assert not await asked(claire)


async def test_a_contact_keeps_several_addresses(container: Container, claire: Actor, dump: Any) -> None:
    contact = {"facturation_name": "Compta", "facturation_email": "compta@lefevre.example"}
    several = "  pieces@lefevre.example;Factures@Lefevre.EXAMPLE, pieces@lefevre.example "
    saved = await write(container, claire, **contact, facturation_other_emails=several)
    kept = "pieces@lefevre.example, Factures@lefevre.example"
    assert saved.values["facturation_other_emails"] == kept
    assert saved.contacts[2].other_emails == kept
    [event] = (await page(container, claire, "facturation_other_emails")).events
    assert event.changes[0].label == "Contact facturation – autres adresses e-mail"
    before = await dump()
    for wrong, field in (
        ({"facturation_other_emails": "a@x.fr, b"}, "facturation_other_emails"),
        ({"facturation_other_emails": "a@x.fr,b@x.fr,c@x.fr,d@x.fr"}, "facturation_other_emails"),
        ({"facturation_email": ""}, "facturation_email"),
    ):
        with pytest.raises(InvalidForm) as refusal:
            await write(container, claire, **wrong)
        assert list(refusal.value.errors) == [field]
    assert await dump() == before
