"""Identifiants perdus: nothing is learnt on screen, the known contact is written to, the service sends the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from presantra.db.models import LetterRequest, MemberContact
from presantra.db.repositories import accounts
from presantra.domain.errors import BadIdentifiers, InvalidForm, InvalidValue, LinkInvalid, NotFound
from presantra.services import lost_identifiers
from presantra.services.actor import Actor
from presantra.services.retention import purge
from tests.services.visits import SERVICE

VISITOR = Actor(visitor="v" * 43, ip="192.0.2.1")
RIGHT = {"code": "10001", "siret": "991 421 132 00010"}
CONTACT = "contact@lefevre.example"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor of the answer's time has its own test."""
    monkeypatch.setattr(lost_identifiers, "ANSWER_SECONDS", 0.0)


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member(email=CONTACT)


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def ask(container: Any, **values: str) -> None:
    await container.lost_identifiers.ask(VISITOR, RIGHT | values)


async def add_contact(container: Any, member: Any, kind: str, email: str) -> None:
    async with container.context.database.transaction() as session:
        session.add(MemberContact(member_id=member.id, kind=kind, email=email))


async def test_the_whole_way_to_the_new_letter(
    container: Any, actor: Any, mails: Any, clock: Any, tmp_path: Path
) -> None:
    await ask(container)
    to_contact, to_user = await mails()
    assert (to_contact.kind, to_contact.to) == ("identifiers_lost", CONTACT)
    assert (to_user.kind, to_user.to) == ("identifiers_lost_notice", actor.email)
    assert "c•••@lefevre.example" in to_user.text
    assert CONTACT not in to_user.text
    assert "TD-" not in to_contact.text
    letters = container.secretariat.letters
    assert await letters.waiting(SERVICE) == ()
    with pytest.raises(InvalidValue, match="Aucune demande"):
        await letters.send(SERVICE, "10001", tmp_path)

    await container.lost_identifiers.confirm(VISITOR, to_contact.token_for("/nouveau-courrier"))
    [line] = await letters.waiting(SERVICE)
    assert (line.code, line.company, line.by) == ("10001", "Menuiserie Lefèvre", lost_identifiers.BY_CONTACT)
    assert (await mails())[-1].kind == "letter_requested_secretariat"
    view = await container.shared_documents.overview(actor)
    assert (view.letter.confirmed_at, view.letter.sent_at) == (clock(), None)
    # The old number is valid until the letter exists.
    await container.enrolments.verify(VISITOR, "10001", "TD-K4M7-P2XC")

    path = await letters.send(SERVICE, "10001", tmp_path)
    assert path.read_bytes().startswith(b"%PDF-")
    assert await letters.waiting(SERVICE) == ()
    with pytest.raises(BadIdentifiers):
        await container.enrolments.verify(VISITOR, "10001", "TD-K4M7-P2XC")
    sent = [mail for mail in await mails() if mail.kind == "letter_sent"]
    assert [mail.to for mail in sent] == [CONTACT, actor.email]
    assert (await container.shared_documents.overview(actor)).letter.sent_at == clock()
    actions = [line.action for line in (await container.companies.profile(actor)).history]
    assert actions == [
        "N° de télédéclarant renouvelé",
        "Nouveau courrier d’identifiants demandé par le contact",
        "Identifiants perdus : lien envoyé au contact",
    ]


async def test_without_a_contact_the_service_is_asked_at_once(
    container: Any, make_member: Any, make_account: Any, mails: Any
) -> None:
    actor = await make_account(members=[await make_member()])
    await ask(container)
    assert [(mail.kind, mail.to) for mail in await mails()] == [
        ("letter_requested_secretariat", container.settings.secretariat_email),
        ("identifiers_lost_notice", actor.email),
    ]
    [line] = await container.secretariat.letters.waiting(SERVICE)
    assert line.by == lost_identifiers.WITHOUT_CONTACT


async def test_the_director_too_and_human_resources_only_without_them(
    container: Any, member: Any, make_member: Any, mails: Any
) -> None:
    await add_contact(container, member, "dirigeant", "dir@lefevre.example")
    await add_contact(container, member, "ressources_humaines", "rh@lefevre.example")
    await add_contact(container, member, "facturation", "compta@cabinet.example")
    await ask(container)
    assert [mail.to for mail in await mails()] == [CONTACT, "dir@lefevre.example"]
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    await add_contact(container, other, "ressources_humaines", "rh@morel.example")
    await ask(container, code="20002", siret="73282932000074")
    assert (await mails())[-1].to == "rh@morel.example"


@pytest.mark.parametrize("wrong", [{"siret": "73282932000074"}, {"code": "10002"}, {"code": "10001-1"}])
async def test_a_wrong_pair_is_answered_alike_and_changes_nothing(
    container: Any, actor: Any, dump: Any, wrong: dict[str, str]
) -> None:
    before = await dump()
    assert await ask(container, **wrong) is None
    assert await dump() == before


