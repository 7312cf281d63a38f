"""« adherents corriger »: what the service corrects of a company, who learns it, what is refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Attachment, Member
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.messages import ThreadStatus
from presantra.services.actor import Actor
from presantra.services.companies import HistoryQuery
from tests.connection import GOOD
from tests.services.messages import opened
from tests.services.visits import SERVICE

NEW = "73282932000074"


@pytest.fixture
async def member(make_member: Any) -> Member:
    return await make_member("10001", naf_code="4332A")


@pytest.fixture
async def claire(make_account: Any, member: Member) -> Actor:
    return await make_account("claire@lefevre.example", [member], password=GOOD)


@pytest.fixture
async def paul(container: Container, make_account: Any, member: Member) -> Actor:
    """Of the same company, without administering it."""
    actor = await make_account("paul@lefevre.example", [member], first_name="Paul", password=GOOD)
    async with container.context.database.transaction() as session:
        mine = col(Attachment.account_id) == actor.account_id
        await session.execute(update(Attachment).where(mine).values(roles="lecture"))
    return actor


async def test_only_what_is_given_changes_and_the_administrators_are_told(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    done = await container.secretariat.identity.correct(SERVICE, "10001", siret="732 829 320 00074", naf_code="43.32b")
    assert [(c.label, c.before, c.after) for c in done.changes] == [
        ("SIRET", "991 421 132 00010", "732 829 320 00074"),
        ("Code NAF", "43.32A", "43.32B"),
    ]
    profile = await container.companies.profile(claire)
    assert (profile.name, profile.siret, profile.naf_code) == ("Menuiserie Lefèvre", "732 829 320 00074", "43.32B")
    [mail] = await mails()
    assert (mail.kind, mail.to, done.mails) == ("identity_corrected", claire.email, 1)
    assert "732 829 320 00074 (au lieu de 991 421 132 00010)" in mail.text.replace("\u00a0", " ")


async def test_the_history_of_the_company_says_it_and_offers_no_way_back(container: Container, claire: Actor) -> None:
    await container.secretariat.identity.correct(SERVICE, "10001", name="Menuiserie Lefèvre et Fils")
    [event] = (await container.company_history.page(claire, HistoryQuery())).events
    assert (event.by, event.action) == ("Secrétariat PRÉSANTRA", "Identité corrigée par le service")
    [change] = event.changes
    assert (change.before, change.after, change.restorable) == (
        "Menuiserie Lefèvre", "Menuiserie Lefèvre et Fils", False
    )  # fmt: skip


async def test_the_request_is_answered_and_nobody_gets_two_mails(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    await container.companies.request_correction(claire, "Notre SIRET a changé.", uuid4())
    other = await opened(container, claire, theme="autre")
    done = await container.secretariat.identity.correct(SERVICE, "10001", siret=NEW)
    [correction] = await container.companies.corrections(claire)
    assert (done.answered, correction.status) == ((correction.number,), ThreadStatus.ANSWERED)
    thread = await container.messages.thread(claire, correction.public_id)
    assert thread.messages[-1].text.replace("\u00a0", " ") == (
        "Votre fiche est corrigée.\nSIRET : 732 829 320 00074 (au lieu de 991 421 132 00010)"
    )
    assert (await container.messages.thread(claire, other)).thread.status is ThreadStatus.OPEN
    kinds = [mail.kind for mail in await mails() if mail.to == claire.email]
    assert kinds.count("identity_corrected") == 1
    assert "message_answered" not in kinds
    again = await container.secretariat.identity.correct(SERVICE, "10001", naf_code="43.32B")
    assert again.answered == ()


async def test_an_establishment_may_share_the_siret_of_its_own_company(
    container: Container, make_member: Any, claire: Actor
) -> None:
    await make_member("10001-1", siret=NEW)
    assert (await container.secretariat.identity.correct(SERVICE, "10001", siret=NEW)).changes


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        ("10001", {}, "Indiquez ce qui est à corriger"),
        ("10001", {"siret": "73282932000075"}, "un de ses chiffres est faux"),
        ("10001", {"naf_code": "4332"}, "4 chiffres et une lettre"),
        ("10001", {"name": "x" * 201}, "200 caractères"),
        ("10001", {"siret": NEW}, "Ce SIRET est déjà celui de Autre (20002)."),
        ("10001", {"name": "Autre", "siret": NEW}, "Ce SIRET est déjà celui de"),
        ("10001", {"naf_code": "4332A"}, "rien n’est à corriger"),
        ("12", {"naf_code": "4332A"}, "5 chiffres"),
    ],
)
async def test_a_refusal_changes_nothing(
    container: Container, make_member: Any, claire: Actor, dump: Any, code: str, values: dict[str, str], said: str
) -> None:
    await make_member("20002", name="Autre", siret=NEW)
    await container.companies.request_correction(claire, "Notre SIRET a changé.", uuid4())
    before = await dump()
    with pytest.raises(InvalidValue) as refusal:
        await container.secretariat.identity.correct(SERVICE, code, **values)
    assert said in refusal.value.sentence.replace("\u00a0", " ")
    assert await dump() == before


async def test_an_unknown_member_is_not_found(container: Container) -> None:
    with pytest.raises(NotFound):
        await container.secretariat.identity.correct(SERVICE, "55555", naf_code="4332A")
