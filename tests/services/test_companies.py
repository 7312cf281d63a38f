"""« Mon entreprise »: what may be written, what is refused, and what two people do at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import AuditEntry, Member, MemberAddress, MemberContact, OutboxMail
from presantra.domain.errors import Forbidden, InvalidForm, SessionExpired, StaleEdit
from presantra.domain.messages import ThreadStatus
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.companies import CompanyProfile

SEAT = {"siege_street": "14 rue des Ébénistes", "siege_postal_code": "35000", "siege_city": "Rennes"}


@pytest.fixture
async def member(make_member: Any) -> Member:
    return await make_member("10001", naf_code="4332A", email="contact@lefevre.example", phone="+33639980100")


@pytest.fixture
async def claire(make_account: Any, member: Member) -> Actor:
    return await make_account("claire@lefevre.example", [member])


async def count(container: Container, table: Any) -> int:
    async with container.context.database.reading() as session:
        return int((await session.execute(select(func.count()).select_from(table))).scalar_one())


async def test_profile_shows_identity_formatted(container: Container, claire: Actor) -> None:
    profile = await container.companies.profile(claire)
    assert (profile.code, profile.name, profile.siren, profile.siret, profile.naf_code, profile.phone) == (
        "10001", "Menuiserie Lefèvre", "991 421 132", "991 421 132 00010", "43.32A", "06 39 98 01 00",
    )  # fmt: skip
    assert [(a.kind, a.label, a.same_as_head_office) for a in profile.addresses] == [
        ("siege", "Siège", False),
        ("facturation", "Facturation", True),
        ("convocations", "Convocations", True),
    ]  # fmt: skip
    assert [c.kind for c in profile.contacts] == [
        "dirigeant", "ressources_humaines", "facturation", "suivi_medical",
    ]  # fmt: skip
    assert (profile.team.name, profile.team.phone) == ("PRÉSANTRA", "01 99 00 12 34")
    assert (profile.version, profile.history) == (1, ())


async def test_update_writes_what_differs_and_says_who(container: Container, claire: Actor, clock: Any) -> None:
    clock.advance(minutes=5)
    typed = SEAT | {
        "dirigeant_name": "Claire D’Hervé",
        "dirigeant_phone": "06.39.98.01.01",
        "facturation_email": " Compta@Lefevre.EXAMPLE ",
        "facturation_name": "Cabinet Delorme",
    }
    profile = await container.companies.update(claire, typed, 1)
    assert (profile.version, profile.updated_by, profile.updated_at) == (2, "Claire MARTIN", clock())
    assert profile.values["dirigeant_phone"] == "06 39 98 01 01"
    assert profile.values["facturation_email"] == "Compta@lefevre.example"
    assert profile.values["email"] == "contact@lefevre.example"
    [line] = profile.history
    assert (line.by, line.action) == ("Claire MARTIN", "Coordonnées modifiées")
    assert [(c.field, c.label, c.before, c.after) for c in line.changes] == [
        ("siege_street", "Siège – adresse", "", "14 rue des Ébénistes"),
        ("siege_postal_code", "Siège – code postal", "", "35000"),
        ("siege_city", "Siège – ville", "", "Rennes"),
        ("dirigeant_name", "Contact dirigeant – nom", "", "Claire D’Hervé"),
        ("dirigeant_phone", "Contact dirigeant – téléphone", "", "06 39 98 01 01"),
        ("facturation_name", "Contact facturation – nom", "", "Cabinet Delorme"),
        ("facturation_email", "Contact facturation – adresse e-mail", "", "Compta@lefevre.example"),
    ]
    assert await count(container, MemberAddress) == 1
    assert await count(container, MemberContact) == 2


async def test_the_form_as_it_was_shown_changes_nothing(container: Container, claire: Actor) -> None:
    saved = await container.companies.update(claire, SEAT | {"dirigeant_phone": "0639980101", "dirigeant_name": "C"}, 1)
    again = await container.companies.update(claire, saved.values, 1)
    assert (again.version, len(again.history)) == (2, 1)


async def test_an_address_is_emptied_and_the_head_office_serves(container: Container, claire: Actor) -> None:
    billing = {
        "facturation_street": "BP 12",
        "facturation_postal_code": "35001",
        "facturation_city": "Rennes Cedex",
    }
    saved = await container.companies.update(claire, SEAT | billing, 1)
    assert not saved.addresses[1].same_as_head_office
    emptied = await container.companies.update(claire, dict.fromkeys(billing, ""), 2)
    assert emptied.addresses[1].same_as_head_office
    assert emptied.addresses[0].city == "Rennes"


async def test_every_error_is_told_and_nothing_is_written(container: Container, claire: Actor) -> None:
    typed = {
        "siege_street": " ",
        "siege_postal_code": "3500",
        "siege_city": "R" * 101,
        "convocations_city": "Rennes",
        "dirigeant_email": "pas-une-adresse",
        "dirigeant_phone": "12",
        "email": "x@",
        "suivi_medical_name": "a\u0000b",
    }
    before = await container.companies.profile(claire)
    with pytest.raises(InvalidForm) as refusal:
        await container.companies.update(claire, typed, 1)
    assert list(refusal.value.errors) == [
        "email", "siege_street", "siege_postal_code", "siege_city", "convocations_street",
        "convocations_postal_code", "dirigeant_name", "dirigeant_email", "dirigeant_phone",
        "suivi_medical_name",
    ]  # fmt: skip
    assert await container.companies.profile(claire) == before


async def test_hostile_text_is_kept_as_text(container: Container, claire: Actor) -> None:
    street = "<script>alert(1)</script> ' OR 1=1; -- 🎉"
    profile = await container.companies.update(
        claire, SEAT | {"siege_street": street, "code": "99999", "siret": "1"}, 1
    )
    assert profile.values["siege_street"] == street
    assert (profile.code, profile.siret) == ("10001", "991 421 132 00010")


async def test_a_stale_page_is_told_who_and_what(
    container: Container, claire: Actor, member: Member, make_account: Any, clock: Any
) -> None:
    paul = await make_account("paul@lefevre.example", [member], first_name="Paul", last_name="Roux")
    await container.companies.update(paul, SEAT, 1)
    saved_at = clock()
    clock.advance(minutes=3)
    with pytest.raises(StaleEdit) as refusal:
        await container.companies.update(claire, SEAT | {"siege_city": "Vannes"}, 1)
    assert (refusal.value.by, refusal.value.at) == ("Paul ROUX", saved_at)
    assert [(c.field, c.before, c.after) for c in refusal.value.changes] == [("siege_city", "Rennes", "Vannes")]
    profile = await container.companies.profile(claire)
    assert (profile.values["siege_city"], profile.version, len(profile.history)) == ("Rennes", 2, 1)


async def test_two_people_at_the_same_instant(
    container: Container, claire: Actor, member: Member, make_account: Any
) -> None:
    import asyncio

    paul = await make_account("paul@lefevre.example", [member], first_name="Paul", last_name="Roux")
    outcomes = await asyncio.gather(
        container.companies.update(claire, SEAT | {"siege_city": "Vannes"}, 1),
        container.companies.update(paul, SEAT | {"siege_city": "Brest"}, 1),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["CompanyProfile", "StaleEdit"]
    [won] = [outcome for outcome in outcomes if isinstance(outcome, CompanyProfile)]
    assert (await container.companies.profile(claire)).values == won.values


async def test_a_company_sees_and_writes_only_itself(
    container: Container, claire: Actor, make_member: Any, make_account: Any
) -> None:
    other = await make_account("x@morel.example", [await make_member("20002", "Transports Morel")])
    await container.companies.update(claire, SEAT, 1)
    profile = await container.companies.profile(other)
    assert (profile.code, profile.version, profile.history) == ("20002", 1, ())
    assert profile.values["siege_city"] == ""


@pytest.mark.parametrize("kind", ["anonymous", "provisional", "without company"])
async def test_nobody_else_enters(container: Container, claire: Actor, kind: str) -> None:
    from dataclasses import replace

    actor, refusal = {
        "anonymous": (ANONYMOUS, SessionExpired),
        "provisional": (replace(claire, provisional=True), SessionExpired),
        "without company": (replace(claire, member=None), Forbidden),
    }[kind]
    before = await container.companies.profile(claire)
    for attempt in (
        container.companies.profile(actor),
        container.companies.update(actor, SEAT, 1),
        container.companies.request_correction(actor, "Bonjour", uuid4()),
    ):
        with pytest.raises(refusal):
            await attempt
    assert await container.companies.profile(claire) == before
    assert await count(container, OutboxMail) == 0


async def test_a_correction_is_asked_once(container: Container, claire: Actor) -> None:
    operation = uuid4()
    for _ in range(2):
        await container.companies.request_correction(claire, "  Notre SIRET a changé. ", operation)
    async with container.context.database.reading() as session:
        mails = (await session.execute(select(OutboxMail).order_by(col(OutboxMail.id)))).scalars().all()
        entries = (await session.execute(select(AuditEntry))).scalars().all()
    assert [(mail.kind, mail.recipient) for mail in mails] == [
        ("message_acknowledged", claire.email),
        ("message_secretariat", "secretariat@presantra.example"),
    ]
    [correction] = await container.companies.corrections(claire)
    assert (correction.number, correction.theme, correction.status) == ("M-2026-00001", "identite", ThreadStatus.OPEN)
    thread = await container.messages.thread(claire, correction.public_id)
    assert [message.text for message in thread.messages] == ["Notre SIRET a changé."]
    assert [e.action for e in entries if e.subject_kind == "member"] == ["Correction de l’identité demandée"]


@pytest.mark.parametrize("message", ["", "  \n ", "x" * 2001])
async def test_an_empty_or_endless_correction_is_refused(container: Container, claire: Actor, message: str) -> None:
    with pytest.raises(InvalidForm) as refusal:
        await container.companies.request_correction(claire, message, uuid4())
    assert list(refusal.value.errors) == ["message"]
    assert await count(container, OutboxMail) == 0