async def test_the_answer_waits_the_same_time(container: Any, actor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(lost_identifiers, "ANSWER_SECONDS", 60.0)
    monkeypatch.setattr(lost_identifiers.asyncio, "sleep", sleep)
    await ask(container)
    await ask(container, siret="73282932000074")
    assert len(waited) == 2
    assert all(50 < seconds <= 60 for seconds in waited)


async def test_malformed_fields_are_told_whatever_exists(container: Any) -> None:
    with pytest.raises(InvalidForm) as refused:
        await ask(container, code="12", siret="12")
    assert list(refused.value.errors) == ["code", "siret"]


async def test_a_link_works_once_and_for_three_days(
    container: Any, member: Any, mails: Any, clock: Any, dump: Any
) -> None:
    await ask(container)
    token = (await mails())[0].token_for("/nouveau-courrier")
    clock.advance(hours=72)
    before = await dump()
    for dead in (token, "", "x" * 43):
        with pytest.raises(LinkInvalid):
            await container.lost_identifiers.confirm(VISITOR, dead)
    assert await dump() == before
    # Asked again: the same request, with another link.
    await ask(container)
    fresh = (await mails())[1].token_for("/nouveau-courrier")
    with pytest.raises(LinkInvalid):
        await container.lost_identifiers.confirm(VISITOR, token)
    await container.lost_identifiers.confirm(VISITOR, fresh)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.lost_identifiers.confirm(VISITOR, fresh)
    assert await dump() == before


async def test_asked_again_while_the_letter_is_awaited(container: Any, actor: Any, mails: Any) -> None:
    await ask(container)
    await container.lost_identifiers.confirm(VISITOR, (await mails())[0].token_for("/nouveau-courrier"))
    known = len(await mails())
    await ask(container)
    [mail] = (await mails())[known:]
    assert (mail.kind, mail.to) == ("identifiers_lost", CONTACT)
    assert "déjà prié" in mail.text
    assert "#" not in mail.text
    assert len(await container.secretariat.letters.waiting(SERVICE)) == 1


async def test_too_many_requests_are_dropped_in_silence(
    container: Any, actor: Any, mails: Any, wall_clock: Any
) -> None:
    for _ in range(4):
        await ask(container, siret="73282932000074")
    for _ in range(5):
        await ask(container)
    assert len([mail for mail in await mails() if mail.kind == "identifiers_lost"]) == 3
    wall_clock.advance(86_401)
    await ask(container)
    assert len([mail for mail in await mails() if mail.kind == "identifiers_lost"]) == 4


async def test_too_many_requests_of_one_address_are_dropped_too(container: Any, member: Any, mails: Any) -> None:
    for number in range(10):
        await ask(container, code=f"3000{number}")
    await ask(container)
    assert await mails() == []
    await container.lost_identifiers.ask(replace(VISITOR, ip="192.0.2.2"), RIGHT)
    assert [mail.to for mail in await mails()] == [CONTACT]


async def test_a_letter_of_the_service_closes_what_was_asked(
    container: Any, actor: Any, mails: Any, tmp_path: Path
) -> None:
    await ask(container)
    token = (await mails())[0].token_for("/nouveau-courrier")
    await container.members.regenerate(SERVICE, "10001", tmp_path)
    with pytest.raises(LinkInvalid):
        await container.lost_identifiers.confirm(VISITOR, token)
    assert [m.to for m in await mails() if m.kind == "letter_sent"] == [CONTACT, actor.email]
    known = len(await mails())
    await container.members.regenerate(SERVICE, "10001", tmp_path)
    assert len(await mails()) == known
    with pytest.raises(NotFound):
        await container.secretariat.letters.send(SERVICE, "99999", tmp_path)


async def test_nobody_without_access_is_told(
    container: Any, actor: Any, member: Any, make_account: Any, mails: Any
) -> None:
    gone = await make_account("parti@example.fr", [member])
    async with container.context.database.transaction() as session:
        await accounts.detach_all(session, gone.account_id, container.context.clock())
    await ask(container)
    assert [mail.to for mail in await mails()] == [CONTACT, actor.email]


async def test_what_is_over_is_purged_and_what_waits_is_kept(
    container: Any, member: Any, make_member: Any, clock: Any, tmp_path: Path
) -> None:
    await ask(container)
    for number, code in enumerate(("20002", "20003")):
        await make_member(code=code, number=f"TD-G7V2-J3Z{number}", siret="73282932000074")
        await ask(container, code=code, siret="73282932000074")
    await container.secretariat.letters.send(SERVICE, "20002", tmp_path)
    clock.advance(days=34)
    await purge(container.context, SERVICE)
    async with container.context.database.reading() as session:
        rows = (await session.execute(LetterRequest.__table__.select())).all()  # type: ignore[attr-defined]
    assert len(rows) == 1
    assert rows[0].confirmed_at == clock() - timedelta(days=34)
